//! Sections of lines: a `[name]` line, then one template or phrase a line; `#` begins a remark.

/// The sections of a file, in order.
pub type Sections = Vec<(&'static str, Vec<&'static str>)>;

/// Read a file of sections.
pub fn sections(text: &'static str) -> Sections {
    let mut out: Sections = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            out.push((name, Vec::new()));
        } else if let Some((_, lines)) = out.last_mut() {
            lines.push(line);
        }
    }
    out
}

/// The lines of a section, or none.
pub fn section<'s>(sections: &'s Sections, name: &str) -> &'s [&'static str] {
    sections.iter().find(|(n, _)| *n == name).map_or(&[], |(_, lines)| lines)
}

/// Replace every `{slot}` by what `fill` gives for its name.
pub fn fill(template: &str, mut fill: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(&fill(slot));
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_filled_in_order() {
        assert_eq!(fill("{A} và {B}.", str::to_lowercase), "a và b.");
        assert_eq!(fill("{A", str::to_lowercase), "a");
    }

    #[test]
    fn sections_hold_their_lines() {
        let read = sections("# about\n[a]\nx y\n\nz\n[b]\n");
        assert_eq!(section(&read, "a"), ["x y", "z"]);
        assert!(section(&read, "c").is_empty());
    }
}

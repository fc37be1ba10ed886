//! The names of dictionaries, which are written in capitals, as forms of our tables, in which a small letter matches both.

/// Words that are written small inside names.
const SMALL: [&str; 14] = ["of", "the", "and", "for", "in", "on", "to", "al", "el", "bin", "de", "del", "la", "a"];
/// A single word of so many letters is an acronym.
const ACRONYM: usize = 4;

/// A name and the acronym that stands in brackets after it.
pub(super) fn variants(name: &str) -> Vec<String> {
    let (outside, inside) = match name.split_once('(').and_then(|(before, rest)| Some((before, rest.split_once(')')?))) {
        Some((before, (inside, after))) => (format!("{before} {after}"), Some(inside)),
        None => (name.to_owned(), None),
    };
    let clean = |text: &str| {
        let letters: String = text.chars().filter(|c| !matches!(c, '(' | ')' | '"' | '\t')).collect();
        letters.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let all = [clean(&outside), clean(inside.unwrap_or_default())];
    all.into_iter().filter(|form| form.chars().filter(|c| c.is_alphabetic()).count() > 1).collect()
}

/// A name in capitals and small letters. A short single word keeps its capitals: it is an acronym, or would be read as a common word.
pub(super) fn case(name: &str, short_is_acronym: bool) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '\'' || c == '\u{2019}';
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if short_is_acronym && !name.contains(' ') && (letters <= ACRONYM || name.contains('.') || name.chars().any(|c| c.is_ascii_digit())) {
        return name.to_uppercase();
    }
    let mut out = String::new();
    let mut word = String::new();
    for c in name.chars().chain([' ']) {
        if is_word(c) {
            word.push(c);
            continue;
        }
        let small = word.to_lowercase();
        if SMALL.contains(&small.as_str()) && !out.is_empty() {
            out.push_str(&small);
        } else {
            let mut chars = small.chars();
            out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
            out.push_str(chars.as_str());
        }
        word.clear();
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out
}

/// The code of a party: its name in capitals, `_` for blanks.
pub(super) fn id(name: &str) -> String {
    let letters: String = name.to_uppercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join("_")
}

/// The regular plural of a noun phrase whose last word is its head; none where it has one already.
pub(super) fn plural(form: &str) -> Option<String> {
    let last = form.chars().last().filter(char::is_ascii_alphabetic)?;
    let before = form.chars().rev().nth(1).unwrap_or(' ');
    let ends = |endings: &[&str]| endings.iter().any(|e| form.ends_with(e));
    match last {
        's' if !ends(&["ss"]) => None,
        'y' if !"aeiou ".contains(before) => Some(format!("{}ies", form.strip_suffix('y')?)),
        _ if ends(&["ss", "x", "z", "ch", "sh"]) => Some(format!("{form}es")),
        _ if ends(&["man"]) => Some(format!("{}men", form.strip_suffix("man")?)),
        _ if ends(&["men", "people", "police", "personnel"]) => None,
        _ => Some(format!("{form}s")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_capitals_become_names() {
        assert_eq!(case("ARMY OF THE AL-QUDS FRONT", true), "Army of the al-Quds Front");
        assert_eq!(case("FARMERS' UNION", true), "Farmers' Union");
        assert_eq!(case("ANSF", true), "ANSF");
        assert_eq!(case("U.N.D.", true), "U.N.D.");
        assert_eq!(case("ZABUL", true), "Zabul");
        assert_eq!(case("JO DOE", false), "Jo Doe");
    }

    #[test]
    fn an_acronym_in_brackets_is_a_name_of_its_own() {
        assert_eq!(variants("ANIMAL FRONT (ALF)"), ["ANIMAL FRONT", "ALF"]);
        assert_eq!(variants("FRONT (A"), ["FRONT A"]);
        assert_eq!(variants("()"), Vec::<String>::new());
    }

    #[test]
    fn plurals_are_made_by_rule() {
        let made = ["farmer", "deputy", "boss", "policeman", "rebels", "riot police", "envoy"].map(|w| plural(w).unwrap_or_default());
        assert_eq!(made, ["farmers", "deputies", "bosses", "policemen", "", "", "envoys"]);
    }

    #[test]
    fn a_code_is_made_of_a_name() {
        assert_eq!(id("Front of St. John-2"), "FRONT_OF_ST_JOHN_2");
    }
}

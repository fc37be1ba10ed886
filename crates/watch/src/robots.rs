//! robots.txt by RFC 9309: which paths of a site a program may fetch, and how long it is to rest in between.
//!
//! Groups that name us count together; else those for everybody. Of the rules that match, the longest counts, and of equally long ones the
//! one that allows. Matching a rule takes time in proportion to rule and path, whatever wild cards it has.

/// What our user agent is called in robots.txt.
const NAME: &str = "chancery";
/// How much of a robots.txt counts: what RFC 9309 asks for at least.
pub(crate) const MOST_BYTES: usize = 512_000;
/// How many rules count.
const MOST_RULES: usize = 10_000;
/// The longest rule: longer than any address that is fetched, so nothing is lost.
const LONGEST_RULE: usize = 4096;

/// What a site lets us do.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Robots {
    rules: Vec<Rule>,
    delay: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    allow: bool,
    pattern: Vec<u8>,
}

/// Whom a group of rules is for.
#[derive(Clone, Copy, Default)]
struct Group {
    us: bool,
    all: bool,
}

impl Robots {
    /// Read a robots.txt. Whatever does not follow the rules in it is passed over.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.get(..MOST_BYTES).map_or(bytes, without_last_line);
        let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        let (mut ours, mut everybodys) = (Self::default(), Self::default());
        let mut named = false;
        let (mut group, mut naming) = (Group::default(), false);
        for line in text.split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !naming {
                    group = Group::default();
                }
                naming = true;
                group.us |= is_us(value);
                group.all |= value == "*";
                named |= group.us;
                continue;
            }
            let Some(rule) = read_rule(&key, value) else { continue };
            naming = false;
            for (applies, robots) in [(group.us, &mut ours), (group.all, &mut everybodys)] {
                if applies {
                    robots.take(&rule);
                }
            }
        }
        if named { ours } else { everybodys }
    }

    /// Whether a path, with its query, may be fetched.
    pub(crate) fn allows(&self, path: &str) -> bool {
        let path = escaped(path, false);
        if path == b"/robots.txt" {
            return true;
        }
        let longest = self.rules.iter().filter(|rule| matches(&rule.pattern, &path)).max_by_key(|rule| (rule.pattern.len(), rule.allow));
        longest.is_none_or(|rule| rule.allow)
    }

    /// Seconds to rest between two requests, if the site says so.
    pub(crate) fn delay(&self) -> Option<f64> {
        self.delay
    }

    fn take(&mut self, line: &Line) {
        match line {
            Line::Rule(rule) if self.rules.len() < MOST_RULES => self.rules.push(rule.clone()),
            Line::Delay(seconds) => self.delay = Some(self.delay.map_or(*seconds, |before| before.max(*seconds))),
            Line::Rule(_) | Line::Nothing => {}
        }
    }
}

/// A line within a group.
enum Line {
    Rule(Rule),
    Delay(f64),
    /// A rule without a path: it ends the names of the group.
    Nothing,
}

fn read_rule(key: &str, value: &str) -> Option<Line> {
    match key {
        "allow" | "disallow" if value.is_empty() || value.len() > LONGEST_RULE => Some(Line::Nothing),
        "allow" | "disallow" => Some(Line::Rule(Rule { allow: key == "allow", pattern: escaped(value, true) })),
        "crawl-delay" => Some(value.parse::<f64>().ok().filter(|s| s.is_finite() && *s >= 0.0).map_or(Line::Nothing, Line::Delay)),
        _ => None,
    }
}

/// Whether a group's name is ours: `chancery`, also as `Chancery/1.0`.
fn is_us(name: &str) -> bool {
    let end = name.find(|c: char| !(c.is_ascii_alphabetic() || c == '-' || c == '_')).unwrap_or(name.len());
    name.get(..end).is_some_and(|name| name.eq_ignore_ascii_case(NAME))
}

/// Of what was cut off at the limit, the last line may be half of one: a rule for less than was meant.
fn without_last_line(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or_default();
    bytes.get(..end).unwrap_or_default()
}

/// A path in one spelling: what stands for itself bare, everything else as `%XX` in capitals. So are the signs of rules, `*` and `$`, where
/// they are none: in paths, and `$` in the middle of a rule.
fn escaped(path: &str, is_rule: bool) -> Vec<u8> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |n: u8| HEX.get(usize::from(n)).copied().unwrap_or_default();
    let value = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).map(|n| n as u8);
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let (byte, coded) = match (byte, value(bytes.get(at)), value(bytes.get(at + 1))) {
            (b'%', Some(high), Some(low)) => {
                at += 2;
                (high << 4 | low, true)
            }
            _ => (byte, false),
        };
        let special = is_rule && (byte == b'*' || byte == b'$' && at == bytes.len());
        let is_sign = matches!(byte, b'*' | b'$');
        let bare = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || !coded && byte.is_ascii_graphic() && (!is_sign || special);
        if bare {
            out.push(byte);
        } else {
            out.extend([b'%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

/// Whether a path begins as a pattern says: `*` stands for anything, `$` at the end for the path's end. After a mismatch the last `*`
/// takes one byte more, and no earlier one has to be looked at again.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, whole) = pattern.strip_suffix(b"$").map_or((pattern, false), |pattern| (pattern, true));
    let (mut p, mut at) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(p), path.get(at)) {
            (Some(b'*'), _) => {
                star = Some((p + 1, at));
                p += 1;
            }
            (None, None) => return true,
            (None, Some(_)) if !whole => return true,
            (Some(a), Some(b)) if a == b => {
                p += 1;
                at += 1;
            }
            _ => match star {
                Some((after, from)) if from < path.len() => {
                    star = Some((after, from + 1));
                    (p, at) = (after, from + 1);
                }
                _ => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// robots.txt; path; whether it is allowed
    #[test]
    fn rules_hold_as_rfc_9309_has_them() {
        let cases = [
            ("", "/a", true),
            ("User-agent: *\nDisallow: /", "/a", false),
            ("User-agent: *\nDisallow:", "/a", true),
            ("user-AGENT : *\r\nDISALLOW : /a # why\r\n", "/ab?c", false),
            ("User-agent: *\nDisallow: /a", "/b", true),
            ("User-agent: *\nDisallow: /a", "/A", true),
            ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/1", true),
            ("User-agent: *\nDisallow: /\nAllow: /news/", "/other", false),
            ("User-agent: *\nAllow: /p\nDisallow: /p", "/p", true),
            ("User-agent: *\nDisallow: /\n\nUser-agent: chancery\nDisallow: /x", "/a", true),
            ("User-agent: *\nAllow: /\n\nUser-agent: Chancery/1.0\nDisallow: /x", "/x", false),
            ("User-agent: chancery\nDisallow: /x\nUser-agent: *\nDisallow: /\nUser-agent: chancery\nDisallow: /y", "/y", false),
            ("User-agent: chancery\nDisallow: /x\nUser-agent: *\nDisallow: /\nUser-agent: chancery\nDisallow: /y", "/x", false),
            ("User-agent: chancery\nDisallow: /x\nUser-agent: *\nDisallow: /\nUser-agent: chancery\nDisallow: /y", "/z", true),
            ("User-agent: other\nUser-agent: chancery\nDisallow: /", "/a", false),
            ("User-agent: other\nDisallow: /", "/a", true),
            ("User-agent: chancerybot\nDisallow: /", "/a", true),
            ("User-agent: *\nSitemap: https://example.org/s.xml\nUser-agent: chancery\nDisallow: /", "/a", false),
            ("User-agent: *\nDisallow: *.pdf$", "/a/b.pdf", false),
            ("User-agent: *\nDisallow: *.pdf$", "/a/b.pdf?x", true),
            ("User-agent: *\nDisallow: /*/print", "/2025/print", false),
            ("User-agent: *\nDisallow: /*/print", "/print", true),
            ("User-agent: *\nDisallow: /a*b*c", "/axxbxxbyyc", false),
            ("User-agent: *\nDisallow: /$", "/", false),
            ("User-agent: *\nDisallow: /$", "/a", true),
            ("User-agent: *\nDisallow: /", "/robots.txt", true),
            ("User-agent: *\nDisallow: /tin-tức", "/tin-t%E1%BB%A9c/1", false),
            ("User-agent: *\nDisallow: /%7ejoe", "/~joe", false),
            ("User-agent: *\nDisallow: /a%2fb", "/a/b", true),
            ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", false),
            // RFC 9309 itself, 2.2.3.
            ("User-agent: *\nDisallow: /path/file-with-a-%2A.html", "/path/file-with-a-*.html", false),
            ("User-agent: *\nDisallow: /path/file-with-a-%2A.html", "/path/file-with-a-x.html", true),
            ("User-agent: *\nDisallow: /path/foo-%24", "/path/foo-$", false),
            ("User-agent: *\nDisallow: /path/foo-%24", "/path/foo-%24", false),
            ("User-agent: *\nDisallow: /path/foo-%24", "/path/foo-", true),
            ("User-agent: *\nDisallow: /a$b", "/a$b/c", false),
            ("User-agent: *\nDisallow: /a$b", "/a%24b", false),
            ("User-agent: *\nDisallow: /a$$", "/a$", false),
            ("User-agent: *\nDisallow: /a$$", "/a$b", true),
            ("User-agent: *\nDisallow: /a*", "/a%2A", false),
            ("Disallow: /", "/a", true),
            ("\u{feff}User-agent: *\nDisallow: /", "/a", false),
            ("User-agent: *\n\n\nDisallow: /", "/a", false),
            ("<html>not: robots</html>", "/a", true),
        ];
        for (text, path, allowed) in cases {
            assert_eq!(Robots::parse(text.as_bytes()).allows(path), allowed, "{path} by {text:?}");
        }
    }

    #[test]
    fn the_rest_that_a_site_asks_for_is_known() {
        for (text, delay) in [
            ("User-agent: *\nCrawl-delay: 5", Some(5.0)),
            ("User-agent: *\nCrawl-delay: 0.5\nDisallow: /x", Some(0.5)),
            ("User-agent: *\nCrawl-delay: 5\nUser-agent: chancery\nDisallow: /x", None),
            ("User-agent: *\nCrawl-delay: soon", None),
            ("User-agent: *\nCrawl-delay: -1", None),
            ("User-agent: *\nCrawl-delay: inf", None),
        ] {
            assert_eq!(Robots::parse(text.as_bytes()).delay(), delay, "{text:?}");
        }
    }

    #[test]
    fn a_line_that_was_cut_in_two_is_no_rule() {
        let (head, rule) = ("User-agent: *\nDisallow: /x\n#", "\nAllow: /x/public-and-more\n");
        for cut in 1..rule.len() - 1 {
            let text = format!("{head}{}{rule}", "-".repeat(MOST_BYTES - head.len() - cut));
            assert!(!Robots::parse(text.as_bytes()).allows("/x/public"), "cut after {cut}");
        }
        let text = format!("{head}{}{rule}", "-".repeat(MOST_BYTES - head.len() - rule.len()));
        assert!(Robots::parse(text.as_bytes()).allows("/x/public-and-more"), "what just fits counts");
        assert!(Robots::parse("x".repeat(MOST_BYTES + 1).as_bytes()).allows("/"), "one long line");
    }

    #[test]
    fn many_wild_cards_take_no_longer() {
        let text = format!("User-agent: *\nDisallow: /{}b", "*a".repeat(1000));
        assert!(Robots::parse(text.as_bytes()).allows(&format!("/{}", "a".repeat(2000))));
    }

    proptest! {
        #[test]
        fn any_bytes_are_rules_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..400), path in "\\PC{0,40}") {
            let _ = Robots::parse(&bytes).allows(&path);
        }

        #[test]
        fn a_path_without_signs_matches_what_begins_like_it(rule in "/[a-z]{0,6}", path in "/[a-z]{0,8}") {
            let robots = Robots::parse(format!("User-agent: *\nDisallow: {rule}").as_bytes());
            prop_assert_eq!(robots.allows(&path), !path.starts_with(&rule));
        }
    }
}

//! Whether two names are those of one person, across spellings and scripts.
//!
//! Names in Latin letters are compared without accents, hyphens and order; a name in Hangul and one in Latin letters by the consonants they
//! have in common. That is evidence, never proof: who calls must have a party, an office or an act in common beside it.

use crate::words::{fold, is_hangul, runs};

/// How far two names agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// They name other people.
    Different,
    /// One is a part of the other, or they sound alike.
    Like,
    /// They are spelled alike but for accents, hyphens and order.
    Same,
}

/// Compare two names.
pub fn compare(a: &str, b: &str) -> Likeness {
    let (left, right) = (parts(a), parts(b));
    if left.is_empty() || right.is_empty() {
        return Likeness::Different;
    }
    let joined = |parts: &[String]| {
        let mut sorted = parts.to_vec();
        sorted.sort_unstable();
        sorted.concat()
    };
    if left.concat() == right.concat() || joined(&left) == joined(&right) {
        return Likeness::Same;
    }
    match (a.chars().any(is_hangul), b.chars().any(is_hangul)) {
        (false, false) | (true, true) => {
            let (few, many) = if left.len() <= right.len() { (&left, &right) } else { (&right, &left) };
            let long = few.iter().any(|p| p.chars().count() > 2 || p.chars().any(is_hangul) && p.chars().count() > 1);
            if long && few.iter().all(|p| many.contains(p)) { Likeness::Like } else { Likeness::Different }
        }
        _ => {
            let (x, y) = (sounds(&left), sounds(&right));
            let close = |a: &str, b: &str| a.len() > 1 && a == b;
            let whole = close(&x.concat(), &y.concat());
            let part = x.iter().any(|p| p.len() > 2 && y.iter().any(|q| p == q));
            if whole || part { Likeness::Like } else { Likeness::Different }
        }
    }
}

/// Whether one of two names is written in Hangul and the other is not.
pub fn in_two_scripts(a: Option<&str>, b: Option<&str>) -> bool {
    let hangul = |name: &str| name.chars().any(is_hangul);
    a.zip(b).is_some_and(|(a, b)| hangul(a) != hangul(b))
}

/// The parts of a name, folded; what hyphens join is one part.
fn parts(name: &str) -> Vec<String> {
    let name: String = name.chars().filter(|c| !matches!(c, '-' | '\'' | '’' | '·')).collect();
    runs(&name).map(fold).collect()
}

/// The consonants of each part, in classes that survive transcription.
fn sounds(parts: &[String]) -> Vec<String> {
    parts.iter().map(|p| if p.chars().any(is_hangul) { hangul_sounds(p) } else { latin_sounds(p) }).collect()
}

const INITIALS: [char; 19] = ['k', 'k', 'n', 't', 't', 'l', 'm', 'p', 'p', 's', 's', '-', 'c', 'c', 'c', 'k', 't', 'p', 'h'];
const FINALS: [&str; 28] =
    ["", "k", "k", "k", "n", "n", "n", "t", "l", "l", "l", "l", "l", "l", "l", "l", "m", "p", "p", "s", "s", "n", "c", "c", "k", "t", "p", "h"];

fn hangul_sounds(part: &str) -> String {
    let mut out = String::new();
    for c in part.chars().filter(|c| is_hangul(*c)) {
        let at = c as usize - '가' as usize;
        let initial = INITIALS[(at / 588).min(18)];
        if initial != '-' {
            out.push(initial);
        }
        out.push_str(FINALS[at % 28]);
    }
    tidy(&out)
}

fn latin_sounds(part: &str) -> String {
    let text = part
        .replace("sch", "s")
        .replace("tch", "c")
        .replace("ch", "c")
        .replace("sh", "s")
        .replace("ph", "p")
        .replace("th", "t")
        .replace("ck", "k")
        .replace("ng", "n")
        .replace('x', "ks");
    let out: String = text
        .chars()
        .filter_map(|c| match c {
            'b' | 'p' | 'f' | 'v' => Some('p'),
            'd' | 't' => Some('t'),
            'g' | 'k' | 'q' => Some('k'),
            'c' | 'j' => Some('c'),
            's' | 'z' => Some('s'),
            'l' | 'r' => Some('l'),
            'm' => Some('m'),
            'n' => Some('n'),
            'h' => Some('h'),
            _ => None,
        })
        .collect();
    tidy(&out)
}

/// Without doubled sounds, and without the one that comes and goes in transcription.
fn tidy(sounds: &str) -> String {
    let mut out: Vec<char> = Vec::new();
    for c in sounds.chars().filter(|c| *c != 'h') {
        if out.last() != Some(&c) {
            out.push(c);
        }
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_agree() {
        assert_eq!(compare("Cho Tae-yul", "Cho Tae Yul"), Likeness::Same);
        assert_eq!(compare("Cho Tae-yul", "조태열"), Likeness::Like);
        assert_eq!(compare("Antony Blinken", "블링컨"), Likeness::Like);
        assert_eq!(compare("Blinken", "Antony Blinken"), Likeness::Like);
        assert_eq!(compare("Phạm Minh Chính", "Pham Minh Chinh"), Likeness::Same);
    }

    #[test]
    fn other_people_differ() {
        assert_eq!(compare("Cho Tae-yul", "Kim Yong-hyun"), Likeness::Different);
        assert_eq!(compare("조태열", "김용현"), Likeness::Different);
        assert_eq!(compare("", "Kim"), Likeness::Different);
    }
}

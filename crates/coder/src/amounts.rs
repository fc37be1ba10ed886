//! Amounts of money and of things: a number, its scale, its currency or unit.

use chancery_knowledge::{Language, Measure, Sense};
use chancery_model::Amount;

use crate::items::Item;

/// Whether a sum of money stands right after an item, or after one word more.
pub fn money_follows(items: &[Item], amounts: &[Amount], item: usize) -> bool {
    items.iter().skip(item + 1).take(2).any(|i| i.amount.is_some_and(|a| matches!(amounts.get(a as usize), Some(Amount::Money { .. }))))
}

/// Find the amounts of a sentence and mark their items.
pub fn find(language: &Language, text: &str, items: &mut [Item]) -> Vec<Amount> {
    let mut out = Vec::new();
    let mut i = 0;
    let digit = |item: &Item| text.as_bytes().get(item.start as usize).is_some_and(u8::is_ascii_digit);
    while i < items.len() {
        if (items[i].number || items[i].measures || digit(&items[i]))
            && items[i].date.is_none()
            && let Some((next, amount)) = amount_at(language, text, items, i)
        {
            for item in &mut items[i..next] {
                item.amount = Some(out.len() as u16);
            }
            out.push(amount);
            i = next;
        } else {
            i += 1;
        }
    }
    // «the package of 90 million»: after a number its scale is no verb that is written like it.
    for i in 1..items.len() {
        let scale = |m: &Measure| matches!(m, Measure::Scale(_));
        if items[i].predicate && digit(&items[i - 1]) && items[i].amount.is_none() && measures(language, items, i).any(scale) {
            items[i].predicate = false;
        }
    }
    out
}

fn measures<'l>(language: &'l Language, items: &[Item], i: usize) -> impl Iterator<Item = &'l Measure> {
    let entry = items.get(i).and_then(|item| item.entry);
    entry.into_iter().flat_map(move |e| language.lexicon.senses(e)).filter_map(|s| match s {
        Sense::Measure(m) => Some(m),
        _ => None,
    })
}

fn amount_at(language: &Language, text: &str, items: &[Item], i: usize) -> Option<(usize, Amount)> {
    let currency_at = |i: usize| {
        measures(language, items, i).find_map(|m| match m {
            Measure::Currency(c) => Some(c.clone()),
            _ => None,
        })
    };
    let mut at = i;
    let before = currency_at(at);
    if before.is_some() {
        at += 1;
    }
    let mut value = number(language, text, items, at)?;
    at += 1;
    if language.settings.verb_final {
        (value, at) = composed(language, text, items, at, value);
    }
    while let Some(scale) = measures(language, items, at).find_map(|m| match m {
        Measure::Scale(s) => Some(*s),
        _ => None,
    }) {
        value *= scale;
        at += 1;
    }
    if let Some(currency) = before.or_else(|| currency_at(at).inspect(|_| at += 1)) {
        return Some((at, Amount::Money { value, currency }));
    }
    let unit = measures(language, items, at).find_map(|m| match m {
        Measure::Unit(u) => Some(u.clone()),
        _ => None,
    })?;
    Some((at + 1, Amount::Quantity { value, unit }))
}

/// A number told in steps, each with its scale: `2 thousand 800 ten-thousand`.
fn composed(language: &Language, text: &str, items: &[Item], from: usize, first: f64) -> (f64, usize) {
    const STEP: f64 = 10_000.0;
    let (mut total, mut small, mut current) = (0.0, 0.0, first);
    let mut at = from;
    loop {
        let scale = measures(language, items, at).find_map(|m| if let Measure::Scale(s) = m { Some(*s) } else { None });
        if let Some(scale) = scale {
            if scale < STEP {
                small += current * scale;
            } else {
                total += (small + current) * scale;
                small = 0.0;
            }
            current = 0.0;
        } else if current == 0.0 && items.get(at).is_some_and(|i| i.number && i.date.is_none() && i.entry.is_none()) {
            let Some(n) = number(language, text, items, at) else { break };
            current = n;
        } else {
            break;
        }
        at += 1;
    }
    (total + small + current, at)
}

fn number(language: &Language, text: &str, items: &[Item], i: usize) -> Option<f64> {
    let item = items.get(i)?;
    if item.entry.is_some() {
        return measures(language, items, i).find_map(|m| match m {
            Measure::Number(n) => Some(*n),
            _ => None,
        });
    }
    if !item.number {
        let word = &text[item.start as usize..item.end as usize];
        return if word.starts_with(|c: char| c.is_ascii_digit()) { scaled(language, word) } else { None };
    }
    parse_number(&text[item.start as usize..item.end as usize])
}

/// `1.2bn`: a number with its scale written together.
fn scaled(language: &Language, word: &str) -> Option<f64> {
    let digits = word.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
    let (number, suffix) = (word.get(..digits)?, word.get(digits..)?);
    if digits == 0 || suffix.is_empty() {
        return None;
    }
    let mut found = Vec::new();
    language.lexicon.find(suffix, &mut found);
    let [only] = found.as_slice() else { return None };
    let whole = only.start == 0 && only.end as usize == suffix.len();
    let scale = language.lexicon.senses(only.entry).iter().find_map(|s| match s {
        Sense::Measure(Measure::Scale(x)) => Some(*x),
        _ => None,
    });
    Some(parse_number(number)? * scale.filter(|_| whole)?)
}

/// `3.500` and `3,500` are thousands, `1,2` and `1.2` have decimals: a mark followed by just three digits groups thousands.
fn parse_number(word: &str) -> Option<f64> {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(at) = rest.find(['.', ',']) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits != 3 || out == "0" {
            out.push('.');
        }
    }
    out.push_str(rest);
    out.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_number;

    #[test]
    fn thousands_and_decimals_are_told_apart() {
        assert_eq!(parse_number("3.500"), Some(3500.0));
        assert_eq!(parse_number("1,2"), Some(1.2));
        assert_eq!(parse_number("650.000"), Some(650_000.0));
        assert_eq!(parse_number("435,3"), Some(435.3));
        assert_eq!(parse_number("1.234.567"), Some(1_234_567.0));
        assert_eq!(parse_number("20-21"), None);
    }
}

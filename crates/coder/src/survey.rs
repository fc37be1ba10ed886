//! One look over a whole document before its first sentence: who is named for certain, which state it speaks of most, where it comes from.

use chancery_knowledge::{Found, Function, FunctionWord, Knowledge, Language, Marker, NameKind, PartyId, Sense};
use chancery_model::{Document, PartyKind, Span};
use rustc_hash::FxHashMap;

use crate::discourse::Discourse;
use crate::tokens;

/// One look over the whole document: which parties strong forms name, and which state it speaks of most.
pub(crate) fn survey<'f>(knowledge: &Knowledge, language: &Language, text: &str, found: impl Iterator<Item = (&'f str, &'f Found)>, memory: &mut Discourse) {
    let mut counts: Vec<(PartyId, usize)> = Vec::new();
    // Whether the words of names stand in the text as common words too: looked up once for each.
    let mut common: FxHashMap<u32, bool> = FxHashMap::default();
    for (within, f) in found.filter(|(_, f)| language.lexicon.glance(f.entry).party) {
        for sense in language.lexicon.senses(f.entry) {
            let (party, strong) = match sense {
                Sense::Party(p, NameKind::Weak | NameKind::Short) => (*p, false),
                Sense::Party(p, NameKind::Inside) => {
                    let mut common = || *common.entry(f.entry).or_insert_with(|| is_common(text, language.lexicon.entry(f.entry).form));
                    (*p, !opens_sentence(within, f.start) || !common())
                }
                Sense::Party(p, _) | Sense::Titled(p, _) => (*p, true),
                _ => continue,
            };
            let told = knowledge.parties.party(party);
            if strong && memory.strong.insert(party) && told.kind == PartyKind::Group {
                memory.bases.extend(told.base.map(|base| (party, base)));
            }
            if matches!(sense, Sense::Party(_, NameKind::Name | NameKind::Inside | NameKind::Old | NameKind::Adjective)) {
                memory.named.insert(party);
            }
            // Where words are cut, shorthand has the letters of common words: `day`.
            let shorthand = language.settings.verb_final && matches!(sense, Sense::Party(_, NameKind::Short));
            // The agency that opens a report is not what it is about.
            let agency = counts.is_empty() && matches!(sense, Sense::Party(_, NameKind::Firm));
            if told.kind == PartyKind::State && !shorthand && !agency {
                let party = told.base.unwrap_or(party);
                match counts.iter_mut().find(|(p, _)| *p == party) {
                    Some((_, n)) => *n += 1,
                    // Whom a report names first, it is about.
                    None => counts.push((party, if counts.is_empty() { 3 } else { 1 })),
                }
            }
        }
    }
    let most = counts.iter().map(|(_, n)| *n).max();
    memory.most = most.unwrap_or_default();
    memory.counts = counts.iter().copied().collect();
    memory.home = counts.iter().find(|(_, n)| Some(*n) == most).map(|(p, _)| *p);
    memory.main_pair = main_pair(&counts);
}

/// The two states that are named most, if each is named far more often than any third; in the order in which they were first named.
fn main_pair(counts: &[(PartyId, usize)]) -> Option<[PartyId; 2]> {
    let nth = |skip: &[PartyId]| counts.iter().filter(|(p, _)| !skip.contains(p)).max_by_key(|(_, n)| *n).copied();
    let (first, _) = nth(&[])?;
    let (second, often) = nth(&[first])?;
    let third = nth(&[first, second]).map_or(0, |(_, n)| n);
    let place = |p: PartyId| counts.iter().position(|(x, _)| *x == p);
    let two = if place(first) < place(second) { [first, second] } else { [second, first] };
    (often > 2 && often >= third * 2).then_some(two)
}

/// Whether a word stands at the head of a sentence.
fn opens_sentence(text: &str, start: u32) -> bool {
    let before = text.get(..start as usize).unwrap_or_default().trim_end_matches([' ', '"', '“', '\'']);
    before.is_empty() || before.ends_with(['.', '?', '!', '\n', ':', '-', '–', '…'])
}

/// Whether a name's word stands in the text as a common word too.
fn is_common(text: &str, form: &str) -> bool {
    text.contains(&format!(" {} ", form.to_lowercase()))
}

/// Whether the first that a document names is the state where the press is at home, or one of its bodies without a name.
pub(crate) fn opens_at_home<'f>(knowledge: &Knowledge, language: &Language, found: impl Iterator<Item = &'f chancery_knowledge::Found>, home: PartyId) -> bool {
    found
        .flat_map(|f| language.lexicon.senses(f.entry))
        .find_map(|s| match s {
            Sense::HomeBody => Some(true),
            Sense::Party(p, NameKind::Firm | NameKind::City) => (*p == home).then_some(true),
            Sense::Party(_, NameKind::Weak | NameKind::Short) => None,
            Sense::Party(p, _) | Sense::Titled(p, _) => Some(*p == home),
            Sense::Person(id) => knowledge.parties.office_of(*id, None).map(|h| h.party == home),
            _ => None,
        })
        .unwrap_or(false)
}

/// Whether a document that names the state where the press is at home more than once speaks of one of its bodies without a name.
pub(crate) fn is_at_home(language: &Language, found: &[Found], memory: &Discourse, home: PartyId) -> bool {
    let party = |f: &Found| language.lexicon.glance(f.entry).party;
    let body = |f: &Found| language.lexicon.senses(f.entry).iter().any(|s| matches!(s, Sense::HomeBody));
    let named = |i: usize| i > 0 && party(&found[i - 1]) && found[i].start - found[i - 1].tail.min(found[i].start) < 2;
    memory.counts.get(&home).is_some_and(|n| *n > 1 && *n * 2 >= memory.most) && found.iter().enumerate().any(|(i, f)| body(f) && !named(i))
}

/// Whose statement a document is that speaks in the first person: who follows `by` in its title, else who is named there first.
pub(crate) fn author(knowledge: &Knowledge, language: &Language, text: &str, found: &[Found], headline: &[Found], memory: &mut Discourse) {
    let is = |f: &Found, w: Function| language.lexicon.senses(f.entry).iter().any(|s| matches!(s, Sense::Function(x) if *x == w));
    let told = found.iter().filter(|f| is(f, Function::Word(FunctionWord::Speaker))).map(|f| f.start);
    if !language.is_inflected() || !opens_unquoted(text, told) {
        return;
    }
    let party = |f: &Found| {
        language.lexicon.senses(f.entry).iter().find_map(|s| match s {
            Sense::Party(p, kind) if !matches!(kind, NameKind::Weak | NameKind::Short | NameKind::Firm) => Some(*p),
            Sense::Titled(p, _) => Some(*p),
            _ => None,
        })
    };
    let by = headline.iter().position(|f| is(f, Function::Prep(Marker::By)));
    let after = by.and_then(|b| headline[b..].iter().find_map(party));
    let Some(author) = after.or_else(|| headline.iter().find_map(party)) else { return };
    memory.author = Some(author);
    if knowledge.parties.party(author).kind == PartyKind::State {
        // Its own bodies need no name; what it speaks of most is another.
        memory.home = Some(author);
    }
}

/// Whether one of these words, in order, stands at the head of a sentence outside quotation marks. A quotation ends with its paragraph.
fn opens_unquoted(text: &str, starts: impl Iterator<Item = u32>) -> bool {
    let (mut at, mut open) = (0, false);
    for start in starts {
        let Some(between) = text.get(at..start as usize) else { continue };
        for c in between.chars() {
            open = match c {
                '"' => !open,
                '“' | '«' => true,
                '”' | '»' | '\n' => false,
                _ => open,
            };
        }
        at = start as usize;
        let before = text[..at].trim_end();
        if !open && (before.is_empty() || before.ends_with(['.', '?', '!']) || text[..at].ends_with('\n')) {
            return true;
        }
    }
    false
}

/// Where the report comes from, if it says so and speaks of that state: its source, else its dateline.
pub(crate) fn locate(document: &Document, knowledge: &Knowledge, language: &Language, headline: &[Found], memory: &mut Discourse) {
    let head = Span { start: chancery_model::ByteOffset(0), end: document.body.start }.text(&document.text);
    let head = document.title.map_or(head.to_owned(), |t| head.replace(t.text(&document.text), " "));
    let source = document.source.as_deref().unwrap_or_default();
    let [in_source, in_head] = [source, &head].map(|words| tokens::find(language, words));
    if language.is_inflected() {
        memory.origin = in_head.iter().flat_map(|f| language.lexicon.senses(f.entry).iter()).find_map(|s| match s {
            Sense::Party(p, _) if knowledge.parties.party(*p).kind == PartyKind::State && memory.counts.contains_key(p) => Some(*p),
            _ => None,
        });
    }
    for found in [in_source, in_head] {
        let at_home = found.iter().flat_map(|f| language.lexicon.senses(f.entry)).find_map(|s| match s {
            Sense::Party(p, _) if memory.counts.get(p).is_some_and(|n| n * 4 >= memory.most * 3) => Some(knowledge.parties.party(*p).base.unwrap_or(*p)),
            _ => None,
        });
        // A headline that names another state as often told of, and not that of the dateline, is about that one.
        let named = |f: &Found| {
            language.lexicon.senses(f.entry).iter().find_map(|s| match s {
                Sense::Party(p, NameKind::Name) if knowledge.parties.party(*p).kind == PartyKind::State => Some(*p),
                _ => None,
            })
        };
        let titled: Vec<PartyId> = headline.iter().filter(|_| language.is_inflected()).filter_map(named).collect();
        let often = |p: PartyId| memory.counts.get(&p).copied().unwrap_or_default();
        let about = at_home.filter(|h| !titled.contains(h)).and_then(|h| titled.iter().copied().find(|t| often(*t) >= often(h)));
        let at_home = about.or(at_home);
        if at_home.is_some() {
            memory.home = at_home;
            return;
        }
    }
}

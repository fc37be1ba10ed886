//! Items to words: particles that a closing mark parted from their noun go back to it; asides in parentheses are left out.

use chancery_knowledge::{Function, FunctionWord, Sense, Tag, Tags};

use super::{Kind, Source, Word};

/// The words of a sentence.
pub(super) fn cut(source: &Source<'_, '_>) -> Vec<Word> {
    let items = source.items;
    let mut out: Vec<Word> = Vec::new();
    let mut i = 0;
    while i < items.len() {
        let item = &items[i];
        if item.punct == Some('(') {
            let close = (i + 1..items.len()).find(|j| items[*j].punct == Some(')'));
            if let Some(close) = close.filter(|c| *c < i + 40) {
                // The actor before it may reach beyond.
                if item.actor.is_none() {
                    i = close + 1;
                    continue;
                }
            }
        }
        if item.start == item.end && item.entry.is_none() {
            if let Some(host) = out.iter_mut().rev().find(|w| w.kind != Kind::Comma) {
                host.tags = after_mark(host.tags, item.tags, host.kind);
            }
            i += 1;
            continue;
        }
        let (kind, last) = kind(source, i);
        if let Some(kind) = kind {
            out.push(Word { kind, first: i, last, tags: items[last].tags });
        }
        i = last + 1;
    }
    out
}

/// The tags of a word with the particle that stands after the mark which closes it.
fn after_mark(own: Tags, particle: Tags, kind: Kind) -> Tags {
    let verb = kind == Kind::Verb && own.any(&[Tag::Final, Tag::Command, Tag::Verb, Tag::Copula]);
    if !verb {
        return own.join(particle);
    }
    let own = own.without(Tag::Final);
    if particle.any(&[Tag::Quote, Tag::QuoteAdnominal, Tag::While]) {
        return own.join(particle.without(Tag::Copula));
    }
    if particle == Tags::default().with(Tag::Topic) { own.with(Tag::QuoteAdnominal) } else { own.with(Tag::Nominal).join(particle) }
}

/// The kind of the word that begins at an item and its last item; nothing for marks that say nothing.
fn kind(source: &Source<'_, '_>, i: usize) -> (Option<Kind>, usize) {
    let items = source.items;
    let item = &items[i];
    let run = |same: &dyn Fn(usize) -> bool| (i..items.len()).take_while(|j| same(*j)).last().unwrap_or(i);
    let prefixed = item.predicate && item.entry.is_some_and(|e| source.language.lexicon.senses(e).iter().any(|s| matches!(s, Sense::Compound(Some(_), _))));
    if prefixed {
        return (Some(if item.tags.has(Tag::Verb) { Kind::Verb } else { Kind::Noun }), i);
    }
    if let Some(id) = item.actor {
        return (Some(Kind::Actor(id)), run(&|j| items[j].actor == Some(id)));
    }
    if item.date.is_some() {
        return (Some(Kind::Date), run(&|j| items[j].date == item.date));
    }
    if item.amount.is_some() {
        return (Some(Kind::Amount), run(&|j| items[j].amount == item.amount));
    }
    if let Some(mark) = item.punct {
        let kind = match mark {
            ',' | ';' => Some(Kind::Comma),
            '.' | '?' | '!' | '…' => Some(Kind::Stop),
            '·' | 'ㆍ' | '∙' | '・' => Some(Kind::And),
            _ => None,
        };
        return (kind, i);
    }
    let senses = item.entry.map_or(&[][..], |e| source.language.lexicon.senses(e));
    let auxiliary = senses.iter().any(|s| matches!(s, Sense::Auxiliary(_)));
    let going = item.is(FunctionWord::When) && i > 0 && items[i - 1].predicate && items[i - 1].tags.is_empty();
    if going && item.tags.has(Tag::Copula) && !item.tags.has(Tag::Verb) {
        // «is visiting», «who is visiting»
        return (Some(Kind::When), i);
    }
    if item.tags.has(Tag::Verb) || (item.tags.has(Tag::Copula) && !item.tags.has(Tag::Quality)) || (auxiliary && !item.tags.is_empty()) {
        let post = senses.iter().find_map(|s| if let Sense::Postposition(p) = s { Some(*p) } else { None });
        return (Some(post.map_or(Kind::Verb, Kind::Postposition)), i);
    }
    if let Some(post) = senses.iter().find_map(|s| if let Sense::Postposition(p) = s { Some(*p) } else { None }) {
        return (Some(Kind::Postposition(post)), i);
    }
    if item.tags.has(Tag::Adverb) {
        return (Some(Kind::Adverb), i);
    }
    if item.predicate || item.thing.is_some() || item.agreement.is_some() {
        return (Some(Kind::Noun), i);
    }
    let kind = match item.function {
        Some(Function::Word(word)) => match word {
            FunctionWord::Nominal => Kind::Bound,
            FunctionWord::When => Kind::When,
            FunctionWord::Because => Kind::Because,
            FunctionWord::If => Kind::If,
            FunctionWord::Neg if item.tags.is_empty() => Kind::Neg,
            FunctionWord::Each => Kind::Each,
            FunctionWord::Future => Kind::Soon,
            FunctionWord::Earlier => Kind::Earlier,
            FunctionWord::AtOnce => Kind::AtOnce,
            FunctionWord::And => Kind::And,
            FunctionWord::Adverb | FunctionWord::Determiner | FunctionWord::But | FunctionWord::This => Kind::Adverb,
            _ => Kind::Noun,
        },
        _ => Kind::Noun,
    };
    (Some(kind), i)
}

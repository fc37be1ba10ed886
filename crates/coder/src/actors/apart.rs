//! Whom a noun phrase cannot mean: the holder of an office whose counterpart is named, the state another clause tells of; and where a
//! clause with a subject of its own begins.

use chancery_knowledge::{FunctionWord, Marker, NameKind, PartyId, TitleKind};
use chancery_model::{PartyKind, Sector};

use super::{Actor, Anaphor, Reader};
use crate::discourse::Discourse;
use crate::items::Item;

/// Whether a noun phrase is the subject of a further main clause: after a comma and a conjunction, with a verb right behind it.
pub(super) fn opens_clause(items: &[Item], first: usize, next: usize) -> bool {
    let start = (0..first).rev().find(|i| !items[*i].is(FunctionWord::Determiner)).unwrap_or(0);
    let joins = start > 0 && (items[start].is(FunctionWord::And) || items[start].is(FunctionWord::But)) && items[start - 1].punct == Some(',');
    let verb = items[next..].iter().take(3).take_while(|x| x.punct.is_none()).any(|x| x.predicate && x.thing.is_none());
    joins && verb
}

/// «The Foreign Secretary, X, met ...»: a title without a name of a party is of the one whose holder stands beside it between commas.
pub(super) fn told_beside(items: &[Item], actors: &mut [Actor], spans: &[(usize, usize)]) -> Vec<usize> {
    let mut told = Vec::new();
    let comma = |i: usize| items.get(i).is_some_and(|x| x.punct == Some(','));
    for i in 1..actors.len() {
        let (head, tail) = actors.split_at_mut(i);
        let (before, after) = (&mut head[i - 1], &mut tail[0]);
        let closed = before.counterpart && items.get(spans[i].1).is_none_or(Item::is_stop);
        if spans[i].0 != spans[i - 1].1 + 1 || !comma(spans[i - 1].1) || !(comma(spans[i].1) || closed) {
            continue;
        }
        let person = |a: &Actor| a.kind == Some(TitleKind::Person);
        let title = person(before) && before.name.is_none();
        let holder = person(after) && after.name.is_some();
        if !(title && holder) {
            continue;
        }
        if before.parties.is_empty() && before.anaphor == Anaphor::None && after.parties.len() == 1 {
            before.parties.clone_from(&after.parties);
            told.push(i - 1);
        } else if before.parties.len() == 1 && after.parties.is_empty() && after.anaphor == Anaphor::None {
            // «the prime minister of A, General X,»
            after.parties.clone_from(&before.parties);
            told.push(i);
        } else if before.counterpart && before.parties.len() == 1 {
            // «his counterpart of A, X,»: whatever else X is.
            after.parties.clone_from(&before.parties);
        }
    }
    told
}

impl Reader<'_> {
    /// «Minister X met the ambassador of A» or «his counterpart of A», «a spokeswoman warned A»: who acts on a state or on its officials is not
    /// of that state.
    pub(super) fn object_apart(&self, items: &[Item], actors: &mut [Actor], spans: &[(usize, usize)], memory: &Discourse) {
        for i in 1..actors.len() {
            let (before, after) = actors.split_at_mut(i);
            let (a, b) = (&mut before[i - 1], &after[0]);
            let titled = matches!(a.kind, Some(TitleKind::Person | TitleKind::Institution)) && a.parties.is_empty() && a.anaphor == Anaphor::None;
            if !titled || a.generic || a.apart.is_some() || b.parties.len() != 1 || b.adjective || b.loose || b.anaphor != Anaphor::None {
                continue;
            }
            let sector = b.office.map(|o| self.knowledge.parties.office(o).sector);
            let people = matches!(self.head(items, spans[i].0, memory), Some(super::Head::Party(_, NameKind::Adjective)));
            let state = b.kind.is_none() && b.name.is_none() && !people && self.knowledge.parties.party(b.parties[0]).kind == PartyKind::State;
            let official = b.counterpart || b.kind.is_some() && b.kind != Some(TitleKind::Group) && sector == Some(Sector::Gov);
            let between = items.get(spans[i - 1].1..spans[i].0).unwrap_or_default();
            let verb = between.iter().position(|x| x.predicate && x.thing.is_none());
            let aside = |x: &Item| x.punct.is_some() || x.predicate || x.is(FunctionWord::And) || x.is(FunctionWord::That);
            let linked = |m: Option<Marker>| matches!(m, None | Some(Marker::With | Marker::To));
            // Nothing but articles, days and auxiliaries stands between doer, verb and object.
            let near = verb.is_some_and(|v| {
                let led = between[..v].iter().all(|x| x.function.is_some() || x.date.is_some());
                led && !(b.capital && between.len() > v + 1)
                    && between[v + 1..].iter().all(|x| !aside(x) && (x.function.is_some() || x.date.is_some()) && linked(x.marker()))
            });
            if near && (state || official) {
                a.apart = Some(b.parties[0]);
            }
        }
    }

    /// Whom a word like `this country` at the head of a clause of time or cause does not mean: the state told first, where another was told after it
    /// by its bare name (`A broke with B after its army had ...`).
    pub(super) fn subordinate_apart(&self, items: &[Item], first: usize, bare: Option<PartyId>, memory: &Discourse) -> Option<PartyId> {
        let clause = (0..first).rev().find(|i| items[*i].is_stop() || items[*i].is(FunctionWord::When) || items[*i].is(FunctionWord::Because))?;
        let heads = !items[clause].is_stop() && !items[clause + 1..first].iter().any(|i| i.predicate || i.marker().is_some());
        let other = bare.is_some_and(|b| Some(b) != memory.told_state && self.knowledge.parties.party(b).kind == PartyKind::State);
        memory.told_state.filter(|_| heads && other)
    }
}

//! Coordination, and what refers back: who stands behind a word that names no party.

use chancery_knowledge::{FunctionWord, Marker, PartyId, TitleKind};
use chancery_model::PartyKind;

use super::{Actor, Anaphor, Reader};
use crate::discourse::Discourse;
use crate::items::Item;

impl Reader<'_> {
    /// Join actors that stand in one coordination: `A và B`, `A, B và C`.
    pub(super) fn coordinate(&self, items: &[Item], actors: &mut Vec<Actor>, spans: &mut Vec<(usize, usize)>, memory: &mut Discourse) {
        let mut i = 0;
        while i < actors.len() {
            // How far does the list go, and does a conjunction close it?
            let mut last = i;
            let mut closed = i;
            let bare = |a: &Actor| a.kind.is_none() && a.anaphor == Anaphor::None && !a.firm && !a.parties.is_empty();
            while let Some(next) = spans.get(last + 1) {
                let gap = &items[spans[last].1..next.0];
                let conjunction = |g: &Item| g.is(FunctionWord::And) || g.is(FunctionWord::Also) || g.marker() == Some(Marker::With);
                let filler =
                    |g: &Item| g.is(FunctionWord::Determiner) || self.function(g, FunctionWord::Side) || self.function(g, FunctionWord::GroupNoun) || g.number;
                // «A's president, X, and B's minister, Y, met»: the name between commas is the holder's.
                if let Some(skipped) = self.holder_between(items, actors, spans, last, filler) {
                    last += skipped;
                    closed = last;
                    continue;
                }
                match gap {
                    [one, rest @ ..]
                        if conjunction(one)
                            && (rest.iter().all(filler) || self.modifies(rest, &actors[last + 1]))
                            && (self.joins(items, spans, last, one) || (last > i && one.is(FunctionWord::Also))) =>
                    {
                        last += 1;
                        closed = last;
                    }
                    [one, rest @ ..] if one.punct == Some(',') && rest.iter().all(filler) && !self.heads_phrase(items, spans[last].0, &actors[last]) => {
                        // «urged A, B to ...»: bare names need no conjunction.
                        let first = spans[i].0;
                        let listed = first == 0 || items[first - 1].is_stop() || items[first - 1].predicate;
                        // «A, B's old rival, ...» is an apposition.
                        let owner = items.get(next.1).is_some_and(|x| self.function(x, FunctionWord::Possessive));
                        // «in the capital, he and B's minister urged»
                        if actors[last + 1].anaphor == Anaphor::Person && actors[last + 1].name.is_none() && self.language.is_inflected() {
                            break;
                        }
                        let pair = listed && rest.is_empty() && !owner && bare(&actors[last]) && bare(&actors[last + 1]);
                        last += 1;
                        if pair && closed + 1 == last {
                            closed = last;
                        }
                    }
                    _ => break,
                }
            }
            if closed > i {
                let tail: Vec<Actor> = actors.drain(i + 1..=closed).collect();
                let end = spans[closed].1;
                spans.drain(i + 1..=closed);
                spans[i].1 = end;
                // «received by Health Minister X and the delegate of a body»: whose minister is told elsewhere.
                let body = |t: &Actor| t.parties.iter().all(|p| self.knowledge.parties.party(*p).kind == PartyKind::Organisation);
                let officer = actors[i].parties.is_empty() && actors[i].kind == Some(TitleKind::Person) && actors[i].name.is_some();
                let apart = self.language.is_inflected() && officer && actors[i].anaphor == Anaphor::None && tail.iter().all(body);
                let armed = |t: &Actor| !t.parties.is_empty() && t.parties.iter().all(|p| self.knowledge.parties.party(*p).kind == PartyKind::Group);
                let force = actors[i].parties.is_empty() && actors[i].kind == Some(TitleKind::Institution) && actors[i].anaphor == Anaphor::None;
                if force && self.language.is_inflected() && tail.iter().all(armed) {
                    // «the army and the rebels»: that of the state in which they fight.
                    let base = tail.iter().flat_map(|t| &t.parties).find_map(|g| memory.bases.get(g).copied());
                    actors[i].parties.extend(base.or(memory.home));
                }
                let titled = tail.iter().find(|t| t.kind == actors[i].kind && t.is_explicit()).map(|t| t.parties.clone());
                // Of several each has a name of its own.
                for one in std::iter::once(&actors[i]).chain(&tail).filter(|one| one.name.is_some() && one.kind == Some(TitleKind::Person)) {
                    self.learn(one, memory);
                }
                let a = &mut actors[i];
                if a.parties.is_empty() && a.anaphor == Anaphor::None && !a.generic && !apart {
                    a.parties = titled.unwrap_or_default();
                    self.learn(a, memory);
                }
                if let Some(last) = tail.last() {
                    // Its last word is the last one's.
                    a.adjective = last.adjective;
                    a.loose = last.loose || last.adjective;
                    a.plural = true;
                    if self.language.is_inflected() {
                        a.kind = a.kind.or(last.kind);
                    }
                }
                for t in tail {
                    a.with_counterpart |= t.anaphor == Anaphor::Other && t.parties.is_empty();
                    let list = if !apart && (a.anaphor == Anaphor::None || !a.parties.is_empty()) { &mut a.parties } else { &mut a.joined };
                    for p in t.parties {
                        if !list.contains(&p) {
                            list.push(p);
                        }
                    }
                }
                a.capital = false;
            }
            i += 1;
        }
    }

    /// How many actors further on a list goes on after a title, where the name of its holder stands between commas.
    fn holder_between(&self, items: &[Item], actors: &[Actor], spans: &[(usize, usize)], at: usize, filler: impl Fn(&Item) -> bool) -> Option<usize> {
        let title = &actors[at];
        if !self.language.is_inflected() || title.kind != Some(TitleKind::Person) || title.name.is_some() || title.parties.len() != 1 {
            return None;
        }
        let comma = |x: Option<&Item>| x.is_some_and(|x| x.punct == Some(','));
        let next = spans.get(at + 1)?;
        let gap = &items[spans[at].1..next.0];
        let named = actors[at + 1].name.is_some() && (actors[at + 1].parties == title.parties || actors[at + 1].parties.is_empty());
        let (skipped, rest) = if named && gap.len() == 1 && comma(gap.first()) {
            (2, items.get(next.1..spans.get(at + 2)?.0)?)
        } else {
            let close = (1..gap.len().min(6)).find(|i| gap[*i].punct.is_some())?;
            let name = close > 1 && gap[1..close].iter().all(|x| x.capital && x.actor.is_none());
            (1, if comma(gap.first()) && name { &gap[close..] } else { return None })
        };
        let joined = comma(rest.first()) && rest.get(1).is_some_and(|x| x.is(FunctionWord::And)) && rest[2..].iter().all(filler);
        let (first, next) = *spans.get(at + skipped)?;
        // «thanked A's president, X, and B condemned ...»: a clause of its own.
        let acted = items[..spans[at].0].iter().any(|x| x.predicate && x.thing.is_none()) && super::apart::opens_clause(items, first, next);
        (joined && !acted).then_some(skipped)
    }

    /// «A's president and the visiting minister of B»: a plain word between the article and a person's title.
    fn modifies(&self, between: &[Item], next: &Actor) -> bool {
        let plain = |x: &Item| x.function.is_none() && x.punct.is_none() && x.thing.is_none() && x.date.is_none() && !x.number && !x.capital;
        let titled = self.language.is_inflected() && next.kind == Some(TitleKind::Person);
        titled && matches!(between, [the, word] if the.is(FunctionWord::Determiner) && plain(word))
    }

    /// Whether an actor before a comma closes a phrase at the head of a clause (`according to A, B and C`) or refers back: no list begins with it.
    pub(super) fn heads_phrase(&self, items: &[Item], first: usize, actor: &Actor) -> bool {
        let Some(before) = first.checked_sub(1).map(|i| &items[i]) else { return actor.anaphor != Anaphor::None };
        let opens = first < 2 || items[first - 2].is_stop();
        actor.anaphor != Anaphor::None || (opens && (before.marker().is_some() || before.is(FunctionWord::When)))
    }

    /// «with» joins two actors only where no verb of meeting stands before them: `A cùng B` at the head of a clause.
    pub(super) fn joins(&self, items: &[Item], spans: &[(usize, usize)], at: usize, conjunction: &Item) -> bool {
        if conjunction.is(FunctionWord::And) {
            return true;
        }
        conjunction.marker().is_none() && !items[..spans[at].0].iter().any(|x| x.predicate)
    }

    /// «a court in the north of A», «the government in Bishkek»: a body of the state in which it is said to be.
    pub(super) fn seated(&self, items: &[Item], out: &mut [Actor], spans: &[(usize, usize)]) {
        for i in 1..out.len() {
            let (front, back) = out.split_at_mut(i);
            let (Some(body), Some(state)) = (front.last_mut(), back.first()) else { continue };
            let bare = body.kind == Some(TitleKind::Institution) && body.anaphor == Anaphor::None && body.parties.is_empty() && body.name.is_none();
            let named = matches!(state.parties.as_slice(), [s] if self.knowledge.parties.party(*s).kind == PartyKind::State);
            let between = items.get(spans[i - 1].1..spans[i].0).unwrap_or_default();
            let placed = (1..=3).contains(&between.len()) && between[0].marker() == Some(Marker::At);
            if bare && named && placed && !between.iter().any(|x| x.predicate || x.is_stop()) {
                body.parties.clone_from(&state.parties);
            }
        }
    }

    /// «the minister for security, Jane Roe»: an office of nobody that is told, of the state of its holder.
    pub(super) fn unite(&self, items: &[Item], out: &mut [Actor], spans: &[(usize, usize)]) {
        for i in 1..out.len() {
            let (front, back) = out.split_at_mut(i);
            let (Some(office), Some(holder)) = (front.last_mut(), back.first()) else { continue };
            let person = |a: &Actor| a.kind == Some(TitleKind::Person) && a.anaphor == Anaphor::None && a.joined.is_empty();
            let open = person(office) && office.inferred && office.name.is_none() && !office.plural;
            let named = holder.is_explicit() && (person(holder) || holder.name.is_some()) && !holder.plural && holder.parties.len() == 1;
            let Some((comma, of)) = items.get(spans[i - 1].1..spans[i].0).and_then(<[Item]>::split_last) else { continue };
            let plain = |x: &Item| x.punct.is_none() && !x.predicate && x.date.is_none() && x.actor.is_none();
            let led = of.first().is_none_or(|x| matches!(x.marker(), Some(Marker::To | Marker::Of)));
            if self.language.is_inflected() && open && named && comma.punct == Some(',') && led && of.len() < 6 && of.iter().all(plain) {
                office.parties.clone_from(&holder.parties);
                office.inferred = false;
            }
        }
    }

    /// Whether the name that stands at one place begins with the word at another.
    fn begins_with(&self, name: Option<(u32, u32)>, word: (u32, u32)) -> bool {
        let text = |(start, end): (u32, u32)| self.text.get(start as usize..end as usize).unwrap_or_default().to_lowercase();
        name.is_some_and(|n| text(n).starts_with(&text(word)))
    }

    /// Whether a title is that of an armed or criminal group.
    pub(super) fn is_band(&self, a: &Actor) -> bool {
        use chancery_model::Sector;
        a.office.is_some_and(|o| matches!(self.knowledge.parties.office(o).sector, Sector::Crm | Sector::Reb | Sector::Uaf))
    }

    /// Remember whose name and office was told.
    pub(super) fn learn(&self, a: &Actor, memory: &mut Discourse) {
        let [party] = a.parties.as_slice() else { return };
        if let Some((s, e)) = a.name {
            memory.learn_name(&self.text[s as usize..e as usize], &a.parties);
        }
        if let Some(office) = a.office {
            memory.learn_office(office, *party, a.name.is_some(), a.title);
        }
    }

    /// Fill in the parties of an actor that names none, and remember those of one that does.
    pub(super) fn resolve(&self, a: &mut Actor, memory: &mut Discourse) {
        let parties = &self.knowledge.parties;
        let name = a.name.map(|(s, e)| &self.text[s as usize..e as usize]);
        if a.is_explicit() {
            if a.with_counterpart {
                let other = memory.counterpart(&a.parties);
                a.parties.extend(other);
            }
            for p in &a.parties {
                if !(a.at && parties.party(*p).kind == PartyKind::Organisation) {
                    memory.mention(*p);
                }
                memory.places.insert(*p, (a.start, a.end));
            }
            memory.mention_in(&a.parties, parties);
            memory.learn_group(&a.parties, false);
            return;
        }
        a.inferred = true;
        a.parties = match (name.and_then(|n| memory.by_name(n)), a.anaphor) {
            (Some(known), _) => known.clone(),
            (None, Anaphor::AllSides) => memory.all_sides(),
            (None, Anaphor::Group(2)) => memory.two(None),
            (None, Anaphor::States(2)) => memory.two(Some(parties)),
            (None, Anaphor::Group(n)) => memory.group(n, None),
            (None, Anaphor::States(n)) => memory.group(n, Some(parties)),
            (None, Anaphor::NamedGroup(n)) => memory.named_group(n),
            // «broke off relations with this country»: not the one that broke them off.
            (None, Anaphor::State) if a.aimed_at && memory.told_body.is_none() => {
                memory.other_state(parties, memory.told_state).or_else(|| memory.last_state(parties)).into_iter().collect()
            }
            (None, Anaphor::State) => {
                let last = memory.subject.first().copied().filter(|s| memory.subject.len() == 1 && parties.party(*s).kind == PartyKind::State);
                let told = memory.told_state.or(last).or_else(|| memory.single_state(parties));
                let other = || memory.other_state(parties, a.apart);
                told.filter(|t| Some(*t) != a.apart).or_else(other).into_iter().collect()
            }
            (None, Anaphor::Body) => memory.last_body(parties).into_iter().collect(),
            // «sued A at the Court of Justice, but the court dismissed it»
            (None, Anaphor::BareBody) => {
                memory.last_body(parties).filter(|b| self.begins_with(memory.places.get(b).copied(), (a.start, a.end))).into_iter().collect()
            }
            (None, Anaphor::Band) => memory.last_group(parties).map_or_else(|| memory.subject.clone(), |g| vec![g]),
            (None, Anaphor::Host) => memory.host().into_iter().collect(),
            (None, Anaphor::Institution) if memory.told_state.is_some() => memory.told_state.into_iter().collect(),
            (None, Anaphor::Institution) if !memory.institution.is_empty() => memory.institution.clone(),
            // «A said that B and C had met. It urged ...»: one.
            (None, Anaphor::Subject) if self.language.is_inflected() && memory.subject.len() > 1 && memory.speaker.len() == 1 => memory.speaker.clone(),
            (None, Anaphor::Institution | Anaphor::Subject | Anaphor::Subjects | Anaphor::Owner) => memory.subject.clone(),
            (None, Anaphor::Others) => memory.counterpart(&memory.subject),
            (None, Anaphor::Friends) => Vec::new(),
            (None, Anaphor::Undergoers) => memory.undergoers.clone(),
            (None, Anaphor::Members) if memory.meeting.len() > 1 => memory.meeting.clone(),
            (None, Anaphor::Members) => memory.last_body(parties).map_or_else(|| memory.subject.clone(), |b| vec![b]),
            // «He said "we ..."»: who is named before the words.
            (None, Anaphor::Speaker) if a.quoted && !memory.nearby.is_empty() => memory.nearby.clone(),
            (None, Anaphor::Speaker) if !a.quoted && memory.author.is_some() => memory.author.into_iter().collect(),
            // «our government», outside quotations: that of the country where the press is at home.
            (None, Anaphor::Speaker) if self.language.settings.verb_final && !a.quoted && a.kind.is_some() && self.language.settings.home.is_some() => {
                self.language.settings.home.into_iter().collect()
            }
            (None, Anaphor::Speaker) => {
                if memory.speaker.is_empty() {
                    memory.origin.or(memory.home).into_iter().collect()
                } else {
                    memory.speaker.clone()
                }
            }
            // «the president of A was received by B, which promised its neighbour ...»
            (None, Anaphor::Other)
                if a.kind.is_none() && matches!(memory.told.as_slice(), [x, y] if Some(*y) != memory.told_state || Some(*x) != memory.told_state) =>
            {
                memory.told.iter().copied().filter(|t| Some(*t) != memory.told_state).collect()
            }
            (None, Anaphor::Other) if a.kind.is_none() => {
                let one = memory.told_state.map_or_else(|| memory.subject.clone(), |state| vec![state]);
                let rival = memory.rival(&one);
                // «A is at odds with B. A shut its border with the neighbour»: the other one that was named.
                let named = || memory.other_state(parties, one.first().copied()).into_iter().collect();
                if rival.is_empty() && one.len() == 1 && !self.language.is_inflected() { named() } else { rival }
            }
            (None, Anaphor::Other) => memory.counterpart(&memory.subject),
            // A new name: nobody spoken of.
            (None, Anaphor::Person) if name.is_some() => Vec::new(),
            (None, Anaphor::Person) if !memory.nearby.is_empty() => memory.nearby.clone(),
            (None, Anaphor::Person) => {
                if memory.person.is_empty() {
                    memory.subject.clone()
                } else {
                    memory.person.clone()
                }
            }
            (None, Anaphor::None) if a.generic || (a.name.is_some() && a.kind == Some(TitleKind::Group)) => Vec::new(),
            (None, Anaphor::None) => {
                let office = a.office.and_then(|o| memory.by_office(o, a.name.is_some(), a.title));
                let person = a.kind == Some(TitleKind::Person) && a.name.is_some();
                let scene = memory.scene.filter(|_| person || self.language.is_inflected() && a.kind == Some(TitleKind::Institution));
                let sort = || a.office.filter(|_| !person && a.kind == Some(TitleKind::Person)).and_then(|o| memory.by_sort(parties, o));
                let office = office.or_else(sort);
                // Not a state whose holder of that office is somebody else.
                let taken = |p: PartyId| {
                    let known = |o| memory.is_held(o, p) || self.published.is_some_and(|on| parties.is_held(p, o, on));
                    person && a.office.is_some_and(known)
                };
                let last = memory.subject.first().copied().filter(|s| person && memory.subject.len() == 1 && parties.party(*s).kind == PartyKind::State);
                let last = last.filter(|p| !taken(*p));
                // «A sent the army to the square. Police fired shots»: A's.
                let acting =
                    memory.subject.first().copied().filter(|s| memory.goes_on && memory.subject.len() == 1 && parties.party(*s).kind == PartyKind::State);
                let acting = acting.filter(|_| self.language.is_inflected() && (a.kind == Some(TitleKind::Institution) || name.is_none()));
                a.guessed = office.is_none() && a.kind == Some(TitleKind::Person);
                let told = memory.told_state.filter(|_| a.kind == Some(TitleKind::Institution));
                // Where the press is at home, its own state beside a body that only another was told to have: the other's.
                let told = told.filter(|t| !(memory.press_home && Some(*t) == memory.home && office.is_some_and(|o| o != *t)));
                // «the court of A sentenced the former minister X»
                let ruled = memory.told_state.filter(|_| person && memory.told_institution);
                let other = |p: &PartyId| !self.language.is_inflected() || a.apart.is_none() || Some(*p) != a.apart;
                let origin = memory.origin.filter(|_| person && self.language.is_inflected()).filter(other);
                let (told, office, last) = (told.filter(other), office.filter(other), last.filter(other));
                let beside = memory.home.filter(other).or_else(|| memory.other_state(parties, a.apart));
                let here = memory.told_state.filter(|_| self.language.is_inflected() && a.kind == Some(TitleKind::Person) && name.is_none()).filter(other);
                let ground = memory.ground.filter(|_| a.kind == Some(TitleKind::Institution) || person).filter(other);
                // «The Minister» of a statement is that of the state that makes it.
                let nameless = a.kind == Some(TitleKind::Institution) || a.kind == Some(TitleKind::Person) && name.is_none();
                let own = memory.author.filter(|_| self.language.is_inflected() && nameless).filter(other);
                // «A said that soldiers of B had crossed. Its minister X»: where the report comes from A.
                let spoke = origin.filter(|o| memory.speaker == [*o] && (memory.speaker_goes_on || !memory.goes_on));
                told.or(scene)
                    .or(ground)
                    .or(own)
                    .or(office)
                    .or(ruled)
                    .or(spoke)
                    .or(last)
                    .or(here)
                    .or(origin)
                    .or(acting.filter(other))
                    .or(beside)
                    .into_iter()
                    .collect()
            }
        };
        if a.parties.len() > 2 && matches!(a.anaphor, Anaphor::Group(_) | Anaphor::States(_)) {
            // «the three governments ... the three capitals»
            memory.learn_group(&a.parties, false);
        }
        if let ([_], true) = (a.parties.as_slice(), a.with_counterpart) {
            // «In the capital of B, he and his counterpart ...»
            let host = memory.scene.filter(|s| !a.parties.contains(s));
            let other = host.map_or_else(|| memory.counterpart(&a.parties), |s| vec![s]);
            a.parties.extend(other);
        }
        if let (Some(name), [_], false) = (name, a.parties.as_slice(), a.joined.is_empty()) {
            memory.learn_name(name, &a.parties);
        }
        for p in std::mem::take(&mut a.joined) {
            if !a.parties.contains(&p) {
                a.parties.push(p);
            }
            memory.mention(p);
        }
        if let (Some(name), [_]) = (name, a.parties.as_slice()) {
            memory.learn_name(name, &a.parties);
        }
    }
}

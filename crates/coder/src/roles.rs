//! Who acts on whom: subjects, by inheritance and control where a verb has none of its own, and the parties of the object phrase by
//! the preposition that marks them.

use chancery_knowledge::{Complement, FunctionWord, Knowledge, Marker, PartyId, Roles, Trait};
use chancery_model::{CommitmentStatus, EventType, Mode};

use crate::actors::{Actor, Anaphor};
use crate::clauses::{Link, Predicate};
use crate::discourse::Discourse;
use crate::items::Item;

/// One sentence read so far.
pub struct Sentence<'s, 'k> {
    /// Its pieces.
    pub items: &'s [Item],
    /// Its actors.
    pub actors: &'s [Actor],
    /// Its predicates.
    pub predicates: &'s [Predicate<'k>],
    /// Its words have forms: `by` and not `of` marks who did what a noun names.
    pub inflected: bool,
}

/// A party phrase in the object region of a predicate.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Index of the actor.
    pub actor: u16,
    /// The preposition that marks it; none for a direct object.
    pub marker: Option<Marker>,
}

/// Parties with the phrases that name them.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// The parties, each once.
    pub parties: Vec<PartyId>,
    /// The phrases, as indices of actors.
    pub phrases: Vec<u16>,
}

impl Side {
    /// Add parties, each once.
    pub fn add(&mut self, parties: &[PartyId], phrase: Option<u16>) {
        for p in parties {
            if !self.parties.contains(p) {
                self.parties.push(*p);
            }
        }
        self.phrases.extend(phrase.filter(|p| !self.phrases.contains(p)));
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.parties.is_empty()
    }

    /// Take out parties that are on another side.
    pub fn without(mut self, other: &Side) -> Side {
        self.parties.retain(|p| !other.parties.contains(p));
        self
    }

    fn or(self, other: impl FnOnce() -> Side) -> Side {
        if self.is_empty() { other() } else { self }
    }
}

impl Sentence<'_, '_> {
    fn phrase(&self, actor: u16) -> Side {
        Side { parties: self.actors[actor as usize].parties.clone(), phrases: vec![actor] }
    }

    /// The party phrases after a predicate, up to the next verb, each with its marker.
    pub fn arguments(&self, k: usize) -> Vec<Argument> {
        let p = &self.predicates[k];
        let carrier = p.governor.filter(|g| p.nominal && self.predicates[*g].frame.complement == Complement::Light && p.link == Link::Complement);
        let from = carrier.map_or(p.item, |g| self.predicates[g].item) + 1;
        let right = p.right.min(self.items.len());
        let end = (p.item + 1..right).find(|i| self.items[*i].is(FunctionWord::Purpose)).unwrap_or(p.right);
        let mut out = self.arguments_between(from, end);
        let controlled = self.predicates[k + 1..].iter().find(|n| !n.nominal).filter(|n| {
            let clause = n.left.checked_sub(1).is_some_and(|i| {
                let w = &self.items[i];
                w.is(FunctionWord::Nominal) || w.is(FunctionWord::That) || w.marker() == Some(Marker::About)
            });
            n.governor == Some(k)
                && !n.after_comma
                && !clause
                && matches!(n.link, Link::Complement | Link::Serial)
                && p.frame.complement != Complement::Say
                && p.frame.roles != Roles::Joint
        });
        if let Some(actor) = controlled.and_then(|n| n.subject.or(n.patient)) {
            out.push(Argument { actor, marker: None });
        }
        if let (Some(tail), Some(first)) = (p.unit.tail, out.first_mut()) {
            first.marker = first.marker.or(Some(tail));
        }
        out
    }

    /// The party phrases between two items, each with its marker.
    pub fn arguments_between(&self, from: usize, to: usize) -> Vec<Argument> {
        let mut out: Vec<Argument> = Vec::new();
        let mut i = from;
        while i < to.min(self.items.len()) {
            if let Some(id) = self.items[i].actor {
                if i > 0 && self.items[i - 1].punct == Some('(') {
                    // An acronym or a gloss, not a party to the act.
                    i += 1;
                    continue;
                }
                let marker = self.marker(i, from, out.last());
                out.push(Argument { actor: id, marker });
                while i < self.items.len() && self.items[i].actor == Some(id) {
                    i += 1;
                }
            } else {
                i += 1;
            }
        }
        out
    }

    /// The nearest preposition to the left within the phrase.
    fn marker(&self, at: usize, floor: usize, previous: Option<&Argument>) -> Option<Marker> {
        let mut k = at;
        let mut words = 0;
        while k > floor {
            let item = &self.items[k - 1];
            if let Some(marker) = item.marker() {
                // «with those of A»
                let stands_for = self.inflected && marker == Marker::Of && k >= 2 && k - 1 > floor && self.items[k - 2].is(FunctionWord::Determiner);
                if stands_for {
                    k -= 2;
                    continue;
                }
                return Some(marker);
            }
            if item.is(FunctionWord::Agent) {
                return Some(Marker::Of);
            }
            if item.actor.is_some() {
                // «Nga và Mỹ» apart: the same relation as the one before, if only a conjunction stands between.
                return if words == 0 { previous.and_then(|p| p.marker) } else { None };
            }
            let stop = (item.punct.is_some() && !matches!(item.punct, Some('"' | '“' | '”' | ',')))
                || item.is(FunctionWord::Nominal) && words > 3
                || matches!(item.punct, Some(',')) && words > 0;
            if self.inflected && [FunctionWord::When, FunctionWord::Because, FunctionWord::But].iter().any(|w| item.is(*w)) {
                return Some(Marker::Other);
            }
            // «contacts between»: a preposition inside the words of a noun or verb.
            let tail = || self.predicates.iter().find(|p| p.item == k - 1).and_then(|p| p.unit.tail);
            if self.inflected
                && item.predicate
                && let Some(tail) = tail()
            {
                return Some(tail);
            }
            if stop || words > 6 || item.is(FunctionWord::When) {
                return item.is(FunctionWord::When).then_some(if words == 0 { Marker::Against } else { Marker::Other });
            }
            if item.predicate {
                words += 1;
            }
            words += usize::from(item.function.is_none() && item.punct.is_none());
            k -= 1;
        }
        None
    }

    /// Whether the phrase before an argument is parted from the predicate by a comma and more.
    fn marked(&self, arguments: &[Argument], markers: &[Option<Marker>]) -> Side {
        let mut out = Side::default();
        for a in arguments.iter().filter(|a| markers.contains(&a.marker)) {
            out.add(&self.actors[a.actor as usize].parties, Some(a.actor));
        }
        out
    }

    fn first_marked(&self, arguments: &[Argument], order: &[Option<Marker>]) -> Side {
        for marker in order {
            let side = self.marked(arguments, &[*marker]);
            if !side.is_empty() {
                return side;
            }
        }
        Side::default()
    }

    /// The first of the markers under which somebody other than the subject stands, else the first of all.
    fn first_other(&self, arguments: &[Argument], order: &[Option<Marker>], subject: &Side) -> Side {
        let other = order.iter().map(|m| self.marked(arguments, &[*m])).find(|s| !s.clone().without(subject).is_empty());
        other.unwrap_or_else(|| self.first_marked(arguments, order))
    }

    /// The first predicate told as complement of `k`.
    pub fn child(&self, k: usize) -> Option<usize> {
        (k + 1..self.predicates.len()).find(|c| self.predicates[*c].governor == Some(k) && self.predicates[*c].link == Link::Complement)
    }

    /// The act behind verbs without meaning of their own: `begin to ...`, `hold a ...`.
    pub fn deepest(&self, k: usize) -> usize {
        let mut at = k;
        while matches!(self.predicates[at].frame.complement, Complement::Light | Complement::Planned) {
            match self.child(at) {
                Some(c) => at = c,
                None => break,
            }
        }
        at
    }

    /// Who does `k`.
    pub fn subject(&self, k: usize, memory: &Discourse) -> Side {
        self.subject_at(k, memory, 0)
    }

    fn subject_at(&self, k: usize, memory: &Discourse, depth: usize) -> Side {
        let p = &self.predicates[k];
        if depth > 12 {
            return Side::default();
        }
        if let Some(id) = p.subject {
            let mut side = self.phrase(id);
            if let Some(with) = p.companion {
                side.add(&self.actors[with as usize].parties, Some(with));
            }
            return side;
        }
        // «the occupation of A by B»: a verb made a noun has its doer after it.
        let noun_like = p.link == Link::Complement && p.left > 0 && self.items[p.left - 1].is(FunctionWord::Nominal) && p.subject.is_none();
        if noun_like && !p.passive {
            let own = self.marked(&self.arguments(k), &[Some(Marker::Of)]);
            if !own.is_empty() {
                return own;
            }
        }
        if let (Link::Relative, true, Some(g)) = (p.link, p.after_comma, p.governor)
            && (self.predicates[g].frame.is(Trait::Alone) || self.predicates[g].frame.status == Some(CommitmentStatus::Signed))
        {
            // «adopted a resolution on A, in which it demands ...»
            return self.subject_at(g, memory, depth + 1);
        }
        let noun = |i: usize| [FunctionWord::GroupNoun, FunctionWord::StateNoun, FunctionWord::BodyNoun].iter().any(|w| self.items[i].is(*w));
        let gloss = [p.left, p.left.saturating_sub(1)].into_iter().find(|i| *i > 1 && noun(*i) && self.items[i - 1].punct == Some(','));
        if let (Link::Relative, false, Some(host)) = (p.link, p.passive, gloss.and_then(|i| self.items[i - 2].actor)) {
            // «A, the side that ...»
            return self.phrase(host);
        }
        if let (true, Link::Coordinate, Some(head)) = (p.passive, p.link, p.head)
            && self.predicates[head].passive
        {
            // «were arrested by A; their boats were seized»: by the same.
            return self.predicates[head].subject.map(|id| self.phrase(id)).unwrap_or_default();
        }
        if p.passive || (p.foreign_subject && !p.nominal) {
            return Side::default();
        }
        let up = |g: usize| self.subject_at(g, memory, depth + 1);
        match (p.link, p.governor, p.head) {
            (Link::Coordinate, _, Some(head)) => {
                let head = self.mover(head);
                up(head).or(|| self.undergoer(head))
            }
            (Link::Relative, _, _) => {
                // «the man who ...»: the phrase just before.
                let near = (p.left.saturating_sub(4)..p.left).rev().find_map(|i| self.items[i].actor);
                near.map(|id| self.phrase(id)).unwrap_or_default()
            }
            (Link::When, Some(g), _) => {
                let told = |k: &usize| {
                    let above = self.predicates[*k].governor.filter(|_| self.predicates[*k].link == Link::Complement);
                    above.filter(|a| matches!(self.predicates[*a].frame.complement, Complement::Fact | Complement::Claim | Complement::Say))
                };
                let reason = p.left > 0 && self.items[p.left - 1].is(FunctionWord::Because);
                if reason && !p.after_comma && matches!(self.predicates[g].frame.complement, Complement::Fact | Complement::Claim) {
                    // «thanked B for giving ...»
                    return self.first_marked(&self.arguments(g), &[None, Some(Marker::To), Some(Marker::With)]).or(|| up(g));
                }
                // «A said that B ..., though it backs the treaty»: the doer of the main clause.
                up(if p.after_comma { std::iter::successors(Some(g), told).last().unwrap_or(g) } else { g })
            }
            (_, Some(g), _) => match self.predicates[g].frame.complement {
                Complement::Asked => {
                    let asked = self.first_marked(&self.arguments(g), &[None, Some(Marker::With), Some(Marker::To), Some(Marker::Against)]);
                    asked.or(|| if self.predicates[g].frame.is(Trait::OrdersItself) { up(g) } else { Side::default() })
                }
                Complement::Fact | Complement::Claim => self.first_marked(&self.arguments(g), &[None, Some(Marker::To), Some(Marker::Of)]).or(|| up(g)),
                _ => up(g),
            },
            // «Receiving A, B said ...»: the doer comes after.
            (Link::Root, None, None) if k == 0 && self.predicates.get(k + 1).is_some_and(|n| n.subject.is_some() && n.after_comma) => up(k + 1),
            // «A, cautious as ever, holds that ...»: the actor at the head of the sentence.
            (Link::Root, None, None) if k == 0 => {
                let head = (0..p.left).find(|i| self.items[*i].actor.is_some() && (*i == 0 || self.items[*i - 1].is_stop()));
                let head = head.and_then(|i| self.items[i].actor).filter(|a| !self.actors[*a as usize].parties.is_empty());
                head.map_or_else(|| Side { parties: memory.subject.clone(), phrases: Vec::new() }, |a| self.phrase(a))
            }
            _ => Side { parties: memory.subject.clone(), phrases: Vec::new() },
        }
    }

    /// How many parties the predicate's own phrase names.
    pub fn own_parties(&self, k: usize) -> usize {
        let arguments = self.arguments(k);
        self.marked(&arguments, &[Some(Marker::With), Some(Marker::Between), Some(Marker::Of), None]).parties.len()
    }

    /// Whether the object phrase of a predicate names something that can be agreed.
    pub fn has_substance(&self, knowledge: &Knowledge, k: usize) -> bool {
        let p = &self.predicates[k];
        self.items[p.item..p.right.min(self.items.len())]
            .iter()
            .any(|i| i.agreement.is_some() || i.amount.is_some() || i.thing.is_some_and(|t| knowledge.things.kind(t).is_some()))
    }

    /// Whether the object of a predicate is a document told before: `this treaty`.
    pub fn points_to_document(&self, knowledge: &Knowledge, k: usize) -> bool {
        let p = &self.predicates[k];
        let right = p.right.min(self.items.len());
        let wanted = ["agreement", "programme", "resolution", "statement"].map(|c| knowledge.things.find(c));
        (p.item + 1..right)
            .any(|i| self.items[i].thing.is_some() && wanted.contains(&self.items[i].thing) && self.items.get(i + 1).is_some_and(|n| n.is(FunctionWord::This)))
    }

    /// Who goes on: not the object that moves (`recalled the envoy home, then expelled ...`), but who moved it.
    fn mover(&self, head: usize) -> usize {
        let moved = || {
            let before = head.checked_sub(1)?;
            let (h, b) = (&self.predicates[head], &self.predicates[before]);
            let first = (b.item + 1..h.item).find(|i| self.items[*i].actor.is_some() && self.items[*i].actor == h.subject)?;
            let object = !self.items[b.item + 1..first].iter().any(Item::is_stop) && b.frame.event_type.is_some();
            (object && matches!(b.frame.complement, Complement::None | Complement::Thing)).then_some(before)
        };
        moved().unwrap_or(head)
    }

    fn undergoer(&self, k: usize) -> Side {
        self.predicates[k].patient.map(|id| self.phrase(id)).unwrap_or_default()
    }

    /// Actors and recipients of a predicate under its frame's scheme.
    pub fn roles(&self, k: usize, memory: &Discourse) -> (Side, Side) {
        let (subject, mut recipients) = self.by_scheme(k, memory);
        // «praised the decision of the two countries»: two others, or the speaker's other side, as they last acted.
        let many = recipients.phrases.iter().find_map(|a| match &self.actors[*a as usize] {
            Actor { anaphor: Anaphor::Group(n) | Anaphor::States(n), inferred: true, parties, .. } if *n > 1 => Some((*n, parties)),
            _ => None,
        });
        let own = self.items[self.predicates[k].item..self.predicates[k].right.min(self.items.len())].iter().any(|i| i.is(FunctionWord::Own));
        let aimed = matches!(self.predicates[k].frame.roles, Roles::Object | Roles::Domestic);
        if own && aimed && recipients.is_empty() && subject.parties.len() == 1 {
            recipients.parties.clone_from(&subject.parties);
        }
        if let Some((size, parties)) = many
            && subject.parties.iter().any(|s| parties.contains(s))
            && subject.parties.len() <= size
        {
            recipients.parties = memory.spoken_of(size, &subject.parties);
        }
        // «said that the two had agreed ... and asked B»: one of the two asks the other.
        let direct = self.arguments(k).iter().find(|a| a.marker.is_none()).map(|a| self.phrase(a.actor));
        if let Some(told) = direct.filter(|_| recipients.is_empty() && aimed && !self.predicates[k].passive && subject.parties.len() > 1) {
            let left = subject.clone().without(&told);
            if told.parties.len() < subject.parties.len() && left.parties.len() < subject.parties.len() && !left.is_empty() {
                return (left, told);
            }
        }
        (subject, recipients)
    }

    fn by_scheme(&self, k: usize, memory: &Discourse) -> (Side, Side) {
        let p = &self.predicates[k];
        let arguments = self.arguments(k);
        let mut subject = if p.nominal { self.nominal_subject(k, &arguments, memory) } else { self.subject(k, memory) };
        if let (true, None) = (subject.is_empty(), p.subject.filter(|s| !self.actors[*s as usize].generic)) {
            if p.subject.is_some_and(|s| self.actors[s as usize].generic && !self.actors[s as usize].outlaw) {
                subject.parties.extend(self.local_place(k).or(memory.home));
            }
            if subject.is_empty() && p.frame.event_type == Some(EventType::Protest) {
                // Whoever takes to the street does so at home.
                subject.parties.extend(self.local_place(k).or(memory.home));
            }
        }
        let none = Side::default;
        let undergoer = self.undergoer(k);
        let direct = None;
        let (with, to, against, of, about, from) =
            (Some(Marker::With), Some(Marker::To), Some(Marker::Against), Some(Marker::Of), Some(Marker::About), Some(Marker::From));
        match p.frame.roles {
            Roles::Actor => (subject, none()),
            Roles::Joint => {
                let mut actors = subject;
                let wanted: &[Option<Marker>] =
                    if p.nominal { &[with, Some(Marker::Between), of, direct] } else { &[with, Some(Marker::Between), direct, p.unit.tail] };
                let between = self.marked(&arguments, &[Some(Marker::Between)]);
                let mut others = if p.nominal && between.parties.len() > 1 { between } else { self.marked(&arguments, wanted) };
                let met = p.head.map(|h| self.deepest(h)).filter(|h| self.predicates[*h].frame.event_type == Some(EventType::Consult));
                if let (Some(h), None, Some(EventType::Agree)) = (met, p.subject, p.frame.event_type) {
                    // «met B and agreed to ...»: both.
                    let (both, host) = self.by_scheme(h, memory);
                    actors.add(&both.parties, None);
                    actors.add(&host.parties, None);
                }
                if !p.nominal && (p.frame.is(Trait::Alone) || p.frame.mode == Some(Mode::Multilateral)) {
                    // «adopted a resolution on A», «met about A»: A has no part in it.
                    others = self.marked(&arguments, &[with, Some(Marker::Between)]);
                }
                if others.is_empty() && p.frame.status == Some(CommitmentStatus::Signed) {
                    // «signed a protocol on military cooperation with A»
                    others = self.further(k, with);
                }
                let fronted = self.items.first().is_some_and(|i| i.marker() == Some(Marker::With));
                if fronted && !p.nominal && k == 0 {
                    // «With A, B agreed to ...»
                    let comma = self.items.iter().position(Item::is_stop).unwrap_or(0);
                    let named = self.arguments_between(0, comma);
                    others.add(&self.marked(&named, &[with]).parties, None);
                }
                let patient = if p.subject.is_some() { none() } else { undergoer };
                if p.unit.needs.iter().any(|n| matches!(n, chancery_knowledge::Need::Subject(_))) {
                    // «the truce between A and B took effect»
                    actors = none();
                    let start = (0..p.item).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
                    let named = self.arguments_between(start, p.item);
                    let side = self.marked(&named, &[Some(Marker::Between), Some(Marker::Of), Some(Marker::With), None]);
                    actors.add(&side.parties, None);
                    actors.phrases.extend(side.phrases);
                    if actors.is_empty() {
                        actors.add(&memory.foes_last(), None);
                    }
                }
                if let Some(id) = p.companion {
                    actors.add(&self.actors[id as usize].parties, Some(id));
                }
                actors.add(&others.parties, None);
                actors.phrases.extend(others.phrases);
                actors.add(&patient.parties, None);
                (actors, none())
            }
            Roles::Object => {
                let by = if p.passive || !self.inflected { of } else { Some(Marker::By) };
                let tail = if self.inflected { p.unit.tail } else { direct };
                let order: &[Option<Marker>] = if p.nominal && self.inflected {
                    &[against, of, to, direct, tail]
                } else if p.nominal {
                    &[against, to, direct]
                } else {
                    &[direct, against, to, with, of, about, from, by, tail]
                };
                let retreat = [from, direct, against, to, of];
                let order = if p.frame.event_type == Some(EventType::Retreat)
                    || p.frame.event_type == Some(EventType::Concede) && arguments.iter().any(|a| a.marker == from)
                {
                    &retreat[..]
                } else {
                    order
                };
                let moved = p.frame.event_type == Some(EventType::Mobilize) || p.frame.mode == Some(Mode::Withdraw);
                if moved && p.passive && subject.is_empty() {
                    // «the army was deployed», «the troops were pulled out of A»: by its own state.
                    let left = if p.frame.mode == Some(Mode::Withdraw) { self.marked(&arguments, &[from]).without(&undergoer) } else { none() };
                    return (undergoer, left);
                }
                // A body complained to is no target: `threatened to sue at the WTO`.
                let venue = |a: &Argument| a.marker == to && matches!(p.frame.event_type, Some(EventType::Threaten | EventType::Accuse));
                let arguments: Vec<Argument> = arguments.into_iter().filter(|a| !(venue(a) && self.actors[a.actor as usize].body)).collect();
                if p.frame.complement == Complement::Denied && !p.passive {
                    // «denied backing A»: A did not accuse; «denied the charge of A»: A did.
                    let charge = self.marked(&arguments, &[of]).or(|| self.possessor(k, &arguments));
                    return (subject.clone(), charge.or(|| self.adjacent(k, &arguments)).without(&subject));
                }
                // «recalled its ambassadors in A and B»: those named, not those a bare title stands for.
                let bare = |a: &Argument| a.marker.is_none() && self.actors[a.actor as usize].inferred;
                let named = arguments.iter().any(|a| a.marker == Some(Marker::At) && !self.actors[a.actor as usize].inferred);
                let posted = p.frame.event_type == Some(EventType::Sanction) && named && arguments.iter().any(bare);
                let posted = if posted { self.marked(&arguments, &[Some(Marker::At)]).without(&subject) } else { none() };
                let undergoer = undergoer.or(|| posted);
                let at_home = p.passive && undergoer.is_empty() && p.frame.event_type == Some(EventType::Assault);
                let start = (0..p.item).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
                let undergoer = if at_home { self.marked(&self.arguments_between(start, p.item), &[Some(Marker::At)]).without(&subject) } else { undergoer };
                let tailed = || p.unit.tail.map(|t| self.marked(&arguments[..arguments.len().min(1)], &[Some(t)])).unwrap_or_default().without(&subject);
                let near = || {
                    let near = self.inflected && p.frame.event_type == Some(EventType::Mobilize);
                    if near { self.marked(&arguments, &[Some(Marker::At)]).without(&subject) } else { none() }
                };
                // «the invasion of the south of A»: a place.
                let spot = || {
                    let of = self.inflected && p.nominal && (p.unit.tail == of || self.items.get(p.item + 1).is_some_and(|x| x.marker() == of));
                    let place = if of { self.items.iter().skip(p.item + 1).take(3).find_map(|x| x.place.flatten()) } else { None };
                    Side { parties: place.into_iter().collect(), phrases: Vec::new() }
                };
                let recipients = undergoer
                    .or(spot)
                    .or(tailed)
                    .or(|| self.first_other(&arguments, order, &subject))
                    .or(near)
                    .or(|| self.beyond(k))
                    .or(|| self.listed(k, order));
                let recipients = if p.frame.event_type == Some(EventType::Assault) { recipients.or(|| self.harmed(k)) } else { recipients };
                if p.frame.complement == Complement::Threat {
                    return (subject.clone(), recipients.without(&subject));
                }
                (subject.clone(), self.own_people(recipients, &subject))
            }
            Roles::Goal => {
                let mut recipients = self.first_marked(&arguments, &[to, direct, with, against, of]).without(&subject);
                if self.inflected && recipients.is_empty() {
                    // «accepted an invitation from A»
                    recipients = self.first_marked(&arguments, &[from, p.unit.tail]).without(&subject);
                }
                (subject, recipients.or(|| undergoer))
            }
            Roles::Author => {
                let told = self.told_author(k, memory).without(&subject);
                let near = || self.adjacent(k, &arguments);
                let by = || if self.inflected && !p.passive { self.marked(&arguments, &[Some(Marker::By)]) } else { none() };
                let recipients = told
                    .or(near)
                    .or(by)
                    .or(|| self.first_marked(&arguments, &[of, direct, against, to, with, about, Some(Marker::Between), Some(Marker::From)]))
                    .or(|| self.further(k, of));
                // `the condemnation of B by A`: of whom a noun of speech is, speaks.
                let recipients = if p.nominal { self.first_marked(&arguments, &[against, to, with, about]) } else { recipients };
                (subject.clone(), self.own_people(recipients, &subject))
            }
            Roles::Received => (self.first_marked(&arguments, &[from, of]).without(&subject), subject),
            Roles::Place => {
                let mut recipients = self.first_marked(&arguments, &[direct, to, of, with, Some(Marker::At)]).without(&subject);
                if self.inflected && recipients.is_empty() {
                    // «visited the fair in Osaka»
                    let place = self.items[p.item..p.right.min(self.items.len())].iter().find_map(|i| i.place.flatten());
                    recipients.parties.extend(place.filter(|c| !subject.parties.contains(c)));
                }
                (subject, recipients)
            }
            Roles::Host => {
                let guests = undergoer.or(|| self.first_marked(&arguments, &[direct, with, of])).without(&subject);
                (guests, subject)
            }
            Roles::Judged => {
                let judge = (0..k).rev().find(|j| !self.predicates[*j].nominal).filter(|j| {
                    matches!(self.predicates[*j].frame.complement, Complement::Say | Complement::Affirm | Complement::Opine | Complement::None)
                        && self.predicates[*j].frame.event_type.is_none()
                });
                let Some(judge) = judge else { return (none(), none()) };
                let actors = self.subject(judge, memory);
                let own = p.subject.map(|id| self.phrase(id)).unwrap_or_default();
                let told = self.first_marked(&self.arguments(judge), &[direct, of, about]);
                let recipients = own.or(|| told).without(&actors);
                (actors, recipients)
            }
            Roles::Domestic => {
                let order_of_lists = if self.inflected { &[direct, against, to, of, with][..] } else { &[direct, against, of][..] };
                // «rallied outside the embassy of A»
                let tail = p.unit.tail.filter(|_| self.inflected);
                let tailed = || tail.map(|t| self.marked(&arguments[..arguments.len().min(1)], &[Some(t)])).unwrap_or_default();
                let beyond = || if self.inflected { self.beyond(k) } else { none() };
                let recipients = undergoer.or(tailed).or(|| self.first_marked(&arguments, order_of_lists)).or(beyond);
                let start = if p.passive { (0..p.item).rev().find(|i| self.items[*i].is_stop()).unwrap_or(0) } else { p.item };
                let border = self.items[start..p.right.min(self.items.len())].iter().any(|i| i.thing.is_some() && i.thing == memory.border);
                let recipients = recipients.or(|| if border { self.marked(&arguments, &[with]).without(&subject) } else { none() });
                let shared = if border && p.passive { self.marked(&self.arguments_between(start, p.item), &[with, of, Some(Marker::Between)]) } else { none() };
                let recipients = recipients.or(|| shared.without(&subject));
                let recipients =
                    if border && recipients.is_empty() { Side { parties: memory.counterpart(&subject.parties), phrases: Vec::new() } } else { recipients };
                let abroad = || self.marked(&arguments, &[Some(Marker::At), Some(Marker::Other)]).without(&subject);
                let recipients = recipients
                    .or(abroad)
                    .or(|| self.listed(k, order_of_lists))
                    .or(|| Side { parties: subject.parties.iter().map(|p| memory.people_of(*p)).collect(), phrases: Vec::new() });
                (subject, recipients)
            }
        }
    }

    /// A party named right after the predicate, with no noun between: `criticised Washington`.
    fn adjacent(&self, k: usize, arguments: &[Argument]) -> Side {
        let from = self.predicates[k].item + 1;
        let first = arguments.first().filter(|a| a.marker.is_none());
        let at = (from..self.items.len().min(from + 4)).find(|i| self.items[*i].actor.is_some());
        match (first, at) {
            (Some(a), Some(at)) if self.items[from..at].iter().all(|i| i.function.is_some()) => self.phrase(a.actor),
            _ => Side::default(),
        }
    }

    /// Recipients that a verb coordinated with this one names for both: `imposed tariffs and revoked the visas of A`.
    fn listed(&self, k: usize, order: &[Option<Marker>]) -> Side {
        let next = (k + 1..self.predicates.len()).find(|c| self.predicates[*c].head == Some(k) && self.predicates[*c].subject.is_none());
        next.map(|c| self.first_marked(&self.arguments(c), order)).unwrap_or_default()
    }

    /// A party that owns what the object names: `dismissed A's claim`.
    fn possessor(&self, k: usize, arguments: &[Argument]) -> Side {
        let first = arguments.first().filter(|a| self.inflected && a.marker.is_none());
        let from = self.predicates[k].item + 1;
        let owns = |a: &Argument| (from..self.items.len()).any(|i| self.items[i].is(FunctionWord::Possessive) && self.items[i - 1].actor == Some(a.actor));
        first.filter(|a| owns(a)).map(|a| self.phrase(a.actor)).unwrap_or_default()
    }

    /// Recipients without the actor, unless only the actor's own people are named: a state may act on them.
    fn own_people(&self, recipients: Side, subject: &Side) -> Side {
        let left = recipients.clone().without(subject);
        let body = |a: &Actor| a.inferred && a.kind == Some(chancery_knowledge::TitleKind::Institution);
        let own = |a: &Actor| self.inflected && (a.anaphor != Anaphor::None || a.kind.is_none() || body(a));
        let pronoun = |a: &Actor| a.inferred && a.anaphor == Anaphor::Person || own(a);
        let guessed = recipients.phrases.iter().map(|a| &self.actors[*a as usize]).any(|a| a.guessed || pronoun(a));
        let body = subject.phrases.iter().any(|a| self.actors[*a as usize].body);
        if left.is_empty()
            && guessed
            && self.inflected
            && recipients.phrases.iter().all(|a| self.actors[*a as usize].kind.is_some() && self.actors[*a as usize].anaphor == Anaphor::None)
        {
            // «A closed its embassy in B, accusing the junta»: not its own.
            let mut others = Side::default();
            for a in self.actors.iter().filter(|a| !a.inferred) {
                others.add(&a.parties, None);
            }
            let others = others.without(subject);
            return if others.parties.len() == 1 { others } else { left };
        }
        if left.is_empty() && !guessed && !body && subject.parties.len() == 1 { recipients } else { left }
    }

    /// Whether people that are no party are told for whom it is: `pledged a fund for farmers`.
    pub fn aims_elsewhere(&self, k: usize) -> bool {
        let p = &self.predicates[k];
        let people = |i: &Item| i.is(FunctionWord::PeopleNoun) || i.actor.is_some_and(|a| self.actors[a as usize].generic);
        let to = |i: usize| self.items[i].marker() == Some(Marker::To) || i == p.item && p.unit.tail == Some(Marker::To);
        let right = p.right.min(self.items.len());
        (p.item..right).any(|i| to(i) && self.items[i + 1..right].iter().take(3).take_while(|x| !x.is_stop() && !x.predicate).any(people))
    }

    /// Parties that a preposition marks further on in the clause, past verbs without a subject of their own.
    fn further(&self, k: usize, marker: Option<Marker>) -> Side {
        let from = self.predicates[k].item + 1;
        let stop = (from..self.items.len()).find(|i| self.items[*i].is_stop() || self.items[*i].is(FunctionWord::Purpose)).unwrap_or(self.items.len());
        let end = self.predicates[k + 1..].iter().find(|n| n.subject.is_some() || n.passive || n.future || n.past).map_or(stop, |n| n.left.min(stop));
        self.marked(&self.arguments_between(from, end), &[marker])
    }

    /// Parties in the object phrase of the verb that follows in the same clause: `ended talks on joining A`; where force is used also the place.
    fn beyond(&self, k: usize) -> Side {
        let p = &self.predicates[k];
        let next = self
            .predicates
            .get(k + 1)
            .filter(|n| n.governor == Some(k) && !n.after_comma && n.subject.is_none() && matches!(n.link, Link::Serial | Link::Complement));
        let further = next.map(|_| {
            let arguments = self.arguments(k + 1);
            self.first_marked(&arguments, &[None, Some(Marker::With), Some(Marker::To), Some(Marker::Against), Some(Marker::From), Some(Marker::Of)])
        });
        let given = |n: &&Predicate<'_>| n.nominal && n.frame.event_type == Some(EventType::Aid);
        let further = further.unwrap_or_default().or(|| next.filter(given).map(|_| self.further(k + 1, Some(Marker::To))).unwrap_or_default());
        if !further.is_empty() || !matches!(p.frame.event_type, Some(EventType::Assault | EventType::Sanction)) {
            return further;
        }
        let mut side = self.marked(&self.arguments(k), &[Some(Marker::At)]);
        if side.is_empty() {
            let place = self.items[p.item..p.right.min(self.items.len())].iter().find_map(|i| i.place.flatten());
            side.parties.extend(place);
        }
        side
    }

    /// Who came to harm: `ambushed a patrol, killing a policeman of A`.
    fn harmed(&self, k: usize) -> Side {
        let all = self.predicates;
        let cause =
            (k + 1..all.len()).find(|c| all[*c].frame.complement == Complement::Light && all[*c].frame.event_type.is_none() && all[*c].subject.is_none());
        let told = cause.and_then(|c| self.child(c)).filter(|c| !all[*c].nominal).and_then(|c| all[c].subject);
        told.filter(|id| !self.actors[*id as usize].inferred).map(|id| self.phrase(id)).unwrap_or_default()
    }

    /// The state of a place named in the clause: `in Seoul, several groups rallied`.
    pub fn local_place(&self, k: usize) -> Option<PartyId> {
        let p = &self.predicates[k];
        let from = k.checked_sub(1).map_or(0, |q| self.predicates[q].item);
        (from..p.right.min(self.items.len())).find_map(|i| {
            let mut before = i;
            while self.inflected && before > 1 && self.items[before - 1].is(FunctionWord::Determiner) {
                before -= 1;
            }
            let at = before > 0 && self.items[before - 1].marker() == Some(Marker::At);
            let item = &self.items[i];
            match (item.place.flatten(), item.actor) {
                (Some(country), _) if at => Some(country),
                (_, Some(a)) if at => self.actors[a as usize].parties.first().copied(),
                _ => None,
            }
        })
    }

    /// Who did what is condemned or praised: the subject of the complement.
    fn told_author(&self, k: usize, memory: &Discourse) -> Side {
        let Some(child) = self.child(k) else {
            // «concern about structures that X put up»
            let relative = self.predicates.get(k + 1).filter(|n| n.link == Link::Relative && n.governor == Some(k) && !n.after_comma);
            return relative.and_then(|n| n.subject).map(|id| self.phrase(id)).unwrap_or_default();
        };
        let c = &self.predicates[child];
        if c.nominal {
            let arguments = self.arguments(child);
            return self.nominal_subject(child, &arguments, memory);
        }
        match c.subject {
            Some(id) => {
                let mut side = self.phrase(id);
                if side.is_empty() && self.actors[id as usize].generic {
                    side = Side::default();
                }
                side
            }
            None if c.left > 0 && self.items[c.left - 1].is(FunctionWord::Nominal) => self.marked(&self.arguments(child), &[Some(Marker::Of)]),
            None => Side::default(),
        }
    }

    /// The doer of a noun of action: `of X`, `by X`, or the subject of the verb that carries it.
    fn nominal_subject(&self, k: usize, arguments: &[Argument], memory: &Discourse) -> Side {
        let p = &self.predicates[k];
        let joint = p.frame.roles == Roles::Joint;
        let mut order = vec![Some(Marker::Of)];
        if joint {
            order.push(Some(Marker::Between));
            order.push(None);
        }
        if p.frame.roles == Roles::Actor {
            order.push(None);
        }
        // «A's attack on B», «an attack by A on B», «the killing of B by A»
        let doer = match p.subject {
            Some(id) => self.phrase(id),
            None => self.first_marked(arguments, &[Some(Marker::By)]),
        };
        let undergone = matches!(p.frame.roles, Roles::Object | Roles::Domestic | Roles::Host) && self.inflected;
        if undergone {
            order.retain(|m| *m != Some(Marker::Of));
        }
        let own = if joint {
            let mut both = doer;
            let more = self.first_marked(arguments, &order);
            both.add(&more.parties, None);
            both.phrases.extend(more.phrases);
            both
        } else {
            doer.or(|| self.first_marked(arguments, &order))
        };
        let carried = || match (p.link, p.governor) {
            (Link::Complement, Some(g)) if matches!(self.predicates[g].frame.complement, Complement::Light | Complement::Planned) => self.subject(g, memory),
            // «announced the suspension of»
            (Link::Complement, Some(g)) if self.inflected && self.predicates[g].frame.complement == Complement::Say && !p.after_comma => {
                self.subject(g, memory)
            }
            // «the exercise that A held»
            _ => {
                let next = self.predicates.get(k + 1).filter(|n| n.link == Link::Relative && n.governor == Some(k) && n.frame.complement == Complement::Light);
                next.and_then(|n| n.subject).map(|id| self.phrase(id)).unwrap_or_default()
            }
        };
        if joint && own.parties.len() < 2 {
            let mut both = carried();
            both.add(&own.parties, None);
            both.phrases.extend(own.phrases);
            return both;
        }
        own.or(carried)
    }
}

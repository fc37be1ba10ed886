//! What is remembered from one sentence to the next: who was named, whose name is whose, which parties stand together.

use chancery_knowledge::{OfficeId, Parties, PartyId, ThingClass};
use chancery_model::{EventType, Mode, PartyKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// Memory of the document read so far.
#[derive(Debug, Default)]
pub struct Discourse {
    /// Parties that a strong form names anywhere in the document.
    pub strong: FxHashSet<PartyId>,
    /// The state the document speaks of most.
    pub home: Option<PartyId>,
    /// The home is that of the press in this language, and the document speaks of it.
    pub press_home: bool,
    /// What the document is about: the state it speaks of most; beside the press's own the other that it speaks of most.
    pub about: Option<PartyId>,
    /// Where it was written: its dateline.
    pub origin: Option<PartyId>,
    /// Whose statement it is, where it is told in the first person.
    pub author: Option<PartyId>,
    /// The people something was last done to.
    pub undergoers: Vec<PartyId>,
    /// The day of the meeting last told.
    pub occasion: Option<crate::dates::DateRef>,
    /// The day of the last meeting, however much was told since.
    pub met: Option<crate::dates::DateRef>,
    /// The day of the act last told with one of its own, and how many sentences ago.
    pub scene_day: Option<(crate::dates::DateRef, u8)>,
    /// The day with which the line or paragraph being read is headed: `3 May: ...`.
    pub line_day: Option<crate::dates::DateRef>,
    /// Who had part in what was done on that day.
    pub scene_of: Vec<PartyId>,
    /// Where each armed group is based.
    pub bases: FxHashMap<PartyId, PartyId>,
    /// The class of borders, of which a closed one is closed to the other side.
    pub border: Option<ThingClass>,
    /// Acts told before, whether each was an exercise, and who did them.
    pub acts: Vec<(EventType, bool, Vec<PartyId>)>,
    /// The last act of a main clause that others may follow: its type, mode and on whom it was done.
    pub example: Option<(EventType, Option<Mode>, Vec<PartyId>)>,
    /// Who acted last.
    pub actors: Vec<PartyId>,
    /// The organisation named in the sentence being read.
    pub told_body: Option<PartyId>,
    /// Who was last given something.
    pub beneficiaries: Vec<PartyId>,
    /// Who last gave or promised what to whom.
    pub gift: (Vec<PartyId>, Vec<PartyId>),
    /// How often each state is named.
    pub counts: FxHashMap<PartyId, usize>,
    /// How often the state the document speaks of most is named.
    pub most: usize,
    /// The two states of which the document tells far more than of any third.
    pub main_pair: Option<[PartyId; 2]>,
    /// The last subject of a main clause.
    pub subject: Vec<PartyId>,
    /// It was told in the paragraph being read.
    pub goes_on: bool,
    /// Who speaks spoke in the paragraph being read.
    pub speaker_goes_on: bool,
    /// Parties named in a phrase at the head of the sentence that says what it is about.
    pub topic: Vec<PartyId>,
    /// The last subject that was a person.
    pub person: Vec<PartyId>,
    /// The state named first in the sentence being read.
    pub told_state: Option<PartyId>,
    /// It was named by one of its bodies.
    pub told_institution: bool,
    /// The states whose capitals were told as places, the last at the end.
    pub venues: Vec<PartyId>,
    /// The state of the place with which the sentence being read begins.
    pub scene: Option<PartyId>,
    /// The state of the place with which a sentence of the paragraph being read began, the last one.
    pub ground: Option<PartyId>,
    /// Who was named in the sentence being read, outside phrases of place and source.
    pub told: Vec<PartyId>,
    /// States that a name of their own names, not only their capital.
    pub named: FxHashSet<PartyId>,
    /// The last attack was by nobody knows whom.
    pub unknown_attack: bool,
    /// Who did what a passive of the sentence being read tells.
    pub agent: Vec<PartyId>,
    /// The person named last in the sentence being read.
    pub nearby: Vec<PartyId>,
    /// Who speaks.
    pub speaker: Vec<PartyId>,
    /// Who last did something hostile.
    pub offender: Vec<PartyId>,
    /// Who last used force or threatened it by deploying.
    pub attacker: Vec<PartyId>,
    /// The party of the body or ministry named last.
    pub institution: Vec<PartyId>,
    /// Who acted alone, one after another.
    pub doing: Vec<PartyId>,
    /// Who last reached an agreement.
    pub pact: Vec<PartyId>,
    /// Whose act others spoke of last, if nothing else was told since.
    pub spoken_about: Vec<PartyId>,
    /// Who signed or adopted something last.
    pub signers: Vec<PartyId>,
    /// Who met last.
    pub meeting: Vec<PartyId>,
    /// Who last arrested or took whom.
    pub captives: (Vec<PartyId>, Vec<PartyId>),
    /// Who last did something that others may welcome.
    pub doers: Vec<PartyId>,
    /// Who last asked whom for something.
    pub asked: (Vec<PartyId>, Vec<PartyId>),
    /// Who last criticised or accused whom, told or understood.
    pub critic: (Vec<PartyId>, Vec<PartyId>),
    /// Who last accused, asked or threatened whom.
    pub addressed: (Vec<PartyId>, Vec<PartyId>),
    /// Where each party was last named: bytes of the normalised text.
    pub places: FxHashMap<PartyId, (u32, u32)>,
    names: FxHashMap<String, Vec<PartyId>>,
    offices: Vec<(OfficeId, PartyId, bool, Option<u32>)>,
    recent: Vec<PartyId>,
    /// The state that was last named alone.
    alone: Option<PartyId>,
    groups: Vec<Vec<PartyId>>,
    pairs: Vec<[PartyId; 2]>,
    courtesies: Vec<[PartyId; 2]>,
    rivals: Vec<[PartyId; 2]>,
    allies: Vec<[PartyId; 2]>,
    named_groups: Vec<Vec<PartyId>>,
}

impl Discourse {
    /// Who met last, else who was last told together, else the two states of a document that names no third.
    pub fn together(&self) -> Vec<PartyId> {
        if self.meeting.len() > 1 {
            return self.meeting.clone();
        }
        let group = self.group(0, None);
        if !group.is_empty() || self.named.len() != 2 || self.counts.len() != 2 {
            return group;
        }
        let mut two: Vec<PartyId> = self.counts.keys().copied().filter(|p| self.named.contains(p)).collect();
        two.sort_unstable();
        if two.len() == 2 { two } else { Vec::new() }
    }

    /// A line of its own begins, of a chronicle or of short items: nobody is spoken of any longer.
    pub fn turn(&mut self) {
        self.subject.clear();
        self.person.clear();
        self.speaker.clear();
        self.scene_day = None;
        self.scene_of.clear();
        self.occasion = None;
        self.met = None;
    }

    /// Remember that a name belongs to these parties: the whole and each of its words.
    pub fn learn_name(&mut self, name: &str, parties: &[PartyId]) {
        if parties.is_empty() {
            return;
        }
        for word in std::iter::once(name).chain(name.split([' ', '\u{a0}'])) {
            if word.chars().nth(1).is_some() && !self.names.contains_key(word) {
                self.names.insert(word.to_owned(), parties.to_vec());
            }
        }
    }

    /// Remember a surname that stands alone before a title.
    pub fn learn_surname(&mut self, name: &str, parties: &[PartyId]) {
        if !parties.is_empty() {
            self.names.insert(name.to_owned(), parties.to_vec());
        }
    }

    /// The state named most beside the press's own, if the document speaks of it more than once and of no other as much.
    pub fn other_than_home(&self) -> Option<PartyId> {
        let others = || self.counts.iter().filter(|(p, _)| Some(**p) != self.home).map(|(p, n)| (*n, *p));
        let (most, party) = others().max()?;
        (most > 1 && others().filter(|(n, _)| *n == most).count() == 1).then_some(party)
    }

    /// Whose name this is: the whole, else its last word, else its first.
    pub fn by_name(&self, name: &str) -> Option<&Vec<PartyId>> {
        self.names.get(name).or_else(|| self.names.get(name.rsplit(' ').next()?)).or_else(|| self.names.get(name.split(' ').next()?))
    }

    /// The same without the first name.
    pub fn by_last_name(&self, name: &str) -> Option<&Vec<PartyId>> {
        self.names.get(name).or_else(|| self.names.get(name.rsplit(' ').next()?))
    }

    /// Remember for whom an office was last named, and whether its holder's name was told.
    pub fn learn_office(&mut self, office: OfficeId, party: PartyId, named: bool, title: Option<u32>) {
        self.offices.retain(|(o, p, _, t)| *o != office || *p != party || *t != title);
        self.offices.push((office, party, named, title));
    }

    /// For whom an office was last named, by the same title if it was. A holder with a new name is not the one who had another.
    pub fn by_office(&self, office: OfficeId, named: bool, title: Option<u32>) -> Option<PartyId> {
        let fits = |(o, _, known, _): &&(OfficeId, PartyId, bool, Option<u32>)| *o == office && !(named && *known);
        let all = || self.offices.iter().rev().filter(fits);
        all().find(|(_, _, _, t)| *t == title).or_else(|| all().next()).map(|(_, p, _, _)| *p)
    }

    /// Whether somebody with a name was told to hold an office for a party.
    pub fn is_held(&self, office: OfficeId, party: PartyId) -> bool {
        self.offices.iter().any(|(o, p, named, _)| *o == office && *p == party && *named)
    }

    /// For whom an office of a general sort was last named: `the minister` after `the minister of health of A`.
    pub fn by_sort(&self, parties: &Parties, general: OfficeId) -> Option<PartyId> {
        self.offices.iter().rev().find(|(o, _, _, _)| parties.is_sort_of(*o, general)).map(|(_, p, _, _)| *p)
    }

    /// Remember that a party was named.
    pub fn mention(&mut self, party: PartyId) {
        self.recent.push(party);
    }

    /// Remember who was named in one phrase: of several none is «the country».
    pub fn mention_in(&mut self, phrase: &[PartyId], parties: &Parties) {
        if let [one] = phrase
            && parties.party(*one).kind == PartyKind::State
        {
            self.alone = Some(*one);
        }
    }

    /// The state that was last named alone, else the one named last.
    pub fn single_state(&self, parties: &Parties) -> Option<PartyId> {
        self.alone.or_else(|| self.last_state(parties))
    }

    /// Who is host to the one the sentence is about: the state whose capital was last told as a place.
    pub fn host(&self) -> Option<PartyId> {
        self.venues.iter().rev().copied().find(|v| self.told_state != Some(*v))
    }

    /// The state named last.
    pub fn last_state(&self, parties: &Parties) -> Option<PartyId> {
        self.recent.iter().rev().copied().find(|p| parties.party(*p).kind == PartyKind::State)
    }

    /// The organisation or group named last.
    pub fn last_body(&self, parties: &Parties) -> Option<PartyId> {
        self.recent.iter().rev().copied().find(|p| parties.party(*p).kind != PartyKind::State)
    }

    /// The armed group named last.
    pub fn last_group(&self, parties: &Parties) -> Option<PartyId> {
        self.recent.iter().rev().copied().find(|p| parties.party(*p).kind == PartyKind::Group)
    }

    /// Remember parties that stood together: in an act, or only in a phrase.
    pub fn learn_group(&mut self, parties: &[PartyId], acted: bool) {
        if parties.len() > 1 {
            let list = if acted { &mut self.groups } else { &mut self.named_groups };
            list.retain(|g| !same_members(g, parties));
            list.push(parties.to_vec());
        }
    }

    /// The organisation a capital stands for where the document names it and not the state, else the state.
    pub fn seated(&self, parties: &Parties, state: PartyId) -> PartyId {
        parties.seated(state).filter(|o| self.strong.contains(o) && !self.named.contains(&state)).unwrap_or(state)
    }

    /// Remember that one party acted on another.
    pub fn learn_pair(&mut self, actor: PartyId, recipient: PartyId) {
        if actor == recipient {
            return;
        }
        let others = |p: &[PartyId; 2]| *p != [actor, recipient] && *p != [recipient, actor];
        self.pairs.retain(others);
        self.courtesies.retain(others);
        self.pairs.push([actor, recipient]);
    }

    /// The same of thanks and praise: who thanks a helper still deals with somebody else.
    pub fn learn_courtesy(&mut self, actor: PartyId, recipient: PartyId) {
        let known = self.pairs.iter().any(|p| p.contains(&actor) && p.contains(&recipient))
            && !self.courtesies.iter().any(|p| p.contains(&actor) && p.contains(&recipient));
        self.learn_pair(actor, recipient);
        if !known && actor != recipient {
            self.courtesies.push([actor, recipient]);
        }
    }

    /// The last parties, so many of them, that stood together; else the last ones named. Only states if their table is given.
    pub fn group(&self, size: usize, states: Option<&Parties>) -> Vec<PartyId> {
        let fits = |p: &PartyId| states.is_none_or(|s| s.party(*p).kind == PartyKind::State);
        let sized = |g: &[PartyId]| g.len() == size && g.iter().all(fits);
        if size == 0 {
            return if self.subject.len() > 1 { self.subject.clone() } else { self.groups.last().cloned().unwrap_or_default() };
        }
        let told: Vec<PartyId> = self.told.iter().copied().filter(fits).collect();
        if told.len() == size {
            return told;
        }
        if sized(&self.subject) {
            return self.subject.clone();
        }
        // «A offered B satellite images. The two ...»
        if let (2, [s], Some(pair)) = (size, self.subject.as_slice(), self.pairs.last())
            && pair.contains(s)
            && sized(&pair[..])
            && !self.courtesies.contains(pair)
            && !self.groups.iter().any(|g| g.contains(s))
        {
            return pair.to_vec();
        }
        let with_subject = |g: &&Vec<PartyId>| sized(g) && self.subject.len() == 1 && self.subject.iter().all(|s| g.contains(s));
        let all = || self.groups.iter().rev();
        if let Some(group) = all().find(with_subject).or_else(|| all().find(|g| sized(g))) {
            return group.clone();
        }
        if let (2, [s]) = (size, self.subject.as_slice())
            && let Some(pair) = {
                let all = || self.pairs.iter().rev().filter(|p| p.contains(s) && sized(&p[..]));
                all().find(|p| !self.courtesies.contains(*p)).or_else(|| all().next())
            }
        {
            return pair.to_vec();
        }
        // Who only speaks has no part in it: «A gave B the maps, officials of C said. The two ministers ...»
        if let (2, [s], Some(pair)) = (size, self.subject.as_slice(), self.pairs.last())
            && self.speaker == self.subject
            && !pair.contains(s)
            && sized(&pair[..])
        {
            return pair.to_vec();
        }
        if let Some(group) = self.named_groups.iter().rev().find(|g| sized(g)) {
            return group.clone();
        }
        let acted: Vec<PartyId> = self.doing.iter().copied().filter(fits).collect();
        if size > 2 && acted.len() >= size {
            return acted[acted.len() - size..].to_vec();
        }
        let mut out: Vec<PartyId> = Vec::new();
        for party in self.recent.iter().rev().filter(|p| fits(p)) {
            if !out.contains(party) {
                out.push(*party);
            }
            if out.len() == size {
                out.reverse();
                return out;
            }
        }
        Vec::new()
    }

    /// Those meant by «all sides»: who last acted together, else the two of whom the document tells, else the state it is about.
    pub fn all_sides(&self) -> Vec<PartyId> {
        if self.subject.len() > 1 {
            return self.subject.clone();
        }
        let states = |g: &&Vec<PartyId>| g.iter().all(|p| self.counts.contains_key(p)) && !self.subject.iter().any(|s| g.contains(s));
        let group = self.groups.last().filter(states).cloned().or_else(|| self.main_pair.map(|two| two.to_vec()));
        group.unwrap_or_else(|| self.about.into_iter().collect())
    }

    /// Those meant by «the two»: where the document tells of two states and no third was just named, those, unless one of them acted with another.
    pub fn two(&self, states: Option<&Parties>) -> Vec<PartyId> {
        // «A backed B, while C sided with D. E offered to mediate between the two»: B and D, of whom the document tells.
        let sided = self.pairs.last().is_some_and(|p| self.courtesies.contains(p));
        if let (Some(two), [one], true) = (self.main_pair, self.told.as_slice(), sided)
            && !two.contains(one)
        {
            return two.to_vec();
        }
        // «A's rebels were flown to B for talks. The two sides agreed»: those who are no states too.
        let stateless = |p: &PartyId| !self.counts.contains_key(p);
        if states.is_none() && self.pairs.last().is_some_and(|p| p.iter().any(stateless) && self.subject.iter().any(|s| stateless(s) && p.contains(s))) {
            return self.group(2, states);
        }
        let told = |two: &&[PartyId; 2]| self.told.len() != 2 && self.told.iter().all(|t| two.contains(t) || !self.counts.contains_key(t));
        // A new paragraph that opens with them goes back to the two, where a third had to do with one of them.
        let third = self.groups.last().is_some_and(|g| g.len() == 2) && self.subject.len() == 1 && !self.goes_on;
        if let Some(two) = self.main_pair.as_ref().filter(|two| third && self.subject.iter().all(|s| !two.contains(s))) {
            return two.to_vec();
        }
        let Some(two) = self.main_pair.as_ref().filter(told).filter(|_| self.subject.len() != 2) else { return self.group(2, states) };
        // «A's minister thanked B. The two then met»
        let dealing = |p: &&[PartyId; 2]| {
            self.subject.iter().all(|s| p.contains(s))
                && p.iter().any(|x| !two.contains(x))
                && p.iter().all(|x| self.counts.contains_key(x))
                && !self.courtesies.contains(*p)
        };
        if self.subject.len() == 1 && self.pairs.last().as_ref().is_some_and(dealing) {
            return self.group(2, states);
        }
        let acted = self.groups.iter().rev().find(|g| g.len() == 2 && g.iter().all(|p| self.counts.contains_key(p)));
        if acted.is_some_and(|g| g.iter().any(|p| two.contains(p))) { self.group(2, states) } else { two.to_vec() }
    }

    /// The last parties, so many of them, that were named together.
    pub fn named_group(&self, size: usize) -> Vec<PartyId> {
        self.named_groups.iter().rev().find(|g| g.len() == size).cloned().unwrap_or_else(|| self.group(size, None))
    }

    /// On whom a party acts at home: a state on its own people, a group on those of the country it is based in.
    pub fn people_of(&self, party: PartyId) -> PartyId {
        let base = self.bases.get(&party).copied();
        // A group that has gone abroad: where the report is set, if it never names the base.
        base.filter(|b| self.counts.contains_key(b)).or(base.and(self.home)).or(base).unwrap_or(party)
    }

    /// Remember that one party acted against another.
    pub fn learn_rivals(&mut self, actor: PartyId, recipient: PartyId) {
        if actor != recipient {
            self.rivals.push([actor, recipient]);
        }
    }

    /// Remember parties that stood together against somebody.
    pub fn learn_allies(&mut self, parties: &[PartyId]) {
        let pairs = parties.iter().enumerate().flat_map(|(i, a)| parties[i + 1..].iter().map(|b| [*a, *b]));
        self.allies.extend(pairs);
    }

    /// Whether these stood together against somebody and never against each other.
    fn allied(&self, a: PartyId, b: PartyId) -> bool {
        let both = |list: &[[PartyId; 2]]| list.iter().any(|p| p.contains(&a) && p.contains(&b));
        both(&self.allies) && !both(&self.rivals)
    }

    /// Against whom these parties stand: the last they acted against or that acted against them, else whom they are dealing with.
    pub fn rival(&self, of: &[PartyId]) -> Vec<PartyId> {
        if self.topic.iter().any(|t| !of.contains(t)) {
            return self.partner(of);
        }
        let [one] = of else { return self.partner(of) };
        let pair = self.rivals.iter().rev().find(|p| p.contains(one));
        let other = |p: &[PartyId]| p.iter().copied().filter(|x| x != one).collect();
        let group = || self.groups.iter().rev().find(|g| g.len() == 2 && g.contains(one));
        let found = pair.map(|p| other(p)).or_else(|| group().map(|g| other(g))).unwrap_or_else(|| self.partner(of));
        found.into_iter().filter(|x| !self.allied(*one, *x)).collect()
    }

    /// Whom one party is known to have acted against, or who against it.
    pub fn foes(&self, of: &[PartyId]) -> Vec<PartyId> {
        let [one] = of else { return Vec::new() };
        self.rivals.iter().rev().find(|p| p.contains(one)).map(|p| p.iter().copied().filter(|x| x != one).collect()).unwrap_or_default()
    }

    /// The last two who acted against each other.
    pub fn foes_last(&self) -> Vec<PartyId> {
        self.rivals.last().map(|p| p.to_vec()).unwrap_or_default()
    }

    /// With whom these parties are on good terms: whom they are dealing with, leaving out those they act against.
    pub fn friend(&self, of: &[PartyId]) -> Vec<PartyId> {
        let against = |a: PartyId, b: PartyId| self.rivals.iter().any(|p| p.contains(&a) && p.contains(&b));
        let fits = |p: &PartyId| !of.contains(p) && !of.iter().any(|o| against(*o, *p));
        let topic: Vec<PartyId> = self.topic.iter().copied().filter(|t| !of.contains(t)).collect();
        if !topic.is_empty() {
            return topic;
        }
        let [one] = of else { return self.spoken(of).into_iter().filter(fits).collect() };
        let pair = self.pairs.iter().rev().find(|p| p.contains(one) && p.iter().all(|x| x == one || fits(x)));
        pair.map_or_else(|| self.spoken(of).into_iter().filter(fits).collect(), |p| p.iter().copied().filter(|x| x != one).collect())
    }

    /// Whom these parties are dealing with: the other of the last two that stood together, else the state the document is about.
    pub fn partner(&self, of: &[PartyId]) -> Vec<PartyId> {
        let topic: Vec<PartyId> = self.topic.iter().copied().filter(|t| !of.contains(t)).collect();
        if !topic.is_empty() {
            return topic;
        }
        let other = self.counterpart(of);
        if !other.is_empty() {
            return other;
        }
        self.spoken(of).into_iter().filter(|h| !of.contains(h)).collect()
    }

    /// The state the document is about; for that one the state of the press.
    fn spoken(&self, of: &[PartyId]) -> Option<PartyId> {
        self.about.filter(|a| !of.contains(a)).or(self.home)
    }

    /// Whom a speaker means by so many parties: the last so many that acted together, without the speaker.
    pub fn spoken_of(&self, size: usize, speaker: &[PartyId]) -> Vec<PartyId> {
        let sized = |g: &&Vec<PartyId>| g.len() == size && g.as_slice() != speaker;
        match self.groups.iter().rev().find(sized) {
            Some(group) => group.iter().copied().filter(|p| !speaker.contains(p)).collect(),
            None => self.group_without(size, speaker),
        }
    }

    /// The last parties, so many of them, that stood together without these.
    pub fn group_without(&self, size: usize, without: &[PartyId]) -> Vec<PartyId> {
        let fits = |g: &&Vec<PartyId>| g.len() == size && !g.iter().any(|p| without.contains(p));
        if let Some(group) = self.groups.iter().rev().find(fits).or_else(|| self.named_groups.iter().rev().find(fits)) {
            return group.clone();
        }
        if let (2, Some(pair)) = (size, self.pairs.iter().rev().find(|p| !p.iter().any(|x| without.contains(x)))) {
            return pair.to_vec();
        }
        let mut out: Vec<PartyId> = Vec::new();
        for party in self.recent.iter().rev().filter(|p| !without.contains(p)) {
            if !out.contains(party) {
                out.push(*party);
            }
            if out.len() == size {
                return out;
            }
        }
        Vec::new()
    }

    /// The last parties, so many of them, that acted together without one.
    pub fn acted_without(&self, size: usize, one: PartyId) -> Vec<PartyId> {
        self.groups.iter().rev().find(|g| g.len() == size && !g.contains(&one)).cloned().unwrap_or_default()
    }

    /// Two others who have been dealing with each other: whom somebody without a part in it speaks of.
    pub fn others(&self, of: &[PartyId]) -> Vec<PartyId> {
        let group = self.groups.last().filter(|g| g.len() == 2 && !of.iter().any(|o| g.contains(o)));
        group.filter(|_| self.counterpart(of).is_empty()).cloned().unwrap_or_default()
    }

    /// The last parties that acted together.
    pub fn joint(&self) -> Option<&Vec<PartyId>> {
        self.groups.last()
    }

    /// The state named last, other than one.
    pub fn other_state(&self, parties: &Parties, one: Option<PartyId>) -> Option<PartyId> {
        self.recent.iter().rev().copied().find(|p| parties.party(*p).kind == PartyKind::State && Some(*p) != one)
    }

    /// The other of the last two that stood together.
    pub fn counterpart(&self, of: &[PartyId]) -> Vec<PartyId> {
        let [one] = of else { return Vec::new() };
        let pair = self.pairs.iter().rev().find(|g| g.contains(one));
        pair.map(|g| g.iter().copied().filter(|p| p != one).collect()).unwrap_or_default()
    }
}

/// Whether two lists hold the same parties, in whatever order.
fn same_members(a: &[PartyId], b: &[PartyId]) -> bool {
    match (a, b) {
        ([a, b], [c, d]) => (a, b) == (c, d) || (a, b) == (d, c),
        _ if a.len() != b.len() => false,
        _ => {
            let [mut a, mut b] = [a.to_vec(), b.to_vec()];
            a.sort_unstable();
            b.sort_unstable();
            a == b
        }
    }
}

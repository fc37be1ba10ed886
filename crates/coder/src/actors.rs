//! Noun phrases that name parties: titles, bodies, people, names, compounds such as `Nga-Triều`, coordination, and the words that
//! stand for parties named before. Each becomes one [`Actor`] with the parties it stands for.

mod apart;
mod before;
mod phrase;
mod premodified;
mod refer;
mod within;

use chancery_knowledge::{FunctionWord, Knowledge, Language, Marker, NameKind, OfficeId, PartyId, PersonId, Sense, TitleKind};
use chancery_model::{PartialDate, PartyKind, Sector};

use crate::discourse::Discourse;
use crate::items::Item;

/// How an actor that names no party refers back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anaphor {
    /// It does not.
    #[default]
    None,
    /// So many parties that stood together; 0 for however many.
    Group(usize),
    /// So many states that stood together.
    States(usize),
    /// So many parties that were just named together.
    NamedGroup(usize),
    /// A person spoken of.
    Person,
    /// The state named last.
    State,
    /// The organisation or group named last.
    Body,
    /// The armed group named last.
    Band,
    /// The body or ministry named last.
    Institution,
    /// The officials of a body that is meeting, else the last subject.
    Members,
    /// The people something was last done to.
    Undergoers,
    /// Whoever is speaking.
    Speaker,
    /// The last subject.
    Subject,
    /// The other of two.
    Other,
    /// The state one is in.
    Host,
    /// All who were the last subject.
    Subjects,
    /// The one whose it is: `its government`.
    Owner,
    /// Those on somebody's side: nobody in particular.
    Friends,
    /// Others than the subject.
    Others,
}

/// A noun phrase that stands for one or more parties.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The parties it stands for.
    pub parties: Vec<PartyId>,
    /// The first office named.
    pub office: Option<OfficeId>,
    /// The entry of the word that names it.
    title: Option<u32>,
    /// What the first title denotes.
    pub kind: Option<TitleKind>,
    /// A person's name: bytes.
    pub name: Option<(u32, u32)>,
    /// How it refers back.
    pub anaphor: Anaphor,
    /// Only a capital city names the party: it may be a place.
    pub capital: bool,
    /// People of a sort whose party was not named.
    pub generic: bool,
    /// Criminals, rebels, unknown gunmen: never the state's own people.
    pub outlaw: bool,
    /// A preposition marks it as the one an act is aimed at.
    pub aimed_at: bool,
    /// To whom it is done, where this is who does it: `A was expelled by the government of this country`.
    apart: Option<PartyId>,
    /// A counterpart without a party of its own stands beside it.
    pub with_counterpart: bool,
    /// The only party is an organisation.
    pub body: bool,
    /// The parties are only those at home or last spoken of.
    pub guessed: bool,
    /// The parties were carried over from elsewhere.
    pub inferred: bool,
    /// Only the place or body at which something is done.
    at: bool,
    /// Its last word is an adjective or stands like one before a noun.
    pub adjective: bool,
    /// Its last word may stand before a noun like an adjective: an acronym, a compound.
    pub loose: bool,
    /// A name of people in the plural.
    pub plural: bool,
    /// A firm or newspaper: it stands for its state only where it acts.
    pub firm: bool,
    /// Parties joined by a conjunction to a word that refers back.
    joined: Vec<PartyId>,
    /// Somebody's counterpart.
    pub counterpart: bool,
    /// On whose side it is.
    pub of: Vec<PartyId>,
    /// A speaker inside the words of a quotation.
    pub quoted: bool,
}

impl Actor {
    fn is_explicit(&self) -> bool {
        !self.parties.is_empty() && !self.inferred
    }
}

enum Head {
    Title(OfficeId, TitleKind),
    Titled(PartyId, OfficeId),
    Party(PartyId, NameKind),
    Person(PersonId),
    Pronoun,
    Speaker,
    Counterpart,
    Opponent,
    Host,
    Resumes,
    ResumesAll,
    ResumesOther,
}

/// Reads the noun phrases of one sentence.
pub struct Reader<'a> {
    /// Parties, offices, persons.
    pub knowledge: &'a Knowledge,
    /// The words.
    pub language: &'a Language,
    /// The normalised text.
    pub text: &'a str,
    /// The document's date, for terms of office.
    pub published: Option<PartialDate>,
}

impl Reader<'_> {
    /// Find the actors of a sentence, mark their items, resolve what refers back.
    pub fn find(&self, items: &mut [Item], memory: &mut Discourse) -> Vec<Actor> {
        memory.nearby.clear();
        memory.told_state = None;
        memory.told_body = None;
        memory.told.clear();
        let mut aside = false;
        let mut shut = false;
        let mut out: Vec<Actor> = Vec::new();
        let mut spans: Vec<(usize, usize)> = Vec::new();
        let mut i = if self.language.is_inflected() { self.dateline(items) } else { 0 };
        while i < items.len() {
            let found = if self.language.settings.verb_final {
                self.phrase_before(items, i, memory)
            } else if self.language.is_inflected() {
                self.premodified(items, i, memory).or_else(|| self.apposed(items, i, memory)).or_else(|| self.known_name(items, i, memory))
            } else {
                // Most words cannot begin a noun phrase that names a party, those that the lexicon does not know only as a name that was learned.
                let Item { nominal, number, capital, .. } = items[i];
                if nominal || number { self.phrase(items, i, memory) } else { capital.then(|| self.known_name(items, i, memory)).flatten() }
            };
            match found {
                Some((actor, next)) => {
                    self.learn(&actor, memory);
                    out.push(actor);
                    spans.push((i, next));
                    i = next;
                }
                None => i += 1,
            }
        }
        if self.language.settings.verb_final {
            self.coordinate_before(items, &mut out, &mut spans);
        } else {
            self.coordinate(items, &mut out, &mut spans, memory);
        }
        let opens = items.first().is_some_and(|i| matches!(i.marker(), Some(Marker::At | Marker::From)));
        memory.scene = items[..items.len().min(4)].iter().skip(1).find_map(|i| i.place.flatten()).or_else(|| {
            let named = |s: &(usize, usize)| items.get(s.1).is_some_and(|x| x.punct == Some(','));
            let near = out.first().zip(spans.first()).filter(|(a, s)| s.0 < 3 && (a.capital || a.kind.is_none() && a.is_explicit() && named(s)));
            near.and_then(|(a, _)| a.parties.first().copied())
        });
        memory.scene = memory.scene.filter(|_| opens);
        if self.language.is_inflected() {
            self.two_of_one_office(&mut out);
        } else if !self.language.settings.verb_final {
            self.seated(items, &mut out, &spans);
        }
        let mut before: Option<(usize, Vec<PartyId>)> = None;
        let mut heads: Vec<PartyId> = Vec::new();
        let mut before_heads: Vec<PartyId> = Vec::new();
        let mut headed_by_body = false;
        let mut spans_before = 0;
        let mut told: Vec<PartyId> = Vec::new();
        // Who is named in the sentence so far, outside phrases of place and source.
        let mut pair: Vec<PartyId> = Vec::new();
        let fronted = items.first().is_some_and(|i| i.marker() == Some(Marker::About));
        // The state told last by its bare name.
        let mut bare: Option<PartyId> = None;
        for (actor, (first, next)) in out.iter_mut().zip(&spans) {
            actor.at = *first > 0 && items[first - 1].marker() == Some(Marker::At);
            actor.aimed_at = *first > 0 && matches!(items[first - 1].marker(), Some(Marker::With | Marker::To | Marker::Against));
            let object = *first > 0 && self.language.is_inflected() && items[first - 1].predicate && items[first - 1].actor.is_none();
            actor.aimed_at |= object && actor.anaphor == Anaphor::State && !items[*first].is(FunctionWord::Possessor);
            let by = *first > 0 && items[first - 1].is(FunctionWord::Passive);
            actor.apart = before.as_ref().filter(|(_, parties)| by && parties.len() == 1).map(|(_, parties)| parties[0]);
            if let (Anaphor::Group(2) | Anaphor::States(2), [about], Some(home), true) = (actor.anaphor, told.as_slice(), memory.home, fronted)
                && *about != home
            {
                // «As to A, she said the two countries ...»
                actor.parties = vec![home, *about];
            }
            let linked = (0..*first).rev().find(|i| !items[*i].is(FunctionWord::Determiner)).filter(|i| items[*i].is(FunctionWord::Relative));
            if let (Anaphor::Group(2), Some(_), [_, _], true) = (actor.anaphor, linked, pair.as_slice(), self.language.is_inflected()) {
                // «A met B in the capital, where the two signed ...»
                actor.parties.clone_from(&pair);
                actor.inferred = true;
            }
            if let (Some(link), None, Some((_, [told]))) =
                (linked, actor.kind.filter(|k| *k != TitleKind::Institution), before.as_ref().map(|b| (b.0, b.1.as_slice())))
                && actor.anaphor == Anaphor::None
                && link > 0
                && actor.parties.is_empty()
                && self.language.is_inflected()
            {
                if items[link].is(FunctionWord::RelativeOwner) {
                    // «A, whose government expelled B»
                    actor.parties = vec![*told];
                    actor.inferred = true;
                } else {
                    actor.apart = Some(*told);
                }
            }
            if actor.anaphor == Anaphor::State && actor.apart.is_none() {
                actor.apart = self.subordinate_apart(items, *first, bare, memory);
            }
            // «A and B, two countries that ...», «A and B each ...»
            if let (Anaphor::Group(n) | Anaphor::States(n), Some((end, parties))) = (actor.anaphor, &before)
                && (parties.len() == n || n == 0 && parties.len() > 1)
                && (*first == *end || (*first == end + 1 && items[*end].punct == Some(',')))
            {
                actor.parties.clone_from(parties);
            }
            // «A, the neighbour that expelled B, ...», «A, a paramilitary group, ...»: in apposition.
            let gloss = actor.parties.is_empty()
                && actor.name.is_none()
                && (actor.anaphor == Anaphor::Other || matches!(actor.kind, Some(TitleKind::Group | TitleKind::Institution)));
            let armed = |ps: &[PartyId]| ps.iter().all(|p| self.knowledge.parties.party(*p).kind == PartyKind::Group);
            if let (true, Some((end, parties))) = (gloss, &before)
                && *first == end + 1
                && items[*end].punct == Some(',')
                && parties.len() == 1
                && !shut
                && (actor.kind != Some(TitleKind::Institution) || armed(parties))
            {
                actor.parties.clone_from(parties);
            }
            actor.start = items[*first].start;
            actor.end = items[next - 1].end;
            if *first > 0 && items[spans_before..*first].iter().any(|x| x.punct == Some(';')) {
                before_heads = std::mem::take(&mut heads);
            }
            if actor.anaphor == Anaphor::None
                && self.language.is_inflected()
                && apart::opens_clause(items, *first, *next)
                && !heads.is_empty()
                && !actor.parties.is_empty()
            {
                // «A did X, and B said it would»: B.
                before_heads = std::mem::take(&mut heads);
            }
            if heads.is_empty() && actor.anaphor == Anaphor::Owner {
                heads.clone_from(&before_heads);
            }
            spans_before = *next;
            if self.language.is_inflected() {
                // «On the margins of the summit of A, he met B»: a person, no body.
                let person = (actor.anaphor == Anaphor::Person && headed_by_body && !memory.person.is_empty()).then(|| memory.person.clone());
                self.refer_within(actor, items, *first, person.as_ref().unwrap_or(&heads), &told, memory);
            } else {
                self.resolve(actor, memory);
            }
            // «A-A»: once.
            for i in (1..actor.parties.len()).rev() {
                if actor.parties[..i].contains(&actor.parties[i]) {
                    actor.parties.remove(i);
                }
            }
            let governed = *first > 0
                && (items[*first - 1].marker().is_some()
                    || items[..*first].iter().rev().take(3).take_while(|x| !x.is_stop()).any(|x| x.marker().is_some() && x.date.is_none()));
            if heads.is_empty() && !governed && !actor.parties.is_empty() {
                heads.clone_from(&actor.parties);
                headed_by_body = actor.kind.is_none() && self.is_organisation(actor);
            }
            if !actor.inferred {
                bare = actor.parties.first().copied().filter(|_| actor.kind.is_none() && actor.parties.len() == 1);
                told.extend(actor.parties.iter().copied().filter(|p| !told.contains(p)).collect::<Vec<_>>());
            }
            match &mut before {
                Some((end, parties)) => {
                    *end = *next;
                    parties.clone_from(&actor.parties);
                }
                None => before = Some((*next, actor.parties.clone())),
            }
            actor.body = self.is_organisation(actor) && actor.parties.len() == 1;
            let link = first.checked_sub(1).map(|i| &items[i]);
            let marked =
                link.is_some_and(|l| matches!(l.marker(), Some(Marker::At | Marker::Source | Marker::From | Marker::About)) || l.is(FunctionWord::When));
            shut = marked || actor.inferred || actor.firm;
            let opens = link.is_some_and(|l| l.is_stop() || l.is(FunctionWord::But)) && items[..*first].iter().any(|x| x.predicate);
            if let ([state], false, false) = (actor.parties.as_slice(), actor.inferred, actor.firm)
                && (memory.told_state.is_none() || (aside && !marked) || opens)
                && self.knowledge.parties.party(*state).kind == PartyKind::State
            {
                memory.told_state = Some(*state);
                memory.told_institution = actor.kind == Some(TitleKind::Institution);
                aside = marked;
            }
            if let ([state], true) =
                (actor.parties.as_slice(), actor.capital && link.is_some_and(|l| l.predicate || matches!(l.marker(), Some(Marker::At | Marker::To))))
            {
                memory.venues.retain(|v| v != state);
                memory.venues.push(*state);
            }
            let place = actor.capital && link.is_some_and(|l| l.predicate || l.marker() == Some(Marker::To));
            let aside_of = link.is_some_and(|l| l.punct == Some('('));
            if !actor.at && !marked && matches!(actor.anaphor, Anaphor::None | Anaphor::Other) {
                let new = |p: &&PartyId| !pair.contains(p);
                let new: Vec<PartyId> = actor.parties.iter().filter(new).copied().collect();
                pair.extend(new);
            }
            if !actor.inferred && !actor.firm && !marked && !place && !aside_of {
                for p in &actor.parties {
                    if !memory.told.contains(p) {
                        memory.told.push(*p);
                    }
                }
            }
            if !actor.inferred && !actor.at && !marked && actor.parties.len() == 1 && (actor.body || actor.kind == Some(TitleKind::Institution)) {
                memory.institution.clone_from(&actor.parties);
            }
            if actor.body {
                memory.told_body = actor.parties.first().copied();
            }
            if actor.kind == Some(TitleKind::Person) && actor.parties.len() == 1 {
                memory.nearby.clone_from(&actor.parties);
            }
        }
        // «"We ...," an official of A told B»: who speaks is named after the quotation.
        for i in 0..out.len() {
            if out[i].anaphor != Anaphor::Speaker {
                continue;
            }
            let closed = items[spans[i].1..].iter().position(|x| matches!(x.punct, Some('"' | '”'))).map(|n| items[spans[i].1 + n].start);
            if let Some(closed) = closed
                && let Some(later) =
                    out[i + 1..].iter().find(|a| a.start > closed && a.kind.is_some() && !a.inferred && a.parties.len() == 1).map(|a| a.parties.clone())
            {
                out[i].parties = later;
            }
        }
        for (id, (first, next)) in spans.iter().enumerate() {
            for item in &mut items[*first..*next] {
                item.actor = Some(id as u16);
            }
        }
        out
    }

    fn senses<'s>(&'s self, item: &Item) -> impl Iterator<Item = &'s Sense> {
        item.entry.into_iter().flat_map(|e| self.language.lexicon.senses(e))
    }

    fn str(&self, item: &Item) -> &str {
        &self.text[item.start as usize..item.end as usize]
    }

    fn is_capital(&self, item: &Item) -> bool {
        item.punct.is_none() && self.str(item).starts_with(char::is_uppercase)
    }

    fn function(&self, item: &Item, word: FunctionWord) -> bool {
        item.function.is_some() && self.senses(item).any(|s| matches!(s, Sense::Function(chancery_knowledge::Function::Word(w)) if *w == word))
    }

    fn head(&self, items: &[Item], i: usize, memory: &Discourse) -> Option<Head> {
        let item = items.get(i)?;
        if !item.nominal || item.blocked || item.date.is_some() || item.amount.is_some() {
            return None;
        }
        let mut best = None;
        for sense in self.senses(item) {
            let head = match sense {
                Sense::Titled(p, o) => Some(Head::Titled(*p, *o)),
                Sense::Title(o, k) => Some(Head::Title(*o, *k)),
                Sense::Person(id) => Some(Head::Person(*id)),
                Sense::Party(p, kind @ (NameKind::Weak | NameKind::Inside)) => memory.strong.contains(p).then_some(Head::Party(*p, *kind)),
                Sense::Party(_, NameKind::City) => None,
                Sense::Party(p, NameKind::Capital) => Some(Head::Party(memory.seated(&self.knowledge.parties, *p), NameKind::Capital)),
                Sense::Party(p, k) => Some(Head::Party(*p, *k)),
                Sense::Function(chancery_knowledge::Function::Word(w)) => match w {
                    FunctionWord::Pronoun => Some(Head::Pronoun),
                    FunctionWord::Speaker => Some(Head::Speaker),
                    FunctionWord::Counterpart => Some(Head::Counterpart),
                    FunctionWord::Opponent => Some(Head::Opponent),
                    FunctionWord::Host => Some(Head::Host),
                    FunctionWord::Resumes => Some(Head::Resumes),
                    FunctionWord::ResumesAll => Some(Head::ResumesAll),
                    FunctionWord::ResumesOther => Some(Head::ResumesOther),
                    _ => None,
                },
                _ => None,
            };
            if let Some(head) = head {
                if matches!(head, Head::Party(..) | Head::Person(_) | Head::Titled(..)) {
                    return Some(head);
                }
                best = best.or(Some(head));
            }
        }
        best
    }

    /// Whether shorthand may stand here: inside a compound or right after a title or «side».
    fn shorthand_fits(&self, items: &[Item], i: usize, titled: bool) -> bool {
        let dash = |j: Option<&Item>| j.is_some_and(|x| matches!(x.punct, Some('-' | '–')));
        let named = items.get(i + 1).is_some_and(|x| x.entry.is_none() && x.capital);
        (titled && !named) || dash(items.get(i + 1)) || (i > 0 && dash(items.get(i - 1)))
    }

    /// One noun phrase starting at `i`, without coordination.
    fn phrase(&self, items: &[Item], i: usize, memory: &mut Discourse) -> Option<(Actor, usize)> {
        if let Some(found) = self.counted(items, i, memory) {
            return Some(found);
        }
        let mut a = Actor::default();
        let mut j = i;
        let mut open = false; // something that can take a name or a party was read
        let mut sided = false;
        while let Some(item) = items.get(j) {
            let head = self.head(items, j, memory);
            if a.name.is_some() && !matches!(head, Some(Head::Title(..))) {
                if a.parties.is_empty()
                    && item.marker() == Some(Marker::Of)
                    && let Some((party, next)) = self.owner(items, j, memory)
                {
                    a.parties = party;
                    j = next;
                }
                break;
            }
            match head {
                Some(Head::Title(office, kind)) if a.parties.is_empty() => {
                    if a.name.is_some() {
                        break;
                    }
                    a.office.get_or_insert(office);
                    a.title = a.title.or(item.entry);
                    a.kind.get_or_insert(kind);
                    open = true;
                    j += 1;
                }
                Some(Head::Titled(party, office)) if a.parties.is_empty() => {
                    a.office.get_or_insert(office);
                    a.kind.get_or_insert(TitleKind::Person);
                    a.parties.push(party);
                    open = true;
                    j += 1;
                }
                Some(Head::Party(..)) if j > i && self.is_organisation(&a) && self.follows_body(items, j) => j += 1,
                Some(Head::Party(party, kind)) if a.parties.is_empty() && (kind != NameKind::Short || self.shorthand_fits(items, j, open || sided)) => {
                    a.capital = kind == NameKind::Capital && !open && !sided;
                    a.firm = kind == NameKind::Firm;
                    a.parties.push(party);
                    j += 1;
                    j = self.compound(items, j, &mut a, memory);
                }
                Some(Head::Person(id)) if a.anaphor == Anaphor::None || a.anaphor == Anaphor::Person || a.anaphor == Anaphor::Other => {
                    a.name = Some((item.start, item.end));
                    if a.parties.is_empty()
                        && let Some(holder) = self.knowledge.parties.office_of(id, self.published)
                    {
                        let local = memory.by_name(self.str(item)).cloned();
                        a.parties = local.unwrap_or_else(|| vec![holder.party]);
                        a.office = a.office.or(Some(holder.office));
                    }
                    a.kind.get_or_insert(TitleKind::Person);
                    a.anaphor = Anaphor::None;
                    j += 1;
                }
                Some(Head::Pronoun) if j == i => {
                    a.anaphor = Anaphor::Person;
                    a.kind = Some(TitleKind::Person);
                    open = true;
                    j += 1;
                }
                Some(Head::Speaker) if j == i => {
                    a.anaphor = Anaphor::Speaker;
                    j += 1;
                    break;
                }
                Some(Head::Counterpart) if j == i => {
                    a.anaphor = Anaphor::Other;
                    a.kind = Some(TitleKind::Person);
                    open = true;
                    j += 1;
                }
                Some(Head::Host) if j == i => {
                    a.anaphor = Anaphor::Host;
                    j += 1;
                    break;
                }
                // «the neighbour A»: A.
                Some(Head::Opponent) if j == i && matches!(self.head(items, j + 1, memory), Some(Head::Party(..))) => {
                    open = true;
                    j += 1;
                }
                Some(Head::Opponent) if j == i => {
                    a.anaphor = Anaphor::Other;
                    j += 1;
                    break;
                }
                _ => {
                    if open && self.is_capital(item) && item.punct.is_none() && item.date.is_none() && !item.blocked {
                        let end = self.name_end(items, j, memory);
                        if end > j {
                            a.name = Some((item.start, items[end - 1].end));
                            j = end;
                            continue;
                        }
                    }
                    if j == i && self.function(item, FunctionWord::BodyNoun) && items.get(j + 1).is_some_and(|n| self.is_capital(n) && n.entry.is_none()) {
                        // A party or movement at home: «đảng DEM».
                        a.kind = Some(TitleKind::Institution);
                        open = true;
                        j += 1;
                        continue;
                    }
                    if j == i && self.function(item, FunctionWord::Side) {
                        sided = true;
                        j += 1;
                        continue;
                    }
                    if item.punct == Some('(') && j > i {
                        let Some(next) = self.parenthesis(items, j, &mut a, memory) else { break };
                        j = next;
                        continue;
                    }
                    if (open || sided)
                        && a.parties.is_empty()
                        && let Some((party, next)) = self.owner(items, j, memory)
                    {
                        a.parties = party;
                        j = next;
                        continue;
                    }
                    break;
                }
            }
        }
        if j == i {
            return self.known_name(items, i, memory);
        }
        // «this country», «this ministry», «this official»
        if a.parties.is_empty() && items.get(j).is_some_and(|x| self.function(x, FunctionWord::This)) && (open || sided) {
            a.anaphor = match a.kind {
                Some(TitleKind::Person) => Anaphor::Person,
                Some(TitleKind::Institution) => Anaphor::Institution,
                Some(_) if self.is_band(&a) => Anaphor::Band,
                Some(_) => Anaphor::Subject,
                None if self.function(&items[j - 1], FunctionWord::StateNoun) => Anaphor::State,
                None if self.function(&items[j - 1], FunctionWord::BodyNoun) => Anaphor::Body,
                None => Anaphor::Subject,
            };
            return Some((a, j + 1));
        }
        if a.parties.is_empty() && !open && a.anaphor == Anaphor::None {
            return None;
        }
        if a.parties.is_empty()
            && let Some(known) = a.name.and_then(|(s, e)| memory.by_name(&self.text[s as usize..e as usize]))
        {
            a.parties.clone_from(known);
        }
        if a.parties.is_empty() && a.name.is_none() && a.kind == Some(TitleKind::Institution) && a.anaphor == Anaphor::None {
            a.parties.extend(self.seat(items, j));
        }
        a.outlaw = a.office.is_some_and(|o| matches!(self.knowledge.parties.office(o).sector, Sector::Crm | Sector::Reb | Sector::Uaf));
        a.generic = a.parties.is_empty() && a.kind == Some(TitleKind::Group);
        Some((a, j))
    }
}

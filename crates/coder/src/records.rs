//! Drafts become records: spans of the text as given, ids, places; the same act told again becomes one more place of evidence.

use chancery_knowledge::{Complement, FunctionWord, Knowledge, Language, PartyId, Sense};
use chancery_model::{
    Basis, CodedDocument, Commitment, CommitmentKind, CommitmentStatus, Document, Event, EventDate, EventType, Mode, Origin, Participant, PartyKind, Place,
    Span, Status,
};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::actors::Anaphor;
use crate::clauses::{Link, Predicate};
use crate::commitments;
use crate::dates::DateRef;
use crate::discourse::Discourse;
use crate::events::{Draft, SPOKEN_OF};
use crate::normal::Normal;
use crate::roles::{Sentence, Side};

/// Makes records of drafts.
pub(crate) struct Builder<'b> {
    document: &'b Document,
    /// The hash of its text, which the ids of its records contain.
    text: blake3::Hash,
    knowledge: &'b Knowledge,
    pub(crate) normal: &'b Normal<'b>,
    /// For type and participants the events that tell them, to find the same act told again.
    seen: FxHashMap<(EventType, Vec<PartyId>), Vec<usize>>,
    /// The kinds of commitment that each event makes, each once.
    pledged: FxHashSet<(usize, CommitmentKind)>,
    /// The undertaking told last in this paragraph, while nothing is known of when it is due.
    undated: Option<usize>,
    pub(crate) out: CodedDocument,
}

impl<'b> Builder<'b> {
    /// For a document, with nothing found yet.
    pub(crate) fn new(document: &'b Document, knowledge: &'b Knowledge, normal: &'b Normal<'b>, out: CodedDocument) -> Self {
        let text = blake3::hash(document.text.as_bytes());
        Self { document, text, knowledge, normal, seen: FxHashMap::default(), pledged: FxHashSet::default(), undated: None, out }
    }

    /// Add an event, or the further evidence of one that is there; gives its index.
    pub(crate) fn event(&mut self, draft: &Draft, sentence: &Sentence<'_, '_>, memory: &Discourse, language: &Language, range: (u32, u32)) -> usize {
        let p = &sentence.predicates[draft.trigger];
        let item = &sentence.items[p.item];
        let trigger = self.normal.span(item.start, item.end);
        let evidence = self.evidence(sentence, draft, range);
        let date = draft.date.and_then(|d| {
            let basis = if draft.date_inherited { Basis::Context } else { Basis::Text };
            d.value.map(|value| EventDate { value, span: Some(self.normal.span(d.start, d.end)), basis })
        });
        let mut key: Vec<PartyId> = draft.actors.parties.iter().chain(&draft.recipients.parties).copied().collect();
        key.sort_unstable();
        key.dedup();
        let slot = (draft.event_type, key);
        let aside = p.nominal || matches!(p.link, Link::Topic) || p.left > 0 && sentence.items[p.left - 1].is(FunctionWord::Nominal);
        let one_sided = draft.actors.is_empty() != draft.recipients.is_empty();
        let undated = date.is_none_or(|d| d.basis != Basis::Text);
        if let Some(same) = (aside && one_sided && undated).then(|| self.told_before(draft, date)).flatten() {
            let event = &mut self.out.events[same];
            if trigger != event.trigger {
                event.also.push(trigger);
            }
            return same;
        }
        let actors = self.side(&draft.actors, sentence, memory, trigger);
        let recipients = self.side(&draft.recipients, sentence, memory, trigger);
        let people = || actors.iter().chain(&recipients);
        // A day taken over from another act makes no other act.
        let told = date.filter(|_| !draft.rules.contains(&SPOKEN_OF));
        let retold = || {
            let earlier = self.seen.get(&slot)?.iter().copied().take(LOOKED_AT);
            earlier.into_iter().find(|e| same_act(&self.out.events[*e], draft, told, p, resumes(draft, sentence), people()))
        };
        if let Some(same) = self.twin(&slot, &actors, &recipients, trigger).or_else(retold) {
            let event = &mut self.out.events[same];
            if event.date.is_none() {
                event.date = date;
            }
            if trigger != event.trigger {
                event.also.push(trigger);
            }
            if draft.event_type == EventType::Consult && draft.mode == Some(Mode::Visit) && event.mode.is_none() && !recipients.is_empty() {
                // «[who came on Monday] held talks»: the talks of a visit are the visit.
                (event.mode, event.actors, event.recipients) = (draft.mode, actors.clone(), recipients.clone());
            }
            if draft.event_type == EventType::Consult {
                // Whom the visitor meets is who is visited; another is met another time.
                for met in actors.iter().chain(&recipients).filter(|p| p.name.is_some() || p.role.is_some()) {
                    let unnamed = event.actors.iter_mut().chain(&mut event.recipients).find(|p| p.code == met.code && p.name.is_none() && p.role.is_none());
                    if let Some(party) = unnamed {
                        (party.name, party.role, party.span) = (met.name.clone(), met.role.clone(), met.span);
                    }
                }
            }
            return same;
        }
        let claimed_by = draft.claimed_by.as_ref().and_then(|s| self.side(s, sentence, memory, trigger).into_iter().next());
        let place = self.place(sentence, draft);
        let event = Event {
            id: self.id(&[draft.event_type.as_str()], &actors, &recipients, trigger),
            event_type: draft.event_type,
            mode: draft.mode,
            contexts: self.contexts(sentence, language, draft),
            status: draft.status,
            actors,
            recipients,
            date,
            place,
            claimed_by,
            trigger,
            evidence,
            also: Vec::new(),
            confidence: confidence(draft, p),
            notions: self.notions(sentence, draft),
            origin: Origin {
                frame: p.frame.id.clone(),
                unit: self.normal.text[item.start as usize..item.end as usize].to_owned(),
                rules: draft.rules.iter().map(|r| (*r).to_owned()).collect(),
            },
        };
        let at = self.out.events.len();
        self.seen.entry(slot).or_default().push(at);
        self.out.events.push(event);
        at
    }

    /// The event of the same sort, sides and words: one act read twice, whose id would be the same.
    fn twin(&self, slot: &(EventType, Vec<PartyId>), actors: &[Participant], recipients: &[Participant], trigger: Span) -> Option<usize> {
        let codes = |a: &[Participant], b: &[Participant]| a.iter().map(|p| &p.code).eq(b.iter().map(|p| &p.code));
        let same = |e: &Event| e.trigger == trigger && codes(&e.actors, actors) && codes(&e.recipients, recipients);
        self.seen.get(slot)?.iter().rev().copied().take(LOOKED_AT).find(|e| same(&self.out.events[*e]))
    }

    /// The last event that a noun with one side alone tells again: `the sanctions of A`.
    fn told_before(&self, draft: &Draft, date: Option<EventDate>) -> Option<usize> {
        let codes = |side: &Side| -> Vec<&str> { side.parties.iter().map(|p| self.knowledge.parties.party(*p).code.as_str()).collect() };
        let same = |told: &[Participant], side: &[&str]| told.len() == side.len() && told.iter().all(|t| side.contains(&t.code.as_str()));
        let (actors, recipients) = (codes(&draft.actors), codes(&draft.recipients));
        let first = self.out.events.len().saturating_sub(LOOKED_AT);
        let fits = |e: &Event| {
            let sides = if recipients.is_empty() {
                same(&e.actors, &actors) && !e.recipients.is_empty()
            } else {
                same(&e.recipients, &recipients) && !e.actors.is_empty()
            };
            // What the verb beside it dates otherwise is another act.
            let day = date.filter(|_| !draft.rules.contains(&SPOKEN_OF)).zip(e.date);
            let near = day.is_none_or(|(a, b)| a.value.within(b.value) || b.value.within(a.value));
            e.event_type == draft.event_type && e.status == draft.status && sides && near
        };
        (first..self.out.events.len()).rev().find(|e| fits(&self.out.events[*e]))
    }

    pub(crate) fn commitment(
        &mut self,
        pledge: &commitments::Pledge,
        sentence: &Sentence<'_, '_>,
        memory: &Discourse,
        event: usize,
        draft: &Draft,
        range: (u32, u32),
    ) {
        let (first, last) = pledge.words;
        let words = &sentence.items[first..last.max(first + 1)];
        let from = words.iter().map(|i| i.start).min().unwrap_or_default();
        let title = self.normal.span(from, words.iter().map(|i| i.end).max().unwrap_or(from));
        let words = title.text(&self.document.text).trim_matches(['"', '“', '”', ' ']).to_owned();
        let parties = self.side(&pledge.parties, sentence, memory, title);
        let beneficiaries = self.side(&pledge.beneficiaries, sentence, memory, title);
        let evidence = self.evidence(sentence, draft, range);
        if !self.pledged.insert((event, pledge.kind)) {
            return;
        }
        self.out.commitments.push(Commitment {
            id: self.id(&["commitment", pledge.kind.as_str()], &parties, &beneficiaries, title),
            kind: pledge.kind,
            title: words,
            parties,
            beneficiaries,
            status: pledge.status,
            due: pledge.due,
            amount: pledge.amount.clone(),
            areas: pledge
                .areas
                .iter()
                .map(|(a, b)| self.normal.span(sentence.items[*a].start, sentence.items[*b - 1].end).text(&self.document.text).to_owned())
                .collect(),
            promised: promised(draft, sentence),
            event: self.out.events[event].id.clone(),
            evidence,
        });
        let begun = matches!(pledge.status, CommitmentStatus::Agreed | CommitmentStatus::Signed);
        let goods = matches!(pledge.kind, CommitmentKind::Aid | CommitmentKind::Arms | CommitmentKind::Cooperation);
        self.undated = (begun && goods && pledge.due.is_none()).then(|| self.out.commitments.len() - 1);
    }

    /// A sentence tells no undertaking: `The last of the grain is to arrive by June.` Where nobody is named in it, a limit still to come is that of
    /// the undertaking told before it.
    pub(crate) fn goes_on(&mut self, sentence: &Sentence<'_, '_>, dates: &[DateRef], range: (u32, u32), is_new: bool) {
        if is_new || sentence.actors.iter().any(|a| a.anaphor == Anaphor::None && !a.parties.is_empty()) {
            self.undated = None;
        }
        let ahead = |d: &&DateRef| d.limit && d.value.zip(self.document.published).is_some_and(|(v, t)| v > t);
        if let (Some(limit), Some(last)) = (dates.iter().rev().find(ahead), self.undated) {
            let span = self.normal.span(range.0, range.1);
            let commitment = &mut self.out.commitments[last];
            commitment.due = limit.due();
            commitment.evidence.end = span.end.max(commitment.evidence.end);
            self.undated = None;
        }
    }

    /// The sentence, or where it is long the clause.
    fn evidence(&self, sentence: &Sentence<'_, '_>, draft: &Draft, range: (u32, u32)) -> Span {
        const LONG: u32 = 700;
        if range.1 - range.0 <= LONG {
            return self.normal.span(range.0, range.1);
        }
        let p = &sentence.predicates[draft.trigger];
        let last = draft.inner.map_or(p.right, |i| sentence.predicates[i].right.max(p.right)).min(sentence.items.len());
        let start = sentence.items[p.left.min(p.item)].start;
        let end = sentence.items[..last].iter().rev().map(|i| i.end).find(|end| *end <= start + LONG);
        self.normal.span(start, end.unwrap_or(start).max(sentence.items[p.item].end))
    }

    fn side(&self, side: &Side, sentence: &Sentence<'_, '_>, memory: &Discourse, fallback: Span) -> Vec<Participant> {
        let parties = &self.knowledge.parties;
        side.parties
            .iter()
            .map(|id| {
                let party = parties.party(*id);
                let phrase = side.phrases.iter().map(|a| &sentence.actors[*a as usize]).find(|a| a.parties.contains(id));
                let span = match (phrase, memory.places.get(id)) {
                    (Some(a), _) => self.normal.span(a.start, a.end),
                    (None, Some((s, e))) => self.normal.span(*s, *e),
                    _ => fallback,
                };
                let alone = phrase.filter(|a| a.parties.len() == 1);
                let office = alone.and_then(|a| a.office).map(|o| parties.office(o));
                Participant {
                    code: party.code.clone(),
                    kind: party.kind,
                    sector: office.map(|o| o.sector).or(party.sector),
                    name: alone.and_then(|a| a.name).map(|(s, e)| self.normal.text[s as usize..e as usize].to_owned()),
                    role: office.map(|o| o.id.replace('_', " ")),
                    span,
                }
            })
            .collect()
    }

    fn place(&self, sentence: &Sentence<'_, '_>, draft: &Draft) -> Option<Place> {
        let p = &sentence.predicates[draft.trigger];
        let last = p.right.min(sentence.items.len());
        let at = |i: usize| sentence.items[..i].iter().rev().take(3).any(|x| x.marker() == Some(chancery_knowledge::Marker::At));
        let told = |range: std::ops::Range<usize>| {
            range.into_iter().find_map(|i| {
                let item = &sentence.items[i];
                let country = match (item.place, item.actor) {
                    (Some(Some(country)), _) => Some(country),
                    // «At the talks, the two sides»: several are no place.
                    (_, Some(a)) if at(i) => match sentence.actors[a as usize].parties.as_slice() {
                        [one] => Some(*one),
                        _ => None,
                    },
                    _ => None,
                }?;
                let party = self.knowledge.parties.party(country);
                (party.kind == PartyKind::State && at(i)).then(|| self.place_at(self.normal.span(item.start, item.end), country))
            })
        };
        let own = told(p.left.min(last)..last);
        // What is attacked is where it was.
        let struck = || {
            let object = draft.event_type == EventType::Assault && !p.nominal;
            let city = (p.item + 1..if object { last } else { 0 }).find_map(|i| sentence.items[i].place.flatten().map(|c| (i, c)));
            city.map(|(i, c)| self.place_at(self.normal.span(sentence.items[i].start, sentence.items[i].end), c))
        };
        let whole = || if sentence.predicates.iter().filter(|q| !q.nominal).count() < 4 { told(0..sentence.items.len()) } else { None };
        // A visit takes place at the host's.
        let hosted = || {
            let host = draft.recipients.parties.first().filter(|_| draft.mode == Some(chancery_model::Mode::Visit))?;
            let phrase = draft.recipients.phrases.iter().map(|a| &sentence.actors[*a as usize]).find(|a| a.parties.contains(host))?;
            Some(self.place_at(self.normal.span(phrase.start, phrase.end), *host))
        };
        own.or_else(struck).or_else(hosted).or_else(whole)
    }

    fn place_at(&self, span: Span, country: PartyId) -> Place {
        Place { name: span.text(&self.document.text).to_owned(), country: Some(self.knowledge.parties.party(country).code.clone()), span }
    }

    fn contexts(&self, sentence: &Sentence<'_, '_>, language: &Language, draft: &Draft) -> Vec<chancery_model::Context> {
        let p = &sentence.predicates[draft.trigger];
        let last = draft.inner.map_or(p.right, |i| sentence.predicates[i].right.max(p.right)).min(sentence.items.len());
        let mut out: Vec<chancery_model::Context> = sentence.items[p.left..last]
            .iter()
            .filter_map(|i| i.entry)
            .filter(|e| language.lexicon.glance(*e).context)
            .flat_map(|e| language.lexicon.senses(e))
            .filter_map(|s| if let Sense::Context(c) = s { Some(*c) } else { None })
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// What the words of an act are about, in no language: its frames, the classes of things and the agreements that its clause names, and
    /// whether it counts something, and whether it is told as what went before.
    fn notions(&self, sentence: &Sentence<'_, '_>, draft: &Draft) -> Vec<String> {
        let p = &sentence.predicates[draft.trigger];
        let acts = draft.inner.map_or([p, p], |i| [p, &sentence.predicates[i]]);
        let items = sentence.items;
        let left = acts.iter().map(|a| a.left.min(a.item)).min().unwrap_or_default().min(items.len());
        let right = acts.iter().map(|a| a.right.max(a.item)).max().unwrap_or_default().min(items.len());
        let first = (0..left).rev().find(|i| items[*i].is_stop()).map_or(0, |i| i + 1);
        let last = (right..items.len()).find(|i| items[*i].is_stop()).unwrap_or(items.len());
        let mut out: Vec<String> = acts.iter().map(|a| ["frame:", a.frame.id.as_str()].concat()).collect();
        for item in &items[first..last] {
            out.extend(item.thing.map(|t| ["thing:", self.knowledge.things.name(t)].concat()));
            out.extend(item.agreement.map(|a| ["agreement:", self.knowledge.agreements[a as usize].id.as_str()].concat()));
        }
        // «lifted the sanctions on two companies»: a part, not the whole.
        let counted = |i: &usize| items[*i].date.is_none() && (items[*i].amount.is_some() || items[*i].number);
        if (first..last).any(|i| counted(&i)) {
            out.push("counted".to_owned());
        }
        // «which it had imposed», «has once promised»: told as what went before.
        let aside = !p.nominal && matches!(p.link, Link::Relative | Link::When);
        // «thanked A for having sent help»
        let of_fact = |g: usize| matches!(sentence.predicates[g].frame.complement, Complement::Fact | Complement::Claim);
        let inside = p.link == Link::Complement && !p.nominal && p.governor.is_some_and(of_fact);
        // «Before that, A did it»
        let opened = p.link == Link::Root && items.len() > 1 && items[0].is(FunctionWord::When) && items[0].dates && items[1].is_stop();
        if p.once || p.earlier || aside || inside || opened {
            out.push("retold".to_owned());
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// A stable id: a hash of the document's text, the record's sort, its participants and its words.
    fn id(&self, sort: &[&str], a: &[Participant], b: &[Participant], words: Span) -> String {
        let mut content = Vec::with_capacity(128);
        content.extend_from_slice(self.text.as_bytes());
        for part in sort {
            content.extend_from_slice(part.as_bytes());
            content.push(0);
        }
        for side in [a, b] {
            for p in side {
                content.extend_from_slice(p.code.as_bytes());
                content.push(0);
            }
            content.push(1);
        }
        content.extend([words.start, words.end].iter().flat_map(|at| at.0.to_le_bytes()));
        let mut id = String::with_capacity(16);
        for byte in &blake3::hash(&content).as_bytes()[..8] {
            for digit in [byte >> 4, byte & 15] {
                id.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
            }
        }
        id
    }
}

/// With how many acts of one type between the same parties one more is compared, so that a text of nothing else is read in linear time.
const LOOKED_AT: usize = 64;

/// Whether a draft tells an act that is already recorded.
fn same_act<'p>(
    event: &Event,
    draft: &Draft,
    date: Option<EventDate>,
    p: &Predicate<'_>,
    resumes: bool,
    mut people: impl Iterator<Item = &'p Participant> + Clone,
) -> bool {
    if event.status != draft.status {
        return false;
    }
    // Other persons, other meeting.
    let known = |p: &Participant| event.actors.iter().chain(&event.recipients).any(|e| e.code == p.code && e.name.is_some() && e.name != p.name);
    let office =
        |p: &Participant| event.actors.iter().chain(&event.recipients).any(|e| e.code == p.code && e.role.is_some() && p.role.is_some() && e.role != p.role);
    let other_office = people.clone().any(office);
    let mut renamed = || people.any(|p| p.name.is_some() && known(p));
    let embedded = p.nominal || matches!(p.link, Link::When | Link::Relative);
    // «arrived on Monday ... met the president on Tuesday»: a visit goes on for days.
    let of_visit = |day: EventDate| (0..4).any(|n| crate::dates::shift(day.value, n, 'd', false) == date.map(|d| d.value));
    let stays = draft.event_type == EventType::Consult && draft.mode.is_none() && event.mode == Some(Mode::Visit) && event.date.is_some_and(of_visit);
    let near = match (event.date, date) {
        (Some(a), Some(b)) => a.value.within(b.value) || b.value.within(a.value) || stays,
        _ => true,
    };
    let retold = match draft.event_type {
        // «held talks with X»: a noun that its verb carries tells of a meeting with X.
        EventType::Consult if p.nominal && p.link == Link::Complement && renamed() => false,
        EventType::Consult if stays => !other_office && !renamed(),
        EventType::Consult => embedded || ((event.mode == draft.mode || resumes) && date.is_none() && event.evidence.overlaps(&event.trigger) && !renamed()),
        // «the agreement was sealed in A»
        EventType::Agree => embedded && (p.nominal || event.origin.frame == p.frame.id),
        EventType::Cooperate | EventType::Mobilize | EventType::Aid => event.origin.frame == p.frame.id,
        EventType::Assault | EventType::Coerce | EventType::Sanction | EventType::Retreat => p.nominal || event.trigger == event.evidence,
        _ => embedded && event.origin.frame == p.frame.id,
    };
    near && retold
}

/// Whether all who take part are told by a word for those named before: `the two sides discussed`.
fn resumes(draft: &Draft, sentence: &Sentence<'_, '_>) -> bool {
    let refers = |a: &u16| matches!(sentence.actors[*a as usize].anaphor, Anaphor::Group(_) | Anaphor::States(_) | Anaphor::AllSides | Anaphor::Subjects);
    draft.actors.phrases.first().is_some_and(refers) && draft.actors.phrases.len() == 1
}

fn confidence(draft: &Draft, p: &Predicate<'_>) -> f32 {
    let mut score: f32 = 0.6;
    if p.subject.is_some() {
        score += 0.15;
    }
    if draft.date.is_some() {
        score += 0.05;
    }
    if !draft.recipients.is_empty() || draft.actors.parties.len() > 1 {
        score += 0.15;
    }
    if p.nominal {
        score -= 0.15;
    }
    score.clamp(0.05, 0.95)
}

/// The act that is promised: the one told inside; where none is, the act itself if it is still to come.
fn promised(draft: &Draft, sentence: &Sentence<'_, '_>) -> Option<(EventType, Option<Mode>)> {
    let planned = || (draft.status == Status::Planned).then_some(draft.trigger);
    let act = &sentence.predicates[draft.inner.or_else(planned)?];
    act.frame.event_type.filter(|kind| draft.inner.is_some() || *kind != EventType::Agree).map(|kind| (kind, act.frame.mode))
}

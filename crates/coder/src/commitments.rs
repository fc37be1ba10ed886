//! Commitments: what a party has bound itself to, is negotiating or has set up, from the events that create or change one.

use chancery_knowledge::{Commits, Knowledge, Marker, ThingClass, Trait};
use chancery_model::{Amount, CommitmentKind, CommitmentStatus, EventType, Mode, PartialDate, Status};

use crate::clauses::{Link, Predicate};
use crate::dates::DateRef;
use crate::events::Draft;
use crate::roles::{Sentence, Side};

/// A commitment before it is tied to the text as given.
#[derive(Clone, Debug)]
pub struct Pledge {
    /// What sort.
    pub kind: CommitmentKind,
    /// How far it has come.
    pub status: CommitmentStatus,
    /// Who is bound.
    pub parties: Side,
    /// For whom.
    pub beneficiaries: Side,
    /// By when.
    pub due: Option<PartialDate>,
    /// How much.
    pub amount: Option<Amount>,
    /// Items that name it: first and one past the last.
    pub words: (usize, usize),
    /// Fields covered: ranges of items.
    pub areas: Vec<(usize, usize)>,
}

/// Derives commitments from the events of one sentence.
pub struct Reader<'r, 's, 'k> {
    /// Frames, things.
    pub knowledge: &'k Knowledge,
    /// The sentence.
    pub sentence: &'r Sentence<'s, 'k>,
    /// Its dates.
    pub dates: &'r [DateRef],
    /// Its amounts.
    pub amounts: &'r [Amount],
    /// The document's date.
    pub published: Option<PartialDate>,
    /// Days stand before their verb.
    pub verb_final: bool,
}

impl Reader<'_, '_, '_> {
    /// The commitment that an event makes, if any.
    pub fn from(&self, draft: &Draft) -> Option<Pledge> {
        if draft.status == Status::Negated || draft.status == Status::Hypothetical {
            return None;
        }
        let all = self.sentence.predicates;
        let trigger = &all[draft.trigger];
        // «put off the meeting at the request of A»: the request is not what is put off.
        let put_off = draft.event_type == EventType::Reject && draft.mode == Some(Mode::Meet);
        let held = |i: &usize| !put_off || all[*i].frame.event_type == Some(EventType::Consult) || !matches!(all[*i].frame.commits, Commits::No);
        let act = draft.inner.filter(held).map_or(trigger, |i| &all[i]);
        let first = act.item.min(trigger.item);
        let last = act.right.max(trigger.right).min(self.sentence.items.len());
        if trigger.unit.needs.contains(&chancery_knowledge::Need::Future) {
            return None;
        }
        let clause = (act.item + 1..self.sentence.items.len()).find(|i| self.sentence.items[*i].is_stop()).unwrap_or(last);
        // «will meet to draw up a scheme»: the scheme is not what is held.
        let aim = |n: &&Predicate<'_>| self.sentence.inflected && !n.nominal && n.item > act.item && matches!(n.link, Link::Purpose | Link::When);
        let clause = all.iter().find(aim).map_or(clause, |n| n.item.min(clause));
        // «The council that they agreed to set up held a session»: the session is not what they agreed on.
        let goes_on = |n: &&Predicate<'_>| self.sentence.inflected && !n.nominal && n.item > act.item && n.link == Link::Root;
        let main = if trigger.link == Link::Relative { all.iter().find(goes_on).map(|n| n.item) } else { None };
        let clause = main.map_or(clause, |m| m.min(clause));
        let mut named = self.named(act.item, act.right.max(clause).min(all.iter().find(aim).map_or(usize::MAX, |n| n.item)).min(main.unwrap_or(usize::MAX)));
        if named.is_none() && draft.inner.is_some_and(|i| i != draft.trigger) {
            named = self.named(trigger.item, last);
        }
        if named.is_none() && (trigger.passive || put_off && (trigger.foreign_subject || self.sentence.inflected)) {
            named = self.named(0, trigger.item);
        }
        if named.is_none()
            && !self.verb_final
            && let Some(opener) = [act, trigger].into_iter().find(|p| p.link == Link::Relative)
        {
            // «the line that they were to install», «an agreement on visas, which they hope to sign»: the noun before.
            let nouns = |back: usize| (opener.left.saturating_sub(back)..opener.left).rev();
            let signed = || nouns(12).find(|i| self.thing_before(*i, i + 1, "agreement") || self.sentence.items[*i].agreement.is_some());
            let noun = if act.frame.status == Some(CommitmentStatus::Signed) { signed() } else { None };
            named = noun.and_then(|i| self.named(i, i + 1)).or_else(|| nouns(4).find_map(|i| self.named(i, i + 1)));
        }
        let from = if self.verb_final { act.left.min(trigger.left).min(first) } else { first };
        let weapons = |from: usize| ["arms", "warship", "drone"].iter().any(|c| self.thing_before(from, last, c));
        let contract = self.contracts(from, last);
        let arms = weapons(if contract { from } else { first }) || contract && self.thing_before(from, self.sentence.items.len(), "arms");
        if named == Some(CommitmentKind::Treaty) && arms && trigger.frame.status == Some(CommitmentStatus::Signed) {
            named = Some(CommitmentKind::Arms);
        }
        let told = (last..self.sentence.items.len()).find(|i| self.sentence.items[*i].is_stop()).unwrap_or(self.sentence.items.len());
        let parted = all.iter().any(|p| p.item >= last && p.item < told && p.subject.is_some());
        // «promised to build a hospital and give 20 million»: what is given next is another thing.
        let next = draft.inner.and_then(|i| all.iter().find(|n| n.head == Some(i) && n.link == Link::Coordinate && n.item > act.item));
        let told = next.map_or(told, |n| n.item.min(told));
        let last_of_amount = next.map_or(last, |n| n.item.min(last)).max(first + 1);
        let amount = self.amount(first, if parted || self.between(first, last).iter().any(crate::items::Item::is_stop) { last_of_amount } else { told });
        let frame_kind = match act.frame.commits {
            Commits::Kind(k) => Some(k),
            _ => match trigger.frame.commits {
                Commits::Kind(k) => Some(k),
                _ => None,
            },
        };
        // «agreed to set a day for the visit», «to arrange a meeting»: what is set or arranged.
        let at = all.iter().position(|p| p.item == act.item);
        let set = |n: &&Predicate<'_>| n.nominal && n.governor.is_some() && n.governor == at && matches!(n.link, Link::Serial | Link::Complement);
        let arranged = all.iter().find(set).filter(|_| act.frame.event_type.is_none()).and_then(|n| match n.frame.commits {
            Commits::Kind(k @ (CommitmentKind::Visit | CommitmentKind::Meeting | CommitmentKind::Exercise)) => Some(k),
            _ => None,
        });
        let named = named.or(arranged);
        let by_act = match act.frame.event_type {
            Some(EventType::Consult) if act.frame.mode == Some(Mode::Visit) => Some(CommitmentKind::Visit),
            // «offered to mediate»: no meeting of one's own.
            Some(EventType::Consult) if act.frame.mode == Some(Mode::ThirdParty) => Some(CommitmentKind::Cooperation),
            Some(EventType::Consult) => Some(CommitmentKind::Meeting),
            Some(EventType::Aid) => Some(CommitmentKind::Aid),
            _ => None,
        };
        let (kind, status) = match draft.event_type {
            EventType::Agree if draft.inner.is_some() && self.negotiates(act) => (CommitmentKind::Treaty, CommitmentStatus::Negotiating),
            EventType::Consult if draft.status == Status::Actual && self.negotiates(trigger) => (CommitmentKind::Treaty, CommitmentStatus::Negotiating),
            // An invitation for a set time is something to follow up.
            EventType::Agree
                if self.is_empty_promise(draft, trigger, act)
                    && self.visit_asked_for(draft.trigger).and_then(|n| self.due(draft, first, n.right.max(last))).is_none() =>
            {
                return None;
            }
            EventType::Agree => {
                // «agreed to sign in May»: what else than an agreement?
                let usual = match act.frame.commits {
                    Commits::ByObject(default) if draft.inner.is_some() || draft.status == Status::Planned => default,
                    _ => None,
                };
                let kind = by_act.or(frame_kind).or(named).or(usual).unwrap_or(CommitmentKind::Cooperation);
                // What is bought and sold is no gift, and what is no weapon no arms deal.
                let traded = act.frame.event_type == Some(EventType::Cooperate);
                let goods = act.frame.commits == Commits::Kind(CommitmentKind::Arms) && named.is_some_and(|n| n != CommitmentKind::Arms) && !arms;
                let kind = if goods { CommitmentKind::Cooperation } else { kind };
                // «promised to limit its sales to two million tonnes»
                let limited = draft.inner.is_some() && act.frame.event_type.is_none() && matches!(amount, Some(Amount::Quantity { .. }));
                let fits = |n: &CommitmentKind| match n {
                    CommitmentKind::Aid => act.frame.event_type == Some(EventType::Aid) || amount.is_some() && !traded && !goods && !limited,
                    CommitmentKind::Sanction => act.frame.event_type == Some(EventType::Sanction),
                    _ => true,
                };
                let given = kind == CommitmentKind::Aid;
                let kind = if fits(&kind) { kind } else { CommitmentKind::Cooperation };
                let kind = match (kind, named.filter(fits)) {
                    // «promised engineers for the project»: the project is not what is promised.
                    (CommitmentKind::Cooperation, Some(CommitmentKind::Programme)) if given => CommitmentKind::Cooperation,
                    // «will meet to discuss a plan»: they meet.
                    (CommitmentKind::Meeting, Some(CommitmentKind::Programme | CommitmentKind::Aid | CommitmentKind::Cooperation)) => CommitmentKind::Meeting,
                    (CommitmentKind::Meeting | CommitmentKind::Cooperation, Some(n)) => n,
                    // «promised ten million to B»: money itself is promised.
                    (CommitmentKind::Cooperation, None) if draft.inner.is_none() && !draft.recipients.is_empty() && self.money_follows(trigger) => {
                        CommitmentKind::Aid
                    }
                    (k, _) => k,
                };
                (kind, self.agreed_status(trigger, act, kind))
            }
            EventType::Support => match trigger.frame.commits {
                Commits::Kind(k) => (k, trigger.frame.status.unwrap_or(CommitmentStatus::Signed)),
                Commits::ByObject(default) => {
                    let kind = named.or(default).filter(|k| {
                        matches!(k, CommitmentKind::Treaty | CommitmentKind::Programme | CommitmentKind::Dialogue | CommitmentKind::Arms | CommitmentKind::Aid)
                    })?;
                    (kind, trigger.frame.status.unwrap_or(CommitmentStatus::Signed))
                }
                _ => return None,
            },
            EventType::Sanction => match trigger.frame.commits {
                _ if draft.status == Status::Historical => return None,
                // «lifted the sanctions that it had imposed»: they are in force no more.
                _ if self.undone(draft.trigger) => return None,
                Commits::Kind(_) => {
                    (CommitmentKind::Sanction, if draft.status == Status::Planned { CommitmentStatus::Proposed } else { CommitmentStatus::InForce })
                }
                Commits::Suspends => (named.filter(|k| *k != CommitmentKind::Sanction)?, CommitmentStatus::Postponed),
                Commits::Ends => (named.filter(|k| *k != CommitmentKind::Sanction)?, CommitmentStatus::Cancelled),
                _ if draft.inner.is_some() && draft.mode != Some(Mode::Expel) => (CommitmentKind::Sanction, CommitmentStatus::Agreed),
                _ => return None,
            },
            EventType::Concede if draft.status == Status::Planned => (CommitmentKind::Cooperation, CommitmentStatus::Agreed),
            EventType::Request
                if trigger.frame.status == Some(CommitmentStatus::Proposed)
                    && (by_act == Some(CommitmentKind::Meeting) || named == Some(CommitmentKind::Meeting)) =>
            {
                (CommitmentKind::Meeting, CommitmentStatus::Proposed)
            }
            EventType::Concede => match trigger.frame.commits {
                Commits::No => return None,
                _ => (CommitmentKind::Cooperation, CommitmentStatus::Agreed),
            },
            EventType::Aid => {
                let given = match amount.as_ref()? {
                    Amount::Money { .. } => true,
                    Amount::Quantity { unit, .. } => matches!(
                        unit.as_str(),
                        "tonne"
                            | "dose"
                            | "vehicle"
                            | "piece"
                            | "launcher"
                            | "aircraft"
                            | "ambulance"
                            | "truck"
                            | "armoured_vehicle"
                            | "helicopter"
                            | "boat"
                            | "tank"
                            | "tent"
                            | "generator"
                    ),
                };
                if !given {
                    return None;
                }
                (CommitmentKind::Aid, CommitmentStatus::Fulfilled)
            }
            EventType::Reject if draft.mode == Some(Mode::Meet) => match trigger.frame.commits {
                Commits::Kind(_) => {
                    let told = by_act.or(frame_kind.filter(|k| act.item != trigger.item && act.frame.commits == Commits::Kind(*k))).or(named);
                    let kind = match told {
                        Some(CommitmentKind::Meeting | CommitmentKind::Dialogue) => CommitmentKind::Meeting,
                        Some(k @ (CommitmentKind::Exercise | CommitmentKind::Cooperation | CommitmentKind::Treaty | CommitmentKind::Programme)) => k,
                        _ => CommitmentKind::Visit,
                    };
                    (kind, trigger.frame.status.unwrap_or(CommitmentStatus::Cancelled))
                }
                _ => return None,
            },
            // «since they exchanged prisoners»: told aside.
            EventType::Retreat if matches!(trigger.link, Link::When | Link::Relative) => return None,
            EventType::Cooperate | EventType::Retreat => match (&trigger.frame.commits, trigger.frame.status) {
                (Commits::Kind(kind), Some(status)) => (*kind, status),
                _ => return None,
            },
            // «held a first round of talks on a treaty»
            EventType::Consult if draft.status == Status::Actual && draft.actors.parties.len() > 1 && self.negotiates(trigger) => {
                (CommitmentKind::Treaty, CommitmentStatus::Negotiating)
            }
            _ => return None,
        };
        let one_way = matches!(kind, CommitmentKind::Aid) && !draft.recipients.is_empty();
        let joint =
            matches!(kind, CommitmentKind::Visit | CommitmentKind::Meeting | CommitmentKind::Treaty | CommitmentKind::Dialogue | CommitmentKind::Programme);
        let mut parties = draft.actors.clone();
        if kind == CommitmentKind::Treaty
            && let Some(others) = self.parties_to(act.item, clause, draft)
        {
            parties = others;
        }
        let mut beneficiaries = Side::default();
        if one_way {
            beneficiaries = draft.recipients.clone();
        } else if joint && matches!(draft.event_type, EventType::Sanction)
            || matches!(kind, CommitmentKind::Meeting | CommitmentKind::Exercise) && draft.event_type == EventType::Reject
        {
            parties.add(&draft.recipients.parties, None);
        }
        let due = self.due(draft, first, self.visit_asked_for(draft.trigger).map_or(last, |n| n.right.max(last)));
        let amount = amount.filter(|_| {
            matches!(
                kind,
                CommitmentKind::Aid
                    | CommitmentKind::Arms
                    | CommitmentKind::Programme
                    | CommitmentKind::Treaty
                    | CommitmentKind::Sanction
                    | CommitmentKind::Cooperation
            )
        });
        Some(Pledge {
            kind,
            status,
            parties,
            beneficiaries,
            due,
            amount,
            words: self.title(act, last),
            areas: if matches!(kind, CommitmentKind::Programme | CommitmentKind::Cooperation | CommitmentKind::Treaty | CommitmentKind::Dialogue) {
                self.areas()
            } else {
                Vec::new()
            },
        })
    }

    /// A resolve of one's own, an invitation, a wish about others: nothing that anybody could follow up.
    fn is_empty_promise(&self, draft: &Draft, trigger: &Predicate<'_>, act: &Predicate<'_>) -> bool {
        let frame = trigger.frame;
        frame.is(Trait::Slight)
            || frame.is(Trait::SlightAlone) && draft.inner.is_none()
            || frame.is(Trait::SlightSingle) && draft.actors.parties.len() < 2
            || frame.is(Trait::SlightWish) && act.subject.is_some() && draft.inner.is_some()
    }

    /// «invited B to visit»
    fn visit_asked_for(&self, k: usize) -> Option<&Predicate<'_>> {
        let all = self.sentence.predicates;
        let visit = |n: &&Predicate<'_>| n.governor == Some(k) && n.link == Link::Complement && n.frame.mode == Some(Mode::Visit);
        if all[k].frame.is(Trait::Slight) { all.iter().find(visit) } else { None }
    }

    /// Whether what is agreed is to negotiate an agreement.
    fn negotiates(&self, act: &Predicate<'_>) -> bool {
        let items = self.sentence.items;
        let end = (act.item..items.len()).find(|i| items[*i].punct == Some(';')).unwrap_or(items.len());
        let start = if self.verb_final { act.left.min(act.item) } else { act.item };
        let signs = self.sentence.predicates.iter().any(|p| p.frame.status == Some(CommitmentStatus::Signed) && p.item > act.item && p.item < end);
        // «held talks on a trade agreement»
        let subject = |i: usize| (i + 1..end.min(i + 4)).any(|m| items[m].marker() == Some(Marker::About) || items[m].marker() == Some(Marker::Against));
        let named = |from: usize, to: usize| self.thing_before(from, to, "agreement") || self.between(from, to).iter().any(|i| i.agreement.is_some());
        let talks = self.knowledge.things.find("talks");
        let on = self.sentence.inflected
            && act.frame.event_type == Some(EventType::Consult)
            && (start..end).any(|i| talks.is_some() && items[i].thing == talks && subject(i) && named(i + 1, end.min(i + 10)));
        (on || act.frame.is(Trait::Negotiates))
            && (signs || self.thing_before(start, end, "agreement") || self.between(start, end).iter().any(|i| i.agreement.is_some()))
    }

    /// The fields that an enumeration lists: after «including», or parted by semicolons.
    pub fn areas(&self) -> Vec<(usize, usize)> {
        let items = self.sentence.items;
        let semicolons = items.iter().filter(|i| i.punct == Some(';')).count();
        let including = items.iter().position(|i| i.marker() == Some(Marker::Other) && i.actor.is_none());
        let start = match (including, semicolons) {
            (_, n) if n > 1 => self.sentence.predicates.iter().find(|p| p.frame.is(Trait::SupportVerb)).map(|p| p.item + 1),
            (Some(i), _) => Some(i + 1),
            _ => None,
        };
        let Some(start) = start else { return Vec::new() };
        let mut out = Vec::new();
        let mut from = start;
        for i in start..=items.len() {
            let cut =
                items.get(i).is_none_or(|x| if semicolons > 1 { x.punct == Some(';') } else { x.is_stop() || x.is(chancery_knowledge::FunctionWord::And) });
            let end = items
                .get(i)
                .is_none_or(|x| x.punct == Some('.') || x.function == Some(chancery_knowledge::Function::Word(chancery_knowledge::FunctionWord::But)));
            if (cut || end) && i > from {
                let last = if items[i - 1].punct.is_some() { i - 1 } else { i };
                if last > from {
                    out.push((from, last));
                }
                from = i + 1;
            } else if cut {
                from = i + 1;
            }
            if end {
                break;
            }
        }
        if out.len() > 1 { out } else { Vec::new() }
    }

    fn agreed_status(&self, trigger: &Predicate<'_>, act: &Predicate<'_>, kind: CommitmentKind) -> CommitmentStatus {
        let talks = kind == CommitmentKind::Treaty && self.thing_before(act.item.min(trigger.item), act.right, "talks");
        if talks {
            CommitmentStatus::Negotiating
        } else {
            trigger.frame.status.filter(|_| trigger.frame.event_type == Some(EventType::Agree)).unwrap_or(CommitmentStatus::Agreed)
        }
    }

    /// Whether a contract is named.
    fn contracts(&self, from: usize, to: usize) -> bool {
        let sold = |p: &Predicate<'_>| match p.frame.event_type {
            Some(EventType::Cooperate) => p.link == Link::Relative || !self.verb_final && !p.nominal && p.item > from && p.link != Link::Coordinate,
            Some(EventType::Aid) => self.verb_final && p.link == Link::Relative,
            _ => false,
        };
        self.thing_before(from, to, "agreement") && self.sentence.predicates.iter().any(sold)
    }

    /// The items of a range, which may be empty or go past the end.
    fn between(&self, from: usize, to: usize) -> &[crate::items::Item] {
        let items = self.sentence.items;
        items.get(from..to.min(items.len())).unwrap_or_default()
    }

    /// Between whom the agreement is that is named after a verb, if one of those who act is among them: `will negotiate an agreement between A and B`.
    fn parties_to(&self, from: usize, to: usize, draft: &Draft) -> Option<Side> {
        let items = self.sentence.items;
        let agreement = (from + 1..to.min(items.len())).find(|i| items[*i].agreement.is_some() || self.thing_before(*i, i + 1, "agreement"))?;
        let stop = (agreement + 1..items.len().min(agreement + 12)).find(|i| items[*i].is_stop()).unwrap_or(items.len().min(agreement + 12));
        if let (true, Some(with)) = (draft.actors.parties.len() == 1, (agreement + 1..stop).find(|i| items[*i].marker() == Some(Marker::With))) {
            // «ratified the agreement with B»: it binds both.
            let partner = items[with + 1..].iter().take(2).find_map(|i| i.actor).map(|a| &self.sentence.actors[a as usize])?;
            let mut both = draft.actors.clone();
            both.add(&partner.parties, None);
            return (both.parties.len() == 2).then_some(both);
        }
        let between = (agreement + 1..items.len().min(agreement + 4)).find(|i| items[*i].marker() == Some(Marker::Between))?;
        let named = items[between + 1..].iter().take(2).find_map(|i| i.actor).map(|a| &self.sentence.actors[a as usize])?;
        let joined = named.parties.len() > 1 && draft.actors.parties.iter().any(|a| named.parties.contains(a));
        joined.then(|| Side { parties: named.parties.clone(), phrases: Vec::new() })
    }

    /// Whether a measure is told as one that was lifted: `lifted the sanctions that it had imposed`, `banned imports in May and allowed them in June`.
    fn undone(&self, trigger: usize) -> bool {
        let all = self.sentence.predicates;
        let lifts = |k: usize| all[k].frame.event_type == Some(EventType::Concede) && !all[k].future && !all[k].negated;
        let t = &all[trigger];
        let lifted = matches!(t.link, Link::Relative | Link::Complement) && !t.nominal && t.governor.is_some_and(lifts);
        let then = (trigger + 1..all.len()).any(|k| all[k].head == Some(trigger) && all[k].subject.is_none() && lifts(k));
        lifted || then || t.link == Link::Coordinate && t.subject.is_none() && self.verb_final && t.head.is_some_and(lifts)
    }

    /// Whether a sum of money is what a verb takes.
    fn money_follows(&self, p: &Predicate<'_>) -> bool {
        crate::amounts::money_follows(self.sentence.items, self.amounts, p.item)
    }

    fn thing_before(&self, from: usize, to: usize, class: &str) -> bool {
        let wanted = self.knowledge.things.find(class);
        wanted.is_some() && self.between(from, to).iter().any(|i| i.thing == wanted)
    }

    /// The kind of the first thing or agreement named after a predicate, as far as its phrase goes.
    fn named(&self, from: usize, to: usize) -> Option<CommitmentKind> {
        for item in self.between(from, to) {
            if let Some(id) = item.agreement {
                return Some(self.knowledge.agreements[id as usize].kind);
            }
            if let Some(kind) = item.thing.and_then(|t: ThingClass| self.knowledge.things.kind(t)) {
                return Some(kind);
            }
            // «agreed to restore the line after a meeting»: what it came after is not what is promised.
            let time = item.is(chancery_knowledge::FunctionWord::When) && item.date.is_none() && !self.verb_final;
            if matches!(item.punct, Some(';')) || item.is(chancery_knowledge::FunctionWord::Purpose) || time {
                break;
            }
        }
        None
    }

    fn amount(&self, from: usize, to: usize) -> Option<Amount> {
        let ids = self.between(from, to).iter().filter_map(|i| i.amount);
        let amounts: Vec<&Amount> = ids.map(|id| &self.amounts[id as usize]).collect();
        amounts.iter().find(|a| matches!(a, Amount::Money { .. })).or(amounts.first()).map(|a| (*a).clone())
    }

    /// A date in the words of what is promised, not before the act of promising.
    fn due(&self, draft: &Draft, from: usize, to: usize) -> Option<PartialDate> {
        let dated = matches!(draft.event_type, EventType::Agree | EventType::Concede | EventType::Reject);
        if !dated {
            return None;
        }
        let start = draft.inner.map_or(from, |i| self.sentence.predicates[i].item.max(from));
        let after = self.between(start, to).iter().find_map(|i| i.date).map(|d| self.dates[d as usize]);
        // «pledged ... on Monday»: the day of the pledge, not of what is pledged.
        let put_off = draft.event_type == EventType::Reject;
        let after = after.filter(|_| !put_off).or_else(|| self.between(start, to).iter().rev().find_map(|i| i.date).map(|d| self.dates[d as usize]));
        let own = |d: &DateRef| draft.inner.is_none() && draft.status == Status::Actual && draft.date.is_some_and(|x| x.start == d.start);
        let act = &self.sentence.predicates[draft.inner.unwrap_or(draft.trigger)];
        // Where days stand before the verb: what is ahead.
        let before = || {
            // «agreed [in June in Lima] to hold [talks]»: the days of the verb that carries the noun are its days.
            let left = match draft.inner {
                Some(i) if i > draft.trigger && put_off => act.left.min(self.sentence.predicates[draft.trigger].left),
                Some(i) if i > draft.trigger => act.left.min(self.sentence.predicates[draft.trigger].item + 1),
                _ => act.left,
            };
            let ahead = |d: &DateRef| d.limit || self.published.is_some_and(|t| d.value.is_some_and(|v| v > t && !t.within(v) || v.within(t) && v != t));
            let told = self.between(left, act.item).iter().rev().filter_map(|i| i.date);
            told.map(|d| self.dates[d as usize]).find(|d| self.verb_final && ahead(d))
        };
        // «promised to let it in before May»: a limit further on in the clause.
        let further = || {
            let items = self.sentence.items;
            let stop = (to..items.len()).find(|i| items[*i].is_stop()).unwrap_or(items.len());
            let mut told = self.between(to, stop).iter().filter_map(|i| i.date).map(|d| self.dates[d as usize]);
            let ahead = |d: &DateRef| d.limit && d.value.zip(self.published).is_some_and(|(v, t)| v > t);
            let parted = self.sentence.predicates.iter().any(|p| p.item >= to && p.item < stop && p.subject.is_some());
            if (draft.inner.is_none() || !parted) && !self.verb_final { told.find(ahead) } else { None }
        };
        // What is told as planned is due when it is to be.
        let planned = || draft.date.filter(|d| draft.status == Status::Planned && d.value.zip(self.published).is_some_and(|(v, t)| v > t));
        let due = after.filter(|d| !own(d)).or_else(before).or_else(further).or_else(planned)?;
        // «the body that they agreed in May to set up»: the day of agreeing.
        let behind = due.value.zip(self.published).is_some_and(|(v, t)| v < t && !t.within(v));
        let retold = [act, &self.sentence.predicates[draft.trigger]].iter().any(|p| p.link == Link::Relative);
        if retold && behind && !due.limit && draft.status == Status::Actual {
            return None;
        }
        // «plans to come in February»: the next one; «pledged ... by February», just now: that of the year to come.
        let past = self.published.is_some_and(|t| due.lies_behind(t));
        let just =
            draft.event_type == EventType::Agree && (draft.status == Status::Planned || draft.date.is_none_or(|d| d.value.is_some_and(|v| !self.is_old(v))));
        let open = due.yearless || due.weekday && draft.status == Status::Planned;
        if open && just && past { due.ahead().due() } else { due.due() }
    }

    /// Whether a day lies more than a month before the document; a year of which the document's day is part does not.
    fn is_old(&self, day: PartialDate) -> bool {
        let far = |today: PartialDate| crate::dates::months_between(day, today).map_or(day.get_year() < today.get_year(), |n| n > 1);
        self.published.is_some_and(far)
    }

    /// The words that name the thing promised: from the act to the end of its phrase.
    fn title(&self, act: &Predicate<'_>, last: usize) -> (usize, usize) {
        let items = self.sentence.items;
        let stop = (act.item + 1..last)
            .find(|i| items[*i].is_stop() || items[*i].is(chancery_knowledge::FunctionWord::Purpose) || items[*i].marker() == Some(Marker::Source));
        (act.item, stop.unwrap_or(last).max(act.item + 1))
    }
}

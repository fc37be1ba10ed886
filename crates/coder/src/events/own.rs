//! Acts on one's own: an office or group of the actor's state as whom an act is aimed at, bodies whose matters are those of their own state.

use chancery_knowledge::{FunctionWord, TitleKind};
use chancery_model::{EventType, Sector};

use super::{Draft, Reader};
use crate::actors::Anaphor;
use crate::discourse::Discourse;
use crate::roles::Side;

impl Reader<'_, '_, '_> {
    /// An office or group of the actor's own state that is named as whom the act is aimed at: `demanded that the president resign`.
    pub(super) fn own_named(&self, draft: &mut Draft) {
        use chancery_knowledge::Marker;
        let [own] = draft.actors.parties.as_slice() else { return };
        let aimed = matches!(
            draft.event_type,
            EventType::Accuse | EventType::Request | EventType::Reject | EventType::Concede | EventType::Threaten | EventType::Assault | EventType::Coerce
        );
        if !draft.recipients.is_empty() || !aimed {
            return;
        }
        let outside = |m: Option<Marker>| matches!(m, Some(Marker::At | Marker::Source | Marker::Other));
        let mut told: Vec<u16> = Vec::new();
        for k in std::iter::once(draft.trigger).chain(draft.inner) {
            let p = &self.predicates()[k];
            if matches!(p.frame.event_type, Some(EventType::Retreat | EventType::Mobilize)) {
                // «refused to withdraw the police»: what is moved is no addressee.
                continue;
            }
            // Where the verb stands last, what is said in giving a reason names nobody that is addressed.
            let items = self.sentence.items;
            let that = (p.item..items.len()).find(|i| self.verb_final && items[*i].is(FunctionWord::That));
            let before = |a: u16| that.is_none_or(|t| items[p.item..t].iter().any(|i| i.actor == Some(a)));
            told.extend(self.sentence.arguments(k).into_iter().filter(|a| !outside(a.marker) && before(a.actor)).map(|a| a.actor));
            if self.verb_final && draft.event_type == EventType::Accuse {
                // «accused that the opposition had plotted»
                let said = self.sentence.child(k).and_then(|c| self.predicates()[c].subject);
                told.extend(said);
            }
            told.extend(p.subject.filter(|_| Some(k) == draft.inner));
            told.extend(p.patient);
        }
        let named = told.into_iter().find(|id| {
            let actor = &self.sentence.actors[*id as usize];
            // «accused the opposition»: whose opposition need not be told.
            let sector = |o| matches!(self.knowledge.parties.office(o).sector, Sector::Opp | Sector::Jud | Sector::Leg);
            let home = actor.generic && actor.office.is_some_and(sector);
            let person = actor.kind.is_some() || actor.name.is_some();
            (home || actor.parties == [*own]) && person && actor.anaphor == Anaphor::None && !draft.actors.phrases.contains(id)
        });
        if let Some(id) = named {
            draft.recipients = Side { parties: vec![*own], phrases: vec![id] };
            draft.rules.push("aimed at somebody of its own");
        }
    }

    /// Whether who acts is a court, an opposition, a police or a civic group, whose matters are those of its own state.
    pub(super) fn acts_at_home(&self, draft: &Draft) -> bool {
        let [_] = draft.actors.parties.as_slice() else { return false };
        let home = |a: &u16| {
            let actor = &self.sentence.actors[*a as usize];
            let office = actor.office.map(|o| self.knowledge.parties.office(o).sector).filter(|s| actor.inferred || *s == Sector::Opp);
            let force = matches!(draft.event_type, EventType::Assault | EventType::Coerce);
            match office {
                Some(Sector::Jud | Sector::Opp | Sector::Ngo | Sector::Cvl | Sector::Edu | Sector::Rel | Sector::Bus) => !force,
                Some(Sector::Cop) => force,
                _ => false,
            }
        };
        let whom =
            |k: usize| self.sentence.arguments(k).iter().any(|a| a.marker.is_none() && self.sentence.actors[a.actor as usize].kind != Some(TitleKind::Group));
        let sector = |a: &u16| self.sentence.actors[*a as usize].office.map(|o| self.knowledge.parties.office(o).sector);
        let opposition = draft.actors.phrases.iter().all(|a| sector(a) == Some(Sector::Opp));
        let read = self.sentence.inflected || opposition;
        read && !draft.actors.phrases.is_empty() && draft.actors.phrases.iter().all(home) && !whom(draft.trigger)
    }

    /// «The unions of A criticised the government»: a government without a name that people of some state speak of is their own.
    pub(super) fn own_government(&self, draft: &mut Draft) {
        let ([own], false) = (draft.actors.parties.as_slice(), draft.recipients.phrases.is_empty()) else { return };
        let speaks = matches!(draft.event_type, EventType::Accuse | EventType::Request | EventType::Support | EventType::Threaten);
        let actor = |a: &u16| &self.sentence.actors[*a as usize];
        let sector = |a: &u16| actor(a).office.map(|o| self.knowledge.parties.office(o).sector);
        let bare = |a: &u16| {
            let x = actor(a);
            x.inferred && x.kind == Some(TitleKind::Institution) && x.name.is_none() && x.anaphor == Anaphor::None && sector(a) == Some(Sector::Gov)
        };
        let civil = |s: Sector| matches!(s, Sector::Opp | Sector::Cvl | Sector::Ngo | Sector::Bus | Sector::Edu | Sector::Rel | Sector::Pty);
        let people = |a: &u16| !actor(a).inferred && actor(a).kind == Some(TitleKind::Group) && sector(a).is_some_and(civil);
        if speaks && draft.recipients.phrases.iter().all(bare) && !draft.actors.phrases.is_empty() && draft.actors.phrases.iter().all(people) {
            draft.recipients.parties = vec![*own];
            draft.rules.push("its own government");
        }
    }

    /// «A urged the government to hold elections», where A is a state by its name: another's government, that of the state the report is about.
    pub(super) fn not_its_own(&self, draft: &mut Draft, memory: &Discourse) {
        let actor = |a: &u16| &self.sentence.actors[*a as usize];
        let aimed = matches!(draft.event_type, EventType::Request | EventType::Accuse | EventType::Support | EventType::Sanction | EventType::Threaten);
        let [own] = draft.actors.parties.as_slice() else { return };
        let named = !draft.actors.phrases.is_empty() && draft.actors.phrases.iter().all(|a| actor(a).kind.is_none() && !actor(a).inferred);
        let body = |a: &u16| actor(a).inferred && actor(a).kind == Some(TitleKind::Institution) && actor(a).anaphor == Anaphor::None;
        let told = &draft.recipients;
        if self.sentence.inflected && aimed && named && told.parties == [*own] && !told.phrases.is_empty() && told.phrases.iter().all(body) {
            let about = memory.about.filter(|a| a != own).or(memory.home.filter(|h| h != own));
            draft.recipients = Side { parties: about.into_iter().collect(), phrases: Vec::new() };
            draft.rules.push("the government of another");
        }
    }

    /// Whether the object names the actor's own state.
    pub(super) fn names_own(&self, draft: &mut Draft) -> bool {
        let own = |a: &crate::roles::Argument| {
            let actor = &self.sentence.actors[a.actor as usize];
            let from = matches!(a.marker, Some(chancery_knowledge::Marker::From | chancery_knowledge::Marker::Of));
            from && !actor.inferred && actor.parties == draft.actors.parties && !draft.actors.phrases.contains(&a.actor)
        };
        let told = draft.event_type == EventType::Reject && self.sentence.arguments(draft.trigger).iter().any(own);
        if told {
            draft.recipients.parties.clone_from(&draft.actors.parties);
        }
        told
    }
}

//! Drawing the picture up from the rows of the register.

use chancery_register::{ActRow, Register, Result, Row, quad};
use rustc_hash::FxHashMap;

use super::{Act, Facet, Picture, Promise, Run, Symbol, Values};

/// Tags of an act while its reports come in.
struct Draft {
    tags: Vec<Symbol>,
}

impl Picture {
    /// The register as it is now.
    pub(crate) fn load(register: &Register) -> Result<Self> {
        let mut picture = Self {
            counts: register.counts()?,
            // Of what comes in from here on some may be missing: it counts the next time.
            through: register.linked_through()?,
            values: Values::default(),
            acts: Vec::new(),
            promises: Vec::new(),
            runs: Vec::new(),
        };
        let mut drafts: Vec<Draft> = Vec::new();
        let mut places: FxHashMap<i64, usize> = FxHashMap::default();
        let mut promises: FxHashMap<i64, usize> = FxHashMap::default();
        register.each_row(&mut |row| match row {
            Row::Act(act) => {
                places.insert(act.row, drafts.len());
                drafts.push(picture.take(act));
            }
            Row::Told(told) => {
                let Some(at) = places.get(&told.row) else { return };
                let lang = picture.values.take(Facet::Lang, told.lang);
                let source = told.source.map(|source| picture.values.take(Facet::Source, source));
                if let Some(draft) = drafts.get_mut(*at) {
                    draft.tags.push(lang);
                    draft.tags.extend(source);
                }
                if let Some(act) = picture.acts.get_mut(*at) {
                    act.entered = act.entered.min(seconds(told.added));
                    act.document = act.document.min(number(told.document));
                }
            }
            Row::Person(person) => {
                let name = picture.values.take(Facet::Person, person.name);
                if let Some(draft) = places.get(&person.act).and_then(|at| drafts.get_mut(*at)) {
                    draft.tags.push(name);
                }
            }
            Row::Undertaking(one) => {
                promises.insert(one.row, picture.promises.len());
                picture.promises.push(Promise {
                    id: one.id.into(),
                    kind: one.kind.into(),
                    status: one.status.into(),
                    parties: one.parties.split(' ').chain(one.beneficiaries.split(' ')).filter(|code| !code.is_empty()).map(Into::into).collect(),
                    due: one.due.map(Into::into),
                    due_end: one.due_end,
                    changed: one.changed,
                    entered: i64::MAX,
                    document: u32::MAX,
                    langs: Vec::new(),
                    sources: Vec::new(),
                });
            }
            Row::Step(step) => {
                let Some(promise) = promises.get(&step.row).and_then(|at| picture.promises.get_mut(*at)) else { return };
                promise.entered = promise.entered.min(seconds(step.added));
                promise.document = promise.document.min(number(step.document));
                for (list, value) in [(&mut promise.langs, Some(step.lang)), (&mut promise.sources, step.source)] {
                    if let Some(value) = value.filter(|value| !list.iter().any(|known| **known == **value)) {
                        list.push(value.into());
                    }
                }
            }
        })?;
        for (at, mut draft) in drafts.into_iter().enumerate() {
            draft.tags.sort_unstable();
            draft.tags.dedup();
            let run = picture.store(&draft.tags);
            if let Some(act) = picture.acts.get_mut(at) {
                act.tags = run;
            }
        }
        picture.acts.shrink_to_fit();
        picture.runs.shrink_to_fit();
        Ok(picture)
    }

    fn store(&mut self, symbols: &[Symbol]) -> Run {
        let run = Run { start: self.runs.len() as u32, len: symbols.len().min(usize::from(u16::MAX)) as u16 };
        self.runs.extend(symbols.iter().take(usize::from(run.len)));
        run
    }

    fn take(&mut self, act: ActRow<'_>) -> Draft {
        let quad = quad(act.kind);
        let mut tags = vec![
            self.values.take(Facet::Type, act.kind),
            self.values.take(Facet::Status, act.status),
            self.values.take(Facet::Quad, ["1", "2", "3", "4"][usize::from(quad.clamp(1, 4)) - 1]),
        ];
        for (facet, value) in [(Facet::Mode, act.mode), (Facet::Country, act.country), (Facet::Place, act.place)] {
            tags.extend(value.map(|value| self.values.take(facet, value)));
        }
        tags.extend(act.contexts.split(' ').filter(|context| !context.is_empty()).map(|context| self.values.take(Facet::Context, context)));
        let mut side = |codes: &str| {
            let symbols: Vec<Symbol> = codes.split(' ').filter(|code| !code.is_empty()).map(|code| self.values.take(Facet::Party, code)).collect();
            tags.extend(&symbols);
            symbols
        };
        let (actors, recipients) = (side(act.actors), side(act.recipients));
        let (actors, recipients) = (self.store(&actors), self.store(&recipients));
        self.acts.push(Act {
            id: act.id.into(),
            day: u32::try_from(act.day).unwrap_or_default(),
            quad,
            is_actual: act.status == "actual",
            differs: act.differs,
            score: act.score as f32,
            confidence: act.confidence as f32,
            sources: u16::try_from(act.sources).unwrap_or(u16::MAX),
            entered: i64::MAX,
            document: u32::MAX,
            tags: Run::default(),
            actors,
            recipients,
        });
        Draft { tags }
    }
}

/// The number of a document, which has few enough digits.
fn number(document: i64) -> u32 {
    u32::try_from(document).unwrap_or(u32::MAX)
}

/// Seconds since 1970 of a time in RFC 3339; one that is none is long ago.
fn seconds(time: &str) -> i64 {
    time.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_second)
}

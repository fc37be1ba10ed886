//! Counts over acts: by class and time, by pair of parties, by month, by country, by value of a facet.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{Act, Facet, Picture, Symbol, UNKNOWN};

/// Acts of each class: verbal and material cooperation, verbal and material conflict.
pub(crate) type Quads = [u32; 4];

/// Between two parties: whatever passed, in either direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Dyad {
    pub(crate) counts: Quads,
    pub(crate) score: f64,
}

impl Dyad {
    pub(crate) fn acts(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// The mean PLOVER score.
    pub(crate) fn mean(&self) -> f64 {
        rounded(self.score / f64::from(self.acts().max(1)))
    }

    fn take(&mut self, act: &Act) {
        count(&mut self.counts, act);
        self.score += f64::from(act.score);
    }
}

/// What one party did towards another in a month.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Month {
    pub(crate) sums: Dyad,
    pub(crate) sources: u32,
}

/// Which acts a lane of the timeline holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LaneKey {
    Party(Symbol),
    Dyad(Symbol, Symbol),
}

/// A lane of the timeline with the places of its acts in what was asked.
#[derive(Clone, Debug)]
pub(crate) struct Lane {
    pub(crate) key: LaneKey,
    pub(crate) acts: Vec<usize>,
}

/// How wide a column of a chart over time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Width {
    /// What gives some hundred columns at most.
    pub(crate) fn of(days: i64) -> Self {
        match days {
            ..=92 => Self::Day,
            93..=731 => Self::Week,
            _ => Self::Month,
        }
    }

    /// The same where many lanes stand below each other: some sixty to a hundred columns each.
    pub(crate) fn of_lanes(days: i64) -> Self {
        match days {
            ..=2922 => Self::of(days),
            2923..=9131 => Self::Quarter,
            _ => Self::Year,
        }
    }

    /// The first day of the column that a day stands in; of a date without a day the first of its month.
    pub(crate) fn column(self, day: u32) -> Option<Date> {
        let date = date(day)?;
        match self {
            Self::Day => Some(date),
            Self::Week => date.checked_sub(jiff::Span::new().days(i64::from(date.weekday().to_monday_zero_offset()))).ok(),
            Self::Month => Some(date.first_of_month()),
            Self::Quarter => date.with().month((date.month() - 1) / 3 * 3 + 1).day(1).build().ok(),
            Self::Year => Some(date.first_of_year()),
        }
    }
}

/// The day of a number; the first of what is not known.
pub(crate) fn date(day: u32) -> Option<Date> {
    if day >= UNKNOWN {
        return None;
    }
    let part = |n: u32| i8::try_from(n % 100).ok().map(|n| n.max(1));
    Date::new(i16::try_from(day / 10_000).ok()?, part(day / 100)?, part(day)?).ok()
}

/// A number rounded for people.
pub(crate) fn rounded(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}

fn count(counts: &mut Quads, act: &Act) {
    if let Some(n) = counts.get_mut(usize::from(act.quad).saturating_sub(1)) {
        *n += 1;
    }
}

impl Picture {
    /// Acts of each class over time.
    pub(crate) fn over_time<'p>(&self, acts: impl Iterator<Item = &'p Act>, width: Width) -> Vec<(Date, Quads)> {
        let mut columns: Vec<(Date, Quads)> = Vec::new();
        for act in acts {
            let Some(column) = width.column(act.day) else { continue };
            let at = match columns.binary_search_by(|(day, _)| day.cmp(&column)) {
                Ok(at) => at,
                Err(at) => {
                    columns.insert(at, (column, Quads::default()));
                    at
                }
            };
            if let Some((_, counts)) = columns.get_mut(at) {
                count(counts, act);
            }
        }
        columns
    }

    /// Whom an act is between: who acts with each other and with those on whom. The lesser number comes first.
    fn pairs(&self, act: &Act, pairs: &mut Vec<(Symbol, Symbol)>) {
        pairs.clear();
        let (actors, recipients) = (self.run(act.actors), self.run(act.recipients));
        for (at, actor) in actors.iter().enumerate() {
            for partner in actors.iter().skip(at + 1).chain(recipients).filter(|partner| *partner != actor) {
                pairs.push((*actor.min(partner), *actor.max(partner)));
            }
        }
        if pairs.len() > 1 {
            pairs.sort_unstable();
            pairs.dedup();
        }
    }

    /// What passed between each two parties.
    pub(crate) fn dyads<'p>(&self, acts: impl Iterator<Item = &'p Act>) -> FxHashMap<(Symbol, Symbol), Dyad> {
        let mut dyads: FxHashMap<(Symbol, Symbol), Dyad> = FxHashMap::default();
        let mut pairs = Vec::new();
        for act in acts {
            self.pairs(act, &mut pairs);
            for pair in &pairs {
                dyads.entry(*pair).or_default().take(act);
            }
        }
        dyads
    }

    /// In how many acts each party takes part.
    pub(crate) fn parties<'p>(&self, acts: impl Iterator<Item = &'p Act>) -> Vec<(Symbol, u32)> {
        let mut counts: Vec<u32> = vec![0; self.values.all.len()];
        for act in acts {
            let (actors, recipients) = (self.run(act.actors), self.run(act.recipients));
            for (at, party) in actors.iter().chain(recipients).enumerate() {
                // Who stands on both sides counts once.
                if !actors.iter().chain(recipients).take(at).any(|before| before == party)
                    && let Some(n) = counts.get_mut(*party as usize)
                {
                    *n += 1;
                }
            }
        }
        counts.into_iter().enumerate().filter(|(_, n)| *n > 0).map(|(symbol, n)| (symbol as Symbol, n)).collect()
    }

    fn tags_of<'p>(&'p self, act: &Act, facet: Facet) -> impl Iterator<Item = Symbol> + 'p {
        self.tags(act).iter().copied().filter(move |tag| self.values.all.get(*tag as usize).is_some_and(|value| value.facet == facet))
    }

    /// What one party did towards another, by month (`YYYY-MM`, or the year where no month is known). Parties that act together act towards each other.
    pub(crate) fn months<'p>(&self, acts: impl Iterator<Item = &'p Act>, actor: &str, partner: &str) -> Vec<(String, Month)> {
        let mut months: Vec<(String, Month)> = Vec::new();
        for act in acts {
            let together = self.actors(act).chain(self.recipients(act)).any(|code| code == partner);
            if act.day >= UNKNOWN || !together || !self.actors(act).any(|code| code == actor) {
                continue;
            }
            let (year, month) = (act.day / 10_000, act.day / 100 % 100);
            let name = if month == 0 { format!("{year:04}") } else { format!("{year:04}-{month:02}") };
            if months.last().is_none_or(|(last, _)| *last != name) {
                months.push((name, Month::default()));
            }
            if let Some((_, sums)) = months.last_mut() {
                sums.sums.take(act);
                sums.sources += u32::from(act.sources);
            }
        }
        months
    }

    /// The lanes that hold most of these acts.
    pub(crate) fn lanes(&self, acts: &[&Act], by_dyad: bool, parties: &[String], most: usize) -> Vec<Lane> {
        let asked: Vec<Symbol> = parties.iter().filter_map(|code| self.values.find(Facet::Party, code)).collect();
        let mut lanes: FxHashMap<(Symbol, Symbol), Vec<usize>> = FxHashMap::default();
        let mut pairs = Vec::new();
        for (at, act) in acts.iter().enumerate() {
            if by_dyad {
                // Of a party that was asked for: its dyads, not those of others in the same acts.
                self.pairs(act, &mut pairs);
                for pair in pairs.iter().filter(|(a, b)| asked.is_empty() || asked.contains(a) || asked.contains(b)) {
                    lanes.entry(*pair).or_default().push(at);
                }
            } else {
                for party in self.tags_of(act, Facet::Party) {
                    lanes.entry((party, party)).or_default().push(at);
                }
            }
        }
        let mut lanes: Vec<((Symbol, Symbol), Vec<usize>)> = lanes.into_iter().collect();
        let name = |pair: &(Symbol, Symbol)| (self.values.text(pair.0), self.values.text(pair.1));
        lanes.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| name(&a.0).cmp(&name(&b.0))));
        lanes.truncate(most);
        let key = |(a, b)| if a == b { LaneKey::Party(a) } else { LaneKey::Dyad(a, b) };
        lanes.into_iter().map(|(pair, acts)| Lane { key: key(pair), acts }).collect()
    }

    /// What was done where: by country, the number that no place is told of, and the places themselves with their country.
    pub(crate) fn places<'p>(&self, acts: impl Iterator<Item = &'p Act>) -> Where {
        let mut told = Where::default();
        for act in acts {
            let country = self.tags_of(act, Facet::Country).next();
            match country {
                Some(country) => told.countries.entry(country).or_default().take(act),
                None => told.unplaced += 1,
            }
            if let Some(place) = self.tags_of(act, Facet::Place).next() {
                *told.places.entry((place, country)).or_default() += 1;
            }
        }
        told
    }

    /// How often each value of a facet stands in these acts, the most frequent first.
    pub(crate) fn counted<'p>(&self, acts: impl Iterator<Item = &'p Act>, most: usize) -> Vec<(Facet, Vec<(&str, u32)>)> {
        let mut counts: Vec<u32> = vec![0; self.values.all.len()];
        for act in acts {
            for tag in self.tags(act) {
                if let Some(n) = counts.get_mut(*tag as usize) {
                    *n += 1;
                }
            }
        }
        let facets = [Facet::Type, Facet::Mode, Facet::Context, Facet::Status, Facet::Quad, Facet::Party, Facet::Country, Facet::Source, Facet::Lang];
        facets
            .into_iter()
            .map(|facet| {
                let mut found: Vec<(&str, u32)> =
                    self.values.of(facet).filter_map(|(symbol, text)| counts.get(symbol as usize).map(|n| (text, *n))).filter(|(_, n)| *n > 0).collect();
                found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
                found.truncate(most);
                (facet, found)
            })
            .collect()
    }
}

/// What was done where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Where {
    pub(crate) countries: FxHashMap<Symbol, Dyad>,
    pub(crate) places: FxHashMap<(Symbol, Option<Symbol>), u32>,
    pub(crate) unplaced: usize,
}

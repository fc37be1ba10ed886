//! Which acts are asked for.

use std::ops::Range;

use chancery_model::PartialDate;
use chancery_register::{Likeness, compare_names, days, fold};

use super::{Act, Facet, Picture, Symbol, UNKNOWN};

/// What is asked: the filter that lists, counts and charts have in common.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ask {
    /// Codes that must all take part.
    pub(crate) parties: Vec<String>,
    pub(crate) kind: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) context: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) quad: Option<u8>,
    pub(crate) from: Option<PartialDate>,
    pub(crate) to: Option<PartialDate>,
    /// Parts of names of places or codes of countries, one of which must fit.
    pub(crate) places: Vec<String>,
    pub(crate) person: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) lang: Option<String>,
}

/// The same in numbers: an act must have one symbol of each group.
#[derive(Debug)]
pub(crate) struct Wanted {
    groups: Vec<Vec<Symbol>>,
    first: u32,
    last: u32,
    /// Nothing can fit.
    nothing: bool,
}

impl Ask {
    /// Whether more is asked for than parties, language and source.
    pub(crate) fn narrows_acts(&self) -> bool {
        self.quad.is_some()
            || self.from.is_some()
            || self.to.is_some()
            || !self.places.is_empty()
            || [&self.kind, &self.mode, &self.context, &self.status, &self.person].iter().any(|word| word.is_some())
    }

    /// Whether anything is asked for.
    pub(crate) fn narrows(&self) -> bool {
        self.narrows_acts() || !self.parties.is_empty() || self.source.is_some() || self.lang.is_some()
    }

    /// Look the words up in a picture.
    pub(crate) fn wanted(&self, picture: &Picture) -> Wanted {
        let values = &picture.values;
        let mut groups: Vec<Vec<Symbol>> = self.parties.iter().map(|code| values.find(Facet::Party, code).into_iter().collect()).collect();
        let exact = [
            (Facet::Type, &self.kind),
            (Facet::Mode, &self.mode),
            (Facet::Context, &self.context),
            (Facet::Status, &self.status),
            (Facet::Quad, &self.quad.map(|quad| quad.to_string())),
            (Facet::Source, &self.source),
            (Facet::Lang, &self.lang),
        ]
        .map(|(facet, value)| value.as_ref().map(|value| values.find(facet, value).into_iter().collect::<Vec<_>>()));
        groups.extend(exact.into_iter().flatten());
        if !self.places.is_empty() {
            let folded: Vec<String> = self.places.iter().map(|place| fold(place)).collect();
            let fits = |name: &str| {
                let name = fold(name);
                folded.iter().any(|place| name.contains(place))
            };
            let named = values.of(Facet::Place).filter(|(_, name)| fits(name)).map(|(symbol, _)| symbol);
            groups.push(self.places.iter().filter_map(|place| values.find(Facet::Country, place)).chain(named).collect());
        }
        if let Some(person) = &self.person {
            groups.push(values.of(Facet::Person).filter(|(_, name)| compare_names(name, person) != Likeness::Different).map(|(symbol, _)| symbol).collect());
        }
        Wanted {
            nothing: groups.iter().any(Vec::is_empty),
            // The rarest first would be best; the order of asking is near enough.
            groups,
            first: self.from.map_or(0, |from| number(days::number(from))),
            last: self.to.map_or(u32::MAX, |to| number(days::end_number(to))),
        }
    }
}

impl Wanted {
    /// The acts that may fit by their day. They are in order of the first day that each may have had.
    pub(crate) fn range(&self, picture: &Picture) -> Range<usize> {
        if self.nothing {
            return 0..0;
        }
        // An act of which only the year is known stands before all of that year.
        let year = self.first / 10_000 * 10_000;
        picture.acts.partition_point(|act| act.day < year)..picture.acts.partition_point(|act| act.day <= self.last)
    }

    pub(crate) fn fits(&self, picture: &Picture, act: &Act) -> bool {
        if act.day < self.first && (act.day >= UNKNOWN || end_of(act.day) < self.first) {
            return false;
        }
        let tags = picture.tags(act);
        self.groups.iter().all(|group| match group.as_slice() {
            [one] => tags.binary_search(one).is_ok(),
            many => tags.iter().any(|tag| many.contains(tag)),
        })
    }

    /// Every act that fits, in order.
    pub(crate) fn acts<'p>(&self, picture: &'p Picture) -> impl DoubleEndedIterator<Item = &'p Act> {
        picture.acts.get(self.range(picture)).unwrap_or_default().iter().filter(move |act| self.fits(picture, act))
    }
}

/// A day as the picture holds it.
fn number(day: i64) -> u32 {
    u32::try_from(day).unwrap_or_default()
}

/// A number not before any day that a stored one may mean.
fn end_of(day: u32) -> u32 {
    match (day / 100 % 100, day % 100) {
        (0, _) => day / 10_000 * 10_000 + 1231,
        (_, 0) => day + 31,
        _ => day,
    }
}

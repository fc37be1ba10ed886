//! Where places are: points on the map, found by the forms under which reports name them.

use crate::fold::fold;
use crate::load::Loader;
use crate::parties::{Parties, PartyId};

/// A place with its point.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// Its number in GeoNames.
    pub geonames: u32,
    /// Its state.
    pub state: PartyId,
    /// Its usual name.
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// All places whose point is known.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Places {
    all: Vec<Place>,
    /// Folded forms of a state with their places, in order.
    forms: Vec<(PartyId, String, u16)>,
}

impl Places {
    /// The place of a state that a report names in any supported language.
    pub fn find(&self, state: PartyId, name: &str) -> Option<&Place> {
        let name = fold(name);
        let at = self.forms.binary_search_by(|(s, form, _)| (*s, form.as_str()).cmp(&(state, &name))).ok()?;
        self.forms.get(at).and_then(|(_, _, place)| self.all.get(usize::from(*place)))
    }

    /// The places of any state that go by a name, each with the forms under which reports name it.
    pub(crate) fn named(&self, name: &str) -> Vec<&str> {
        let name = fold(name.trim());
        let meant: Vec<u16> = self.forms.iter().filter(|(_, form, _)| *form == *name).map(|(_, _, place)| *place).collect();
        self.forms.iter().filter(|(_, _, place)| meant.contains(place)).map(|(_, form, _)| form.as_str()).collect()
    }

    /// All of them.
    pub fn all(&self) -> &[Place] {
        &self.all
    }
}

impl Loader<'_> {
    pub(crate) fn places(&mut self, parties: &Parties) -> Places {
        let path = "parties/places.tsv";
        let mut out = Places::default();
        for row in self.table(path, &["geonames", "state", "latitude", "longitude", "name", "forms"]) {
            let geonames = self.parse::<u32>(path, row.line, row.get(0), "number of a place");
            let state = self.lookup(path, row.line, row.get(1), "state", parties.find(row.get(1)));
            let [latitude, longitude] =
                [(2, 90.0), (3, 180.0)].map(|(cell, most)| self.parse::<f64>(path, row.line, row.get(cell), "number of degrees").filter(|d| d.abs() <= most));
            if latitude.is_none() || longitude.is_none() {
                self.errors.push(path, row.line, "there is no such point", "latitude is -90 to 90, longitude -180 to 180");
            }
            let (Some(geonames), Some(state), Some(latitude), Some(longitude)) = (geonames, state, latitude, longitude) else { continue };
            let Ok(number) = u16::try_from(out.all.len()) else { break };
            out.forms.extend(row.get(5).split('|').filter(|form| !form.is_empty()).map(|form| (state, fold(form).into_owned(), number)));
            out.all.push(Place { geonames, state, name: row.get(4).to_owned(), latitude, longitude });
        }
        out.forms.sort_unstable();
        for pair in out.forms.windows(2) {
            if let [(state, form, one), (other, same, two)] = pair
                && (state, form) == (other, same)
                && one != two
            {
                self.errors.push(path, 1, format!("`{form}` names two places of {}", parties.party(*state).code), "keep it with the one that reports mean");
            }
        }
        out.forms.dedup();
        out
    }
}

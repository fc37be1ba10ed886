//! Which party a name stands for, in any language: for people who ask, not for text.

use crate::load::Knowledge;
use crate::parties::PartyId;
use crate::{Language, NameKind, Sense};

impl Knowledge {
    /// The party that a code, or a name in any language, stands for. Names that only sometimes stand for a party, such as a capital, count too.
    pub fn party_named(&self, name: &str) -> Option<PartyId> {
        let name = name.trim();
        if let Some(id) = self.parties.find(name).or_else(|| self.parties.find(&name.to_uppercase())) {
            return Some(id);
        }
        let names = |sense: &Sense| if let Sense::Party(id, _) = sense { Some(*id) } else { None };
        self.languages().iter().find_map(|language| self.whole(language, name).find_map(names))
    }

    /// What to look for among the places of acts when somebody asks for one: every form of a place that is known by that name, the code of a
    /// state that has it, and where neither is known the name itself. Nothing if no name is given.
    pub fn places_named(&self, name: &str) -> Vec<String> {
        let name = name.trim();
        let mut found: Vec<String> = self.places.named(name).into_iter().map(str::to_owned).collect();
        let of_state =
            |sense: &Sense| if let Sense::Party(id, NameKind::Name | NameKind::Old | NameKind::Short | NameKind::Weak) = sense { Some(*id) } else { None };
        let state = self.parties.find(name).or_else(|| self.languages().iter().find_map(|language| self.whole(language, name).find_map(of_state)));
        found.extend(state.map(|id| self.parties.party(id).code.clone()));
        if found.is_empty() && !name.is_empty() {
            found.push(name.to_owned());
        }
        found
    }

    /// The usual name of a person who holds or held an office of a party, from a name in any language.
    pub fn person_named(&self, code: &str, name: &str) -> Option<&str> {
        let party = self.parties.find(code)?;
        let names = |sense: &Sense| if let Sense::Person(id) = sense { Some(*id) } else { None };
        let mut found = self.languages().iter().flat_map(|language| self.whole(language, name).filter_map(names).collect::<Vec<_>>());
        let person = found.find(|id| self.parties.holds_office_of(*id, party))?;
        Some(self.parties.person_name(person))
    }

    /// The readings of the form that a name is, from its first letter to its last.
    fn whole<'k>(&self, language: &'k Language, name: &str) -> impl Iterator<Item = &'k Sense> {
        let mut found = Vec::new();
        language.lexicon.find(name, &mut found);
        let whole = found.into_iter().find(|f| f.start == 0 && f.end as usize >= name.trim_end().len() && f.entry != u32::MAX);
        whole.into_iter().flat_map(|f| language.lexicon.entry(f.entry).senses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_is_found_by_code_and_by_name_in_any_language() {
        let knowledge = Knowledge::embedded().expect("data");
        let code = |name: &str| knowledge.party_named(name).map(|id| knowledge.parties.party(id).code.clone());
        for name in ["KOR", "kor", "South Korea", "Hàn Quốc", "한국", "대한민국"] {
            assert_eq!(code(name).as_deref(), Some("KOR"), "{name}");
        }
        assert_eq!(code("NATO").as_deref(), Some("NATO"));
        assert_eq!(code("Atlantis"), None);
    }

    #[test]
    fn a_place_is_found_by_its_name_in_any_language() {
        let knowledge = Knowledge::embedded().expect("data");
        let vietnam = knowledge.parties.find("VNM").expect("a state");
        let hanoi = knowledge.places.find(vietnam, "Hà Nội").expect("a place");
        assert_eq!((hanoi.latitude.round(), hanoi.longitude.round()), (21.0, 106.0));
        assert_eq!(knowledge.places.find(vietnam, "하노이"), Some(hanoi));
        assert_eq!(knowledge.places.find(knowledge.parties.find("LAO").expect("a state"), "Hà Nội"), None);
        for name in ["Hanoi", "hà nội", "하노이"] {
            let found = knowledge.places_named(name);
            assert!(found.contains(&"hanoi".to_owned()) && found.contains(&"하노이".to_owned()) && !found.contains(&"VNM".to_owned()), "{name}: {found:?}");
        }
        assert_eq!(knowledge.places_named("VNM"), ["VNM"]);
        assert_eq!(knowledge.places_named("Việt Nam"), ["VNM"]);
        assert!(knowledge.places_named("Singapore").contains(&"SGP".to_owned()));
        assert_eq!(knowledge.places_named("Port Example"), ["Port Example"]);
        assert_eq!(knowledge.places_named(" "), Vec::<String>::new());
    }

    #[test]
    fn a_person_is_found_by_the_name_in_any_language() {
        let knowledge = Knowledge::embedded().expect("data");
        for name in ["Antony Blinken", "블링컨"] {
            assert_eq!(knowledge.person_named("USA", name), Some("Antony Blinken"), "{name}");
        }
        assert_eq!(knowledge.person_named("FRA", "Antony Blinken"), None);
    }
}

//! What records are about, in no language, as the rules of linking ask for it: frames, classes of things and offices by the ids that the tables of
//! `data/` give them. All ids that the register names stand here, and a test holds them to the tables.

use rustc_hash::FxHashSet;

/// Something is counted: so many people, a part of the measures.
pub const COUNTED: &str = "counted";
/// It is told as what went before what the report tells.
pub const RETOLD: &str = "retold";
/// Measures are held back for a time.
const HELD_BACK: &str = "frame:suspend_measure";
/// Measures are lifted.
const LIFTED: &str = "frame:lift";
/// Measures are eased, and stay in force.
const EASED: &str = "frame:ease";
/// Measures, as a thing.
const MEASURES: &str = "thing:sanction";
/// Something is built or launched together.
const PROJECT: &str = "frame:project";
/// A line between states is opened.
const OPENED: &str = "frame:open_link";
/// Something is set up.
const ARRANGED: &str = "frame:arrange";
/// What was promised is begun to be built.
const BEGUN: &str = "frame:begin_building";
/// Arms or goods are handed over.
const TRANSFERRED: &str = "frame:transfer";
/// Arms, and what may also be told as such.
const ARMS: &str = "thing:arms";
const SORTS_OF_ARMS: [&str; 3] = ["thing:warship", "thing:drone", "thing:missile"];
/// A standing body of several parties.
const BODY: &str = "thing:dialogue";
/// Somebody is invited.
const INVITED: &str = "frame:invite";
/// A drill is held.
const DRILLS: [&str; 3] = ["thing:exercise", "frame:exercise", "frame:drill"];
/// An agreement is signed.
const SIGNED: [&str; 2] = ["frame:sign", "frame:ratify"];
/// An agreement, as a thing.
const AGREEMENT: &str = "thing:agreement";
/// What the sort of an act says already.
const PLAIN_THINGS: [&str; 3] = ["thing:meeting", AGREEMENT, "thing:talks"];
/// Frames of agreeing, saying and the like, which say nothing of what is done.
const PLAIN_FRAMES: [&str; 13] = [
    "frame:agree",
    "frame:decide",
    "frame:promise",
    "frame:pledge_aid",
    "frame:plan",
    "frame:say",
    "frame:light",
    "frame:motion",
    "frame:phase",
    "frame:offer",
    "frame:hope",
    "frame:resolve",
    "frame:accept",
];
/// Firms, by their office.
const FIRMS: [&str; 4] = ["company", "state company", "bank", "airline"];
/// Offices that say nothing of which office it is.
const ANY_OFFICE: [&str; 5] = ["official", "spokesperson", "government", "delegation", "leader"];
/// The words of offices that a person holds and meets others in.
const HELD: [&str; 22] = [
    "minister",
    "president",
    "chancellor",
    "king",
    "queen",
    "emir",
    "sultan",
    "prince",
    "pope",
    "leader",
    "secretary",
    "envoy",
    "ambassador",
    "adviser",
    "chair",
    "chairman",
    "speaker",
    "chief",
    "commander",
    "governor",
    "director",
    "representative",
];

fn any(notions: &FxHashSet<String>, of: &[&str]) -> bool {
    of.iter().any(|n| notions.contains(*n))
}

/// Whether measures are lifted, eased or held back.
pub fn ends_measures(notions: &FxHashSet<String>) -> bool {
    any(notions, &[LIFTED, EASED, HELD_BACK])
}

/// Whether measures are held back for a time.
pub fn holds_back(notions: &FxHashSet<String>) -> bool {
    notions.contains(HELD_BACK)
}

/// Whether something is lifted or eased, or what is done is about measures.
pub fn lifts(notions: &FxHashSet<String>) -> bool {
    any(notions, &[LIFTED, EASED, MEASURES])
}

/// Whether measures are eased, and stay in force.
pub fn eases(notions: &FxHashSet<String>) -> bool {
    notions.contains(EASED)
}

/// Whether something is handed over.
pub fn hands_over(notions: &FxHashSet<String>) -> bool {
    notions.contains(TRANSFERRED)
}

/// Whether a body or a line between two parties begins to work.
pub fn opens(notions: &FxHashSet<String>) -> bool {
    any(notions, &[PROJECT, OPENED])
}

/// Whether a body is to be set up, which works once it meets.
pub fn sets_up_body(notions: &FxHashSet<String>) -> bool {
    any(notions, &[PROJECT, OPENED, ARRANGED]) && notions.contains(BODY)
}

/// Whether something is begun to be built.
pub fn begins(notions: &FxHashSet<String>) -> bool {
    notions.contains(BEGUN)
}

/// Whether somebody is invited.
pub fn invites(notions: &FxHashSet<String>) -> bool {
    notions.contains(INVITED)
}

/// Whether something is built together.
pub fn builds(notions: &FxHashSet<String>) -> bool {
    notions.contains(PROJECT)
}

/// Whether it is a body that does something.
pub fn meets_as_body(notions: &FxHashSet<String>) -> bool {
    notions.contains(BODY)
}

/// Whether a drill is held.
pub fn drills(notions: &FxHashSet<String>) -> bool {
    any(notions, &DRILLS)
}

/// Whether an agreement is signed.
pub fn signs_agreement(notions: &FxHashSet<String>) -> bool {
    any(notions, &SIGNED) && (notions.contains(AGREEMENT) || notions.iter().any(|n| n.starts_with("agreement:")))
}

/// The agreements known by name.
pub fn agreements(notions: &FxHashSet<String>) -> FxHashSet<String> {
    notions.iter().filter(|n| n.starts_with("agreement:")).cloned().collect()
}

/// The classes of things named, but for those that the sort of act says already. A sort of arms may be told as arms.
pub fn things(notions: &FxHashSet<String>) -> FxHashSet<String> {
    let named = notions.iter().filter(|n| n.starts_with("thing:") && !PLAIN_THINGS.contains(&n.as_str())).cloned();
    named.chain(any(notions, &SORTS_OF_ARMS).then(|| ARMS.to_owned())).collect()
}

/// The frames named, but for those that say nothing of what is done.
pub fn frames(notions: &FxHashSet<String>) -> FxHashSet<String> {
    notions.iter().filter(|n| n.starts_with("frame:") && !PLAIN_FRAMES.contains(&n.as_str())).cloned().collect()
}

/// Whether an office is that of a firm.
pub fn is_firm(office: &str) -> bool {
    FIRMS.contains(&office)
}

/// Whether an office may be any of its party's.
pub fn is_any_office(office: &str) -> bool {
    ANY_OFFICE.contains(&office)
}

/// Whether an office is one that a person holds and meets others in, not a body that announces what its head does.
pub fn is_personal(office: &str) -> bool {
    office.split_whitespace().any(|word| HELD.contains(&word)) && !office.contains("office")
}

#[cfg(test)]
mod tests {
    use chancery_knowledge::Knowledge;

    use super::*;

    #[test]
    fn every_id_is_one_of_the_tables() {
        let knowledge = Knowledge::embedded().expect("data");
        let named = [HELD_BACK, LIFTED, EASED, TRANSFERRED, ARMS, MEASURES, AGREEMENT, PROJECT, OPENED, ARRANGED, BEGUN, INVITED, BODY]
            .into_iter()
            .chain(DRILLS)
            .chain(SIGNED)
            .chain(SORTS_OF_ARMS)
            .chain(PLAIN_THINGS)
            .chain(PLAIN_FRAMES);
        for notion in named {
            let known = match notion.split_once(':') {
                Some(("frame", id)) => knowledge.frames.find(id).is_some(),
                Some(("thing", class)) => knowledge.things.find(class).is_some(),
                _ => false,
            };
            assert!(known, "{notion} is in no table");
        }
        let offices: Vec<String> = knowledge.parties.offices().map(|o| o.id.replace('_', " ")).collect();
        for office in FIRMS.into_iter().chain(ANY_OFFICE) {
            assert!(offices.iter().any(|o| o == office), "{office} is no office");
        }
        for word in HELD {
            assert!(offices.iter().any(|o| o.split(' ').any(|w| w == word)), "{word} is in no office");
        }
    }

    #[test]
    fn a_body_is_no_person() {
        assert!(is_personal("deputy foreign minister") && is_personal("secretary general"));
        for body in ["foreign ministry", "prime minister office", "navy", "cabinet", "news agency"] {
            assert!(!is_personal(body), "{body}");
        }
    }
}

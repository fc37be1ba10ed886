//! Whether an object is of a form that is taken: what is the same for every type, before what it says is looked at.

use chancery_model::{Marking, Tlp};
use serde::Deserialize;

use crate::check::{Checked, shown};
use crate::ids;
use crate::object::{Object, SPEC, definitions, extension_definition};
use crate::take::Refusal;

/// The largest object, in bytes.
const MOST_OBJECT: usize = 16 << 20;
/// The most that one object refers to.
const MOST_REFS: usize = 100_000;

const KINDS: [&str; 8] = ["report", "incident", "identity", "location", "note", "relationship", "marking-definition", "extension-definition"];

/// Whether this is an id of a type.
pub(crate) fn is_id(id: &str, kind: &str) -> bool {
    let rest = id.strip_prefix(kind).and_then(|rest| rest.strip_prefix("--"));
    rest.is_some_and(|rest| rest.len() == 36 && rest.parse::<uuid::Uuid>().is_ok_and(|uuid| uuid.to_string() == rest))
}

/// Read one object and look at all of it that is the same for every type.
pub(crate) fn read(raw: &str) -> std::result::Result<Object, Refusal> {
    #[derive(Deserialize)]
    struct Name {
        #[serde(default)]
        id: String,
    }
    let name = || serde_json::from_str::<Name>(raw).map(|name| shown(&name.id)).unwrap_or_default();
    let refuse = |reason: String| Refusal { id: name(), version: String::new(), reason };
    if raw.len() > MOST_OBJECT {
        return Err(Refusal { id: String::new(), version: String::new(), reason: format!("it is larger than {MOST_OBJECT} bytes") });
    }
    if !raw.starts_with('{') {
        return Err(refuse("it is no object".to_owned()));
    }
    let object: Object = serde_json::from_str(raw).map_err(|error| refuse(shown(&format!("it cannot be read: {error}"))))?;
    form(&object).map_err(refuse)?;
    Ok(object)
}

fn form(object: &Object) -> Checked {
    let kind = object.kind.as_str();
    if !KINDS.contains(&kind) {
        return Err(format!("`{}` is no type that is taken", shown(kind)));
    }
    if object.spec_version != SPEC {
        return Err(format!("it is of STIX `{}` and not {SPEC}", shown(&object.spec_version)));
    }
    if !is_id(&object.id, kind) {
        return Err("its id is none of its type".to_owned());
    }
    if !ids::is_time(&object.created) || !ids::is_time(object.version()) || object.version() < object.created.as_str() {
        return Err("its times cannot be".to_owned());
    }
    if object.object_refs.len() > MOST_REFS {
        return Err(format!("it refers to more than {MOST_REFS} objects"));
    }
    if object.modified.is_none() && kind != "marking-definition" {
        return Err("it does not say when it was modified".to_owned());
    }
    match kind {
        "marking-definition" => definition(object),
        "extension-definition" if !extension_definition().contains(object) => Err("it defines an extension that is not known".to_owned()),
        "extension-definition" => Ok(()),
        _ => marked(&object.object_marking_refs),
    }
}

/// A marking is one that is known, and says what it should.
fn definition(object: &Object) -> Checked {
    old_tlp(&object.id)?;
    let level = Tlp::ALL.into_iter().find(|level| ids::tlp(*level) == object.id);
    let restrictions = || object.extension().and_then(|extension| extension.restrictions.as_deref());
    let meant = match level {
        Some(level) => Marking::of(level),
        None => restrictions().and_then(|text| format!("CLEAR {text}").parse().ok()).ok_or("it is no marking that is known")?,
    };
    if definitions(&meant).contains(object) { Ok(()) } else { Err("it is not what its id stands for".to_owned()) }
}

fn old_tlp(id: &str) -> Checked {
    if ids::OLD_TLP.contains(&id) { Err("it is marked by TLP 1.0, whose levels mean something else; TLP 2.0 is needed".to_owned()) } else { Ok(()) }
}

/// One level of TLP 2.0, and at most one marking of ours.
fn marked(refs: &[String]) -> Checked {
    refs.iter().try_for_each(|id| old_tlp(id))?;
    let levels = refs.iter().filter(|id| Tlp::ALL.into_iter().any(|level| ids::tlp(level) == id.as_str())).count();
    match (levels, refs.len()) {
        (0, _) => Err("it has no level of TLP 2.0".to_owned()),
        (1, 1 | 2) => Ok(()),
        _ => Err("it has markings that do not go together or are not known".to_owned()),
    }
}

/// The same object, whenever it was modified, and whatever a party or country is called.
pub(crate) fn same(object: &Object, expected: &Object) -> bool {
    let mut expected = expected.clone();
    expected.modified.clone_from(&object.modified);
    if matches!(object.kind.as_str(), "identity" | "location") {
        expected.name.clone_from(&object.name);
        expected.description.clone_from(&object.description);
    }
    *object == expected
}

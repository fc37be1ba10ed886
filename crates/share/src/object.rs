//! STIX 2.1 as far as entries need it: one shape for all objects, of which each type uses a part. What is not in it is refused when read.

use std::collections::BTreeMap;

use chancery_formats::wire::{WireDocument, WireEvent};
use chancery_model::{Marking, Tlp};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};

use crate::ids;

/// The form of [`SharedEntry`].
pub const FORM: &str = "chancery-share/1";

/// The value of `spec_version`.
pub const SPEC: &str = "2.1";

/// An object of STIX 2.1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The version of STIX.
    pub spec_version: String,
    /// Its id.
    pub id: String,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by_ref: Option<String>,
    /// When it was first published.
    pub created: String,
    /// When this version was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// It was taken back.
    #[serde(default, skip_serializing_if = "is_false")]
    pub revoked: bool,
    /// The language of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When a report came out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// What a note says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Who wrote a note.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// What sort of party an identity is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_class: Option<String>,
    /// The country of a location: ISO 3166-1 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How two objects go together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship_type: Option<String>,
    /// The one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_ref: Option<String>,
    /// The other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_ref: Option<String>,
    /// What a report or note is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub object_refs: Vec<String>,
    /// Where a report was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_references: Vec<Reference>,
    /// How it is marked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub object_marking_refs: Vec<String>,
    /// Where the schema of an extension is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The version of an extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What an extension adds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extension_types: Vec<String>,
    /// What STIX has no property for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Extensions>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Something outside STIX.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Who published it.
    pub source_name: String,
    /// What it is, where there is no address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Hashes of the text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hashes: BTreeMap<String, String>,
}

/// The extensions that are known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extensions {
    /// Ours.
    #[serde(rename = "extension-definition--5b6f1c1e-9a57-4f0e-8a39-3f0c7e1d2b64", default, skip_serializing_if = "Option::is_none")]
    pub ours: Option<Extension>,
    /// Levels of TLP 2.0.
    #[serde(rename = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d", default, skip_serializing_if = "Option::is_none")]
    pub tlp: Option<TlpExtension>,
}

/// A level of TLP 2.0, as OASIS writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlpExtension {
    /// `property-extension`.
    pub extension_type: String,
    /// The level in small letters.
    pub tlp_2_0: String,
}

/// What chancery adds to objects of STIX: one of these.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "chancery-share/1: what chancery adds to STIX 2.1")]
pub struct Extension {
    /// `property-extension`.
    pub extension_type: String,
    /// Of a report: what another chancery needs to hold the same entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Box<SharedEntry>>,
    /// Of an incident: the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Box<WireEvent<'static>>>,
    /// Of a note: what somebody decided on a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<SharedCorrection>,
    /// Of a note: whom the sender lets have something, from whoever holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<SharedConsent>,
    /// Of a marking: what narrows the level, as in `REL(b,c) ORCON NOWORDS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restrictions: Option<String>,
}

impl Extension {
    /// An extension with nothing in it yet.
    pub fn empty() -> Self {
        Self { extension_type: "property-extension".to_owned(), ..Self::default() }
    }
}

/// A document with all that it tells, as it goes from one chancery to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedEntry {
    /// The form of this object: `chancery-share/1`.
    pub form: String,
    /// The hash by which its originator knows it.
    pub hash: String,
    /// Whose it is, if not the sender's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originator: Option<String>,
    /// The sender may pass it on: by its marking, or by the originator's consent.
    #[serde(default, skip_serializing_if = "is_false")]
    pub with_leave: bool,
    /// How it is marked: a level of TLP 2.0, then what narrows it.
    pub marking: String,
    /// Records that are marked more narrowly, by their ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub record_markings: BTreeMap<String, String>,
    /// Its text; none where the words are withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What it tells, in the form chancery/1; quotes are empty where the words are withheld.
    pub document: WireDocument<'static>,
    /// What its versions have in common.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions_of: Option<String>,
    /// Version of the coder that read it.
    pub coder: String,
}

/// What somebody decided on a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedCorrection {
    /// Its id.
    pub id: String,
    /// Whose it is, if not the sender's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originator: Option<String>,
    /// When it was made.
    pub made: String,
    /// By whom.
    pub author: String,
    /// The record that it names.
    pub target: String,
    /// `set`, `reject`, `merge`, `split`, `note`.
    pub action: String,
    /// What it says, in JSON.
    pub detail: String,
    /// It was taken back.
    #[serde(default, skip_serializing_if = "is_false")]
    pub undone: bool,
    /// How it is marked.
    pub marking: String,
}

/// What somebody lets a partner have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedConsent {
    /// The hash of a document, or the id of a record.
    pub object: String,
    /// Who may have it.
    pub partner: String,
    /// When it was given.
    pub made: String,
    /// By whom.
    pub author: String,
}

impl Object {
    /// An object of a type with an id.
    pub fn new(kind: &str, id: String, created: &str) -> Self {
        Self { kind: kind.to_owned(), spec_version: SPEC.to_owned(), id, created: created.to_owned(), modified: Some(created.to_owned()), ..Self::default() }
    }

    /// Our extension of it.
    pub fn extension(&self) -> Option<&Extension> {
        self.extensions.as_ref().and_then(|extensions| extensions.ours.as_ref())
    }

    /// The time that tells its versions apart.
    pub fn version(&self) -> &str {
        self.modified.as_deref().unwrap_or(&self.created)
    }

    pub(crate) fn extended(mut self, extension: Extension) -> Self {
        self.extensions = Some(Extensions { ours: Some(extension), tlp: None });
        self
    }

    pub(crate) fn marked(mut self, marking: &Marking) -> Self {
        self.object_marking_refs = ids::marking_refs(marking);
        self
    }
}

/// The definitions that a marking refers to.
pub fn definitions(marking: &Marking) -> Vec<Object> {
    let level = Object {
        kind: "marking-definition".to_owned(),
        spec_version: SPEC.to_owned(),
        id: ids::tlp(marking.tlp).to_owned(),
        created: "2022-10-01T00:00:00.000Z".to_owned(),
        name: Some(format!("TLP:{}", marking.tlp)),
        extensions: Some(Extensions {
            tlp: Some(TlpExtension { extension_type: "property-extension".to_owned(), tlp_2_0: marking.tlp.as_str().to_ascii_lowercase() }),
            ours: None,
        }),
        ..Object::default()
    };
    let restrictions = ids::restrictions(marking);
    let narrowed = (!restrictions.is_empty()).then(|| {
        let of = Object {
            modified: None,
            name: Some(restrictions.clone()),
            created_by_ref: Some(ids::CHANCERY.clone()),
            ..Object::new("marking-definition", ids::id("marking-definition", &[&restrictions]), ids::FOUNDED)
        };
        of.extended(Extension { restrictions: Some(restrictions), ..Extension::empty() })
    });
    std::iter::once(level).chain(narrowed).collect()
}

/// The definition of our extension, and who stands behind it.
pub fn extension_definition() -> Vec<Object> {
    let chancery = Object {
        name: Some("chancery".to_owned()),
        identity_class: Some("system".to_owned()),
        ..Object::new("identity", ids::CHANCERY.clone(), ids::FOUNDED).marked(&Marking::of(Tlp::Clear))
    };
    let definition = Object {
        created_by_ref: Some(ids::CHANCERY.clone()),
        name: Some(FORM.to_owned()),
        description: Some("Entries of chancery: a report with the acts and undertakings that it tells, corrections and consents.".to_owned()),
        schema: Some("schema/chancery-share-1.schema.json in the sources of chancery".to_owned()),
        version: Some("1.0.0".to_owned()),
        extension_types: vec!["property-extension".to_owned()],
        ..Object::new("extension-definition", ids::EXTENSION.to_owned(), ids::FOUNDED).marked(&Marking::of(Tlp::Clear))
    };
    vec![chancery, definition]
}

/// The schema of our extension as it is published: draft 2020-12, indented, with a line end.
pub fn schema() -> String {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Extension>();
    format!("{:#}\n", schema.as_value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_current() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/chancery-share-1.schema.json");
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == schema(), "{} is stale; run `cargo xtask schema`", path.display());
    }

    #[test]
    fn the_ids_of_the_extensions_are_those_that_are_written() {
        let extensions = Extensions {
            ours: Some(Extension::empty()),
            tlp: Some(TlpExtension { extension_type: "property-extension".to_owned(), tlp_2_0: "red".to_owned() }),
        };
        let written = serde_json::to_value(extensions).expect("JSON");
        assert!(written.get(ids::EXTENSION).is_some() && written.get(ids::TLP_EXTENSION).is_some());
    }
}

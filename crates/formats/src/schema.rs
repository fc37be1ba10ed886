//! The JSON Schema of `chancery/1`, made from the wire structs and published as `schema/chancery-1.schema.json`.

use schemars::generate::SchemaSettings;

use crate::wire::WireDocument;

/// The schema as it is published: draft 2020-12, indented, with a line end.
pub fn schema() -> String {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<WireDocument>();
    format!("{:#}\n", schema.as_value())
}

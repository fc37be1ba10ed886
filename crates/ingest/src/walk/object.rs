//! One JSON object into the fields of a record: texts and numbers as they stand, those of an object inside it under both names
//! (`source.name`). What lies deeper is passed over without recursion.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::fields::Record;
use crate::{Field, RefusedReason};

/// The fields of an object.
pub(super) fn record(json: &str, map: &[(String, Field)]) -> Result<Record, RefusedReason> {
    let mut record = Record::default();
    let mut reader = serde_json::Deserializer::from_str(json);
    let malformed = |error: serde_json::Error| RefusedReason::Malformed { what: "JSON", detail: error.to_string() };
    reader.deserialize_map(Fields { record: &mut record, map, within: None }).map_err(malformed)?;
    reader.end().map_err(malformed)?;
    Ok(record)
}

/// Reads an object, or an object in one.
struct Fields<'r> {
    record: &'r mut Record,
    map: &'r [(String, Field)],
    within: Option<&'r str>,
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("an object with the fields of a report")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while let Some(key) = access.next_key::<String>()? {
            let name = self.within.map_or_else(|| key.clone(), |outer| format!("{outer}.{key}"));
            access.next_value_seed(Value { record: &mut *self.record, map: self.map, name: &name, deep: self.within.is_some() })?;
        }
        Ok(())
    }
}

/// Reads a value under a name.
struct Value<'r> {
    record: &'r mut Record,
    map: &'r [(String, Field)],
    name: &'r str,
    deep: bool,
}

impl Value<'_> {
    fn put(self, value: &str) {
        self.record.put(self.name, value, self.map);
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        // What lies two objects deep has no meaning here, and is passed over as it is.
        if self.deep { reader.deserialize_any(Flat(self)) } else { reader.deserialize_any(self) }
    }
}

macro_rules! plain_values {
    ($this:ident => $value:expr) => {
        fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
            to.write_str("any value")
        }
        fn visit_str<E>(self, text: &str) -> Result<(), E> {
            let $this = self;
            $value.put(text);
            Ok(())
        }
        fn visit_i64<E>(self, number: i64) -> Result<(), E> {
            let $this = self;
            $value.put(&number.to_string());
            Ok(())
        }
        fn visit_u64<E>(self, number: u64) -> Result<(), E> {
            let $this = self;
            $value.put(&number.to_string());
            Ok(())
        }
        fn visit_f64<E>(self, number: f64) -> Result<(), E> {
            let $this = self;
            $value.put(&number.to_string());
            Ok(())
        }
        fn visit_bool<E>(self, _: bool) -> Result<(), E> {
            Ok(())
        }
        fn visit_unit<E>(self) -> Result<(), E> {
            Ok(())
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
            while access.next_element::<IgnoredAny>()?.is_some() {}
            Ok(())
        }
    };
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();
    plain_values!(this => this);

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        Fields { record: self.record, map: self.map, within: Some(self.name) }.visit_map(access)
    }
}

/// A value in an object that is itself a value.
struct Flat<'r>(Value<'r>);

impl<'de> Visitor<'de> for Flat<'_> {
    type Value = ();
    plain_values!(this => this.0);

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while access.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

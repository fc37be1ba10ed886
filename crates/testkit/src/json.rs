//! Places in a JSON value, for tests that change one of them.

use serde_json::Value;

/// The pointer of every place in a value, the value itself first.
pub fn places(value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    walk(value, "", &mut all);
    all
}

fn walk(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Array(all) => all.iter().enumerate().for_each(|(nth, one)| walk(one, &format!("{at}/{nth}"), out)),
        Value::Object(all) => all.iter().for_each(|(key, one)| walk(one, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), out)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_can_be_pointed_to() {
        let value = serde_json::json!({"a/b": [1, {"~": null}], "": true});
        let all = places(&value);
        assert_eq!(all.len(), 6);
        assert!(all.iter().all(|place| value.pointer(place).is_some()), "{all:?}");
    }
}

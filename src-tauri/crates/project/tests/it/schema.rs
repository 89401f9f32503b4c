//! forms/project.schema.json says what the reader reads: the shipped files fit it, and what it forbids is refused.
//!
//! The validator below knows the few words of JSON Schema that the file uses, and fails on any other.

use std::fs;

use serde_json::Value;

use crate::shipped;

fn schema() -> Value {
    let text = fs::read_to_string(shipped().join("project.schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn file(id: &str) -> Value {
    let text = fs::read_to_string(shipped().join(id).join("project.toml")).unwrap();
    serde_json::to_value(toml::from_str::<toml::Value>(&text).unwrap()).unwrap()
}

/// Where and why a value does not fit.
fn misfits(root: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    let known = [
        "$schema",
        "$id",
        "$defs",
        "$ref",
        "title",
        "description",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "pattern",
        "minItems",
        "minimum",
        "maximum",
        "uniqueItems",
        "anyOf",
        "default",
        "maxLength",
        "minLength",
    ];
    for key in schema.as_object().unwrap().keys() {
        assert!(known.contains(&key.as_str()), "schema word {key}");
    }
    if let Some(name) = schema["$ref"].as_str() {
        let target = &root["$defs"][name.trim_start_matches("#/$defs/")];
        assert!(target.is_object(), "{name}");
        misfits(root, target, value, at, out);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let fits = any.iter().any(|s| {
            let mut inner = Vec::new();
            misfits(root, s, value, at, &mut inner);
            inner.is_empty()
        });
        if !fits {
            out.push(format!("{at}: fits none"));
        }
    }
    if let Some(kind) = schema["type"].as_str() {
        let fits = match kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            other => panic!("{other}"),
        };
        if !fits {
            out.push(format!("{at}: not {kind}"));
            return;
        }
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        out.push(format!("{at}: {value} not allowed"));
    }
    if let Some(fields) = value.as_object() {
        let properties = schema["properties"].as_object();
        for name in schema["required"].as_array().into_iter().flatten() {
            if !fields.contains_key(name.as_str().unwrap()) {
                out.push(format!("{at}: {name} missing"));
            }
        }
        for (name, inner) in fields {
            match properties.and_then(|p| p.get(name)) {
                Some(s) => misfits(root, s, inner, &format!("{at}/{name}"), out),
                None if schema["additionalProperties"] == Value::Bool(false) => {
                    out.push(format!("{at}: {name} unknown"))
                }
                None => {}
            }
        }
    }
    if let Some(list) = value.as_array()
        && schema["items"].is_object()
    {
        for (i, inner) in list.iter().enumerate() {
            misfits(root, &schema["items"], inner, &format!("{at}/{i}"), out);
        }
    }
}

fn check(value: &Value) -> Vec<String> {
    let schema = schema();
    let mut out = Vec::new();
    misfits(&schema, &schema, value, "", &mut out);
    out
}

#[test]
fn the_shipped_files_fit_the_schema() {
    for project in crate::projects().iter() {
        let id = project.id();
        assert_eq!(check(&file(id)), Vec::<String>::new(), "{id}");
    }
}

#[test]
fn what_the_schema_forbids_is_found() {
    let mut value = file("netca-gd-zfcg");
    value["colour"] = "red".into();
    value["businesses"][0]["business"] = "renewed".into();
    value["pin"]["max_tries"] = "ten".into();
    value.as_object_mut().unwrap().remove("ca");
    let found = check(&value).join("\n");
    for words in [
        "colour unknown",
        "\"ca\" missing",
        "/businesses/0/business",
        "/pin/max_tries: not integer",
    ] {
        assert!(found.contains(words), "{words} in {found}");
    }
}

/// The words of the schema are the words of the code.
#[test]
fn the_schema_names_the_canonical_words() {
    let schema = schema();
    let words = |name: &str| -> Vec<String> {
        let list = schema["$defs"][name]["enum"].as_array().unwrap();
        list.iter().map(|w| w.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        words("business"),
        case::BusinessType::ALL
            .iter()
            .map(|w| w.word())
            .collect::<Vec<_>>()
    );
    assert_eq!(
        words("channel"),
        case::Channel::ALL.iter().map(|w| w.word()).collect::<Vec<_>>()
    );
    assert_eq!(
        words("kind"),
        case::CertKind::ALL.iter().map(|w| w.word()).collect::<Vec<_>>()
    );
    assert_eq!(
        words("check"),
        identifiers::Kind::ALL
            .iter()
            .map(|w| w.word())
            .collect::<Vec<_>>()
    );
}

#[test]
fn every_figure_of_the_judgement_stands_in_the_schema_and_no_other() {
    fn thresholds(value: &Value) -> Option<&serde_json::Map<String, Value>> {
        let own = value["properties"].as_object();
        let own = own.filter(|of| of.contains_key("blank_mm2"));
        let below = || match value {
            Value::Object(of) => of.values().find_map(thresholds),
            Value::Array(of) => of.iter().find_map(thresholds),
            _ => None,
        };
        own.or_else(below)
    }
    let schema = schema();
    let mut said: Vec<&str> = thresholds(&schema).unwrap().keys().map(String::as_str).collect();
    let mut known: Vec<&str> = project::threshold_names().collect();
    said.sort_unstable();
    known.sort_unstable();
    assert_eq!(said, known);
}

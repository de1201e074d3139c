//! Every JSON document that a test sees is checked against the schema that the command prints.

use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::shell::payments_in;

fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_payments"));
        let output = command.arg("schema").env_clear().output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    })
}

/// Fails if a document has a member that the schema of its type lacks, lacks one that it
/// requires, or holds a value of another type.
pub(crate) fn check(document: &Value) {
    let results = schema()["oneOf"].as_array().unwrap();
    let kind = &document["type"];
    let result = results
        .iter()
        .find(|result| result["properties"]["type"]["const"] == *kind)
        .unwrap_or_else(|| panic!("no schema for the type {kind}: {document}"));
    if let Err(reason) = validate(document, result) {
        panic!("{reason}\nin {document:#}");
    }
}

fn resolve(schema: &Value) -> Option<&'static Value> {
    let path = schema["$ref"].as_str()?.strip_prefix('#')?;
    Some(super::schema::schema().pointer(path).unwrap())
}

/// The members that a schema and what it refers to know.
fn known(schema: &Value, members: &mut Map<String, Value>) {
    if let Some(properties) = schema["properties"].as_object() {
        members.extend(properties.clone());
    }
    if let Some(referred) = resolve(schema) {
        known(referred, members);
    }
}

fn validate(value: &Value, schema: &Value) -> Result<(), String> {
    for (keyword, _) in schema.as_object().into_iter().flatten() {
        let is_known = [
            "$ref",
            "$schema",
            "$defs",
            "title",
            "description",
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "anyOf",
            "oneOf",
            "const",
            "enum",
            "format",
            "minimum",
            "maximum",
        ];
        assert!(
            is_known.contains(&keyword.as_str()),
            "{keyword} is not checked"
        );
    }
    if let Some(referred) = resolve(schema) {
        let mut members = Map::new();
        known(schema, &mut members);
        validate_members(value, referred, &members)?;
    }
    let mut members = Map::new();
    known(schema, &mut members);
    validate_members(value, schema, &members)
}

fn validate_members(
    value: &Value,
    schema: &Value,
    members: &Map<String, Value>,
) -> Result<(), String> {
    let types = match &schema["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is_of = |name: &str| match name {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    if !types.is_empty() && !types.iter().any(|name| is_of(name)) {
        return Err(format!("{value} is not of type {types:?}"));
    }
    if let Some(expected) = schema.get("const")
        && expected != value
    {
        return Err(format!("{value} is not {expected}"));
    }
    for keyword in ["anyOf", "oneOf"] {
        let Some(choices) = schema[keyword].as_array() else {
            continue;
        };
        if !choices.iter().any(|choice| validate(value, choice).is_ok()) {
            return Err(format!("{value} is none of {}", schema[keyword]));
        }
    }
    let object = value.as_object().filter(|_| !members.is_empty());
    for (name, member) in object.into_iter().flatten() {
        let schema = members.get(name);
        let schema = schema.ok_or_else(|| format!("{name} is not in the schema"))?;
        validate(member, schema).map_err(|reason| format!("{name}: {reason}"))?;
    }
    for required in schema["required"].as_array().into_iter().flatten() {
        if value.get(required.as_str().unwrap()).is_none() {
            return Err(format!("{required} is missing"));
        }
    }
    for entry in value.as_array().into_iter().flatten() {
        validate(entry, &schema["items"])?;
    }
    Ok(())
}

#[test]
fn a_document_that_differs_from_its_schema_is_refused() {
    let payout = json!({
        "type": "payout", "id": "1", "status": "accepted", "provider_status": null,
        "reference": "R-1",
    });
    check(&payout);
    let payout_schema = schema()["oneOf"].as_array().unwrap().iter();
    let payout_schema = payout_schema
        .into_iter()
        .find(|schema| schema["properties"]["type"]["const"] == "payout")
        .unwrap();
    let differs = |change: &dyn Fn(&mut Map<String, Value>)| {
        let mut payout = payout.clone();
        change(payout.as_object_mut().unwrap());
        validate(&payout, payout_schema).unwrap_err()
    };
    let missing = differs(&|payout| drop(payout.remove("id")));
    assert!(missing.contains("is missing"), "{missing}");
    let unknown = differs(&|payout| drop(payout.insert("x".to_owned(), json!(1))));
    assert!(unknown.contains("x is not in the schema"), "{unknown}");
    let mistyped = differs(&|payout| drop(payout.insert("id".to_owned(), json!(1))));
    assert!(mistyped.contains("id: 1 is not of type"), "{mistyped}");
}

#[tokio::test]
async fn every_member_of_every_result_is_documented() {
    fn check_documented(schema: &Value, path: &str) {
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}.{name}");
            // A choice with a single member describes it.
            let is_described = member["description"].is_string()
                || schema["description"].is_string()
                    && schema["properties"].as_object().unwrap().len() == 1;
            assert!(name == "type" || is_described, "{path}");
            check_documented(member, &path);
        }
        for keyword in ["oneOf", "anyOf"] {
            for choice in schema[keyword].as_array().into_iter().flatten() {
                check_documented(choice, path);
            }
        }
    }
    let all = schema();
    for (name, definition) in all["$defs"].as_object().unwrap() {
        check_documented(definition, name);
    }
    for result in all["oneOf"].as_array().unwrap() {
        let kind = result["properties"]["type"]["const"].as_str().unwrap();
        assert!(result["description"].is_string(), "{kind}");
        let one = payments_in(Vec::new(), &["schema", kind], "").await;
        let one: Value = serde_json::from_str(&one.out).unwrap();
        assert_eq!(one["properties"]["type"]["const"], kind);
    }
    let unknown = payments_in(Vec::new(), &["schema", "nothing"], "").await;
    assert_eq!(unknown.code, 2, "{unknown:?}");
}

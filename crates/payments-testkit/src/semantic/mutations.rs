//! The mutations of a document.

use std::collections::BTreeSet;

use super::document::{Document, Members, Value};
use super::{Mutation, MutationKind};

/// Objects with more leaves than this have only neighboring members swapped.
const MOST_SWAPPED: usize = 12;

/// Every mutation of a body. See [`Mutation::of`].
pub(super) fn of(body: &[u8]) -> Vec<Mutation> {
    some(body, 0, 1, &|_, _| true)
}

/// Of the mutations of these kinds and paths, the one with the number `first` and each `step`-th
/// after it, and every member that is repeated with another value: each member decides separately
/// which of two contradicting values counts, so that no sample may leave one out. The others are not
/// built.
pub(super) fn some(
    body: &[u8],
    first: usize,
    step: usize,
    keep: &dyn Fn(MutationKind, &str) -> bool,
) -> Vec<Mutation> {
    let Some(document) = Document::parse(body) else {
        return Vec::new();
    };
    let mut found = Found {
        original: document.write(&document.root),
        seen: BTreeSet::new(),
        document: &document,
        mutations: Vec::new(),
        keep,
        left: first,
        step,
    };
    let root = &document.root;
    for (what, value) in retyped(root) {
        found.push(MutationKind::Retype, "", &what, || value);
    }
    visit(root, "", &|value| value, &mut found);
    found.mutations
}

struct Found<'a> {
    document: &'a Document,
    original: Vec<u8>,
    /// Each kind has each body once.
    seen: BTreeSet<(MutationKind, Vec<u8>)>,
    mutations: Vec<Mutation>,
    keep: &'a dyn Fn(MutationKind, &str) -> bool,
    /// How many mutations are left out before the next one.
    left: usize,
    step: usize,
}

impl Found<'_> {
    /// Adds a mutation, unless it changes nothing or is there already.
    fn push(&mut self, kind: MutationKind, path: &str, what: &str, root: impl FnOnce() -> Value) {
        self.push_of_leaves(kind, path, what, root, &[]);
    }

    /// Adds a mutation that is in every sample.
    fn push_always(
        &mut self,
        kind: MutationKind,
        path: &str,
        what: &str,
        root: impl FnOnce() -> Value,
    ) {
        if (self.keep)(kind, path) {
            self.add(kind, path, what, root, &[]);
        }
    }

    /// Adds a mutation that gives these leaves other values.
    fn push_of_leaves(
        &mut self,
        kind: MutationKind,
        path: &str,
        what: &str,
        root: impl FnOnce() -> Value,
        leaves: &[&Value],
    ) {
        if !(self.keep)(kind, path) {
            return;
        }
        if let Some(left) = self.left.checked_sub(1) {
            self.left = left;
            return;
        }
        self.left = self.step - 1;
        self.add(kind, path, what, root, leaves);
    }

    fn add(
        &mut self,
        kind: MutationKind,
        path: &str,
        what: &str,
        root: impl FnOnce() -> Value,
        leaves: &[&Value],
    ) {
        let body = self.document.write(&root());
        if body != self.original && self.seen.insert((kind, body.clone())) {
            self.mutations.push(Mutation {
                kind,
                path: path.to_owned(),
                what: what.to_owned(),
                replaced: texts(leaves),
                body,
            });
        }
    }
}

/// The texts and numbers of leaves.
fn texts(leaves: &[&Value]) -> Vec<String> {
    let text = |leaf: &&Value| match leaf {
        Value::Literal(text) | Value::Text(text) => Some(text.clone()),
        Value::List(_) | Value::Object(_) => None,
    };
    leaves.iter().filter_map(text).collect()
}

/// Visits a value. `rebuild` makes the root with another value in its place.
fn visit(value: &Value, path: &str, rebuild: &dyn Fn(Value) -> Value, found: &mut Found<'_>) {
    match value {
        Value::Object(members) => {
            of_object(members, path, rebuild, found);
            for (index, (name, member)) in members.iter().enumerate() {
                let inner = join(path, name);
                let rebuild = |value| {
                    let mut members = members.clone();
                    if let Some((_, member)) = members.get_mut(index) {
                        *member = value;
                    }
                    rebuild(Value::Object(members))
                };
                of_value(member, &inner, &rebuild, found);
                visit(member, &inner, &rebuild, found);
            }
        }
        Value::List(values) => {
            of_list(values, path, rebuild, found);
            for (index, entry) in values.iter().enumerate() {
                let inner = format!("{path}[{index}]");
                let rebuild = |value| {
                    let mut values = values.clone();
                    if let Some(entry) = values.get_mut(index) {
                        *entry = value;
                    }
                    rebuild(Value::List(values))
                };
                of_value(entry, &inner, &rebuild, found);
                visit(entry, &inner, &rebuild, found);
            }
        }
        Value::Literal(_) | Value::Text(_) => {}
    }
}

/// The mutations of one value in its place.
fn of_value(value: &Value, path: &str, rebuild: &dyn Fn(Value) -> Value, found: &mut Found<'_>) {
    for (what, retyped) in retyped(value) {
        found.push(MutationKind::Retype, path, &what, || rebuild(retyped));
    }
    if let Some(altered) = altered(value) {
        let what = format!("to {}", shown(&altered));
        let root = || rebuild(altered);
        found.push_of_leaves(MutationKind::Alter, path, &what, root, &[value]);
    }
}

/// The mutations of the members of an object.
fn of_object(
    members: &[(String, Value)],
    path: &str,
    rebuild: &dyn Fn(Value) -> Value,
    found: &mut Found<'_>,
) {
    let with = |change: &dyn Fn(&mut Members)| {
        let mut members = members.to_vec();
        change(&mut members);
        rebuild(Value::Object(members))
    };
    for (index, (name, value)) in members.iter().enumerate() {
        let inner = join(path, name);
        let root = || with(&|members| drop(members.remove(index)));
        found.push(MutationKind::Delete, &inner, "", root);
        let root = || {
            with(&|members| {
                if let Some((name, _)) = members.get_mut(index) {
                    name.insert_str(0, "x_");
                }
            })
        };
        found.push(MutationKind::Rename, &inner, "", root);
        let null = Value::Literal("null".to_owned());
        let contradicting = altered(value).map(|copy| (copy, true));
        for (copy, contradicts) in [(null, false)].into_iter().chain(contradicting) {
            for place in [index, index + 1] {
                let what = if place == index {
                    "before it"
                } else {
                    "behind it"
                };
                let what = format!("{what}, as {}", shown(&copy));
                let root = || with(&|members| members.insert(place, (name.clone(), copy.clone())));
                if contradicts {
                    found.push_always(MutationKind::Duplicate, &inner, &what, root);
                } else {
                    found.push(MutationKind::Duplicate, &inner, &what, root);
                }
            }
        }
        let root = || with(&|members| members.insert(index, (name.clone(), value.clone())));
        found.push(MutationKind::Duplicate, &inner, "unchanged", root);
    }
    let root = || with(&|members| members.reverse());
    found.push(MutationKind::Reorder, path, "members reversed", root);
    let leaf = |value: &Value| matches!(value, Value::Literal(_) | Value::Text(_));
    let leaves = members
        .iter()
        .enumerate()
        .filter(|(_, member)| leaf(&member.1));
    let leaves: Vec<usize> = leaves.map(|(index, _)| index).collect();
    for (place, first) in leaves.iter().enumerate() {
        let reach = if leaves.len() > MOST_SWAPPED {
            1
        } else {
            leaves.len()
        };
        for second in leaves.iter().skip(place + 1).take(reach) {
            let name = |index: usize| members.get(index).map_or("", |(name, _)| name);
            let value = |index: usize| members.get(index).map(|(_, value)| value.clone());
            let (Some(one), Some(other)) = (value(*first), value(*second)) else {
                continue;
            };
            let root = || {
                with(&|members| {
                    if let Some((_, value)) = members.get_mut(*first) {
                        *value = other.clone();
                    }
                    if let Some((_, value)) = members.get_mut(*second) {
                        *value = one.clone();
                    }
                })
            };
            let what = format!("with {}", name(*second));
            let path = join(path, name(*first));
            found.push_of_leaves(MutationKind::Swap, &path, &what, root, &[&one, &other]);
        }
    }
}

/// The mutations of the entries of a list.
fn of_list(values: &[Value], path: &str, rebuild: &dyn Fn(Value) -> Value, found: &mut Found<'_>) {
    let with = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut values = values.to_vec();
        change(&mut values);
        rebuild(Value::List(values))
    };
    for index in 0..values.len() {
        let inner = format!("{path}[{index}]");
        let root = || with(&|values| drop(values.remove(index)));
        found.push(MutationKind::Delete, &inner, "", root);
        let root = || {
            with(&|values| {
                let copy = values.get(index).cloned();
                values.extend(copy);
            })
        };
        found.push(MutationKind::Duplicate, &inner, "at the end", root);
    }
    let root = || with(&|values| values.clear());
    found.push(MutationKind::Delete, path, "every entry", root);
    let root = || with(&|values| values.reverse());
    found.push(MutationKind::Reorder, path, "entries reversed", root);
    // As PHP writes a list with a hole.
    for first in [0, 1] {
        let members = values.iter().enumerate();
        let members = members.map(|(index, value)| ((index + first).to_string(), value.clone()));
        let what = format!("to an object with keys from {first}");
        let root = || rebuild(Value::Object(members.collect()));
        found.push(MutationKind::Retype, path, &what, root);
    }
}

/// The value as values of other types.
fn retyped(value: &Value) -> Vec<(String, Value)> {
    let literal = |text: &str| Value::Literal(text.to_owned());
    let wrapped = |name: &str| Value::Object(vec![(name.to_owned(), value.clone())]);
    let mut all = vec![
        literal("null"),
        literal("true"),
        literal("false"),
        literal("0"),
        Value::Text(String::new()),
        Value::List(Vec::new()),
        Value::Object(Vec::new()),
        Value::List(vec![value.clone()]),
        wrapped("0"),
        wrapped("value"),
    ];
    match value {
        Value::Literal(text) => all.push(Value::Text(text.clone())),
        Value::Text(text) if is_number(text) => all.push(literal(text)),
        Value::Object(members) => {
            let values = members.iter().map(|(_, value)| value.clone());
            all.push(Value::List(values.collect()));
        }
        Value::Text(_) | Value::List(_) => {}
    }
    let what = |value: &Value| format!("to {}", shown(value));
    all.into_iter().map(|value| (what(&value), value)).collect()
}

/// Another value of the same type; `None` where there is no leaf to change.
fn altered(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Literal(text) if text == "true" => Value::Literal("false".to_owned()),
        Value::Literal(text) if text == "false" => Value::Literal("true".to_owned()),
        Value::Literal(text) if text == "null" => return None,
        Value::Literal(text) => Value::Literal(other_digit(text)),
        Value::Text(text) if text.contains(|c: char| c.is_ascii_digit()) => {
            Value::Text(other_digit(text))
        }
        Value::Text(text) => Value::Text(format!("{text}X")),
        Value::List(_) | Value::Object(_) => return None,
    })
}

/// The text with its first digit changed; a leading zero becomes one, and anything else stays a
/// number without a leading zero.
fn other_digit(text: &str) -> String {
    let mut changed = false;
    let digit = |c: char| match c {
        '0'..='9' if !changed => {
            changed = true;
            match c {
                '0' => '1',
                '1' => {
                    if text.len() == 1 {
                        '0'
                    } else {
                        '2'
                    }
                }
                _ => '1',
            }
        }
        c => c,
    };
    text.chars().map(digit).collect()
}

fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// The kind of a value, and of a short leaf its content: this is printed only of invented data.
fn shown(value: &Value) -> String {
    match value {
        Value::Literal(text) => text.clone(),
        Value::Text(text) if text.is_empty() => "an empty text".to_owned(),
        Value::Text(text) if is_number(text) => "a text of digits".to_owned(),
        Value::Text(_) => "another text".to_owned(),
        Value::List(values) if values.is_empty() => "an empty list".to_owned(),
        Value::List(values) => format!("a list of {}", values.len()),
        Value::Object(members) => match members.as_slice() {
            [] => "an empty object".to_owned(),
            [(name, _)] => format!("an object with the member {name:?}"),
            _ => format!("an object of {}", members.len()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(body: &str, kind: MutationKind) -> Vec<String> {
        let mutations = of(body.as_bytes()).into_iter();
        let of_kind = mutations.filter(|mutation| mutation.kind == kind);
        of_kind
            .map(|mutation| String::from_utf8(mutation.body).unwrap())
            .collect()
    }

    #[test]
    fn members_are_deleted_renamed_repeated_and_swapped() {
        let body = r#"{"a":"1","b":{"c":2}}"#;
        assert_eq!(
            bodies(body, MutationKind::Delete),
            [r#"{"b":{"c":2}}"#, r#"{"a":"1"}"#, r#"{"a":"1","b":{}}"#]
        );
        assert_eq!(
            bodies(body, MutationKind::Rename),
            [
                r#"{"x_a":"1","b":{"c":2}}"#,
                r#"{"a":"1","x_b":{"c":2}}"#,
                r#"{"a":"1","b":{"x_c":2}}"#
            ]
        );
        let repeated = bodies(r#"{"a":"1"}"#, MutationKind::Duplicate);
        assert_eq!(
            repeated,
            [
                r#"{"a":null,"a":"1"}"#,
                r#"{"a":"1","a":null}"#,
                r#"{"a":"0","a":"1"}"#,
                r#"{"a":"1","a":"0"}"#,
                r#"{"a":"1","a":"1"}"#,
            ]
        );
        assert_eq!(
            bodies(r#"{"a":1,"b":2,"c":[]}"#, MutationKind::Swap),
            [r#"{"a":2,"b":1,"c":[]}"#]
        );
    }

    #[test]
    fn every_sample_repeats_each_member_with_another_value() {
        let body = r#"{"a":"1","b":{"c":true},"d":null}"#;
        for first in 0..3 {
            let sample = some(body.as_bytes(), first, 1_000, &|_, _| true);
            let bodies: Vec<&str> = sample
                .iter()
                .map(|one| std::str::from_utf8(one.body()).unwrap())
                .collect();
            for contradicting in [
                r#"{"a":"0","a":"1","b":{"c":true},"d":null}"#,
                r#"{"a":"1","a":"0","b":{"c":true},"d":null}"#,
                r#"{"a":"1","b":{"c":false,"c":true},"d":null}"#,
                r#"{"a":"1","b":{"c":true,"c":false},"d":null}"#,
            ] {
                assert!(bodies.contains(&contradicting), "{contradicting}");
            }
            // With one of the others.
            assert_eq!(bodies.len(), 5, "{bodies:?}");
        }
        let none = some(body.as_bytes(), 0, 1, &|kind, _| {
            kind != MutationKind::Duplicate
        });
        assert!(none.iter().all(|one| one.kind() != MutationKind::Duplicate));
    }

    #[test]
    fn lists_lose_entries_and_get_holes() {
        let body = r#"{"a":[1,2]}"#;
        assert_eq!(
            bodies(body, MutationKind::Delete),
            ["{}", r#"{"a":[2]}"#, r#"{"a":[1]}"#, r#"{"a":[]}"#]
        );
        let retyped = bodies(body, MutationKind::Retype);
        assert!(retyped.contains(&r#"{"a":{"1":1,"2":2}}"#.to_owned()));
        assert!(retyped.contains(&r#"{"a":[1,{"0":2}]}"#.to_owned()));
    }

    #[test]
    fn leaves_get_another_value_of_their_type() {
        assert_eq!(
            bodies(
                r#"{"a":"800.50","b":true,"c":"x","d":0}"#,
                MutationKind::Alter
            ),
            [
                r#"{"a":"100.50","b":true,"c":"x","d":0}"#,
                r#"{"a":"800.50","b":false,"c":"x","d":0}"#,
                r#"{"a":"800.50","b":true,"c":"xX","d":0}"#,
                r#"{"a":"800.50","b":true,"c":"x","d":1}"#,
            ]
        );
    }

    #[test]
    fn xml_is_mutated_like_json() {
        let body = "<r><a>1</a><b>2</b></r>";
        assert!(bodies(body, MutationKind::Delete).contains(&"<r><b>2</b></r>".to_owned()));
        let repeated = bodies(body, MutationKind::Duplicate);
        assert!(repeated.contains(&"<r><a>0</a><a>1</a><b>2</b></r>".to_owned()));
        assert!(bodies(body, MutationKind::Swap).contains(&"<r><a>2</a><b>1</b></r>".to_owned()));
    }

    #[test]
    fn every_mutation_is_a_document_again_and_differs() {
        for body in [
            r#"{"a":[1,{"b":"x"}],"c":null}"#,
            "<r><a>1</a><b><c>x</c></b></r>",
        ] {
            let mutations = of(body.as_bytes());
            assert!(mutations.len() > 40, "{}", mutations.len());
            for mutation in mutations {
                assert_ne!(mutation.body, body.as_bytes(), "{mutation}");
            }
        }
        assert!(of(b"no document").is_empty());
    }
}

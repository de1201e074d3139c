//! PHP's reading of a query string or a form body, brackets included.
//!
//! Hand-written, because no library has PHP's rules for names, nesting and limits. The percent
//! decoding is that of `form_urlencoded`.

use std::fmt;

use url::form_urlencoded;

use super::name::Name;

/// PHP's `max_input_nesting_level`: a variable with more brackets is dropped.
const MAX_NESTING: usize = 64;

/// PHP's `max_input_vars`: whatever follows is not read.
const MAX_VARIABLES: usize = 1000;

/// A decoded input: a text, or an ordered array. Integer keys are kept as their digits.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Php {
    Text(String),
    Array(Vec<(String, Php)>),
}

impl Php {
    /// The member `key` of an array.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The value reached by following `keys` from here.
    pub(crate) fn path(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |at, key| at.get(key))
    }

    /// The text at `keys`; `None` for an array.
    pub(crate) fn text(&self, keys: &[&str]) -> Option<&str> {
        match self.path(keys)? {
            Self::Text(text) => Some(text),
            Self::Array(_) => None,
        }
    }

    /// The members in order of first appearance; none for a text.
    pub(crate) fn entries(&self) -> &[(String, Self)] {
        match self {
            Self::Text(_) => &[],
            Self::Array(entries) => entries,
        }
    }
}

// Inputs carry card numbers and tokens, so only their shape is shown.
impl fmt::Debug for Php {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "<{} bytes>", text.len()),
            Self::Array(entries) => f
                .debug_map()
                .entries(entries.iter().map(|(key, value)| (key, value)))
                .finish(),
        }
    }
}

/// Decodes a query string or an `application/x-www-form-urlencoded` body as PHP's `parse_str`
/// does. The result is always an array.
pub(crate) fn parse_str(input: &str) -> Php {
    let mut variables = Vec::new();
    for (name, value) in form_urlencoded::parse(input.as_bytes()).take(MAX_VARIABLES) {
        let Some(name) = Name::read(&name) else {
            continue;
        };
        if name.steps.len() > MAX_NESTING {
            variables.retain(|(key, _)| *key != name.top);
        } else {
            put(
                &mut variables,
                Some(&name.top),
                &name.steps,
                value.into_owned(),
            );
        }
    }
    Php::Array(variables)
}

fn put(
    entries: &mut Vec<(String, Php)>,
    key: Option<&str>,
    steps: &[Option<String>],
    value: String,
) {
    let Some(slot) = slot(entries, key) else {
        return;
    };
    let Some((next, steps)) = steps.split_first() else {
        *slot = Php::Text(value);
        return;
    };
    if let Php::Text(_) = slot {
        *slot = Php::Array(Vec::new());
    }
    if let Php::Array(inner) = slot {
        put(inner, next.as_deref(), steps, value);
    }
}

/// The place of `key`, made at the end if there is none yet.
fn slot<'a>(entries: &'a mut Vec<(String, Php)>, key: Option<&str>) -> Option<&'a mut Php> {
    let key = match key {
        Some(key) => key.to_owned(),
        None => next_index(entries)?.to_string(),
    };
    let at = match entries.iter().position(|(name, _)| *name == key) {
        Some(at) => at,
        None => {
            entries.push((key, Php::Text(String::new())));
            entries.len() - 1
        }
    };
    entries.get_mut(at).map(|(_, value)| value)
}

/// One more than the largest integer key; `None` when there is no larger integer.
fn next_index(entries: &[(String, Php)]) -> Option<i64> {
    entries
        .iter()
        .filter_map(|(key, _)| integer_key(key))
        .filter(|index| *index >= 0)
        .max()
        .map_or(Some(0), |largest| largest.checked_add(1))
}

/// The integer that PHP takes `key` for: `5` is one, `05` and `+5` are texts.
fn integer_key(key: &str) -> Option<i64> {
    key.parse::<i64>()
        .ok()
        .filter(|index| index.to_string() == key)
}

#[cfg(test)]
mod tests {
    use super::{MAX_NESTING, MAX_VARIABLES, Php, parse_str};

    fn text(value: &str) -> Php {
        Php::Text(value.to_owned())
    }

    fn array(entries: &[(&str, Php)]) -> Php {
        let owned = |(key, value): &(&str, Php)| ((*key).to_owned(), value.clone());
        Php::Array(entries.iter().map(owned).collect())
    }

    #[test]
    fn plain_variables_keep_their_order() {
        assert_eq!(
            parse_str("b=2&a=1"),
            array(&[("b", text("2")), ("a", text("1"))])
        );
    }

    #[test]
    fn brackets_make_nested_arrays() {
        assert_eq!(
            parse_str("method=m&data[nombre]=Ana&data[card][cp]=11000"),
            array(&[
                ("method", text("m")),
                (
                    "data",
                    array(&[
                        ("nombre", text("Ana")),
                        ("card", array(&[("cp", text("11000"))])),
                    ])
                ),
            ])
        );
    }

    #[test]
    fn brackets_may_be_percent_encoded() {
        assert_eq!(parse_str("a%5Bb%5D%5Bc%5D=v"), parse_str("a[b][c]=v"));
    }

    #[test]
    fn empty_brackets_take_the_next_index() {
        assert_eq!(
            parse_str("a[]=x&a[7]=y&a[]=z&a[07]=t&a[-3]=u&a[]=w"),
            array(&[(
                "a",
                array(&[
                    ("0", text("x")),
                    ("7", text("y")),
                    ("8", text("z")),
                    ("07", text("t")),
                    ("-3", text("u")),
                    ("9", text("w")),
                ])
            )])
        );
    }

    #[test]
    fn each_pair_of_empty_brackets_makes_its_own_element() {
        let parsed = parse_str("i[][name]=a&i[][name]=b");
        assert_eq!(parsed.text(&["i", "0", "name"]), Some("a"));
        assert_eq!(parsed.text(&["i", "1", "name"]), Some("b"));
    }

    #[test]
    fn no_index_follows_the_largest_integer() {
        let parsed = parse_str(&format!("a[{}]=x&a[]=y", i64::MAX));
        assert_eq!(
            parsed.get("a").map(|values| values.entries().len()),
            Some(1)
        );
    }

    #[test]
    fn values_and_keys_are_percent_decoded_and_plus_is_a_space() {
        assert_eq!(
            parse_str("data[%C3%B1]=a+b%26c%3Dd%2B&x=Jos%C3%A9&y=100%&z=%zz"),
            array(&[
                ("data", array(&[("ñ", text("a b&c=d+"))])),
                ("x", text("José")),
                ("y", text("100%")),
                ("z", text("%zz")),
            ])
        );
    }

    #[test]
    fn the_last_value_wins_in_the_first_ones_place() {
        assert_eq!(
            parse_str("a=1&b=2&a=3"),
            array(&[("a", text("3")), ("b", text("2"))])
        );
    }

    #[test]
    fn a_text_and_an_array_of_one_name_replace_each_other() {
        assert_eq!(parse_str("a=1&a[b]=2"), parse_str("a[b]=2"));
        assert_eq!(parse_str("a[b]=2&a=1"), parse_str("a=1"));
    }

    #[test]
    fn names_that_are_empty_are_ignored() {
        assert_eq!(parse_str(""), array(&[]));
        assert_eq!(parse_str("=v&[a]=v&+=v&&%00a=v"), array(&[]));
    }

    #[test]
    fn a_nul_ends_a_name_but_not_a_value() {
        assert_eq!(parse_str("a%00b=v"), parse_str("a=v"));
        assert_eq!(parse_str("a=v%00w").text(&["a"]), Some("v\0w"));
    }

    #[test]
    fn a_value_starts_after_the_first_equal_sign_and_may_be_empty() {
        assert_eq!(parse_str("a=b=c").text(&["a"]), Some("b=c"));
        assert_eq!(
            parse_str("a&b="),
            array(&[("a", text("")), ("b", text(""))])
        );
    }

    #[test]
    fn nesting_too_deep_drops_the_variable() {
        let deep = format!("a{}=v", "[x]".repeat(MAX_NESTING));
        assert!(parse_str(&deep).get("a").is_some());
        let deeper = format!("a=1&b=2&a{}=v", "[x]".repeat(MAX_NESTING + 1));
        assert_eq!(parse_str(&deeper), parse_str("b=2"));
    }

    #[test]
    fn variables_beyond_the_limit_are_not_read() {
        let many: String = (0..=MAX_VARIABLES).map(|n| format!("v{n}=x&")).collect();
        assert_eq!(parse_str(&many).entries().len(), MAX_VARIABLES);
    }

    #[test]
    fn a_path_ends_where_a_text_is() {
        let parsed = parse_str("a[b]=v");
        assert_eq!(parsed.text(&["a"]), None);
        assert_eq!(parsed.path(&["a", "b", "c"]), None);
        assert_eq!(parsed.path(&[]), Some(&parsed));
    }

    #[test]
    fn the_debug_text_shows_the_shape_and_no_value() {
        let shown = format!("{:?}", parse_str("data[numeroTarjeta]=secret&m=x"));
        assert_eq!(
            shown,
            r#"{"data": {"numeroTarjeta": <6 bytes>}, "m": <1 bytes>}"#
        );
    }
}

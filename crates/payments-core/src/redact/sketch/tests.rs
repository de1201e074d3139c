use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::super::projection::find;
use super::*;

fn sketch(values: &[String]) -> Sketch {
    let mut sketch = Sketch::default();
    values.iter().for_each(|value| sketch.add(Value::of(value)));
    sketch
}

fn is_clean(values: &[String], text: &str, place: Place) -> bool {
    let all = values.iter().map(|value| Value::of(value));
    sketch(values).is_clean(all, text, place)
}

/// Fails where the exact search finds what the sketch does not suspect.
fn compare(values: &[String], text: &str) -> Result<(), TestCaseError> {
    for place in [Place::Words, Place::Value] {
        let all = values.iter().map(String::as_str);
        let found = find(all, text, place);
        let is_missed = !found.is_empty() && is_clean(values, text, place);
        prop_assert!(!is_missed, "{place:?} {values:?} {text:?}: {found:?}");
    }
    Ok(())
}

/// A value as a response may spell it. Numbers are of digits, and the rest is up to the text.
fn spelled(value: &str, spelling: usize, between: &str) -> String {
    let each = |write: fn(u32) -> String, between: &str| {
        let written: Vec<String> = value.chars().map(|c| write(u32::from(c))).collect();
        written.join(between)
    };
    let bytes = |write: fn(&u8) -> String, between: &str| {
        let written: Vec<String> = value.as_bytes().iter().map(write).collect();
        written.join(between)
    };
    let half = value.floor_char_boundary(value.len() / 2);
    let (one, other) = value.split_at(half);
    let indexed = |(at, c): (usize, char)| format!("{at}: {c}");
    match spelling {
        0 => value.to_owned(),
        1 => value.to_uppercase(),
        2 => value.replace(' ', "+"),
        3 => each(|c| char::from_u32(c).unwrap().to_string(), between),
        4 => format!("{one}{between}{other}"),
        5 => one.to_owned(),
        6 => other.to_owned(),
        7 => bytes(u8::to_string, ", "),
        8 => bytes(u8::to_string, between),
        9 => bytes(|byte| format!("{byte:02x}"), ""),
        10 => bytes(|byte| format!("{byte:02X}"), between),
        11 => bytes(|byte| format!("0x{byte:02x}"), ", "),
        12 => each(|c| format!("{c:02x}"), ""),
        13 => STANDARD.encode(value),
        14 => URL_SAFE_NO_PAD.encode(value),
        15 => STANDARD.encode(format!("{between}{value}{between}")),
        16 => URL_SAFE_NO_PAD.encode(format!("x{}", value.to_uppercase())),
        17 => STANDARD.encode(format!("xy{one}{between}{other}")),
        18 => format!("cvv{value}"),
        19 => {
            let digits: Vec<String> = value.chars().enumerate().map(indexed).collect();
            digits.join(", ")
        }
        20 => {
            let latin_1: Vec<u8> = value.chars().flat_map(|c| u8::try_from(c).ok()).collect();
            STANDARD.encode(latin_1)
        }
        21 => bytes(|byte| format!("%{byte:02X}"), ""),
        22 => each(|c| format!("&#{c};"), between),
        23 => each(|c| format!("\\u{c:04x}"), ""),
        24 => value.replace(|c: char| c.is_ascii_digit(), "½"),
        _ => value
            .chars()
            .map(|c| match c.to_digit(10) {
                Some(digit) => char::from_u32(0xff10 + digit).unwrap(),
                None => c,
            })
            .collect(),
    }
}
const SPELLINGS: usize = 26;

fn values() -> impl Strategy<Value = Vec<String>> {
    let value = prop_oneof![
        "[0-9]{1,4}",
        "[0-9]{8,11}",
        "[45][0-9]{12,18}",
        "[a-zA-Zé+ñ ]{1,12}",
        "[A-Za-zÀ-ÿ]{1,3}",
        "[a-f0-9]{6,24}",
        "[a-zA-Z0-9/+_.=@-]{6,40}",
        "\\PC{1,10}",
    ];
    prop::collection::vec(
        value.prop_filter("blank", |value| !value.trim().is_empty()),
        1..6,
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        // A file of failures would hold numbers that look like cards.
        failure_persistence: None,
        ..ProptestConfig::with_cases(1024)
    })]

    #[test]
    fn what_the_exact_search_finds_is_suspected(
        values in values(),
        which: prop::sample::Index,
        spelling in 0..SPELLINGS,
        between in prop_oneof!["[ -/:;,._*x|]{0,4}", "[a-z]", "\\PC{0,2}"],
        before in prop_oneof!["[a-zA-Z0-9 é'(]{0,8}", "\\PC{0,4}"],
        after in prop_oneof!["[a-zA-Z0-9 ñ')]{0,8}", "\\PC{0,4}"],
    ) {
        let value = which.get(&values);
        let spelled = spelled(value, spelling, &between);
        compare(&values, &format!("{before}{spelled}{after}"))?;
        compare(&values, &format!("({spelled})"))?;
    }

    #[test]
    fn chance_finds_are_suspected(
        values in values(),
        text in prop_oneof![
            "[0-9a-fx ,]{0,60}",
            "[A-Za-z0-9+/=_ -]{0,80}",
            "([0-9]{1,3}[ ,:x-]){0,20}",
            "[ -~¡-ÿ]{0,60}",
            "\\PC{0,40}",
        ],
    ) {
        compare(&values, &text)?;
    }
}

#[test]
fn characters_are_folded_as_the_exact_search_folds_them() {
    for unit in 0..=255 {
        assert_eq!(char::from(folded(unit)), fold(char::from(unit)), "{unit}");
    }
}

/// Otherwise every text would be searched exactly, at a hundred times the cost.
#[test]
fn the_words_of_a_service_are_clean() {
    let card = ["5544", "3377", "2266", "1199"].concat();
    let values = [
        &*card,
        "739",
        "token-of-the-shop",
        "Ana María",
        "5512345678",
        "MX",
    ];
    let values = values.map(str::to_owned);
    for text in [
        "Transaction has been successful!-Approved",
        "¿Autorización número 305638? Fondos insuficientes, 11:44:47 am 11/06/2014",
        "T-RAPFE1S1I740",
        "ORDER-1",
    ] {
        assert!(is_clean(&values, text, Place::Words), "{text}");
        assert!(is_clean(&values, text, Place::Value), "{text}");
    }
}

#![allow(
    clippy::string_slice,
    reason = "card numbers are ASCII, and a test fails by panicking"
)]

use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::*;
use crate::redact::Secrets;

fn card() -> String {
    ["5544", "3377", "2266", "1199"].concat()
}

const CODE: &str = "739";
const PIN: &str = "8842";

fn call() -> Secrets {
    let mut secrets = Secrets::new();
    secrets.add_secret(&card());
    secrets.add_secret(CODE);
    secrets.add_secret(PIN);
    secrets.add_secret("token-of-the-shop");
    secrets.add_personal("Ana María");
    secrets.add_personal("5512345678");
    secrets
}

fn each(number: &str, write: impl Fn(char) -> String, between: &str) -> String {
    let digits: Vec<String> = number.chars().map(write).collect();
    digits.join(between)
}

/// The ways in which a response has spelled a number, or might.
fn spellings(number: &str) -> Vec<String> {
    let digit = |c: char| c.to_digit(10).unwrap();
    let shifted = |zero: u32| {
        each(
            number,
            |c| char::from_u32(zero + digit(c)).unwrap().into(),
            "",
        )
    };
    let hex: String = number.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut spelled = vec![
        number.to_owned(),
        format!("cvv{number}"),
        shifted(0xff10),
        shifted(0x660),
        shifted(0x6f0),
        shifted(0x966),
        shifted(0x2080),
        shifted(0x1d7ce),
        each(number, |c| format!("%3{c}"), ""),
        each(number, |c| format!("%253{c}"), ""),
        each(number, |c| format!("%25253{c}"), ""),
        each(number, |c| format!("%EF%BC%9{c}"), ""),
        each(number, |c| format!("&#{};", u32::from(c)), ""),
        each(number, |c| format!("&#{}", u32::from(c)), " "),
        each(number, |c| format!("&#x{:x};", u32::from(c)), ""),
        each(number, |c| format!("&#X{:05X};", u32::from(c)), ""),
        each(number, |c| format!("&amp;#{};", u32::from(c)), ""),
        each(number, |c| format!("\\u{:04x}", u32::from(c)), ""),
        each(number, |c| format!("\\u{{{:x}}}", u32::from(c)), ""),
        each(number, |c| format!("\\x{:02x}", u32::from(c)), ""),
        each(number, |c| u32::from(c).to_string(), ", "),
        each(number, |c| format!("0x{:02x}", u32::from(c)), ", "),
        each(number, |c| format!("{c}\u{fe0f}\u{20e3}"), ""),
        hex.clone(),
        hex.to_uppercase(),
        STANDARD.encode(number),
        URL_SAFE_NO_PAD.encode(number),
    ];
    for between in [
        " ", "-", ".", "_", "/", ":", ",", ";", "|", "*", "+", "'", "  ", " - ", "\u{a0}",
        "\u{200b}", "\u{200d}", "\u{feff}", "\u{ad}", "\u{2060}", "\u{2009}", "\u{2011}",
        "\u{301}", "&nbsp;", "&#160;", "&zwnj;", "%20", "%C2%A0", "\\n", "\t", "\r\n", ", ",
        "\",\"", "','", "][",
    ] {
        spelled.push(each(number, String::from, between));
        let (one, other) = number.split_at(number.len() / 2);
        spelled.push(format!("{one}{between}{other}"));
    }
    spelled
}

/// What a reader could still make out of a text: its digits, escapes and other scripts undone.
fn visible(text: &str) -> String {
    let units = decoded(text);
    units
        .iter()
        .filter_map(|unit| digit_value(unit.c))
        .map(|digit| char::from(b'0' + digit))
        .collect()
}

#[test]
fn a_card_number_is_masked_in_every_spelling() {
    for spelled in spellings(&card()) {
        let kept = call().redact(format!("la tarjeta ({spelled}) fue rechazada"));
        assert!(kept.contains("[secret]"), "{spelled:?} is left in {kept:?}");
        assert!(visible(&kept).len() < 6, "{spelled:?} is left in {kept:?}");
        assert!(kept.ends_with("fue rechazada"), "{kept:?}");
    }
}

/// A separator that is a letter or a number of another script, or of which versions of Unicode
/// disagree whether it is one.
#[test]
fn no_letter_or_number_of_another_script_hides_a_number() {
    let between = [
        "\u{10900}",
        "\u{10916}",
        "\u{10917}",
        "я",
        "ª",
        "½",
        "Ⅷ",
        "一",
        "\u{1e4d0}",
        "\u{10d4e}",
        "\u{11bc0}",
        "яяя",
    ];
    for between in between {
        for number in [&*card(), CODE, PIN] {
            let spelled = each(number, String::from, between);
            let kept = call().redact(format!("la tarjeta ({spelled}) fue rechazada"));
            assert!(
                visible(&kept).len() < number.len().min(6),
                "{spelled:?}: {kept:?}"
            );
        }
    }
}

#[test]
fn a_code_and_a_pin_are_masked_in_every_spelling() {
    for number in [CODE, PIN] {
        for spelled in spellings(number) {
            let kept = call().redact(format!("el valor ({spelled}) no es valido"));
            assert_eq!(kept.matches("[secret]").count(), 1, "{spelled:?}: {kept:?}");
            assert_eq!(visible(&kept), "", "{spelled:?} is left in {kept:?}");
        }
    }
}

#[test]
fn an_id_in_which_a_card_or_a_code_is_spelled_is_masked() {
    for number in [&*card(), CODE, PIN] {
        for spelled in spellings(number) {
            if spelled.starts_with("cvv") && number.len() < CARD_DIGITS {
                continue;
            }
            let kept = call().redact_value(format!("T-({spelled})"));
            assert!(
                visible(&kept).len() < number.len().min(8),
                "{spelled:?}: {kept:?}"
            );
        }
    }
}

#[test]
fn parts_of_a_card_are_masked_and_its_last_four_stay() {
    let card = card();
    let (half, other) = card.split_at(8);
    let first_six = &card[..6];
    let last_four = &card[12..];
    let list: Vec<String> = (0..4)
        .map(|at| format!("\"{at}\":\"{}\"", &card[4 * at..4 * at + 4]))
        .collect();
    let keyed: Vec<String> = (0..4)
        .map(|at| format!("key_{at}: {}", &card[4 * at..4 * at + 4]))
        .collect();
    let digits: Vec<String> = card
        .chars()
        .enumerate()
        .map(|(at, c)| format!("\"{at}\":\"{c}\""))
        .collect();
    for text in [
        format!("empieza con {half}"),
        format!("termina en {other}"),
        format!("{half} y luego {other}"),
        format!(
            "primero {}, despues {}, {} y {}",
            &card[..4],
            &card[4..8],
            &card[8..12],
            &card[12..]
        ),
        format!("{first_six}******{last_four}"),
        format!("BIN {first_six}, terminacion {last_four}"),
        format!("{} {} ******{last_four}", &card[..3], &card[3..6]),
        format!("{{{}}}", list.join(",")),
        format!("<{}>", keyed.join("><")),
        format!("{{{}}}", digits.join(",")),
        STANDARD.encode(format!("pan={card};")),
        STANDARD.encode(format!("x{card}")),
        STANDARD.encode(format!("xy{card}")),
    ] {
        let kept = call().redact(&*text);
        let left = visible(&kept);
        assert!(!left.contains(first_six), "{text}: {kept}");
        let longest =
            (0..card.len()).flat_map(|from| (from + 1..=card.len()).map(move |to| (from, to)));
        let part = longest
            .filter(|(from, to)| left.contains(&card[*from..*to]))
            .map(|(from, to)| to - from)
            .max();
        assert!(part.unwrap_or(0) < 6, "{text}: {kept}");
    }
    let shown = format!("tarjeta terminada en {last_four}");
    assert_eq!(call().redact(&*shown), shown);
}

#[test]
fn tokens_and_names_are_masked_in_escapes_lists_and_base64() {
    for value in ["token-of-the-shop", "Ana María"] {
        let bytes: Vec<String> = value.bytes().map(|byte| byte.to_string()).collect();
        let percent: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for spelled in [
            value.to_owned(),
            value.to_uppercase(),
            value.replace(' ', "+"),
            percent,
            each(value, |c| format!("&#{};", u32::from(c)), ""),
            each(value, |c| format!("\\u{:04x}", u32::from(c)), ""),
            each(value, String::from, "\u{200b}"),
            if value.is_ascii() {
                bytes.join(", ")
            } else {
                value.to_owned()
            },
            if value.is_ascii() {
                URL_SAFE_NO_PAD.encode(format!("x:{value}"))
            } else {
                value.to_owned()
            },
        ] {
            let kept = call().redact(format!("({spelled}) no existe"));
            assert_eq!(kept, "([secret]) no existe", "{spelled:?}");
        }
    }
}

#[test]
fn what_helps_to_act_stays() {
    for kept in [
        "Transaccion registrada con exito",
        "autorizacion 305638, 11:44:47 am 11/06/2014",
        "2014-06-11 11:44:47, folio 51739",
        "T-RAPFE1S1I739",
        "pedido 17392, monto 800.50",
        "saldo=20",
    ] {
        assert_eq!(call().redact(kept), kept);
        assert_eq!(call().redact_value(kept), kept);
    }
}

#[test]
fn ids_of_the_call_stay_readable_and_other_long_numbers_do_not() {
    let (id, order, other) = ("1234567890", "ORDER-2026000123", "9876543210");
    let mut secrets = call();
    secrets.add_own(id);
    secrets.add_own(order);
    secrets.add_own(&card());
    let text = format!("payment {id} of {order} was declined, not {other} or x{id}");
    assert_eq!(
        secrets.redact(text),
        format!("payment {id} of {order} was declined, not [10 digits] or x[10 digits]")
    );
    assert!(!secrets.redact(card()).contains("5544"));
    assert!(!Secrets::new().redact(card()).contains("5544"));
}

proptest! {
    #[test]
    fn no_separator_hides_a_card(
        separators in prop::collection::vec("[^0-9a-zA-Z%&\\\\]{0,3}", 15),
        before in "[a-z ]{0,10}",
        after in "[a-z ]{0,10}",
    ) {
        let card = card();
        let mut text = before;
        for (at, digit) in card.chars().enumerate() {
            text.push(digit);
            let separator = separators.get(at).map_or("", String::as_str);
            // A digit of another script is a digit.
            text.extend(separator.chars().filter(|c| digit_value(*c).is_none()));
        }
        text.push_str(&after);
        prop_assert!(visible(&call().redact(text)).len() < 6);
    }

    #[test]
    fn any_text_is_redacted_without_a_panic(text in "(\\PC|[0-9%&#;x\\\\u{}]|key_|&#|%25){0,60}") {
        let kept = call().redact(&*text);
        prop_assert!(kept.chars().count() <= 501);
        call().redact_value(text);
    }
}

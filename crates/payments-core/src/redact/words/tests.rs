use proptest::prelude::*;

use super::*;

#[test]
fn card_numbers_are_masked_however_they_are_written() {
    for card in [
        "4".repeat(13),
        "4".repeat(16),
        "4".repeat(19),
        ["4111"; 4].join(" "),
        ["4111"; 4].join("-"),
        ["4111"; 4].join("\u{0}"),
        format!("3782 {} 10005", "8".repeat(6)),
        ["4111"; 4].join("  "),
        ["4111"; 4].join(" - "),
        ["4111"; 4].join("_"),
        ["4111"; 4].join("/"),
        ["4111"; 4].join("\u{2011}"),
        ["4111"; 4].join("\u{a0}"),
        "\u{ff14}".repeat(16),
    ] {
        let masked = text(&format!("tarjeta {card}, rechazada"));
        assert!(masked.starts_with("tarjeta ["), "{masked}");
        assert!(masked.ends_with(" digits], rechazada"), "{masked}");
    }
}

#[test]
fn what_helps_to_act_stays() {
    for kept in [
        "Transaccion registrada con exito",
        "autorizacion 305638, 11:44:47 am 11/06/2014",
        "2014-06-11 11:44:47",
        "Saldo insuficiente para realizar este envío de dinero.",
        "T-RAPFE1S1I368",
        "800.50",
        "saldo=20",
        // As long as a card's, and too far apart to be one.
        "1234567    1234567",
    ] {
        assert_eq!(text(kept), kept);
    }
}

#[test]
fn a_plain_text_is_kept_without_a_look_at_each_word() {
    for plain in ["", "800.50", "Envío no permitido: (saldo insuficiente)!"] {
        assert!(is_harmless(plain), "{plain}");
    }
    for odd in [
        "a@b",
        "a=b",
        "100%",
        "a\tb",
        "https://",
        &"a".repeat(LONG_WORD),
    ] {
        assert!(!is_harmless(odd), "{odd}");
    }
}

#[test]
fn keys_and_addresses_are_masked() {
    let key = "a1".repeat(20);
    assert_eq!(
        text(&format!("idUsuario {key} no encontrado, ana@example.com")),
        "idUsuario [key] no encontrado, [e-mail]"
    );
    assert_eq!(
        text("ana%40example.com @ana@example.com"),
        "[e-mail] [e-mail]"
    );
}

#[test]
fn urls_and_forms_are_masked_whole() {
    assert_eq!(
        text(
            "error sending request for url (https://x.example/a?cvt=123): data%5Bcvt%5D=123 or a=1&cvt=123"
        ),
        "error sending request for url [url] [form] or [form]"
    );
}

#[test]
fn long_and_unprintable_texts_are_tamed() {
    assert_eq!(text("a\u{0}b\u{7}c\n\nd"), "a b c  d");
    assert_eq!(text(&"x ".repeat(100_000)).chars().count(), KEPT + 1);
    let fits = "a\u{7}".repeat(KEPT / 2);
    assert_eq!(text(&fits), "a ".repeat(KEPT / 2));
    // What masking makes short is not cut before.
    let numbers = vec!["1".repeat(20); 60].join(", ");
    let kept: String = ["[20 digits]"; 60].join(", ").chars().take(KEPT).collect();
    assert_eq!(text(&numbers), format!("{kept}…"));
}

proptest! {
    #[test]
    fn a_harmless_text_is_what_masking_leaves_of_it(
        text in "([a-zA-Zñé]{0,40}|[0-9]{0,6}|[ :/.@=%&_-]|\\PC|\\t|://){0,12}",
    ) {
        let text = text.trim();
        if is_harmless(text) {
            prop_assert_eq!(masked(text, LONG_GROUP), text);
        }
    }

    #[test]
    fn no_long_digit_run_survives(prefix in "[^0-9]{0,10}", digits in "[0-9]{9,24}", suffix in "[^0-9]{0,10}") {
        let masked = text(&format!("{prefix}{digits}{suffix}"));
        prop_assert!(!masked.contains(&digits));
    }
}

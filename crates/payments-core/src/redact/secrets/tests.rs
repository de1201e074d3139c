use super::*;

fn list() -> Secrets {
    let mut secrets = Secrets::new();
    secrets.add_secret("123");
    secrets.add_secret("canary-token");
    secrets.add_personal("Ana María");
    secrets
}

#[test]
fn words_lose_secret_and_personal_values() {
    assert_eq!(
        list().redact("code 123 of Ana María: canary-token, payment 456"),
        "code [secret] of [secret]: [secret], payment 456"
    );
}

#[test]
fn an_id_stays_unless_it_shows_a_secret() {
    let id = "9".repeat(13);
    for id in [&*id, "Ana", "T-123x", "a=b&c"] {
        assert_eq!(list().redact_value(id), id);
    }
    assert_eq!(list().redact_value("T-123"), "T-[secret]");
    assert_eq!(list().redact_value("of Ana María"), "of [secret]");
    assert!(list().contains("123") && !list().contains("12"));
}

#[test]
fn a_body_loses_long_secrets_only() {
    let body = list()
        .redact_body(b"{\"a\":123,\"b\":\"canary-token\"}")
        .into_owned();
    assert_eq!(body, b"{\"a\":123,\"b\":\"[secret]\"}");
}

#[test]
fn a_list_grows_without_touching_its_clones() {
    let before = list();
    let mut after = before.clone();
    for number in 0..100 {
        after.add_personal(&format!("person-{number}"));
    }
    after.add_secret(" ");
    let mut other = Secrets::new();
    other.extend(&after);
    other.extend(&before);
    assert_eq!(format!("{before:?}"), "Secrets { secret: 2, personal: 1 }");
    assert_eq!(format!("{after:?}"), "Secrets { secret: 2, personal: 101 }");
    assert_eq!(format!("{other:?}"), "Secrets { secret: 4, personal: 102 }");
    assert_eq!(
        other.redact("person-99 and person-0"),
        "[secret] and [secret]"
    );
}

/// A list of these secrets.
fn of(values: &[&str]) -> Secrets {
    let mut secrets = Secrets::new();
    values.iter().for_each(|value| secrets.add_secret(value));
    secrets
}

fn shows(secrets: &[&str], text: &str) -> bool {
    of(secrets).redact_value(text) != text
}

#[test]
fn a_short_secret_is_masked_as_a_complete_word() {
    assert_eq!(
        of(&["123"]).redact("cvt '123' invalido, folio 51234"),
        "cvt '[secret]' invalido, folio 51234"
    );
    assert_eq!(
        of(&["123", ""]).redact("123, 1234, 0123, x123"),
        "[secret], 1234, 0123, x123"
    );
    // Within a number that happens to be the same digits twice, neither is a separate word.
    assert_eq!(
        of(&["123"]).redact("123123 123-123"),
        "123123 [secret]-[secret]"
    );
}

#[test]
fn a_long_secret_is_masked_within_a_word_too() {
    assert_eq!(
        of(&["canary-of"]).redact("xcanary-ofx, canary-o"),
        "x[secret]x, canary-o"
    );
    assert_eq!(of(&["canary-o"]).redact("xcanary-o"), "xcanary-o");
}

#[test]
fn a_long_secret_is_taken_out_of_a_body_and_numbers_stay() {
    let body = br#"{"text":"Bearer canary-token, 2021","amount":4000400040}"#;
    let without = of(&["canary-token", "2021", "4000400040"]).redact_body(body);
    assert_eq!(
        String::from_utf8_lossy(&without),
        r#"{"text":"Bearer [secret], 2021","amount":4000400040}"#
    );
    assert_eq!(
        *of(&["canary-token"]).redact_body(b"\xffcanary"),
        *b"\xffcanary"
    );
}

#[test]
fn a_secret_is_found_at_every_place_of_a_text() {
    for secret in ["7", "123", "0a1b2c3d4e5f"] {
        for blanks in 0..30 {
            let (before, after) = (" ".repeat(blanks), " ".repeat(30 - blanks));
            for text in [
                format!("{before}{secret}"),
                format!("{secret}{after}"),
                format!("{before}{secret}{after}"),
            ] {
                assert!(shows(&["", secret], &text), "{text:?}");
                assert_eq!(of(&["", secret]).redact(&text), "[secret]");
            }
        }
        let is_long = secret.len() >= LONG_VALUE;
        assert_eq!(shows(&[secret], &format!("x{secret}")), is_long);
        assert!(!shows(&[secret, ""], &"y".repeat(secret.len())));
        assert!(!shows(&[secret], ""));
    }
    assert!(!shows(&[""], ""));
}

use std::error::Error as _;

use super::*;
use crate::Violations;

const EXAMPLE: ProviderName = ProviderName::new("example");
const OUTCOMES: [Outcome; 3] = [Outcome::NotSent, Outcome::Rejected, Outcome::Unknown];
const OPERATIONS: [Operation; 2] = [Operation::CONFIRM_PAYMENT, Operation::GET_PAYMENT];

#[derive(Debug, thiserror::Error)]
#[error("sending to {0} failed")]
struct Outer(String, #[source] Inner);

#[derive(Debug, thiserror::Error)]
#[error("body was {0}")]
struct Inner(String);

fn error(operation: Operation, kind: ErrorKind, outcome: Outcome) -> Error {
    Error::new(EXAMPLE, operation, kind, outcome)
}

fn every_outcome() -> impl Iterator<Item = Error> {
    OPERATIONS
        .into_iter()
        .flat_map(|operation| OUTCOMES.map(|outcome| error(operation, ErrorKind::Network, outcome)))
}

/// A reply, violations and a way to find out, all at once.
fn full(outcome: Outcome) -> Error {
    let mut violations = Violations::new();
    violations.push("items[0].price", "must be more than nothing");
    violations.push("", "is a duplicate");
    let violations = violations
        .into_result(EXAMPLE, Operation::CREATE_PAYMENT)
        .unwrap_err();
    error(Operation::CREATE_PAYMENT, ErrorKind::Refused, outcome)
        .with_detail("the wallet said no")
        .with_reply(
            ProviderReply::of_status(400)
                .with_code("invalid_amount")
                .with_message("Monto \"inválido\""),
        )
        .with_violations(violations.violations().to_vec())
        .with_recourse(Recourse::call(Operation::FIND_PAYMENT, "ORDER-1"))
}

fn lines(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join("\n")
}

/// The texts of everything below an error.
fn causes(error: &Error) -> Vec<String> {
    let mut texts = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        texts.push(cause.to_string());
        next = cause.source();
    }
    texts
}

#[test]
fn every_outcome_says_whether_money_moved() {
    insta::assert_snapshot!(lines(every_outcome().map(|error| error.to_string())), @"
    example confirm_payment: the connection failed. Nothing was sent
    example confirm_payment: the connection failed. The provider did not do it: no money moved
    example confirm_payment: the connection failed. Money may have moved: do not repeat the call before it is resolved
    example get_payment: the connection failed. Nothing was sent
    example get_payment: the connection failed. The provider refused it
    example get_payment: the connection failed. It only reads: repeating it is safe
    ");
}

#[test]
fn debug_names_every_part() {
    insta::assert_snapshot!(lines(every_outcome().map(|error| format!("{error:?}"))), @"
    Error { provider: example, operation: confirm_payment, kind: Network, outcome: NotSent, detail: None, reply: None, violations: [], decline: None, payment: None, repeatability: Never, recourse: None, cause: None }
    Error { provider: example, operation: confirm_payment, kind: Network, outcome: Rejected, detail: None, reply: None, violations: [], decline: None, payment: None, repeatability: Never, recourse: None, cause: None }
    Error { provider: example, operation: confirm_payment, kind: Network, outcome: Unknown, detail: None, reply: None, violations: [], decline: None, payment: None, repeatability: Never, recourse: None, cause: None }
    Error { provider: example, operation: get_payment, kind: Network, outcome: NotSent, detail: None, reply: None, violations: [], decline: None, payment: None, repeatability: Never, recourse: None, cause: None }
    Error { provider: example, operation: get_payment, kind: Network, outcome: Rejected, detail: None, reply: None, violations: [], decline: None, payment: None, repeatability: Never, recourse: None, cause: None }
    Error { provider: example, operation: get_payment, kind: Network, outcome: Unknown, detail: None, reply: None, violations: [], decline: None, payment: None, repeatability: Never, recourse: None, cause: None }
    ");
}

#[test]
fn only_what_was_not_sent_or_only_reads_is_safe_to_repeat() {
    let safe: Vec<bool> = every_outcome()
        .map(|error| error.is_safe_to_repeat())
        .collect();
    assert_eq!(safe, [true, false, false, true, true, true]);
}

#[test]
fn a_full_error_reads_as_one_line_and_names_the_way_out_only_when_unknown() {
    insta::assert_snapshot!(lines(OUTCOMES.map(full).iter().map(ToString::to_string)), @r#"
    example create_payment: the provider refused the call: the wallet said no (the provider responded 400 invalid_amount "Monto \"inválido\""); items[0].price: must be more than nothing; is a duplicate. Nothing was sent
    example create_payment: the provider refused the call: the wallet said no (the provider responded 400 invalid_amount "Monto \"inválido\""); items[0].price: must be more than nothing; is a duplicate. The provider did not do it: no money moved
    example create_payment: the provider refused the call: the wallet said no (the provider responded 400 invalid_amount "Monto \"inválido\""); items[0].price: must be more than nothing; is a duplicate. Money may have moved: do not repeat the call before it is resolved; resolve it with resolve_payment, which calls find_payment("ORDER-1")
    "#);
    insta::assert_snapshot!(format!("{:#?}", full(Outcome::Unknown)), @r#"
    Error {
        provider: example,
        operation: create_payment,
        kind: Refused,
        outcome: Unknown,
        detail: Some(
            "the wallet said no",
        ),
        reply: Some(
            ProviderReply {
                status: Some(
                    400,
                ),
                code: Some(
                    "invalid_amount",
                ),
                message: Some(
                    "Monto \"inválido\"",
                ),
            },
        ),
        violations: [
            Violation {
                field: "items[0].price",
                message: "must be more than nothing",
            },
            Violation {
                field: "",
                message: "is a duplicate",
            },
        ],
        decline: None,
        payment: None,
        repeatability: Never,
        recourse: Some(
            Call {
                operation: find_payment,
                key: "ORDER-1",
            },
        ),
        cause: None,
    }
    "#);
}

#[test]
fn every_part_of_an_error_can_be_asked_for() {
    let error = full(Outcome::Unknown);
    assert_eq!(error.provider(), EXAMPLE);
    assert_eq!(error.operation(), Operation::CREATE_PAYMENT);
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.detail(), Some("the wallet said no"));
    let reply = error.reply().unwrap();
    assert_eq!(reply.status(), Some(400));
    assert_eq!(reply.code(), Some("invalid_amount"));
    assert_eq!(reply.message(), Some("Monto \"inválido\""));
    let fields: Vec<&str> = error.violations().iter().map(Violation::field).collect();
    assert_eq!(fields, ["items[0].price", ""]);
    let recourse = Recourse::call(Operation::FIND_PAYMENT, "ORDER-1");
    assert_eq!(error.recourse(), Some(&recourse));

    let unsupported = Error::unsupported(EXAMPLE, Operation::VOID_PAYMENT);
    assert_eq!(unsupported.kind(), ErrorKind::Unsupported);
    assert_eq!(unsupported.outcome(), Outcome::NotSent);
    assert_eq!(unsupported.detail(), None);
    assert!(unsupported.reply().is_none() && unsupported.recourse().is_none());
}

#[test]
fn an_empty_part_of_a_reply_leaves_no_gap() {
    let reply = ProviderReply::of_status(502)
        .with_code("")
        .with_message("  ");
    let error = error(
        Operation::GET_PAYMENT,
        ErrorKind::Unavailable,
        Outcome::Unknown,
    );
    insta::assert_snapshot!(error.with_reply(reply), @"example get_payment: the provider is unavailable (the provider responded 502). It only reads: repeating it is safe");
}

#[test]
fn advice_for_a_person_ends_the_text() {
    let error = error(Operation::SEND_PAYOUT, ErrorKind::Timeout, Outcome::Unknown)
        .with_recourse(Recourse::manual("look it up in the provider's panel"));
    insta::assert_snapshot!(error, @"example send_payout: no response came in time. Money may have moved: do not repeat the call before it is resolved; look it up in the provider's panel");
}

#[test]
fn a_failure_of_the_call_before_is_a_failure_to_send() {
    const TOKEN: Operation = Operation::new("fetch_token", crate::Effect::Read);
    let lost =
        error(TOKEN, ErrorKind::Timeout, Outcome::Unknown).with_recourse(Recourse::manual("wait"));
    let plain = lost.clone().before_sending(Operation::CONFIRM_PAYMENT);
    let detailed = lost
        .clone()
        .with_detail("the gateway slept")
        .before_sending(Operation::CONFIRM_PAYMENT);
    insta::assert_snapshot!(plain, @"example confirm_payment: no response came in time: fetch_token, which comes before it, failed. Nothing was sent");
    insta::assert_snapshot!(detailed, @"example confirm_payment: no response came in time: fetch_token, which comes before it, failed: the gateway slept. Nothing was sent");
    assert_eq!(plain.outcome(), Outcome::NotSent);
    assert_eq!(plain.operation(), Operation::CONFIRM_PAYMENT);
    assert!(plain.is_safe_to_repeat() && plain.recourse().is_none());
    assert_eq!(lost.operation(), TOKEN, "a clone changed its original");
}

#[test]
fn the_chain_of_causes_is_kept_and_redacted() {
    let (card, mail) = ("4".repeat(16), "ana@shop.example");
    let secrets = format!("{card} {mail}");
    let source = Outer(secrets.clone(), Inner(secrets.clone()));
    let error = error(
        Operation::CREATE_PAYMENT,
        ErrorKind::Network,
        Outcome::Unknown,
    )
    .with_source(&source)
    .with_detail(&secrets)
    .with_reply(
        ProviderReply::new()
            .with_code(&secrets)
            .with_message(&secrets),
    )
    .with_violations(vec![Violation::new("card.number", &secrets)]);

    assert_eq!(
        causes(&error),
        [
            "sending to [16 digits] [e-mail] failed",
            "body was [16 digits] [e-mail]",
        ]
    );
    let mut printed = causes(&error);
    printed.extend([
        error.to_string(),
        format!("{error:?}"),
        format!("{error:#?}"),
    ]);
    printed.extend(causes(&error.clone()));
    for text in printed {
        assert!(!text.contains(&card) && !text.contains(mail), "{text}");
    }
}

#[test]
fn the_id_of_the_payment_stays_readable() {
    let (id, other) = ("1234567890", "9876543210");
    let error = Error::new(
        ProviderName::new("example"),
        Operation::GET_PAYMENT,
        ErrorKind::Declined,
        Outcome::Rejected,
    )
    .with_payment(id.into())
    .with_detail(format!("payment {id} was declined, not {other}"))
    .with_reply(ProviderReply::new().with_message(&format!("pago {id} de {other}")))
    .without(&Secrets::new());
    insta::assert_snapshot!(error, @r#"example get_payment: the payment was declined (payment 1234567890): payment 1234567890 was declined, not [10 digits] (the provider responded "pago 1234567890 de [10 digits]"). The provider refused it"#);
    assert_eq!(error.payment().map(PaymentId::as_str), Some(id));
}

//! Describes failures in the words of the command: its options, variables and commands.

use std::error::Error as _;

use payments_core::{Error, ErrorKind, Outcome};

use crate::exit::Failure;
use crate::view;

/// Returns the failure as it is printed.
pub(crate) fn failure_view(failure: &Failure, verbose: bool) -> view::Failure {
    let mut view = view::Failure {
        exit_code: failure.ending().code(),
        kind: String::new(),
        outcome: "not_sent".to_owned(),
        safe_to_repeat: true,
        message: message(failure),
        provider: None,
        operation: None,
        detail: None,
        decline: None,
        reply: None,
        violations: Vec::new(),
        find_out: None,
        network: None,
        causes: Vec::new(),
    };
    match failure {
        Failure::Payment { error, find_out } => {
            describe(&mut view, error);
            view.find_out.clone_from(find_out);
            if verbose {
                view.causes = causes(error);
                view.network = network(&view.causes).map(str::to_owned);
                for cause in &view.causes {
                    view.message.push_str(&format!("\n  caused by: {cause}"));
                }
                if let Some(network) = &view.network {
                    view.message
                        .push_str(&format!("\n  network problem: {network}"));
                }
            }
        }
        Failure::Mismatch(error) => describe(&mut view, error),
        Failure::Usage(_) => view.kind = "usage".to_owned(),
        Failure::Journal(_) => view.kind = "journal".to_owned(),
        Failure::Io(_) => view.kind = "io".to_owned(),
        Failure::Interrupted { find_out } => {
            view.kind = "interrupted".to_owned();
            view.outcome = "unknown".to_owned();
            view.safe_to_repeat = false;
            view.find_out.clone_from(find_out);
        }
    }
    view
}

fn describe(view: &mut view::Failure, error: &Error) {
    let (kind, _) = view::status(&error.kind());
    let (outcome, _) = view::status(&error.outcome());
    view.kind = kind;
    view.outcome = outcome;
    view.safe_to_repeat = error.is_safe_to_repeat();
    view.provider = Some(error.provider().to_string());
    view.operation = Some(error.operation().to_string());
    view.detail = error.detail().map(in_words_of_the_command);
    view.decline = error.decline().as_ref().map(view::Decline::of);
    view.reply = error.reply().map(|reply| view::Reply {
        status: reply.status(),
        code: reply.code().map(str::to_owned),
        message: reply.message().map(str::to_owned),
    });
    let violations = error.violations().iter();
    view.violations = violations
        .map(|violation| view::Violation {
            field: violation.field().to_owned(),
            input: input(error, violation.field()),
            message: in_words_of_the_command(violation.message()),
        })
        .collect();
}

/// Returns the whole text of a failure for a person.
fn message(failure: &Failure) -> String {
    match failure {
        Failure::Payment { error, find_out } => {
            let mut text = describe_call(error);
            text.push_str(&format!("\n{}", advice(error)));
            if let Some(command) = find_out {
                text.push_str(&format!(" Find out with:\n  {command}"));
            } else if let Some(recourse) = error.recourse()
                && error.outcome() == Outcome::Unknown
                && error.operation().moves_money()
            {
                text.push_str(&format!(" {recourse}."));
            }
            text
        }
        Failure::Mismatch(error) => {
            format!(
                "{}\nThe callback is rejected: nothing was sent.",
                describe_call(error)
            )
        }
        Failure::Interrupted { find_out } => {
            let mut text = "interrupted while the call was in flight.\nMoney may have moved: do \
                            not repeat the call before you know."
                .to_owned();
            if let Some(command) = find_out {
                text.push_str(&format!(" Find out with:\n  {command}"));
            }
            text
        }
        Failure::Usage(_) | Failure::Journal(_) | Failure::Io(_) => {
            payments_core::redact::text(&failure.to_string())
        }
    }
}

fn describe_call(error: &Error) -> String {
    let operation = error.operation().name().replace('_', "-");
    let mut text = format!("{} {operation}: {}", error.provider(), error.kind());
    if let Some(detail) = error.detail() {
        text.push_str(&format!(": {}", in_words_of_the_command(detail)));
    }
    if let Some(decline) = error.decline() {
        text.push_str(&format!(": {decline}"));
    }
    if let Some(reply) = error.reply() {
        text.push_str(&format!(" ({reply})"));
    }
    for violation in error.violations() {
        let message = in_words_of_the_command(violation.message());
        match input(error, violation.field()).as_str() {
            "" => text.push_str(&format!("\n  {message}")),
            input => text.push_str(&format!("\n  {input}: {message}")),
        }
    }
    text
}

fn advice(error: &Error) -> &'static str {
    if error.kind() == ErrorKind::DuplicateReference {
        return "This call did nothing, but an earlier call with this reference may have moved \
                money: look it up before you charge again.";
    }
    match (error.outcome(), error.operation().moves_money()) {
        (Outcome::NotSent, true) => "Nothing was sent: no money moved.",
        (Outcome::NotSent, false) => "Nothing was sent.",
        (Outcome::Rejected, true) => "The provider did not do it: no money moved.",
        (Outcome::Rejected, false) => "The provider rejected the request.",
        (Outcome::Unknown, true) => "Money may have moved: do not repeat the call before you know.",
        (Outcome::Unknown, false) => "The call only reads: it can be repeated.",
    }
}

/// The texts of the providers name builder methods of the SDK.
fn in_words_of_the_command(text: &str) -> String {
    let text = text.replace(
        "with_card_numbers_in_urls_accepted()",
        "--accept-card-numbers-in-urls",
    );
    let text = text.replace("with_cash_orders()", "PAGOFACIL_CASH_ORDERS=true");
    let text = text.replace("list_stores()", "list-stores");
    let text = text.replace("Encoding::FormJson", "--encoding form-json");
    let text = text.replace("Encoding::FormXml", "--encoding form-xml");
    text.replace(
        "with_api_secret()",
        "the environment variable PAGOFACIL_API_SECRET",
    )
}

/// Returns the option, the environment variable or the member of a document that a field comes
/// from.
fn input(error: &Error, field: &str) -> String {
    let known = [
        ("base_url", "--base-url"),
        ("credentials.client_id", "MPANDCO_CLIENT_ID"),
        ("credentials.client_secret", "MPANDCO_CLIENT_SECRET"),
        ("keys.branch_id", "PAGOFACIL_BRANCH_ID"),
        ("keys.user_id", "PAGOFACIL_USER_ID"),
        ("keys.api_secret", "PAGOFACIL_API_SECRET"),
        ("card.number", "card_number"),
        ("card.expiry", "card_month, card_year"),
        ("card.security_code", "card_code"),
        ("filter.start", "--start"),
        ("filter.end", "--end"),
        ("filter.branch_id", "--branch"),
        ("filter.transaction_id", "--transaction"),
    ];
    if let Some((_, input)) = known.iter().find(|(name, _)| *name == field) {
        return (*input).to_owned();
    }
    let prefixes = ["customer.address.", "customer.", "schedule."];
    let bare = prefixes
        .iter()
        .find_map(|prefix| field.strip_prefix(prefix));
    if let Some(bare) = bare {
        return bare.to_owned();
    }
    let takes_options = [
        "create_payment",
        "confirm_payment",
        "settle_payment",
        "send_payout",
    ];
    // A mismatch names a field of the response.
    let takes_options = error.kind() != ErrorKind::Mismatch
        && takes_options.contains(&error.operation().name())
        && error.provider() == provider_mpandco::NAME;
    if takes_options && !field.is_empty() {
        option(field)
    } else {
        field.to_owned()
    }
}

/// `items[1].price` is the price of the second `--item`.
fn option(field: &str) -> String {
    let (name, rest) = match field.split_once('[') {
        Some((list, rest)) => (list, Some(rest)),
        None => (field, None),
    };
    let name = match name {
        "items" => "item".to_owned(),
        "splits" => "split".to_owned(),
        "return_urls.return_url" | "return_urls" => "return-url".to_owned(),
        "return_urls.cancel_url" => "cancel-url".to_owned(),
        other => other.replace(['_', '.'], "-"),
    };
    let Some((index, rest)) = rest.and_then(|rest| rest.split_once(']')) else {
        return format!("--{name}");
    };
    let number = index.parse::<usize>().map_or(0, |index| index + 1);
    match rest.strip_prefix('.') {
        Some(part) => format!("--{name} (number {number}), {part}"),
        None => format!("--{name} (number {number})"),
    }
}

/// The causes of an error, outermost first. They are redacted already.
fn causes(error: &Error) -> Vec<String> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if causes.last() != Some(&text) {
            causes.push(text);
        }
        next = cause.source();
    }
    causes
}

/// Classifies what failed on the network by the texts of the causes.
fn network(causes: &[String]) -> Option<&'static str> {
    let has = |words: &[&str]| {
        let mut texts = causes.iter().map(|cause| cause.to_lowercase());
        texts.any(|text| words.iter().any(|word| text.contains(word)))
    };
    let problems: [(&[&str], &str); 5] = [
        (&["dns error", "failed to lookup address"], "dns"),
        (&["connection refused"], "refused"),
        (
            &["certificate", "tls", "corrupt message", "handshake"],
            "tls",
        ),
        (&["timed out", "too long", "deadline"], "timeout"),
        (
            &["connection", "broken pipe", "incomplete message", "reset"],
            "broken",
        ),
    ];
    if causes.is_empty() {
        return None;
    }
    let found = problems.into_iter().find(|(words, _)| has(words));
    Some(found.map_or("other", |(_, problem)| problem))
}

/// Joins arguments to a line that a shell splits into the same arguments again.
pub(crate) fn command_line(arguments: &[String]) -> String {
    let quoted = arguments.iter().map(|argument| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
        if !argument.is_empty() && argument.chars().all(is_plain) {
            argument.clone()
        } else {
            format!("'{}'", argument.replace('\'', r"'\''"))
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use payments_core::{ErrorKind, Operation};

    use super::*;

    fn error(operation: Operation) -> Error {
        let (kind, outcome) = (ErrorKind::InvalidRequest, Outcome::NotSent);
        Error::new(provider_mpandco::NAME, operation, kind, outcome)
    }

    #[test]
    fn a_field_is_named_as_the_command_takes_it() {
        let created = error(Operation::CREATE_PAYMENT);
        for (field, expected) in [
            ("amount", "--amount"),
            ("items[1].price", "--item (number 2), price"),
            ("splits[0]", "--split (number 1)"),
            ("customer.address.postal_code", "postal_code"),
            ("card.number", "card_number"),
            ("keys.api_secret", "PAGOFACIL_API_SECRET"),
            ("", ""),
        ] {
            assert_eq!(input(&created, field), expected, "{field}");
        }
        assert_eq!(input(&error(Operation::GET_PAYMENT), "id"), "id");
    }

    #[test]
    fn a_command_line_survives_a_shell() {
        let arguments = ["payments", "resolve-payment", "it's; rm -rf *", ""];
        let line = command_line(&arguments.map(str::to_owned));
        assert_eq!(line, r"payments resolve-payment 'it'\''s; rm -rf *' ''");
    }

    #[test]
    fn a_network_problem_is_told_by_its_causes() {
        for (cause, problem) in [
            ("dns error", "dns"),
            (
                "tcp connect error: Connection refused (os error 111)",
                "refused",
            ),
            ("invalid peer certificate: UnknownIssuer", "tls"),
            ("operation timed out", "timeout"),
            ("connection closed before message completed", "broken"),
            ("something else", "other"),
        ] {
            assert_eq!(network(&[cause.to_owned()]), Some(problem), "{cause}");
        }
        assert_eq!(network(&[]), None);
    }
}

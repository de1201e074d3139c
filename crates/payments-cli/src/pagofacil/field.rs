//! The fields of a document, each checked as soon as it is typed.

use payments_core::{AmountInput, Card, CardExpiry, Currency, Money, Violations};
use payments_kit::codec::parse_date;

/// A member of a document, and the prompt for it on a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    example: &'static str,
    kind: Kind,
    pub(super) is_required: bool,
}

/// What a member holds. A prompt checks it at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Amount,
    Currency,
    Day,
    Month,
    Year,
    Number,
    Date,
    Flag,
    Email,
    Ip,
    CardNumber,
    SecurityCode,
}

impl Field {
    /// A member that must be there.
    pub(super) const fn required(
        name: &'static str,
        kind: Kind,
        label: &'static str,
        example: &'static str,
    ) -> Self {
        Self {
            name,
            label,
            example,
            kind,
            is_required: true,
        }
    }

    /// A member that may be left out.
    pub(super) const fn optional(
        name: &'static str,
        kind: Kind,
        label: &'static str,
        example: &'static str,
    ) -> Self {
        Self {
            is_required: false,
            ..Self::required(name, kind, label, example)
        }
    }

    /// Returns the reason why a text is not valid.
    pub(super) fn check(&self, text: &str) -> Result<(), String> {
        let text = text.trim();
        if text.is_empty() {
            return match self.is_required {
                true => Err("is required".to_owned()),
                false => Ok(()),
            };
        }
        let number = |least: u32, most: u32| match text.parse::<u32>() {
            Ok(number) if (least..=most).contains(&number) => Ok(()),
            _ => Err(format!("must be a number from {least} to {most}")),
        };
        match self.kind {
            Kind::Text => Ok(()),
            Kind::Amount => {
                let mut violations = Violations::new();
                let amount = Money::parse(text, Currency::MXN);
                AmountInput::from(amount).check("", &mut violations);
                let first = violations.iter().next();
                first.map_or(Ok(()), |found| Err(found.message().to_owned()))
            }
            Kind::Currency => match text.parse::<Currency>() {
                Ok(_) => Ok(()),
                Err(reason) => Err(reason.to_string()),
            },
            Kind::Day => number(1, 31),
            Kind::Month => number(1, 12),
            Kind::Year => number(0, 9999),
            Kind::Number => number(0, 9999),
            Kind::Date => match parse_date(text) {
                Some(_) => Ok(()),
                None => Err("must be a date, such as 2031-01-31".to_owned()),
            },
            Kind::Flag => match text {
                "true" | "false" => Ok(()),
                _ => Err("must be true or false".to_owned()),
            },
            Kind::Email => match text.split_once('@') {
                Some((name, host)) if !name.is_empty() && !host.is_empty() => Ok(()),
                _ => Err("must be an e-mail address".to_owned()),
            },
            Kind::Ip => match text.parse::<std::net::IpAddr>() {
                Ok(_) => Ok(()),
                Err(_) => Err("must be an IP address".to_owned()),
            },
            Kind::CardNumber => {
                let card = Card::new(text, CardExpiry::new(1, 2000));
                let mut violations = Violations::new();
                card.number().check_digits("", &mut violations);
                // Test cards of a sandbox fail the check digit. The validation of the request checks
                // it in production.
                let first = violations.iter().next();
                first.map_or(Ok(()), |found| Err(found.message().to_owned()))
            }
            Kind::SecurityCode => {
                let is_code =
                    (3..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
                match is_code {
                    true => Ok(()),
                    false => Err("must have 3 or 4 digits".to_owned()),
                }
            }
        }
    }

    pub(super) fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::CardNumber | Kind::SecurityCode)
    }
}

/// Returns the list of the fields of a document, with an example.
pub(super) fn help(fields: &[&[Field]]) -> String {
    let fields = || fields.iter().copied().flatten();
    let lines: Vec<String> = fields()
        .map(|field| {
            let optional = if field.is_required { "" } else { "optional: " };
            format!("  {:14} {optional}{}", field.name, field.label)
        })
        .collect();
    let members: Vec<String> = fields()
        .filter(|field| field.is_required || field.kind == Kind::SecurityCode)
        .map(|field| format!("    {:?}: {}", field.name, field.example))
        .collect();
    format!(
        "The document is a JSON object of these members. Amounts are texts, so that they stay \
         exact:\n{}\n\nExample:\n  {{\n{}\n  }}",
        lines.join("\n"),
        members.join(",\n")
    )
}

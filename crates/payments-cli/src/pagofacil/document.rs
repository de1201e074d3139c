//! A request with a card in it: a JSON document from a file or standard input, or prompts on a
//! terminal.

use std::path::{Path, PathBuf};

use clap::Args;
use dialoguer::Input;
use serde_json::{Map, Value};

use super::field::Field;
use crate::exit::Failure;
use crate::{input, session};

/// Where a document comes from.
#[derive(Args)]
pub(crate) struct Source {
    /// The file of the JSON document, or - for standard input. Without it, the document is read
    /// from standard input or, on a terminal, asked for field by field
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Source {
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

/// Asks for one field.
pub(super) trait Prompt {
    /// Asks for the text of a field. `typed` is what was typed before, to be corrected.
    fn ask(&mut self, field: &Field, typed: &str) -> Result<String, Failure>;

    /// Prints why a text is not valid.
    fn refuse(&mut self, field: &Field, reason: &str);
}

/// The terminal.
struct Terminal;

impl Prompt for Terminal {
    fn ask(&mut self, field: &Field, typed: &str) -> Result<String, Failure> {
        let optional = if field.is_required { "" } else { "optional: " };
        let prompt = format!("{} ({optional}{})", field.name, field.label);
        if field.is_secret() {
            return input::hidden(&prompt);
        }
        let line = Input::<String>::new().with_prompt(prompt).allow_empty(true);
        let line = line.with_initial_text(typed).interact_text();
        line.map_err(|dialoguer::Error::IO(error)| Failure::Io(error))
    }

    fn refuse(&mut self, field: &Field, reason: &str) {
        input::say(&format!("{}: {reason}", field.name));
    }
}

/// The texts of a document by their names. It has no `Debug`: a card is among them.
pub(super) struct Document {
    members: Map<String, Value>,
    is_typed: bool,
}

impl Document {
    /// Reads all fields.
    pub(super) fn read(file: Option<&Path>, fields: &[&[Field]]) -> Result<Self, Failure> {
        if input::is_typed(file) {
            return Self::ask(fields, &mut Terminal);
        }
        let names: Vec<&str> = names(fields).collect();
        Self::parse(&input::read(file)?, &names)
    }

    fn ask(fields: &[&[Field]], prompt: &mut impl Prompt) -> Result<Self, Failure> {
        let mut document = Self {
            members: Map::new(),
            is_typed: true,
        };
        for field in fields.iter().copied().flatten() {
            document.ask_field(field, prompt)?;
        }
        Ok(document)
    }

    /// Asks for a field until it is valid. What was typed before is there to be corrected.
    fn ask_field(&mut self, field: &Field, prompt: &mut impl Prompt) -> Result<(), Failure> {
        let mut typed = self.text(field.name)?.unwrap_or_default();
        loop {
            typed = prompt.ask(field, &typed)?;
            match field.check(&typed) {
                Ok(()) => break,
                Err(reason) => prompt.refuse(field, &reason),
            }
        }
        self.members
            .insert(field.name.to_owned(), Value::String(typed));
        Ok(())
    }

    /// Asks again for the fields that a failure is about; everything else that was typed is kept.
    /// Returns the failure if the document was not typed, or if the failure is about nothing in
    /// it.
    pub(super) fn correct(&mut self, fields: &[&[Field]], failure: Failure) -> Result<(), Failure> {
        self.correct_with(fields, failure, &mut Terminal)
    }

    fn correct_with(
        &mut self,
        fields: &[&[Field]],
        failure: Failure,
        prompt: &mut impl Prompt,
    ) -> Result<(), Failure> {
        if !self.is_typed || !session::is_invalid_request(&failure) {
            return Err(failure);
        }
        let Failure::Payment { error, .. } = &failure else {
            return Err(failure);
        };
        let mut is_corrected = false;
        for field in fields.iter().copied().flatten() {
            let mut violations = error.violations().iter();
            let Some(violation) = violations.find(|found| is_about(found.field(), field.name))
            else {
                continue;
            };
            prompt.refuse(field, violation.message());
            self.ask_field(field, prompt)?;
            is_corrected = true;
        }
        match is_corrected {
            true => Ok(()),
            false => Err(failure),
        }
    }

    fn parse(text: &[u8], names: &[&str]) -> Result<Self, Failure> {
        // The parser's own message may quote what it could not read.
        let members: Map<String, Value> = serde_json::from_slice(text)
            .map_err(|_| Failure::usage("the document is not one JSON object; see --help"))?;
        let unknown = members.keys().find(|name| !names.contains(&name.as_str()));
        match unknown {
            Some(_) => Err(Failure::usage(format!(
                "the document may hold these members only: {}",
                names.join(", ")
            ))),
            None => Ok(Self {
                members,
                is_typed: false,
            }),
        }
    }

    /// Returns the text of a member, or nothing where it is absent or empty. Whole numbers are
    /// texts too, but an amount with decimals must be written as a text, so that it stays exact.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Failure> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned()).filter(|t| !t.is_empty())),
            Some(Value::Number(number)) if number.is_u64() => Ok(Some(number.to_string())),
            Some(Value::Bool(flag)) => Ok(Some(flag.to_string())),
            Some(_) => Err(Failure::usage(format!("{name} must be written as a text"))),
        }
    }

    /// Returns the text of a member that must be there, or an empty one, which the validation of
    /// the request then reports together with everything else.
    pub(super) fn needed(&self, name: &str) -> Result<String, Failure> {
        Ok(self.text(name)?.unwrap_or_default())
    }

    /// Returns a member that is true or false, and false where it is absent.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Failure> {
        match self.text(name)?.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Failure::usage(format!("{name} must be true or false"))),
        }
    }

    /// Returns the number of a member that must be there.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Result<T, Failure> {
        let text = self.needed(name)?;
        text.parse()
            .map_err(|_| Failure::usage(format!("{name} must be a number")))
    }
}

fn names<'a>(fields: &'a [&[Field]]) -> impl Iterator<Item = &'static str> + 'a {
    fields.iter().copied().flatten().map(|field| field.name)
}

/// Whether a violation of the SDK's field, such as `customer.address.street` or `card.number`, is
/// about a member.
fn is_about(field: &str, member: &str) -> bool {
    match member {
        "card_number" => field == "card.number",
        "card_month" | "card_year" => field == "card.expiry",
        "card_code" => field == "card.security_code",
        _ => field.rsplit('.').next() == Some(member) && !field.starts_with("card."),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use payments_core::{Operation, ProviderName, Violations};

    use super::super::field::Kind;
    use super::*;

    const FIELDS: &[Field] = &[
        Field::required("amount", Kind::Amount, "amount", r#""1""#),
        Field::required("day", Kind::Day, "day", "5"),
        Field::optional("email", Kind::Email, "e-mail", r#""a@b.example""#),
    ];

    /// Types these texts, and remembers what was offered and refused.
    #[derive(Default)]
    struct Script {
        texts: VecDeque<&'static str>,
        offered: Vec<String>,
        refused: Vec<String>,
    }

    impl Script {
        fn of(texts: &[&'static str]) -> Self {
            Self {
                texts: texts.iter().copied().collect(),
                ..Self::default()
            }
        }
    }

    impl Prompt for Script {
        fn ask(&mut self, _: &Field, typed: &str) -> Result<String, Failure> {
            self.offered.push(typed.to_owned());
            Ok(self.texts.pop_front().unwrap().to_owned())
        }

        fn refuse(&mut self, field: &Field, reason: &str) {
            self.refused.push(format!("{}: {reason}", field.name));
        }
    }

    #[test]
    fn texts_and_whole_numbers_are_read_and_decimals_must_be_texts() {
        let document =
            br#"{"amount":"800.50","day":5,"now":true,"empty":" ","none":null,"float":800.5}"#;
        let names = ["amount", "day", "now", "empty", "none", "float"];
        let document = Document::parse(document, &names).ok().unwrap();
        assert_eq!(document.needed("amount").unwrap(), "800.50");
        assert_eq!(document.number::<u8>("day").unwrap(), 5);
        assert_eq!(document.text("now").unwrap().as_deref(), Some("true"));
        assert_eq!(document.text("empty").unwrap(), None);
        assert_eq!(document.text("none").unwrap(), None);
        assert_eq!(document.text("absent").unwrap(), None);
        assert!(document.text("float").is_err());
    }

    #[test]
    fn an_unknown_member_is_refused_without_quoting_anything() {
        let secret = "7".repeat(16);
        for text in [
            format!(r#"{{"crad_number":"{secret}"}}"#),
            format!(r#"["{secret}"]"#),
            format!(r#"{{"card_number":"{secret}"#),
        ] {
            let failure = Document::parse(text.as_bytes(), &["card_number"]);
            let failure = failure.err().unwrap();
            assert!(!format!("{failure} {failure:?}").contains(&secret));
        }
    }

    #[test]
    fn a_field_is_checked_at_once_and_what_was_typed_is_offered_again() {
        let mut prompt = Script::of(&["1.005", "1", "32", "5", ""]);
        let document = Document::ask(&[FIELDS], &mut prompt).ok().unwrap();
        assert_eq!(document.needed("amount").unwrap(), "1");
        assert_eq!(prompt.offered, ["", "1.005", "", "32", ""]);
        assert_eq!(
            prompt.refused,
            [
                "amount: 1.005 has more than the 2 decimals of MXN",
                "day: must be a number from 1 to 31",
            ]
        );
    }

    #[test]
    fn a_correction_asks_only_for_what_the_provider_refused() {
        let mut prompt = Script::of(&["1", "5", "ana@shop.example", "31"]);
        let mut document = Document::ask(&[FIELDS], &mut prompt).ok().unwrap();
        let mut violations = Violations::new();
        violations.push("schedule.day", "must be 31");
        let (name, operation) = (ProviderName::new("x"), Operation::REGISTER_SUBSCRIPTION);
        let error = violations.into_result(name, operation).unwrap_err();
        let corrected = document.correct_with(&[FIELDS], error.clone().into(), &mut prompt);
        assert!(corrected.is_ok());
        assert_eq!(prompt.offered.last().unwrap(), "5");
        assert_eq!(document.needed("day").unwrap(), "31");
        assert_eq!(document.needed("email").unwrap(), "ana@shop.example");

        document.is_typed = false;
        let refused = document.correct_with(&[FIELDS], error.into(), &mut prompt);
        assert!(refused.is_err());
    }

    #[test]
    fn an_optional_field_may_be_empty_and_a_required_one_may_not() {
        let [amount, day, email] = FIELDS else {
            panic!("there are three fields");
        };
        assert!(email.check("").is_ok() && email.check("@b").is_err());
        assert_eq!(day.check(" "), Err("is required".to_owned()));
        assert!(amount.check("0").is_err());
        let card = Field::required("card_number", Kind::CardNumber, "card", "");
        assert!(card.check(&format!("4{}", "1".repeat(15))).is_ok());
        // The test card of PagoFácil's guide fails the check digit; production checks it later.
        assert!(card.check(&format!("5{}", "1".repeat(15))).is_ok());
        assert!(card.check("4111").is_err());
    }
}

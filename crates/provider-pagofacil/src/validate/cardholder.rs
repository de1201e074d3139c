//! The cardholder in the form that the service takes.
//!
//! What a shop has in another form is brought into it, where that changes nothing: accents are
//! composed, and phone numbers lose their punctuation and the country's prefix. What the service
//! needs for no charge is shortened or left out with a warning, so that it refuses no sale.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use icu_normalizer::ComposingNormalizerBorrowed;
use payments_core::{Customer, Personal, Violations};

use super::is_longer;
use crate::wire::Holder;

/// The fields `colonia` and `municipio`.
const LONGEST_PLACE: usize = 30;
const LONGEST_USER_AGENT: usize = 150;
/// The placeholder for a neighborhood, which the service requires and not every address has.
const NO_NEIGHBORHOOD: &str = "Sin colonia";

/// Brings a cardholder into the form that the service takes, and says what was changed.
pub(super) fn prepare<'a>(customer: &'a Customer, warnings: &mut Vec<String>) -> Holder<'a> {
    let address = &customer.address;
    let mut neighborhood = composed(&address.neighborhood);
    if is_blank(&neighborhood) {
        warnings.push(format!(
            "customer.address.neighborhood is empty and was sent as {NO_NEIGHBORHOOD:?}"
        ));
        neighborhood = Cow::Borrowed(NO_NEIGHBORHOOD);
    }
    Holder {
        first_name: composed(&customer.first_name),
        last_name: composed(&customer.last_name),
        email: composed(&customer.email),
        phone: phone(&customer.phone),
        mobile: phone(&customer.mobile),
        street: composed(&address.street),
        neighborhood: shortened("customer.address.neighborhood", neighborhood, warnings),
        city: shortened("customer.address.city", composed(&address.city), warnings),
        state: composed(&address.state),
        postal_code: composed(&address.postal_code),
        country: composed(&address.country),
        ip: ip(customer.ip, warnings),
        user_agent: customer
            .user_agent
            .as_deref()
            .and_then(|text| user_agent(text, warnings)),
    }
}

/// A text with its accents composed: `e` with a combining accent is `é`, one character.
pub(super) fn composed(text: &Personal) -> Cow<'_, str> {
    let text = text.expose();
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

fn shortened<'a>(field: &str, text: Cow<'a, str>, warnings: &mut Vec<String>) -> Cow<'a, str> {
    if !is_longer(&text, LONGEST_PLACE) {
        return text;
    }
    warnings.push(format!(
        "{field} was shortened to {LONGEST_PLACE} characters"
    ));
    let kept: String = text.chars().take(LONGEST_PLACE).collect();
    Cow::Owned(kept.trim_end().to_owned())
}

/// A phone number without punctuation, and in ten digits where it has a Mexican prefix: the country
/// with or without the former digit for mobiles, or one of the former trunk prefixes.
fn phone(phone: &Personal) -> Cow<'_, str> {
    let phone = phone.expose();
    let is_digit = |byte: u8| byte.is_ascii_digit();
    if phone.bytes().all(is_digit) && phone.len() <= 10 {
        return Cow::Borrowed(phone);
    }
    let is_punctuation = |c: char| matches!(c, ' ' | '\u{a0}' | '-' | '.' | '(' | ')' | '/' | '+');
    let digits: String = phone.trim().replace(is_punctuation, "");
    let national = ["00521", "0052", "521", "52", "01", "044", "045"]
        .iter()
        .filter_map(|prefix| digits.strip_prefix(prefix))
        .find(|rest| rest.len() == 10);
    Cow::Owned(national.unwrap_or(&digits).to_owned())
}

/// The service takes IPv4 addresses only, which an IPv6 address may hold.
fn ip(ip: Option<IpAddr>, warnings: &mut Vec<String>) -> Option<Ipv4Addr> {
    match ip?.to_canonical() {
        IpAddr::V4(ip) => Some(ip),
        IpAddr::V6(_) => {
            warnings
                .push("customer.ip was left out: the service takes IPv4 addresses only".to_owned());
            None
        }
    }
}

fn user_agent(text: &str, warnings: &mut Vec<String>) -> Option<String> {
    let clean = text.replace(char::is_control, " ");
    let kept: String = clean.trim().chars().take(LONGEST_USER_AGENT).collect();
    let kept = kept.trim_end();
    if kept.is_empty() {
        warnings.push("customer.user_agent is empty and was left out".to_owned());
        return None;
    }
    if is_longer(clean.trim(), LONGEST_USER_AGENT) {
        warnings.push(format!(
            "customer.user_agent was shortened to {LONGEST_USER_AGENT} characters"
        ));
    }
    Some(kept.to_owned())
}

/// Lists what is wrong with a cardholder.
pub(super) fn check(holder: &Holder<'_>, violations: &mut Violations) {
    for (field, text, longest) in [
        ("customer.first_name", &holder.first_name, 50),
        ("customer.last_name", &holder.last_name, 50),
        ("customer.email", &holder.email, 200),
        ("customer.address.street", &holder.street, 45),
        (
            "customer.address.neighborhood",
            &holder.neighborhood,
            LONGEST_PLACE,
        ),
        ("customer.address.city", &holder.city, LONGEST_PLACE),
        ("customer.address.state", &holder.state, 45),
        ("customer.address.postal_code", &holder.postal_code, 9),
        ("customer.address.country", &holder.country, 50),
    ] {
        check_text(field, text, longest, violations);
    }
    check_phone("customer.phone", &holder.phone, violations);
    check_phone("customer.mobile", &holder.mobile, violations);
    check_at_sign(&holder.email, violations);
}

/// Checks an e-mail address.
pub(super) fn check_email(email: &str, longest: usize, violations: &mut Violations) {
    check_text("customer.email", email, longest, violations);
    check_at_sign(email, violations);
}

fn check_at_sign(email: &str, violations: &mut Violations) {
    if !email.is_empty() && !email.contains('@') {
        violations.push("customer.email", "must be an e-mail address");
    }
}

fn check_phone(field: &str, phone: &str, violations: &mut Violations) {
    let digits = phone.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !(7..=10).contains(&phone.len()) {
        violations.push(field, "must have 7 to 10 digits");
    }
}

pub(super) fn check_text(field: &str, text: &str, longest: usize, violations: &mut Violations) {
    if is_blank(text) {
        violations.push(field, "must not be empty");
    } else if is_longer(text, longest) {
        violations.push(
            field,
            format!("must not be longer than {longest} characters"),
        );
    } else if text.chars().any(char::is_control) {
        violations.push(field, "must hold no control characters");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_of_any_form_are_ten_digits() {
        for (given, expected) in [
            ("5512345678", "5512345678"),
            ("+52 55 1234 5678", "5512345678"),
            ("+52 1 55 1234 5678", "5512345678"),
            ("0052 (55) 1234-5678", "5512345678"),
            ("01 55 1234 5678", "5512345678"),
            ("044-55-1234-5678", "5512345678"),
            ("(55) 1234.5678", "5512345678"),
            ("1234567", "1234567"),
            // Another country's number is not cut.
            ("+1 212 555 01234", "121255501234"),
            ("55 1234 5678 ext 9", "5512345678ext9"),
        ] {
            assert_eq!(phone(&Personal::new(given)), expected, "{given}");
        }
    }

    #[test]
    fn decomposed_accents_are_composed() {
        let text = Personal::new("Jose\u{301} Nun\u{303}ez");
        assert_eq!(composed(&text), "José Nuñez");
        assert_eq!(composed(&text).chars().count(), 10);
    }

    #[test]
    fn hints_are_brought_into_form_or_left_out() {
        let ip = |text: &str| {
            let mut warnings = Vec::new();
            let ip = super::ip(text.parse().ok(), &mut warnings);
            (ip.map(|ip| ip.to_string()), warnings.len())
        };
        assert_eq!(ip("203.0.113.7"), (Some("203.0.113.7".to_owned()), 0));
        assert_eq!(
            ip("::ffff:203.0.113.7"),
            (Some("203.0.113.7".to_owned()), 0)
        );
        assert_eq!(ip("2001:db8::1"), (None, 1));
        let agent = |text: &str| {
            let mut warnings = Vec::new();
            let agent = user_agent(text, &mut warnings);
            (agent.map(|agent| agent.chars().count()), warnings.len())
        };
        assert_eq!(agent("Mozilla/5.0"), (Some(11), 0));
        assert_eq!(agent(" \t"), (None, 1));
        assert_eq!(agent("a\r\nb"), (Some(4), 0));
        assert_eq!(agent(&"é".repeat(150)), (Some(150), 0));
        assert_eq!(agent(&"é".repeat(151)), (Some(150), 1));
    }
}

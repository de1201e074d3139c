//! The values that no text may contain.

use std::sync::LazyLock;

use payments_core::Personal;
use payments_sim::mpandco::{CLIENT_SECRET, PAY_TOKEN_MARK, PIN, SANDBOX_TOKEN};
use payments_sim::pagofacil;
use payments_tests::matrix::clients;

/// A value of this many characters is found anywhere; a shorter one only as a separate word,
/// because three digits may be in any port or length.
const LONG: usize = 8;

/// The secrets of the calls to services that echo them. They look like nothing that is masked for
/// its looks.
pub(crate) const CODE: &str = "739";
pub(crate) const ECHOED_PIN: &str = "7392";
pub(crate) const SECRET: &str = "canary-client-secret";
pub(crate) const ACCESS: &str = "canary-access-token";
pub(crate) const REFRESH: &str = "canary-refresh-token";
pub(crate) const PAY_TOKEN: &str = "canary-pay-token";
pub(crate) const SANDBOX: &str = "canary-sandbox-token";
pub(crate) const BRANCH: &str = "canary-branch-key";
pub(crate) const USER: &str = "canary-user-key";
pub(crate) const CIPHER_KEY: &str = "canary-cipher-16";
pub(crate) const TOKEN: &str = "PFTE7391S1I9317canary";
pub(crate) const DELETION_KEY: &str = "7391973179139713917931";

pub(crate) fn number() -> String {
    format!("49{}", "73".repeat(7))
}

pub(crate) fn api_secret() -> String {
    "ca11ab1e".repeat(8)
}

/// A value, and what it looks like where somebody else wrote it.
pub(crate) struct Canary {
    value: String,
    forms: Vec<String>,
}

/// Every secret, and everything about a person.
pub(crate) static ALL: LazyLock<Vec<Canary>> = LazyLock::new(|| {
    let secrets = secrets().into_iter().map(Canary::new);
    secrets
        .chain(personal().into_iter().map(Canary::new))
        .collect()
});

pub(crate) fn secrets() -> Vec<String> {
    let card = clients::good_card();
    let code = card.security_code().unwrap().expose();
    let (branch, user) = pagofacil::State::sandbox_keys();
    let texts = [
        (card.number().expose(), code),
        (CLIENT_SECRET, PIN),
        (SANDBOX_TOKEN, "SimulatedAccessToken"),
        ("SimulatedRefreshToken", CODE),
        (ECHOED_PIN, SECRET),
        (ACCESS, REFRESH),
        (PAY_TOKEN, SANDBOX),
        (BRANCH, USER),
    ];
    let texts = texts.into_iter().flat_map(|(one, other)| [one, other]);
    let mut secrets: Vec<String> = texts.map(str::to_owned).collect();
    secrets.extend([branch, user, pagofacil::State::sandbox_api_secret()]);
    secrets.extend([number(), api_secret(), format!("-{PAY_TOKEN_MARK}-11ef-")]);
    let cipher_key = pagofacil::State::sandbox_cipher_key();
    secrets.extend([CIPHER_KEY, TOKEN, DELETION_KEY, &cipher_key].map(str::to_owned));
    // Tokens of stored cards, as the simulator makes them.
    secrets.push("PFTE000".to_owned());
    // Codes that open accounts, as the simulator makes them.
    secrets.push("sim0000".to_owned());
    secrets
}

/// The values of the people that the requests are about.
pub(crate) fn personal() -> Vec<String> {
    let (payout, holder) = (clients::payout("1"), clients::cardholder());
    let address = &holder.address;
    let texts = [
        payout.name(),
        payout.document(),
        payout.account(),
        payout.phone().unwrap(),
        payout.email().unwrap(),
        &holder.first_name,
        &holder.last_name,
        &holder.email,
        &holder.phone,
        &holder.mobile,
        &address.street,
        &address.neighborhood,
        &address.city,
        &address.state,
        &address.postal_code,
        &address.country,
    ];
    let mut personal: Vec<String> = texts.map(Personal::expose).map(str::to_owned).into();
    personal.push(clients::PAYER.to_owned());
    personal.push(holder.ip.unwrap().to_string());
    personal.push(holder.user_agent.unwrap());
    personal
}

/// Each byte in the escapes of a URL.
pub(crate) fn percent_encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// As a program prints bytes that it takes for numbers.
pub(crate) fn listed(value: &str) -> String {
    let bytes: Vec<String> = value.bytes().map(|byte| byte.to_string()).collect();
    bytes.join(", ")
}

impl Canary {
    fn new(value: String) -> Self {
        let plus = value.replace(' ', "+");
        let url = value.replace(' ', "%20").replace('@', "%40");
        let form = plus.replace('@', "%40").replace('/', "%2F");
        let mut forms = vec![percent_encoded(&value), listed(&value), plus, url, form];
        forms.push(value.clone());
        forms.sort();
        forms.dedup();
        Self { value, forms }
    }

    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// Its place in a text whose blanks are single ones.
    fn is_in(&self, text: &str) -> Option<usize> {
        let place = |form: &String| {
            let mut places = text.match_indices(&**form);
            let found =
                places.find(|(place, _)| form.len() >= LONG || is_alone(form, *place, text));
            found.map(|(place, _)| place)
        };
        self.forms.iter().find_map(place)
    }
}

fn is_alone(word: &str, place: usize, text: &str) -> bool {
    let (before, after) = text.split_at(place);
    let borders = [
        before.chars().next_back(),
        after.chars().nth(word.chars().count()),
    ];
    !borders.into_iter().flatten().any(char::is_alphanumeric)
}

/// The canaries in a text, each with its surroundings.
pub(crate) fn found_in(text: &str) -> Vec<(String, String)> {
    let text: Vec<&str> = text.split_whitespace().collect();
    let text = text.join(" ");
    let found = ALL.iter().filter_map(|canary| {
        let place = canary.is_in(&text)?;
        let start = text.floor_char_boundary(place.saturating_sub(160));
        let end = text.ceil_char_boundary((place + 160).min(text.len()));
        Some((canary.value.clone(), text.get(start..end)?.to_owned()))
    });
    found.collect()
}

#[test]
fn a_canary_is_found_in_every_notation() {
    for canary in ALL.iter() {
        let value = canary.value();
        for text in [
            format!("a={value}, b"),
            format!("{:?}", Some(value)),
            format!("{:#?}", value.as_bytes()),
            serde_json::json!([value]).to_string(),
            percent_encoded(value),
        ] {
            let found = found_in(&text);
            let mut found = found.iter();
            assert!(
                found.any(|(found, _)| found == value),
                "{value} was not found in {text}"
            );
        }
    }
    assert_eq!(found_in(&format!("port 1{CODE}1 of Canarias")), []);
}

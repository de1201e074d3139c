//! What the name of a field means for its value.

/// What the services of our providers call their secrets, without case and punctuation. Values of
/// these fields are replaced.
const SECRETS: [&str; 34] = [
    "accesstoken",
    "apikey",
    "apisecret",
    "bankaccount",
    "branchkey",
    "cardnumber",
    "clientid",
    "clientsecret",
    "contrasena",
    "cvc",
    "cvt",
    "cvv",
    "cvv2",
    "hashkeycc",
    "identificationnumber",
    "idsucursal",
    "idtoken",
    "idusuario",
    "nip",
    "numerotarjeta",
    "passwd",
    "password",
    "paytoken",
    "pin",
    "refreshtoken",
    "secret",
    "securitycode",
    "token",
    "userkey",
    "username",
    "xapikey",
    "xapisecret",
    "xapitoken",
    "xauthtoken",
];

/// What services call the data of a person, without case and punctuation. Values of these fields are
/// replaced as secrets are.
const PERSONAL: [&str; 52] = [
    "accountnumber",
    "addressline",
    "apellido",
    "apellidomaterno",
    "apellidopaterno",
    "apellidos",
    "beneficiario",
    "beneficiary",
    "birthdate",
    "calle",
    "calleynumero",
    "cardholdername",
    "cedula",
    "clabe",
    "clientip",
    "codigopostal",
    "colonia",
    "cp",
    "curp",
    "dateofbirth",
    "direccion",
    "documentnumber",
    "documento",
    "domicilio",
    "familyname",
    "fechanacimiento",
    "firstname",
    "fullname",
    "givenname",
    "holdername",
    "iban",
    "ip",
    "ipaddress",
    "ipbuyer",
    "lastname",
    "municipio",
    "nameaccount",
    "nationalid",
    "neighborhood",
    "nombre",
    "nombretitular",
    "postalcode",
    "rfc",
    "rif",
    "street",
    "streetaddress",
    "surname",
    "taxid",
    "titular",
    "userfrom",
    "zip",
    "zipcode",
];

/// Whose `name` is that of a person.
const PEOPLE: [&str; 13] = [
    "beneficiary",
    "buyer",
    "cardholder",
    "client",
    "cliente",
    "customer",
    "holder",
    "payer",
    "payerinfo",
    "person",
    "recipient",
    "titular",
    "user",
];

/// What a field must not hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    SecurityCode,
    Pin,
    Credential,
    Phone,
}

/// Whether values of a field of this name are secret, and replaced.
pub(super) fn is_secret(name: &str) -> bool {
    SECRETS.contains(&plain(name).as_str())
}

/// Whether values of a field with these names, its own one last, are personal, and replaced.
pub(super) fn is_personal(names: &[String]) -> bool {
    let Some((name, around)) = names.split_last() else {
        return false;
    };
    let (name, around) = (plain(name), around.last().map(|name| plain(name)));
    let of_person = around.is_some_and(|around| PEOPLE.contains(&around.as_str()));
    PERSONAL.contains(&name.as_str()) || (name == "name" && of_person)
}

/// A name without case and punctuation.
fn plain(name: &str) -> String {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    name.to_ascii_lowercase()
}

/// What the words of a name hint at. This goes further than [`is_secret`]: an unexpected
/// field is refused, not guessed at.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    let words = words(name);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let contains = |wanted: &[&str]| {
        let within = |word: &String| wanted.iter().any(|part| word.contains(part));
        words.iter().any(within)
    };
    let about_it = ["type", "expires", "expiration", "lifetime", "errors"];
    if words
        .last()
        .is_some_and(|word| about_it.contains(&word.as_str()))
    {
        None
    } else if contains(&["cvv", "cvc", "cvt"])
        || has(&["csc"])
        || has(&["security"]) && has(&["code"])
    {
        Some(Meaning::SecurityCode)
    } else if has(&["pin", "nip"]) {
        Some(Meaning::Pin)
    } else if is_secret(name)
        || contains(&["token", "secret", "password", "credential", "apikey"])
        || has(&["key"]) && has(&["api", "access", "private"])
    {
        Some(Meaning::Credential)
    } else if contains(&["phone", "telefono", "celular", "mobile", "movil"]) || has(&["tel"]) {
        Some(Meaning::Phone)
    } else {
        None
    }
}

/// The words of `camelCase`, `snake_case` and `kebab-case`, in lower case and without a number.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower_before = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && lower_before) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut()
            && c.is_alphanumeric()
        {
            word.extend(c.to_lowercase());
        }
        lower_before = c.is_lowercase();
    }
    for word in &mut words {
        let length = word.trim_end_matches(char::is_numeric).len();
        word.truncate(length);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether the service has starred the value out: `(16) **** **** ****1111`, `(3) ***`. At most
/// `shown` digits may remain among the stars.
pub(super) fn is_masked(value: &str, shown: usize) -> bool {
    let stars = value
        .split_once(')')
        .filter(|(length, _)| length.starts_with('('))
        .map_or(value, |(_, stars)| stars);
    stars.contains("**") && stars.chars().filter(|c| c.is_numeric()).count() <= shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_understood_however_they_are_written() {
        for name in [
            "client_secret",
            "clientSecret",
            "CLIENT-SECRET",
            "payToken",
            "X-Api-Key",
        ] {
            assert!(is_secret(name), "{name}");
            assert!(meaning(name) == Some(Meaning::Credential), "{name}");
        }
        for (name, expected) in [
            ("operationPin", Some(Meaning::Pin)),
            ("newCvv2", Some(Meaning::SecurityCode)),
            ("apiKey2", Some(Meaning::Credential)),
            ("security_code", Some(Meaning::SecurityCode)),
            ("webhook_secret", Some(Meaning::Credential)),
            ("contactPhone", Some(Meaning::Phone)),
            ("shipping", None),
            ("token_type", None),
            ("message", None),
        ] {
            assert!(meaning(name) == expected, "{name}");
        }
    }

    #[test]
    fn personal_fields_are_known_by_their_names() {
        let names = |path: &str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
        for path in [
            "data.calleyNumero",
            "IP",
            "data.first_name",
            "cardholder.name",
            "user.name",
        ] {
            assert!(is_personal(&names(path)), "{path}");
        }
        for path in [
            "items.name",
            "name",
            "branch_name",
            "user.id",
            "description",
        ] {
            assert!(!is_personal(&names(path)), "{path}");
        }
        for name in SECRETS.iter().chain(&PERSONAL).chain(&PEOPLE) {
            assert_eq!(plain(name), *name);
        }
    }

    #[test]
    fn a_starred_value_shows_no_more_than_it_may() {
        assert!(is_masked("(16) **** **** ****1111", 4) && is_masked("(3) ***", 0));
        assert!(!is_masked("(16) **** **** *11111", 4) && !is_masked("(3) 123", 4));
    }
}

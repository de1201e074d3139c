//! Who pays and with which card: the fields that every charge has in common.

use time::Date;

use crate::pagofacil::environment::Environment;
use crate::pagofacil::state::card::Card;
use crate::pagofacil::state::charge::Cardholder;
use crate::pagofacil::wire::fields::Fields;
use crate::pagofacil::wire::rules;

/// The fields that are only checked, with the most characters they may have.
const PLAIN: [(&[&str], usize); 6] = [
    (&["cp"], 9),
    (&["calleyNumero", "calleYNumero"], 45),
    (&["colonia"], 30),
    (&["municipio"], 30),
    (&["estado"], 45),
    (&["pais"], 50),
];

impl Cardholder {
    /// Reads what is common to all charges, the keys of the merchant first. `needs_code` says
    /// whether the security code must be there.
    pub(crate) fn read(
        fields: &mut Fields<'_>,
        environment: Environment,
        services: &[&str],
        needs_code: bool,
        today: Date,
    ) -> Option<Self> {
        fields.check_keys(environment);
        fields.required(&["idServicio"], rules::service(services));
        let first_name = fields.required(&["nombre"], rules::at_most(50));
        let last_name = fields.required(&["apellidos"], rules::at_most(50));
        let card = read_card(fields, needs_code, today);
        let email = fields.required(&["email"], rules::at_most(200));
        for (names, max) in PLAIN {
            fields.required(names, rules::at_most(max));
        }
        for name in ["telefono", "celular"] {
            // The tables say 7 to 10 digits; only too few were recorded as refused.
            fields.required(&[name], rules::at_least(7));
        }
        fields.optional(&["httpUserAgent"], rules::at_most(150));
        let ip = fields.optional(&["IP", "ip"], rules::ip);
        Some(Self {
            first_name: first_name?,
            last_name: last_name?,
            email: email?,
            card: card?,
            ip,
        })
    }
}

/// The length of the security code is the brand's.
pub(crate) fn read_card(fields: &mut Fields<'_>, needs_code: bool, today: Date) -> Option<Card> {
    let card = fields.required(&["numeroTarjeta"], Card::read);
    let (min, max) = card.as_ref().map_or((3, 4), |card| {
        let digits = card.brand.security_code_digits();
        (digits, digits)
    });
    let code = rules::digits(min, max);
    if needs_code {
        fields.required(&["cvt"], code);
    } else {
        fields.optional(&["cvt"], code);
    }
    let month = fields.required(&["mesExpiracion"], rules::month);
    let year = fields.required(&["anyoExpiracion"], rules::short_year);
    if let (Some(month), Some(year)) = (month, year)
        && (year, month) < (today.year(), u8::from(today.month()))
    {
        fields.refuse("anyoExpiracion", "La tarjeta ha expirado".to_owned());
    }
    card
}

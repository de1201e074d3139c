//! The form that creates a payment intent.

use rust_decimal::Decimal;
use url::Url;

use crate::php::form::Php;

use crate::mpandco::model::{
    IntentKind, SubmittedDistribution, SubmittedItem, SubmittedTransaction,
};
use crate::mpandco::state::intents::{Address, IntentForm};
use crate::mpandco::state::settings::Settings;
use crate::mpandco::wire::errors::FormErrors;
use crate::mpandco::wire::fields::{Fields, INVALID, any};

const RETURN_URL_REQUIRED: &str = "La URI de retorno es obligatoria.";
const RECIPIENT_REQUIRED: &str = "El destinatario es obligatorio para una solicitud de pago.";
const TRANSACTION_REQUIRED: &str = "Debe indicar al menos una transacción.";
const DISTRIBUTED_TOO_MUCH: &str = "Las distribuciones superan el total de la transacción.";
const NOT_AUTHORIZED: &str = "La cuenta no está autorizada para recibir distribuciones.";
const NO_BILLING: &str = "La aplicación no está habilitada para el API de facturación.";
const NOT_POSITIVE: &str = "Este valor debería ser mayor que 0.";
const NEGATIVE: &str = "Este valor debería ser mayor o igual que 0.";
const NOT_A_URL: &str = "Este valor no es una URL válida.";
/// The currency of an amount that names none.
const VES: &str = "VES";
const NOT_A_CHOICE: &str = "El valor seleccionado no es una opción válida.";

impl IntentForm {
    pub(crate) fn read(sent: Option<&Php>, settings: &Settings) -> Result<Self, FormErrors> {
        Fields::read(sent, |fields| {
            let intent = fields.required("intent", |intent| match intent {
                "sale" | "request" => Ok(intent),
                _ => Err(NOT_A_CHOICE),
            });
            let addresses = fields.group("redirectUrls", addresses);
            let transactions =
                fields.collection("transactions", |fields| transaction(fields, settings));
            if transactions.is_empty() {
                fields.reject(TRANSACTION_REQUIRED);
            }
            let recipient = fields.optional("recipient", any);
            let kind = match (intent?, recipient) {
                // A sale has no recipient, but PHP clients send the empty field along.
                ("sale", _) => IntentKind::Sale,
                (_, _) if !settings.billing => {
                    fields.reject(NO_BILLING);
                    return None;
                }
                (_, Some(recipient)) => IntentKind::Request { recipient },
                (_, None) => {
                    fields.reject_field("recipient", RECIPIENT_REQUIRED);
                    return None;
                }
            };
            let (return_url, cancel_url) = addresses?;
            Some(Self {
                kind,
                return_url,
                cancel_url,
                transactions: transactions.into_iter().collect::<Option<_>>()?,
            })
        })
    }
}

fn addresses(fields: &mut Fields<'_>) -> Option<(Address, Address)> {
    let return_url = fields.optional("returnUrl", address);
    if fields.is_blank("returnUrl") {
        fields.reject(RETURN_URL_REQUIRED);
    }
    let cancel_url = fields.required("cancelUrl", address);
    Some((return_url?, cancel_url?))
}

fn transaction(fields: &mut Fields<'_>, settings: &Settings) -> Option<SubmittedTransaction> {
    let destination = fields.optional("digitalAccountDestination", any);
    let (total, currency, [shipping, tax, sub_total]) = fields.group("amount", |amount| {
        let total = amount.required("total", positive);
        // The SDK cannot send one, and its own tests create payments without.
        let currency = amount.optional("currency", currency);
        let details = amount.group("details", |details| {
            ["shipping", "tax", "subTotal"].map(|name| details.optional(name, not_negative))
        });
        (total, currency, details)
    });
    let description = fields.required("description", any);
    let invoice_number = fields.optional("invoiceNumber", any);
    let items = fields.collection("items", item);
    let distributions = fields.collection("distributions", |fields| distribution(fields, settings));
    let total = total?;
    let shared: Decimal = distributions.iter().flatten().map(|part| part.amount).sum();
    if shared > total {
        fields.reject(DISTRIBUTED_TOO_MUCH);
    }
    Some(SubmittedTransaction {
        destination,
        total,
        currency: currency.unwrap_or_else(|| VES.to_owned()),
        shipping,
        tax,
        sub_total,
        description: description?,
        invoice_number,
        items: items.into_iter().collect::<Option<_>>()?,
        distributions: distributions.into_iter().collect::<Option<_>>()?,
    })
}

fn item(fields: &mut Fields<'_>) -> Option<SubmittedItem> {
    let name = fields.required("name", any);
    let price = fields.required("price", not_negative);
    let quantity = fields.optional("quantity", |text| match text.parse() {
        Ok(0) => Err(NOT_POSITIVE),
        Ok(quantity) => Ok(quantity),
        Err(_) => Err(INVALID),
    });
    let sku = fields.optional("sku", any);
    let currency = fields.optional("currency", currency);
    Some(SubmittedItem {
        name: name?,
        price: price?,
        quantity,
        sku,
        currency,
    })
}

fn distribution(fields: &mut Fields<'_>, settings: &Settings) -> Option<SubmittedDistribution> {
    let account = fields.required("digitalAccountDestination", |name| {
        if settings.accounts.contains(name) {
            any(name)
        } else {
            Err(NOT_AUTHORIZED)
        }
    });
    let amount = fields.required("amount", positive);
    let description = fields.optional("description", any);
    Some(SubmittedDistribution {
        account: account?,
        amount: amount?,
        description,
    })
}

fn address(text: &str) -> Result<Address, &'static str> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Address {
            text: text.to_owned(),
            url,
        }),
        _ => Err(NOT_A_URL),
    }
}

fn currency(text: &str) -> Result<String, &'static str> {
    if text == VES { any(text) } else { Err(INVALID) }
}

pub(crate) fn positive(text: &str) -> Result<Decimal, &'static str> {
    match decimal(text)? {
        amount if amount > Decimal::ZERO => Ok(amount),
        _ => Err(NOT_POSITIVE),
    }
}

fn not_negative(text: &str) -> Result<Decimal, &'static str> {
    match decimal(text)? {
        amount if amount >= Decimal::ZERO => Ok(amount),
        _ => Err(NEGATIVE),
    }
}

fn decimal(text: &str) -> Result<Decimal, &'static str> {
    // The decimal type also reads underscores, which the service does not.
    let is_plain = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'));
    // Far above any payment, and low enough for sums to stay exact.
    let largest = Decimal::from(u64::MAX);
    Decimal::from_str_exact(text)
        .ok()
        .filter(|amount| is_plain && amount.abs() <= largest)
        .ok_or(INVALID)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::php::form::parse_str;

    #[test]
    fn what_the_php_client_encodes_is_understood() {
        // The order of the official client, the encoding of PHP's `http_build_query`.
        let body = "paymentintent%5Bintent%5D=sale\
             &paymentintent%5BredirectUrls%5D%5BreturnUrl%5D=http%3A%2F%2Fshop.test%2Fback%3Fa%3D1%26b%3D2\
             &paymentintent%5BredirectUrls%5D%5BcancelUrl%5D=http%3A%2F%2Fshop.test%2Fstop\
             &paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Btotal%5D=20\
             &paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Bcurrency%5D=VES\
             &paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Bdetails%5D%5Btax%5D=1.3\
             &paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Bdetails%5D%5BsubTotal%5D=17.5\
             &paymentintent%5Btransactions%5D%5B0%5D%5Bdescription%5D=Caf%C3%A9+%26+t%C3%A9\
             &paymentintent%5Btransactions%5D%5B0%5D%5BinvoiceNumber%5D=F00015\
             &paymentintent%5Btransactions%5D%5B0%5D%5BdigitalAccountDestination%5D=demo01\
             &paymentintent%5Btransactions%5D%5B0%5D%5Bitems%5D%5B0%5D%5Bname%5D=televisor+65%27\
             &paymentintent%5Btransactions%5D%5B0%5D%5Bitems%5D%5B0%5D%5Bprice%5D=7.5\
             &paymentintent%5Btransactions%5D%5B0%5D%5Bdistributions%5D%5B0%5D%5BdigitalAccountDestination%5D=demo02\
             &paymentintent%5Btransactions%5D%5B0%5D%5Bdistributions%5D%5B0%5D%5Bamount%5D=5\
             &paymentintent%5Btransactions%5D%5B0%5D%5Bdistributions%5D%5B0%5D%5Bdescription%5D=\
             &paymentintent%5Brecipient%5D=";
        let form = parse_str(body);
        let read = IntentForm::read(form.get("paymentintent"), &Settings::default()).unwrap();
        assert_eq!(read.kind, IntentKind::Sale);
        assert_eq!(read.return_url.text, "http://shop.test/back?a=1&b=2");
        let transaction = &read.transactions[0];
        assert_eq!(transaction.description, "Café & té");
        assert_eq!(transaction.tax, Some(Decimal::new(13, 1)));
        assert_eq!(transaction.destination.as_deref(), Some("demo01"));
        assert_eq!(transaction.items[0].name, "televisor 65'");
        assert_eq!(transaction.distributions[0].description, None);
    }
}

//! Response bodies to decode: those of the fixtures, and long ones made from them.

use std::fmt::Write as _;

use crate::{Problem, routes};
use serde_json::{Map, Value};

const BASE_URL: &str = "https://test.mpandco.com/";

pub(super) fn fixture(name: &str) -> Result<Vec<u8>, Problem> {
    routes::body(name, BASE_URL)
}

fn value(name: &str) -> Result<Value, Problem> {
    Ok(serde_json::from_slice(&fixture(name)?)?)
}

/// The first payment of a page of the wallet's.
pub(super) fn wallet_payment() -> Result<Vec<u8>, Problem> {
    let page = value("mpandco/list_wallet_payments/first")?;
    let payment = page.pointer("/data/0").ok_or("no payment")?;
    Ok(payment.to_string().into_bytes())
}

/// A page of ten intents, as the service makes them.
pub(super) fn intents() -> Result<Vec<u8>, Problem> {
    let mut page = value("mpandco/list_payments/first")?;
    let intent = value("mpandco/get_payment/authorized")?;
    let data = page.pointer_mut("/data").ok_or("no list")?;
    *data = Value::Array(vec![intent; 10]);
    Ok(page.to_string().into_bytes())
}

/// A report of so many transactions.
pub(super) fn report(transactions: usize) -> Result<Vec<u8>, Problem> {
    let mut report = value("pagofacil/search_transactions/first_page")?;
    let listed = report.pointer_mut("/transactions").ok_or("no list")?;
    let one = listed.get("S-RAPFE1S1I368-6").ok_or("no transaction")?;
    let many: Map<String, Value> = (0..transactions)
        .map(|number| (format!("S-RAPFE1S1I368-{number}"), one.clone()))
        .collect();
    *listed = Value::Object(many);
    Ok(report.to_string().into_bytes())
}

/// A subscription with so many charges, in XML.
pub(super) fn subscription_xml(charges: usize) -> Result<Vec<u8>, Problem> {
    let body = String::from_utf8(fixture("pagofacil/get_subscription/found_query_xml")?)?;
    let (head, rest) = body.split_once("<key_0>").ok_or("no charges")?;
    let (charge, _) = rest.split_once("</key_0>").ok_or("no charge")?;
    let (_, tail) = rest.split_once("</operaciones>").ok_or("no end")?;
    let mut long = head.to_owned();
    for number in 0..charges {
        write!(long, "<key_{number}>{charge}</key_{number}>")?;
    }
    Ok(format!("{long}</operaciones>{tail}").into_bytes())
}

//! Services with as many pages as they are told.

use payments_bench::local::Local;
use payments_bench::{Problem, ours, routes};
use payments_kit::http::{ClientConfig, HttpRequest};
use payments_testkit::samples;
use provider_mpandco::Mpandco;
use provider_pagofacil::{PagoFacil, SandboxKeys};
use serde_json::Value;

const BASE_URL: &str = "http://127.0.0.1:1/";

/// mPandco with so many pages of so many payments.
pub(crate) fn payments(pages: u64, entries: u64) -> Result<Mpandco, Problem> {
    let token = routes::body("mpandco/token/granted", BASE_URL)?;
    let intent = routes::body("mpandco/get_payment/authorized", BASE_URL)?;
    let intents = list(&String::from_utf8(intent)?, entries);
    let network = Local::new(move |request| {
        if request.url().path().starts_with("/oauth/") {
            return token.clone();
        }
        let page = number(request, "page=");
        let next = if page < pages {
            let href = format!("{BASE_URL}api/payment-intent/.json?page={}", page + 1);
            format!(r#"{{"next":{{"href":"{href}"}}}}"#)
        } else {
            "{}".to_owned()
        };
        format!(r#"{{"links":{next},"meta":{{}},"data":[{intents}]}}"#).into_bytes()
    });
    ours::mpandco(BASE_URL, ClientConfig::new().with_transport(network))
}

/// PagoFácil with so many pages of so many transactions.
pub(crate) fn transactions(pages: u64, entries: u64) -> Result<PagoFacil, Problem> {
    let report = routes::body("pagofacil/search_transactions/first_page", BASE_URL)?;
    let report: Value = serde_json::from_slice(&report)?;
    let transaction = report
        .pointer("/transactions/S-PFE12S12I12568")
        .ok_or("no transaction in the fixture")?;
    let transactions = list(&format!(r#""S-PFE12S12I12568":{transaction}"#), entries);
    let network = Local::new(move |request| {
        let page = number(request, "p=");
        let status = format!(r#"{{"result":"ok","no_pages":"{pages}","no_page":"{page}"}}"#);
        format!(r#"{{"status":{status},"transactions":{{{transactions}}}}}"#).into_bytes()
    });
    let (branch, user) = (samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    let keys = SandboxKeys::new(branch, user).with_api_secret("a1".repeat(32));
    let client = PagoFacil::sandbox(keys)
        .with_base_url(BASE_URL)
        .with_client(ClientConfig::new().with_transport(network));
    Ok(client.build()?)
}

fn list(entry: &str, entries: u64) -> String {
    let entries: Vec<&str> = (0..entries).map(|_| entry).collect();
    entries.join(",")
}

/// Which page is asked for; the first where none is named.
fn number(request: &HttpRequest, name: &str) -> u64 {
    let query = String::from_utf8_lossy(request.query().expose());
    let mut parts = query.split('&');
    let named = parts.find_map(|part| part.strip_prefix(name)?.parse().ok());
    named.unwrap_or(1)
}

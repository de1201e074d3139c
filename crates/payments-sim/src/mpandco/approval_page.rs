//! The web page on which the payer agrees to an intent or turns it down. A request has it too, though
//! no link leads there: it replaces the wallet app.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{StatusCode, header};
use url::Url;

use crate::mpandco::model::IntentState;
use crate::mpandco::state::intents::Intent;
use crate::mpandco::state::{DecisionError, State};

const STYLE: &str = "\
body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;background:#eef1f4;color:#15202b}\
main{max-width:26rem;margin:10vh auto;padding:2rem;background:#fff;border-radius:.75rem}\
h1{margin-top:0;font-size:1.3rem}.total{font-size:2rem;font-weight:700}\
form{display:inline-block;margin-right:.75rem}\
button{font:inherit;padding:.6rem 1.4rem;border:2px solid #14532d;border-radius:.5rem;\
background:#14532d;color:#fff;cursor:pointer}\
button.quiet{background:#fff;color:#14532d}button:focus-visible{outline:3px solid #1d4ed8}\
small{color:#52606d}";

impl State {
    /// The page for an intent, with the status to send it with.
    pub(crate) fn approval_page(&self, id: &str) -> (StatusCode, String) {
        let records = self.lock();
        match records.ledger.get(id) {
            Some(intent) if intent.state == IntentState::Created => {
                (StatusCode::OK, question(intent))
            }
            Some(intent) => not_decided(&DecisionError::Decided(intent.state)),
            None => not_decided(&DecisionError::Unknown),
        }
    }
}

fn question(intent: &Intent) -> String {
    let mut body = String::from("<h1>Approve this payment?</h1>");
    for transaction in &intent.transactions {
        let form = &transaction.form;
        _ = write!(body, "<p>{}</p>", escape(&form.description));
        if let Some(reference) = &form.invoice_number {
            _ = write!(
                body,
                "<p><small>Reference {}</small></p>",
                escape(reference)
            );
        }
    }
    let id = escape(&intent.id);
    _ = write!(
        body,
        "<p class=\"total\">VES {}</p>\
         <form method=\"post\" action=\"/p/express-checkout/{id}/approve\">\
         <button type=\"submit\">Approve</button></form>\
         <form method=\"post\" action=\"/p/express-checkout/{id}/cancel\">\
         <button type=\"submit\" class=\"quiet\">Cancel</button></form>",
        intent.total(),
    );
    page(&body)
}

fn not_decided(why: &DecisionError) -> (StatusCode, String) {
    match why {
        DecisionError::Unknown => (
            StatusCode::NOT_FOUND,
            page("<h1>There is no such payment</h1>"),
        ),
        DecisionError::NoFunds => (
            StatusCode::OK,
            page("<h1>The payer has not enough money</h1>"),
        ),
        DecisionError::Decided(state) => (
            StatusCode::OK,
            page(&format!(
                "<h1>This payment was decided before</h1><p>It is <strong>{state}</strong>.</p>"
            )),
        ),
    }
}

fn page(body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Simulated mPandco</title><style>{STYLE}</style></head>\
         <body><main>{body}<p><small>A simulator: no money moves here.</small></p></main></body>\
         </html>"
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

fn decided(decision: Result<Url, DecisionError>) -> Response {
    match decision {
        Ok(next) => Redirect::to(next.as_str()).into_response(),
        Err(why) => html(not_decided(&why)),
    }
}

fn html((status, page): (StatusCode, String)) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Html(page)).into_response()
}

pub(crate) async fn show(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Response {
    html(state.approval_page(&id))
}

pub(crate) async fn approve(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Response {
    decided(state.approve(&id))
}

pub(crate) async fn cancel(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Response {
    decided(state.cancel(&id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mpandco::testing::{create, sale, service};

    #[test]
    fn the_page_asks_until_the_payer_has_decided() {
        let state = service();
        let id = create(&state, &sale(""));
        let (status, page) = state.approval_page(&id);
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Compra") && page.contains("VES 20"));
        state.cancel(&id).unwrap();
        let (_, page) = state.approval_page(&id);
        assert!(page.contains("canceled") && !page.contains("<button"));
        assert_eq!(state.approval_page("none").0, StatusCode::NOT_FOUND);
    }

    #[test]
    fn a_description_cannot_bring_markup_into_the_page() {
        assert_eq!(
            escape("<b a='1'>\"&\""),
            "&lt;b a=&#39;1&#39;&gt;&quot;&amp;&quot;"
        );
    }
}

//! The pages. maud escapes every value that is put into them, and none needs JavaScript.

mod admin;
mod order;

pub(crate) use admin::{AdminPage, admin};
pub(crate) use order::{OrderPage, order, voucher};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use payments_core::Currency;

use crate::ShopError;
use crate::catalog::Product;

pub(crate) const STYLE: &str = include_str!("shop.css");

/// The frame of every page. `refresh` loads it again after so many seconds.
fn framed(title: &str, refresh: Option<u32>, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                @if let Some(seconds) = refresh {
                    meta http-equiv="refresh" content=(seconds);
                }
                title { (title) " – Coffee shop" }
                link rel="stylesheet" href="/shop.css";
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                header { a href="/" { "Coffee shop" } }
                main id="content" tabindex="-1" { (content) }
                footer {
                    p { "An example. It sells nothing, and talks to sandboxes only." }
                }
            }
        }
    }
}

fn failure(status: StatusCode, text: &str) -> Markup {
    framed(
        status.canonical_reason().unwrap_or("Failed"),
        None,
        &html! {
            h1 { "That did not work" }
            p { (text) }
            p { a href="/" { "Back to the shop" } }
        },
    )
}

impl IntoResponse for ShopError {
    fn into_response(self) -> Response {
        let (status, text) = match &self {
            Self::Password => {
                let ask = "Basic realm=\"shop\", charset=\"UTF-8\"";
                let (status, ask) = (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, ask)]);
                let page = failure(status, "This page needs the password of the shop.");
                return (status, ask, page).into_response();
            }
            Self::NotFound => (StatusCode::NOT_FOUND, "There is no such page."),
            Self::Forbidden(text) => (StatusCode::FORBIDDEN, *text),
            Self::BadRequest(text) => (StatusCode::BAD_REQUEST, text.as_str()),
            // Details are for the operator.
            _ => {
                tracing::error!(error = %self, "shop: a request failed");
                let text = "The shop has a problem. If you were paying, do not pay again: your payment \
                            is not lost, and the page of your order will show it.";
                (StatusCode::INTERNAL_SERVER_ERROR, text)
            }
        };
        (status, failure(status, text)).into_response()
    }
}

pub(crate) fn home(products: &[Product], currency: Currency) -> Markup {
    framed(
        "Order",
        None,
        &html! {
            h1 { "Order coffee" }
            form method="post" action="/orders" {
                fieldset {
                    legend { "What would you like?" }
                    @for (index, product) in products.iter().enumerate() {
                        @if let Some(price) = product.price(currency) {
                            div.choice {
                                input type="radio" name="product" required
                                    id=(format!("product-{index}")) value=(product.name)
                                    checked[index == 0];
                                label for=(format!("product-{index}")) {
                                    (product.name) " – " (price)
                                    @if product.monthly { " a month" }
                                }
                            }
                        }
                    }
                }
                div.field {
                    label for="quantity" { "How many?" }
                    input type="number" id="quantity" name="quantity" min="1" max="20" value="1"
                        required inputmode="numeric" autocomplete="off";
                }
                button type="submit" { "Order" }
            }
        },
    )
}

//! The page of an order, and its voucher.

use maud::{Markup, html};
use payments_core::{MethodKind, NextAction, Violation, Voucher};

use super::framed;
use crate::form::{CARD_FIELDS, FIELDS, Field, PayForm, method_name};
use crate::orders::{Order, State, Try};
use crate::shop::Doubt;

/// What the page of an order shows.
pub(crate) struct OrderPage<'a> {
    pub(crate) order: &'a Order,
    pub(crate) attempt: &'a Try,
    pub(crate) doubt: Doubt,
    pub(crate) provider: &'a str,
    pub(crate) methods: &'a [MethodKind],
    pub(crate) form: &'a PayForm,
    pub(crate) violations: &'a [Violation],
}

pub(crate) fn order(page: &OrderPage<'_>) -> Markup {
    let (title, state) = state(page);
    // The outcome arrives by itself: the page looks again, and says so.
    let refresh = (page.doubt == Doubt::Open).then_some(10);
    let title = match page.violations {
        [] => title.to_owned(),
        _ => format!("Error: {title}"),
    };
    framed(
        &title,
        refresh,
        &html! {
            h1 { "Your order" }
            dl {
                dt { "Product" } dd { (page.order.quantity) " × " (page.order.product) }
                dt { "To pay" }
                dd { strong { (page.order.amount) } @if page.order.monthly { " a month" } }
                dt { "Reference" } dd { (page.attempt.reference) }
            }
            (state)
        },
    )
}

/// The title, and what the payer can know and do now.
fn state(page: &OrderPage<'_>) -> (&'static str, Markup) {
    let note = page.attempt.note.as_deref();
    if page.doubt != Doubt::None {
        return (
            "Being checked",
            html! {
                div.status role="status" {
                    p { strong { "We do not know yet whether you were charged." } }
                    p { "Do not pay again, here or elsewhere." }
                    @if page.doubt == Doubt::Person {
                        p { "A person of the shop is looking into it." }
                    } @else {
                        p { "We are finding out. This page looks again by itself." }
                    }
                }
                p { a href=(format!("/orders/{}", page.order.id)) { "Look again now" } }
            },
        );
    }
    match page.attempt.state {
        State::Open => ("Pay", pay(page)),
        State::Waiting => ("Waiting for you", waiting(page)),
        State::Approved => (
            "Approved",
            html! {
                div.status role="status" { p { strong { "You approved the payment." } " We are completing it." } }
                (button(page, "check", "Complete the payment"))
            },
        ),
        State::Paid => (
            "Paid",
            html! { div.status.good role="status" { p { strong { "Paid." } " Thank you!" } } },
        ),
        State::Cancelled | State::Declined => {
            let words = match page.attempt.state {
                State::Declined => "The payment was declined.",
                _ => "The payment was cancelled.",
            };
            let show = html! {
                div.status.bad role="status" {
                    p { strong { (words) } " You were not charged." }
                    @if let Some(note) = note { p { "Reason: " (note) "." } }
                }
                (button(page, "again", "Try again"))
            };
            (
                if page.attempt.state == State::Declined {
                    "Declined"
                } else {
                    "Cancelled"
                },
                show,
            )
        }
        State::Returned => (
            "Returned",
            html! { div.status role="status" { p { strong { "The money was returned." } } } },
        ),
        State::Review => (
            "Being checked",
            html! {
                div.status role="status" {
                    p { strong { "A person of the shop is looking into your payment." } }
                    p { "Do not pay again." }
                    @if let Some(note) = note { p { (note) } }
                }
            },
        ),
    }
}

/// A form with one button, which posts to a page of the order.
fn button(page: &OrderPage<'_>, to: &str, text: &str) -> Markup {
    html! {
        form method="post" action=(format!("/orders/{}/{to}", page.order.id)) {
            button type="submit" { (text) }
        }
    }
}

/// The payer has to do something elsewhere.
fn waiting(page: &OrderPage<'_>) -> Markup {
    let action = page.attempt.action.as_ref();
    html! {
        @match action {
            Some(NextAction::RedirectPayer(_)) => {
                div.status role="status" { p { strong { "Not paid yet." } } }
                form method="post" action=(format!("/orders/{}/pay", page.order.id)) {
                    input type="hidden" name="method" value="page";
                    button type="submit" { "Continue to " (page.provider) }
                }
            }
            Some(NextAction::AskPayer { .. }) => {
                div.status role="status" {
                    p { strong { "Approve the payment in the app of " (page.provider) "." } }
                }
            }
            Some(NextAction::ShowVoucher(voucher)) => {
                div.status role="status" { p { strong { "Pay in the store." } } }
                (voucher_list(voucher))
                p { a href=(format!("/orders/{}/voucher", page.order.id)) { "Print the voucher" } }
            }
            Some(NextAction::Transfer(transfer)) => {
                div.status role="status" { p { strong { "Transfer the amount." } } }
                dl {
                    dt { "Account" } dd.code { (transfer.account) }
                    @if let Some(amount) = transfer.amount { dt { "Amount" } dd { (amount) } }
                    @if let Some(concept) = &transfer.concept { dt { "Concept" } dd { (concept) } }
                }
            }
            _ => { div.status role="status" { p { strong { "The payment is being processed." } } } }
        }
        (button(page, "check", "I have paid: check again"))
    }
}

fn pay(page: &OrderPage<'_>) -> Markup {
    html! {
        @if let Some(note) = &page.attempt.note { p.status { (note) } }
        @if !page.violations.is_empty() {
            div.problem role="alert" {
                p { "Please correct:" }
                ul {
                    @for violation in page.violations {
                        li {
                            a href=(format!("#{}-{}", page.form.method, violation.field())) { (label(violation.field())) }
                            ": " (violation.message())
                        }
                    }
                }
                @if page.form.method == method_name(MethodKind::Card) {
                    p { "The shop does not keep your card: type it again." }
                }
            }
        }
        @for method in page.methods { (method_form(page, *method)) }
    }
}

fn label(name: &str) -> &str {
    let mut fields = FIELDS.iter().chain(CARD_FIELDS);
    fields
        .find(|field| field.name == name)
        .map_or(name, |field| field.label)
}

fn method_form(page: &OrderPage<'_>, method: MethodKind) -> Markup {
    let (heading, button) = match method {
        MethodKind::ProviderPage => (
            format!("On the page of {}", page.provider),
            "Go to the payment page",
        ),
        MethodKind::Wallet => (
            format!("In the app of {}", page.provider),
            "Send me the payment",
        ),
        MethodKind::Cash => ("In cash, at a store".to_owned(), "Get a voucher"),
        _ => ("By card".to_owned(), "Pay now"),
    };
    let names = |prefix: &str| {
        let fields = FIELDS
            .iter()
            .filter(move |field| field.name.starts_with(prefix));
        fields.copied().collect::<Vec<_>>()
    };
    let fields = match method {
        MethodKind::ProviderPage => Vec::new(),
        MethodKind::Wallet => names("recipient"),
        MethodKind::Cash => [
            names("method.store"),
            names("customer.first_name"),
            names("customer.last_name"),
            names("customer.email"),
        ]
        .concat(),
        _ => [CARD_FIELDS, &names("customer")].concat(),
    };
    html! {
        h2 { (heading) }
        form method="post" action=(format!("/orders/{}/pay", page.order.id)) {
            input type="hidden" name="method" value=(method_name(method));
            @for field in fields { (input(page, method, field)) }
            @if method == MethodKind::Card {
                p.note {
                    "This shop hands your card on to " (page.provider) " and keeps nothing of it."
                    @if page.order.monthly {
                        " You are charged now, and then every month until you cancel."
                    }
                }
            }
            button type="submit" { (button) }
        }
    }
}

fn input(page: &OrderPage<'_>, method: MethodKind, field: Field) -> Markup {
    // Several forms of the page may have this field; one of them was sent.
    let id = format!("{}-{}", method_name(method), field.name);
    let was_sent = page.form.method == method_name(method);
    let violations = if was_sent { page.violations } else { &[] };
    let mut found = violations.iter();
    let violation = found.find(|violation| violation.field() == field.name);
    let hint = format!("{id}-problem");
    // The first field that is wrong gets the keyboard.
    let first = violations.first();
    let is_first = first.is_some_and(|first| first.field() == field.name);
    html! {
        div.field {
            label for=(id) { (field.label) }
            @if let Some(violation) = violation {
                div.problem-text { span.problem id=(hint) { (violation.message()) } }
            }
            input id=(id) name=(field.name) type="text" required
                value=(page.form.typed(field.name))
                autocomplete=(field.autocomplete) inputmode=(field.inputmode)
                aria-invalid=[violation.map(|_| "true")] aria-describedby=[violation.map(|_| &hint)]
                autofocus[is_first];
        }
    }
}

fn voucher_list(voucher: &Voucher) -> Markup {
    html! {
        dl {
            dt { "Say at the till" } dd.code { (voucher.reference) }
            @if let Some(store) = &voucher.store { dt { "Store" } dd { (store) } }
            @if let Some(amount) = voucher.amount { dt { "Amount" } dd { strong { (amount) } } }
            @if let Some(fee) = voucher.fee { dt { "Fee of the store" } dd { (fee) } }
            @for (name, value) in &voucher.details { dt { (name) } dd { (value) } }
            @if let Some(at) = voucher.expires_at { dt { "Pay until" } dd { (at) } }
        }
    }
}

/// The voucher alone, to print or to show on a phone.
pub(crate) fn voucher(order: &Order, voucher: &Voucher) -> Markup {
    framed(
        "Voucher",
        None,
        &html! {
            h1 { "Voucher" }
            dl {
                dt { "Product" } dd { (order.quantity) " × " (order.product) }
                @if voucher.amount.is_none() { dt { "Amount" } dd { strong { (order.amount) } } }
            }
            (voucher_list(voucher))
            p.onscreen { a href=(format!("/orders/{}", order.id)) { "Back to the order" } }
        },
    )
}

#[cfg(test)]
mod tests {
    use payments_core::{Currency, Money};

    use super::*;

    #[test]
    fn a_voucher_shows_what_is_said_and_paid_at_the_store_and_escapes_it() {
        let mut shown = Voucher::new("93 0000 1234");
        shown.store = Some("Tienda <b>".to_owned());
        shown.amount = Some(Money::from_minor(12_900, Currency::MXN));
        shown.fee = Some(Money::from_minor(900, Currency::MXN));
        shown.details = vec![("Bank".to_owned(), "Banco & Co".to_owned())];
        shown.expires_at = "2031-01-31T10:00:00[America/Mexico_City]".parse().ok();
        assert!(shown.expires_at.is_some());
        let order = Order {
            id: "order".to_owned(),
            product: "Coffee".to_owned(),
            quantity: 2,
            amount: Money::from_minor(12_000, Currency::MXN),
            monthly: false,
        };
        let page = voucher(&order, &shown).into_string();
        for text in [
            "93 0000 1234",
            "Tienda &lt;b&gt;",
            "129.00 MXN",
            "9.00 MXN",
            "Banco &amp; Co",
            "2031-01-31T10:00:00",
        ] {
            assert!(page.contains(text), "{text}: {page}");
        }
    }
}

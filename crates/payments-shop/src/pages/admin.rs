//! The admin page.

use maud::{Markup, html};
use payments_journal::store::{AttemptRecord, Health};
use time::{OffsetDateTime, UtcOffset};

use super::framed;
use crate::orders::{Order, State, Try};
use crate::secrets::Admin;

/// What the admin page shows.
pub(crate) struct AdminPage<'a> {
    pub(crate) health: Health,
    pub(crate) needs_person: Vec<AttemptRecord>,
    pub(crate) open: Vec<AttemptRecord>,
    pub(crate) attempts: Vec<AttemptRecord>,
    pub(crate) orders: Vec<(Order, Vec<Try>)>,
    pub(crate) admin: &'a Admin,
}

pub(crate) fn admin(page: &AdminPage<'_>) -> Markup {
    let health = &page.health;
    framed(
        "Payments",
        None,
        &html! {
            h1 { "Payments" }
            dl {
                dt { "For a person" } dd { (health.needs_person) }
                dt { "Unknown or in flight" } dd { (health.open) }
                @if let Some(at) = health.oldest_open { dt { "The oldest" } dd { (instant(at)) } }
                dt { "Due" } dd { (health.due) }
            }
            h2 id="decide" { "What a person must decide" }
            @if page.needs_person.is_empty() { p { "Nothing." } }
            @for attempt in &page.needs_person {
                article { (facts(attempt)) (closing(page.admin, attempt)) }
            }
            h2 { "Unknown or in flight" }
            @if page.open.is_empty() { p { "Nothing." } }
            @for attempt in &page.open { article { (facts(attempt)) } }
            h2 { "The latest orders" }
            @for (order, tries) in &page.orders { article { (order_facts(order, tries)) } }
            h2 { "Attempts, the oldest first" }
            @for attempt in &page.attempts { article { (facts(attempt)) } }
        },
    )
}

fn instant(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    let (hour, minute, second) = at.to_hms();
    format!("{} {hour:02}:{minute:02}:{second:02} UTC", at.date())
}

/// An attempt: what the journal knows, and what it makes of it.
fn facts(attempt: &AttemptRecord) -> Markup {
    let key = &attempt.id.key;
    html! {
        dl {
            dt { "Call" } dd { (key.provider) " " (key.operation) ", attempt " (attempt.id.number) }
            dt { "Reference" } dd { (key.reference) }
            @if let Some(amount) = &attempt.amount { dt { "Amount" } dd { (amount) } }
            dt { "State" } dd { strong { (attempt.state) } }
            dt { "Begun" } dd { (instant(attempt.begun_at)) }
            @if let Some(decided) = attempt.decided_by { dt { "Decided by" } dd { (decided) } }
            @if let (Some(by), Some(reason)) = (&attempt.closed_by, &attempt.close_reason) {
                dt { "Closed by" } dd { (by) ": " (reason) }
            }
            @if let Some(instruction) = &attempt.needs_person {
                dt { "To do" } dd { strong { (instruction) } }
            }
            @if let (Some(at), true) = (attempt.due_at, attempt.needs_person.is_none()) {
                dt { "Next look" } dd { (instant(at)) }
            }
        }
    }
}

/// The form that closes an attempt, with a reason.
fn closing(admin: &Admin, attempt: &AttemptRecord) -> Markup {
    let id = &attempt.attempt_id;
    let field = |name: &str| format!("{name}-{id}");
    html! {
        form method="post" action="/admin/close" {
            input type="hidden" name="attempt" value=(id);
            input type="hidden" name="token" value=(admin.token(id));
            fieldset {
                legend { "What do the provider's own pages show?" }
                div.choice {
                    input type="radio" name="happened" value="yes" required id=(field("yes"));
                    label for=(field("yes")) { "It happened" }
                }
                div.choice {
                    input type="radio" name="happened" value="no" id=(field("no"));
                    label for=(field("no")) { "It did not happen, and the payer may try again" }
                }
            }
            div.field {
                label for=(field("by")) { "Your name" }
                input id=(field("by")) name="by" required autocomplete="name";
            }
            div.field {
                label for=(field("reason")) { "What you saw, and where" }
                input id=(field("reason")) name="reason" required autocomplete="off";
            }
            button type="submit" { "Close the attempt" }
        }
    }
}

fn order_facts(order: &Order, tries: &[Try]) -> Markup {
    let paid = tries.iter().filter(|one| one.state == State::Paid).count();
    html! {
        @if paid > 1 {
            div.problem { p { "Paid " (paid) " times: refund all but one." } }
        }
        dl {
            dt { "Order" } dd { a href=(format!("/orders/{}", order.id)) { (order.id) } }
            dt { "Product" } dd { (order.quantity) " × " (order.product) ", " (order.amount) }
            @for one in tries { dt { (one.reference) } dd { strong { (one.state.word()) } } }
        }
    }
}

//! The form that creates an intent (chapters 6.1 and 6.3).

use payments_core::{AmountInput, Item, Money, PaymentRequest};
use payments_kit::http::{Form, FormScope, SecretBytes};

use crate::draft::{Draft, DraftTransaction};

pub(crate) fn intent_form(draft: &Draft<'_>) -> SecretBytes {
    let mut form = Form::new();
    let mut intent = form.scope("paymentintent");
    let kind = match draft.recipient {
        Some(_) => "request",
        None => "sale",
    };
    intent.field("intent", kind);
    let mut redirect = intent.scope("redirectUrls");
    redirect.field("returnUrl", draft.urls.approved().as_str());
    redirect.field("cancelUrl", draft.urls.cancelled().as_str());
    if let Some(recipient) = draft.recipient {
        intent.field("recipient", recipient.expose());
    }
    let mut transactions = intent.scope("transactions");
    for (index, transaction) in draft.transactions.iter().enumerate() {
        write_transaction(transactions.scope(index), transaction);
    }
    form.finish()
}

fn write_transaction(mut form: FormScope<'_>, transaction: &DraftTransaction<'_>) {
    let request = transaction.request;
    if let Some(account) = request.destination() {
        form.field("digitalAccountDestination", account);
    }
    write_amount(form.scope("amount"), transaction);
    form.field("description", transaction.description);
    form.field("invoiceNumber", request.reference().as_str());
    let mut items = form.scope("items");
    for (index, item) in request.items().iter().enumerate() {
        let mut fields = items.scope(index);
        fields.field("name", item.name());
        fields.field("quantity", &item.quantity().to_string());
        if let Some(price) = money(item.price()) {
            fields.field("price", &price.to_wire());
            fields.field("currency", price.currency().code());
        }
        if let Some(sku) = item.sku() {
            fields.field("sku", sku);
        }
    }
    let mut distributions = form.scope("distributions");
    for (index, split) in request.splits().iter().enumerate() {
        let mut fields = distributions.scope(index);
        fields.field("digitalAccountDestination", split.account());
        if let Some(amount) = money(split.amount()) {
            fields.field("amount", &amount.to_wire());
        }
        if let Some(description) = split.description() {
            fields.field("description", description);
        }
    }
}

fn write_amount(mut form: FormScope<'_>, transaction: &DraftTransaction<'_>) {
    let amount = transaction.amount;
    form.field("total", &amount.to_wire());
    form.field("currency", amount.currency().code());
    let request = transaction.request;
    let shipping = request.shipping().and_then(money);
    let tax = request.tax().and_then(money);
    if shipping.is_none() && tax.is_none() {
        return;
    }
    let mut details = form.scope("details");
    for (name, part) in [
        ("shipping", shipping),
        ("tax", tax),
        ("subTotal", subtotal(request)),
    ] {
        if let Some(part) = part {
            details.field(name, &part.to_wire());
        }
    }
}

/// What the items cost together, where there are any.
fn subtotal(request: &PaymentRequest) -> Option<Money> {
    let mut totals = request.items().iter().map(Item::total);
    let first = totals.next()??;
    totals.try_fold(first, |sum, total| sum.checked_add(total?).ok())
}

/// The request was validated, so that every amount is money.
fn money(amount: &AmountInput) -> Option<Money> {
    amount.money().ok()
}

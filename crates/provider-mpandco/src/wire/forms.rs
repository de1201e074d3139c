//! Forms that are sent.

use payments_core::{AmountInput, Money, PaymentId};
use payments_kit::http::{Fields, Form, FormScope};

use crate::validate::{Line, ValidApproval, ValidIntent, ValidTransaction};

/// Writes the form that executes an intent (chapters 6.2 and 6.4).
pub(crate) fn execution_form(id: &PaymentId, approval: &ValidApproval<'_>) -> Form {
    let mut form = Form::new();
    let mut execution = form.scope("payment_execution");
    match approval {
        ValidApproval::Sale(payer) => {
            execution.field("paymentIntent", id.as_str());
            execution.field("payer", payer.as_str());
        }
        ValidApproval::Request { token, pin } => {
            execution.secret("payToken", token.expose());
            execution.secret("pin", pin.expose());
        }
        ValidApproval::RequestByTransaction { tokens, pin } => {
            let mut transactions = execution.scope("transactions");
            for (index, (id, token)) in tokens.iter().enumerate() {
                let mut fields = transactions.scope(index);
                fields.field("id", id);
                fields.secret("payToken", token.expose());
            }
            execution.secret("pin", pin.expose());
        }
    }
    form
}

/// Writes the form that annuls an intent (chapter 6.9).
pub(crate) fn cancel_form(id: &PaymentId) -> Form {
    let mut form = Form::new();
    form.scope("cancel_payment_intent")
        .field("paymentIntent", id.as_str());
    form
}

/// Writes the form that creates an intent (chapters 6.1 and 6.3).
pub(crate) fn intent_form(valid: &ValidIntent<'_>) -> Form {
    let mut form = Form::new();
    let mut intent = form.scope("paymentintent");
    let kind = match valid.recipient {
        Some(_) => "request",
        None => "sale",
    };
    intent.field("intent", kind);
    let mut redirect = intent.scope("redirectUrls");
    redirect.field("returnUrl", valid.urls.approved().as_str());
    redirect.field("cancelUrl", valid.urls.cancelled().as_str());
    if let Some(recipient) = valid.recipient {
        intent.personal("recipient", recipient.expose());
    }
    let mut transactions = intent.scope("transactions");
    for (index, transaction) in valid.transactions.iter().enumerate() {
        write_transaction(transactions.scope(index), transaction);
    }
    form
}

fn write_transaction(mut form: FormScope<'_>, transaction: &ValidTransaction<'_>) {
    let request = transaction.request;
    if let Some(account) = request.destination() {
        form.field("digitalAccountDestination", account);
    }
    write_amount(form.scope("amount"), transaction);
    form.field("description", transaction.description);
    form.field("invoiceNumber", request.reference().as_str());
    let mut items = form.scope("items");
    for (index, line) in transaction.lines.iter().enumerate() {
        let mut fields = items.scope(index);
        fields.field("name", line.item.name());
        fields.field("quantity", &line.quantity.to_string());
        fields.field("price", &line.price.to_wire());
        fields.field("currency", line.price.currency().code());
        if let Some(sku) = line.item.sku() {
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

fn write_amount(mut form: FormScope<'_>, transaction: &ValidTransaction<'_>) {
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
        ("subTotal", subtotal(&transaction.lines)),
    ] {
        if let Some(part) = part {
            details.field(name, &part.to_wire());
        }
    }
}

/// Adds up the lines, if there are any.
fn subtotal(lines: &[Line<'_>]) -> Option<Money> {
    let mut totals = lines
        .iter()
        .map(|line| line.price.checked_mul(line.quantity).ok());
    let first = totals.next()??;
    totals.try_fold(first, |sum, total| sum.checked_add(total?).ok())
}

/// Every amount of a valid request is money.
fn money(amount: &AmountInput) -> Option<Money> {
    amount.money().ok()
}

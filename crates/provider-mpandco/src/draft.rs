//! Requests that were found good, ready to be written into one intent.

use payments_core::{
    Currency, Money, Operation, PaymentRequest, Personal, Result, ReturnUrls, Violations,
};

use crate::NAME;

/// An intent to create: what its transactions share, and the transactions.
pub(crate) struct Draft<'a> {
    pub(crate) urls: &'a ReturnUrls,
    /// Who is billed; nobody in a sale.
    pub(crate) recipient: Option<&'a Personal>,
    pub(crate) transactions: Vec<DraftTransaction<'a>>,
}

pub(crate) struct DraftTransaction<'a> {
    pub(crate) request: &'a PaymentRequest,
    pub(crate) amount: Money,
    pub(crate) description: &'a str,
}

impl<'a> Draft<'a> {
    /// An intent of one transaction, with violations by the paths of the request.
    pub(crate) fn of_one(operation: Operation, request: &'a PaymentRequest) -> Result<Self> {
        let mut violations = Violations::new();
        let transaction = check(request, &mut violations);
        let urls = request.return_urls();
        let draft = transaction.zip(urls).map(|(transaction, urls)| Self {
            urls,
            recipient: request.recipient(),
            transactions: vec![transaction],
        });
        violations.into_value(NAME, operation, draft)
    }

    /// An intent of several transactions, with violations by paths such as
    /// `transactions[1].amount`.
    pub(crate) fn of_several(operation: Operation, requests: &'a [PaymentRequest]) -> Result<Self> {
        let mut violations = Violations::new();
        if requests.is_empty() {
            violations.push("transactions", "must not be empty");
        }
        let first = requests.first();
        let urls = first.and_then(PaymentRequest::return_urls);
        let recipient = first.and_then(PaymentRequest::recipient);
        let mut transactions = Vec::new();
        for (index, request) in requests.iter().enumerate() {
            let field = |name: &str| format!("transactions[{index}].{name}");
            let mut own = Violations::new();
            transactions.extend(check(request, &mut own));
            if let Err(error) = own.into_result(NAME, operation) {
                for violation in error.violations() {
                    violations.push(field(violation.field()), violation.message());
                }
            }
            // One that is missing was told already.
            if request.return_urls().is_some() && request.return_urls() != urls {
                violations.push(
                    field("return_urls"),
                    "must be those of the first transaction",
                );
            }
            if request.recipient() != recipient {
                violations.push(field("recipient"), "must be that of the first transaction");
            }
        }
        let draft = urls.map(|urls| Self {
            urls,
            recipient,
            transactions,
        });
        violations.into_value(NAME, operation, draft)
    }
}

/// Lists what is wrong with a request for this service.
fn check<'a>(
    request: &'a PaymentRequest,
    violations: &mut Violations,
) -> Option<DraftTransaction<'a>> {
    request.check(violations);
    let amount = violations.keep("amount", request.amount().money());
    if let Some(money) = amount.filter(|money| money.currency() != Currency::VES) {
        let currency = money.currency();
        violations.push("amount", format!("must be in VES, not in {currency}"));
    }
    violations.required("return_urls", request.return_urls());
    let description = violations.required("description", request.description());
    for (field, text) in [
        ("description", description),
        ("destination", request.destination()),
        ("recipient", request.recipient().map(Personal::expose)),
    ] {
        if text.is_some_and(|text| text.trim().is_empty()) {
            violations.push(field, "must not be empty");
        }
    }
    if request.card().is_some() {
        violations.push("card", "must not be given: mPandco charges no cards");
    }
    if request.installments().is_some() {
        violations.push(
            "installments",
            "must not be given: mPandco has no instalments",
        );
    }
    let (amount, description) = amount.zip(description)?;
    Some(DraftTransaction {
        request,
        amount,
        description,
    })
}

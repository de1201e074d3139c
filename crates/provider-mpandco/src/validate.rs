//! Checks of requests before anything is sent. Each returns what the request is written from.

mod lines;

use payments_core::{
    Approval, Confirmation, Currency, Expected, MerchantReference, Money, Operation, PageRequest,
    PayToken, PayerId, PaymentId, PaymentMethod, PaymentRequest, PayoutRequest, Personal, Pin,
    RefundRequest, Result, ReturnUrls, Violations,
};
use payments_kit::http::BaseUrl;
use url::Url;

pub(crate) use lines::Line;
use lines::lines;

use crate::error::NAME;
use crate::links::Link;
use crate::model::WalletPaymentId;

/// A valid intent to create: what its transactions share, and the transactions.
pub(crate) struct ValidIntent<'a> {
    pub(crate) urls: &'a ReturnUrls,
    /// The person who is billed; `None` for a sale.
    pub(crate) recipient: Option<&'a Personal>,
    pub(crate) transactions: Vec<ValidTransaction<'a>>,
}

pub(crate) struct ValidTransaction<'a> {
    pub(crate) request: &'a PaymentRequest,
    pub(crate) amount: Money,
    pub(crate) description: &'a str,
    pub(crate) lines: Vec<Line<'a>>,
}

/// A valid approval to execute an intent with.
pub(crate) enum ValidApproval<'a> {
    /// A sale that this payer approved.
    Sale(&'a PayerId),
    /// A request with one token for all transactions.
    Request { token: &'a PayToken, pin: &'a Pin },
    /// A request with a token for each transaction.
    RequestByTransaction {
        tokens: &'a [(String, PayToken)],
        pin: &'a Pin,
    },
}

/// A valid payout to register.
pub(crate) struct ValidPayout<'a> {
    pub(crate) request: &'a PayoutRequest,
    pub(crate) amount: Money,
}

/// Checks a request for an intent of one transaction, with violations by the paths of the request.
pub(crate) fn payment(operation: Operation, request: &PaymentRequest) -> Result<ValidIntent<'_>> {
    let mut violations = Violations::new();
    let transaction = transaction(request, &mut violations);
    let urls = request.return_urls();
    let intent = transaction
        .zip(urls)
        .map(|(transaction, urls)| ValidIntent {
            urls,
            recipient: request.recipient(),
            transactions: vec![transaction],
        });
    violations.into_value(NAME, operation, intent)
}

/// Checks requests for an intent of several transactions, with violations by paths such as
/// `transactions[1].amount`.
pub(crate) fn transactions(
    operation: Operation,
    requests: &[PaymentRequest],
) -> Result<ValidIntent<'_>> {
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
        transactions.extend(transaction(request, &mut own));
        if let Err(error) = own.into_result(NAME, operation) {
            for violation in error.violations() {
                violations.push(field(violation.field()), violation.message());
            }
        }
        // Missing URLs are reported already.
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
    let intent = urls.map(|urls| ValidIntent {
        urls,
        recipient,
        transactions,
    });
    violations.into_value(NAME, operation, intent)
}

fn transaction<'a>(
    request: &'a PaymentRequest,
    violations: &mut Violations,
) -> Option<ValidTransaction<'a>> {
    request.check(violations);
    let amount = violations.keep("amount", request.amount().money());
    must_be_bolivars(amount, violations);
    violations.required("return_urls", request.return_urls());
    let description = violations.required("description", request.description());
    let texts = [
        ("description", description),
        ("destination", request.destination()),
        ("recipient", request.recipient().map(Personal::expose)),
    ];
    must_not_be_blank(texts, violations);
    match request.method() {
        PaymentMethod::ProviderPage | PaymentMethod::Wallet { .. } => {}
        PaymentMethod::Card { .. } | PaymentMethod::CardToken { .. } => {
            violations.push("card", "must not be given: mPandco charges no cards");
        }
        _ => violations.push(
            "method",
            "must be the provider's page or a wallet: mPandco has no other",
        ),
    }
    if request.installments().is_some() {
        violations.push(
            "installments",
            "must not be given: mPandco has no installments",
        );
    }
    let discount = request.discount().and_then(|one| one.money().ok());
    let items = request.items();
    let lines = lines(items, discount);
    if lines.is_none() && items.iter().all(|item| item.total().is_some()) {
        violations.push("discount", "must not be more than the items");
    }
    let (amount, description) = amount.zip(description)?;
    Some(ValidTransaction {
        request,
        amount,
        description,
        lines: lines?,
    })
}

/// Checks a confirmation.
pub(crate) fn confirmation(
    operation: Operation,
    confirmation: &Confirmation,
) -> Result<ValidApproval<'_>> {
    let mut violations = Violations::new();
    confirmation.check(&mut violations);
    let approval = match confirmation.approval() {
        Approval::Payer(payer) => Some(ValidApproval::Sale(payer)),
        Approval::PayToken { token, pin } => Some(ValidApproval::Request { token, pin }),
        Approval::TransactionTokens { tokens, pin } => {
            Some(ValidApproval::RequestByTransaction { tokens, pin })
        }
        _ => {
            violations.push("approval", "is of a kind that mPandco does not have");
            None
        }
    };
    violations.into_value(NAME, operation, approval)
}

/// Checks a payout.
pub(crate) fn payout(operation: Operation, request: &PayoutRequest) -> Result<ValidPayout<'_>> {
    let mut violations = Violations::new();
    request.check(&mut violations);
    let amount = violations.keep("amount", request.amount().money());
    must_be_bolivars(amount, &mut violations);
    let texts = [
        ("phone", request.phone().map(Personal::expose)),
        ("email", request.email().map(Personal::expose)),
    ];
    must_not_be_blank(texts, &mut violations);
    let payout = amount.map(|amount| ValidPayout { request, amount });
    violations.into_value(NAME, operation, payout)
}

/// Checks the expectation of an order.
pub(crate) fn expected(operation: Operation, expected: &Expected) -> Result<()> {
    let mut violations = Violations::new();
    expected.check(&mut violations);
    violations.into_result(NAME, operation)
}

/// Checks a refund, and returns the amount that it asks for. A refund leaves no reference at the
/// service.
pub(crate) fn refund(operation: Operation, request: &RefundRequest) -> Result<Option<Money>> {
    let mut violations = Violations::new();
    request.check(&mut violations);
    if request.reference.as_str() != request.payment.as_str() {
        let reason = "must be the id of the payment: mPandco keeps no reference of a refund";
        violations.push("reference", reason);
    }
    violations.into_result(NAME, operation)?;
    let amount = request.amount.as_ref().map(|amount| amount.money());
    Ok(amount.transpose().ok().flatten())
}

/// Checks the id of a payment.
pub(crate) fn id(operation: Operation, id: &PaymentId) -> Result<()> {
    let mut violations = Violations::new();
    id.check("id", &mut violations);
    violations.into_result(NAME, operation)
}

/// Checks the id of a payment of the wallet.
pub(crate) fn wallet_id(operation: Operation, wallet_id: &WalletPaymentId) -> Result<()> {
    id(operation, &PaymentId::new(wallet_id.as_str()))
}

/// Checks a reference to search for.
pub(crate) fn reference(operation: Operation, reference: &MerchantReference) -> Result<()> {
    let mut violations = Violations::new();
    reference.check("reference", &mut violations);
    violations.into_result(NAME, operation)
}

/// Returns the URL of a page of the listing at `path`. The token of a page is checked again when
/// it is used, because its keeper may have changed it.
pub(crate) fn page(
    operation: Operation,
    base_url: &BaseUrl,
    path: &str,
    request: &PageRequest,
) -> Result<Url> {
    let Some(token) = request.token() else {
        return Ok(base_url.join(path));
    };
    let mut violations = Violations::new();
    let url = match Link::to_listing(base_url, token.as_str(), path) {
        Link::Ours(url) => Some(url),
        Link::Foreign => {
            violations.push("page", "is not a page of this service");
            None
        }
    };
    violations.into_value(NAME, operation, url)
}

fn must_be_bolivars(amount: Option<Money>, violations: &mut Violations) {
    if let Some(money) = amount.filter(|money| money.currency() != Currency::VES) {
        let currency = money.currency();
        violations.push("amount", format!("must be in VES, not in {currency}"));
    }
}

fn must_not_be_blank<const N: usize>(
    texts: [(&str, Option<&str>); N],
    violations: &mut Violations,
) {
    for (field, text) in texts {
        if text.is_some_and(|text| text.trim().is_empty()) {
            violations.push(field, "must not be empty");
        }
    }
}

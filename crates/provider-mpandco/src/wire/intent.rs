//! A payment intent and its transactions (chapter 6.8). Absent members are normal, and an empty
//! object is `[]`.

use payments_kit::codec::{Scalar, Scalars, Texts};
use payments_kit::wire_object;

use super::common::{Account, CurrencyId, Href, Party};
use super::list::List;

wire_object! {
    pub(crate) struct Intent {
        id: Scalars = "id",
        kind: Scalars = "intent",
        state: Scalars = "state",
        payer: Payer = "payer",
        redirect_urls: RedirectUrls = "redirect_urls",
        total: Total = "total",
        transactions: List<Transaction> = "transactions",
        pay_tokens: List<PayToken> = "pay_tokens",
        /// A text, or an object about an account.
        recipient: Texts = "recipient",
        created_at: Scalar = "created_at",
        updated_at: Scalar = "updated_at",
        links: Links = "_links",
        /// The members of an error, which an intent does not have.
        error: Texts = "error",
        errors: Texts = "errors",
        code: Texts = "code",
        message: Texts = "message",
    }
}

wire_object! {
    pub(crate) struct Payer {
        info: Party = "payer_info",
    }
}

wire_object! {
    pub(crate) struct RedirectUrls {
        return_url: Scalar = "return_url",
        cancel_url: Scalar = "cancel_url",
        history_responses: List<HistoryResponse> = "history_responses",
    }
}

wire_object! {
    pub(crate) struct HistoryResponse {
        uri: Scalar = "uri",
        method: Scalar = "method",
        status_code: Scalar = "status_code",
        body: Scalar = "body",
    }
}

wire_object! {
    /// Numbers or texts.
    pub(crate) struct Total {
        currency: CurrencyId = "currency",
        items: Scalars = "items",
        shipping: Scalars = "shipping",
        tax: Scalars = "tax",
        amount: Scalars = "amount",
    }
}

wire_object! {
    pub(crate) struct PayToken {
        id: Scalar = "id",
        data: PayTokenData = "_data",
    }
}

wire_object! {
    pub(crate) struct PayTokenData {
        name: Scalar = "name",
    }
}

wire_object! {
    /// A request has no approval page, and an intent has no `cancel` before it is executed.
    pub(crate) struct Links {
        execute: Href = "execute",
        approval_url: Href = "approval_url",
        cancel: Href = "cancel",
    }
}

wire_object! {
    pub(crate) struct Transaction {
        id: Scalar = "id",
        amount: Amount = "amount",
        items: List<Item> = "items",
        description: Scalar = "description",
        invoice_number: Scalars = "invoice_number",
        related_resources: RelatedResources = "related_resources",
        distributions: List<Distribution> = "distributions",
        pay_tokens: List<PayToken> = "pay_tokens",
    }
}

wire_object! {
    pub(crate) struct Amount {
        currency: CurrencyId = "currency",
        /// A number or a text.
        total: Scalars = "total",
        details: Details = "details",
    }
}

wire_object! {
    pub(crate) struct Details {
        shipping: Scalars = "shipping",
        tax: Scalars = "tax",
        sub_total: Scalars = "sub_total",
    }
}

wire_object! {
    pub(crate) struct Item {
        name: Scalar = "name",
        quantity: Scalar = "quantity",
        currency: CurrencyId = "currency",
        sku: Scalar = "sku",
        price: Scalars = "price",
    }
}

wire_object! {
    /// What the transaction led to: one of the two, by the intent's kind.
    pub(crate) struct RelatedResources {
        sale: Receipt = "sale",
        request: Receipt = "request",
    }
}

wire_object! {
    pub(crate) struct Receipt {
        id: Scalar = "id",
        number: Scalar = "ref",
        status: Scalars = "status",
        data: Texts = "_data",
    }
}

wire_object! {
    pub(crate) struct Distribution {
        state: Scalar = "state",
        account: Account = "digital_account_destination",
        amount: Scalars = "amount",
        description: Scalar = "description",
    }
}

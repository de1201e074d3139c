//! A payment intent (chapter 6.8). Absent members are normal, and an empty object is `[]`.

use payments_kit::codec::{Listed, Number, Scalar, Texts};
use payments_kit::wire_object;

use super::Transaction;

wire_object! {
    pub(crate) struct Intent {
        id: Scalar = "id",
        kind: Scalar = "intent",
        state: Scalar = "state",
        payer: Payer = "payer",
        redirect_urls: RedirectUrls = "redirect_urls",
        total: Total = "total",
        transactions: Listed<Transaction> = "transactions",
        pay_tokens: Listed<PayToken> = "pay_tokens",
        /// A text, or an object about an account.
        recipient: Texts = "recipient",
        created_at: Scalar = "created_at",
        updated_at: Scalar = "updated_at",
        links: Links = "_links",
    }
}

wire_object! {
    pub(crate) struct Payer {
        info: Party = "payer_info",
    }
}

wire_object! {
    /// Somebody with an account.
    pub(crate) struct Party {
        id: Scalar = "id",
        data: Texts = "_data",
    }
}

wire_object! {
    pub(crate) struct RedirectUrls {
        return_url: Scalar = "return_url",
        cancel_url: Scalar = "cancel_url",
        history_responses: Listed<HistoryResponse> = "history_responses",
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
        items: Number = "items",
        shipping: Number = "shipping",
        tax: Number = "tax",
        amount: Number = "amount",
    }
}

wire_object! {
    pub(crate) struct CurrencyId {
        id: Scalar = "id",
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
    /// There is no approval for a request, and no cancelling before execution.
    pub(crate) struct Links {
        execute: Href = "execute",
        approval_url: Href = "approval_url",
        cancel: Href = "cancel",
    }
}

wire_object! {
    pub(crate) struct Href {
        href: Scalar = "href",
    }
}

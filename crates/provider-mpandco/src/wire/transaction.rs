//! A transaction of a payment intent (chapter 6.8).

use payments_kit::codec::{Listed, Number, Scalar, Texts};
use payments_kit::wire_object;

use super::intent::{CurrencyId, PayToken};

wire_object! {
    pub(crate) struct Transaction {
        id: Scalar = "id",
        amount: Amount = "amount",
        items: Listed<Item> = "items",
        description: Scalar = "description",
        invoice_number: Scalar = "invoice_number",
        related_resources: RelatedResources = "related_resources",
        distributions: Listed<Distribution> = "distributions",
        pay_tokens: Listed<PayToken> = "pay_tokens",
    }
}

wire_object! {
    pub(crate) struct Amount {
        currency: CurrencyId = "currency",
        /// A number or a text.
        total: Number = "total",
        details: Details = "details",
    }
}

wire_object! {
    pub(crate) struct Details {
        shipping: Number = "shipping",
        tax: Number = "tax",
        sub_total: Number = "sub_total",
    }
}

wire_object! {
    pub(crate) struct Item {
        name: Scalar = "name",
        quantity: Scalar = "quantity",
        currency: CurrencyId = "currency",
        sku: Scalar = "sku",
        price: Number = "price",
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
        data: Texts = "_data",
    }
}

wire_object! {
    pub(crate) struct Distribution {
        state: Scalar = "state",
        account: Account = "digital_account_destination",
        amount: Number = "amount",
        description: Scalar = "description",
    }
}

wire_object! {
    pub(crate) struct Account {
        id: Scalar = "id",
        created_at: Scalar = "created_at",
        name: Scalar = "name",
        username: Scalar = "username",
    }
}

//! A report: what it says about itself, and its transactions.

use payments_kit::codec::{Number, Scalar};
use payments_kit::wire_object;

wire_object! {
    /// What a report says about itself.
    pub(crate) struct ReportStatus {
        result: Scalar = "result",
        message: Scalar = "message",
        elements: Scalar = "elements",
        pages: Scalar = "no_pages",
        page: Scalar = "no_page",
    }
}

wire_object! {
    pub(crate) struct WireTransaction {
        id: Scalar = "transaction_id",
        order_id: Scalar = "order_id",
        branch_id: Scalar = "branch_id",
        branch_name: Scalar = "branch_name",
        param_1: Scalar = "param_1",
        param_2: Scalar = "param_2",
        param_3: Scalar = "param_3",
        param_4: Scalar = "param_4",
        param_5: Scalar = "param_5",
        amount: Number = "amount",
        timestamp: Scalar = "timestamp",
        authorized: Scalar = "authorized",
        authorization_number: Scalar = "authorization_number",
        status: Scalar = "status",
        processor_message: Scalar = "processor_message",
        transaction_type: Scalar = "transaction_type",
        transaction_via: Scalar = "transaction_via",
        card: CardInfo = "card_info",
        cardholder: Cardholder = "cardholder",
    }
}

wire_object! {
    pub(crate) struct CardInfo {
        brand: Scalar = "brand",
        country: Scalar = "country",
        last_four: Scalar = "last_4_digits",
        bank: Scalar = "bank",
    }
}

wire_object! {
    pub(crate) struct Cardholder {
        email: Scalar = "email",
        name: Scalar = "name",
    }
}

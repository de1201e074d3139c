//! A payment of the wallet (chapters 6.7 and 6.11).

use payments_kit::codec::{Listed, Number, Scalar, Texts};
use payments_kit::wire_object;

use super::common::{Account, Party};

wire_object! {
    pub(crate) struct WalletPayment {
        id: Scalar = "id",
        created_at: Scalar = "created_at",
        number: Scalar = "ref",
        status: Scalar = "status",
        kind: Scalar = "type",
        user: Party = "user",
        recipient: Texts = "recipient",
        /// A text with 18 decimals.
        operation_amount: Number = "amount_environment_operation",
        /// A text with 18 decimals.
        total: Number = "amount_total",
        methods: Listed<Method> = "payment_methods",
        source: Account = "digital_account_source",
        data: Texts = "_data",
    }
}

wire_object! {
    pub(crate) struct Method {
        created_at: Scalar = "created_at",
        method: OperationMethod = "operation_method",
        /// A number.
        operation_amount: Number = "amount_environment_operation",
        /// A number.
        total: Number = "amount_total",
        operations: Listed<ItemOperation> = "item_operations",
    }
}

wire_object! {
    pub(crate) struct OperationMethod {
        id: Scalar = "id",
        name: Scalar = "name",
        description: Scalar = "description",
        mode: Mode = "mode_operation",
        form: Scalar = "mode_form",
        platform: Scalar = "external_platform",
    }
}

wire_object! {
    pub(crate) struct Mode {
        id: Scalar = "id",
        name: Scalar = "name",
    }
}

wire_object! {
    pub(crate) struct ItemOperation {
        created_at: Scalar = "created_at",
        description: Scalar = "description",
        amount: Number = "amount",
    }
}

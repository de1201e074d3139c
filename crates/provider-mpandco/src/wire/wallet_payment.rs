//! A payment of the wallet (chapters 6.7 and 6.11).

use payments_kit::codec::{Scalar, Scalars, Texts};
use payments_kit::wire_object;

use super::common::{Account, Party};
use super::list::List;

wire_object! {
    pub(crate) struct WalletPayment {
        id: Scalars = "id",
        created_at: Scalar = "created_at",
        number: Scalar = "ref",
        status: Scalars = "status",
        kind: Scalar = "type",
        user: Party = "user",
        recipient: Texts = "recipient",
        /// A text with 18 decimals.
        operation_amount: Scalars = "amount_environment_operation",
        /// A text with 18 decimals.
        total: Scalars = "amount_total",
        methods: List<Method> = "payment_methods",
        source: Account = "digital_account_source",
        data: Texts = "_data",
    }
}

wire_object! {
    pub(crate) struct Method {
        created_at: Scalar = "created_at",
        method: OperationMethod = "operation_method",
        /// A number.
        operation_amount: Scalars = "amount_environment_operation",
        /// A number.
        total: Scalars = "amount_total",
        operations: List<ItemOperation> = "item_operations",
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
        amount: Scalars = "amount",
    }
}

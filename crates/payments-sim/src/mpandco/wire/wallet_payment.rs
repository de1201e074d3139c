//! A movement of the wallet as the service writes it.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::mpandco::state::wallet::WalletPayment;
use crate::mpandco::wire::number::{Number, date};

const FINISHED: u16 = 9000;
const BETWEEN_ACCOUNTS: u16 = 1000;
const OLD: &str = "2016-04-25 17:14:52";

#[derive(Serialize)]
pub(crate) struct WalletPaymentBody<'a> {
    id: &'a str,
    created_at: String,
    amount_environment_operation: String,
    amount_total: String,
    #[serde(rename = "ref")]
    reference: &'a str,
    user: User<'a>,
    status: u16,
    payment_methods: [PaymentMethod; 1],
    #[serde(rename = "type")]
    kind: u16,
    recipient: &'a str,
    digital_account_source: Account<'a>,
    #[serde(rename = "_data")]
    data: Display<'a>,
}

#[derive(Serialize)]
struct User<'a> {
    id: &'a str,
    #[serde(rename = "_data")]
    data: UserData<'a>,
}

#[derive(Serialize)]
struct UserData<'a> {
    fullname: &'a str,
}

#[derive(Serialize)]
struct PaymentMethod {
    created_at: String,
    operation_method: OperationMethod,
    amount_environment_operation: Number,
    amount_total: Number,
    item_operations: [ItemOperation; 1],
}

#[derive(Serialize)]
struct OperationMethod {
    id: &'static str,
    created_at: &'static str,
    name: &'static str,
    description: &'static str,
    icon: &'static str,
    item_order: u16,
    mode_operation: ModeOperation,
    childs: [(); 0],
    mode_form: &'static str,
    external_platform: &'static str,
}

#[derive(Serialize)]
struct ModeOperation {
    id: &'static str,
    created_at: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct ItemOperation {
    created_at: String,
    description: &'static str,
    amount: Number,
}

#[derive(Serialize)]
struct Account<'a> {
    id: String,
    created_at: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct Display<'a> {
    summary_1: String,
    summary_2: String,
    summary_3: &'static str,
    summary_4: &'static str,
    summary_5: &'static str,
    summary_status_color: &'static str,
    username: &'a str,
    user_from: &'a str,
    amount: u8,
    status: &'static str,
    type_payment_label: String,
    summary_amount: SummaryAmount,
    created_at: &'static str,
    external_platform: &'static str,
    external_id: Option<&'static str>,
}

#[derive(Serialize)]
struct SummaryAmount {
    summary_1: String,
    summary_2: String,
}

impl<'a> WalletPaymentBody<'a> {
    pub(crate) fn of(payment: &'a WalletPayment) -> Self {
        let sender = &payment.sender;
        Self {
            id: &payment.id,
            created_at: date(payment.at),
            amount_environment_operation: long(payment.amount),
            amount_total: long(payment.amount),
            reference: &payment.reference,
            user: User {
                id: &sender.id,
                data: UserData {
                    fullname: &sender.name,
                },
            },
            status: FINISHED,
            payment_methods: [PaymentMethod::of(payment)],
            kind: BETWEEN_ACCOUNTS,
            recipient: &payment.recipient,
            digital_account_source: Account {
                id: format!("sim-account-{}", sender.id),
                created_at: OLD,
                name: &sender.name,
            },
            data: Display::of(payment),
        }
    }
}

impl PaymentMethod {
    fn of(payment: &WalletPayment) -> Self {
        Self {
            created_at: date(payment.at),
            operation_method: OperationMethod {
                id: "f126968b-51ed-11ef-a5ed-51edfacade5e",
                created_at: OLD,
                name: "mPandco a mPandco",
                description: "choice.payment_method.ve.balance.mpandco.description",
                icon: "mp-mpandco-mpandco",
                item_order: 1000,
                mode_operation: ModeOperation {
                    id: "balance_mpandco",
                    created_at: OLD,
                    name: "Saldo mPandco",
                },
                childs: [],
                mode_form: "SENDING",
                external_platform: "MPANDCO",
            },
            amount_environment_operation: Number(payment.amount),
            amount_total: Number(payment.amount),
            item_operations: [ItemOperation {
                created_at: date(payment.at),
                description: "Monto a enviar",
                amount: Number(payment.amount),
            }],
        }
    }
}

impl<'a> Display<'a> {
    fn of(payment: &'a WalletPayment) -> Self {
        let amount = format!("{:.2} VES", payment.amount).replace('.', ",");
        Self {
            summary_1: format!("Debitado: {amount}"),
            summary_2: amount,
            summary_3: "Cuenta remitente",
            summary_4: "Cuenta abonada",
            summary_5: "Dinero enviado",
            summary_status_color: "#388E3C",
            username: &payment.recipient,
            user_from: &payment.sender.name,
            // The service's own example has a zero here, too.
            amount: 0,
            status: "Finalizado",
            type_payment_label: format!("Envío de dinero a {}", payment.recipient),
            summary_amount: SummaryAmount {
                summary_1: long(payment.amount),
                summary_2: long(payment.amount),
            },
            created_at: "hace menos de un minuto",
            external_platform: "mPandco",
            external_id: None,
        }
    }
}

/// An amount as a text with 18 decimals.
fn long(amount: Decimal) -> String {
    // The decimal type panics when it is asked for more digits than it can hold.
    let exact = amount.normalize().to_string();
    let (whole, decimals) = exact.split_once('.').unwrap_or((&exact, ""));
    format!("{whole}.{decimals:0<18.18}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_amounts_have_eighteen_decimals_however_large_they_are() {
        for (amount, decimals) in [
            ("240.5", "5"),
            ("1", ""),
            ("90071992547.40993101", "40993101"),
        ] {
            let whole = amount.split('.').next().unwrap();
            let text = long(Decimal::from_str_exact(amount).unwrap());
            assert_eq!(text, format!("{whole}.{decimals:0<18}"));
        }
        let largest = Decimal::from(u64::MAX);
        assert_eq!(long(largest), format!("{largest}.{}", "0".repeat(18)));
    }
}

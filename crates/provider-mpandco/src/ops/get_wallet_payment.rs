//! Fetching a payment of the wallet (chapter 6.11): `GET api/payment/find.json`.

use payments_core::{Effect, Operation, Result, Violations};
use payments_kit::http::HttpRequest;

use crate::model::{WalletPayment, WalletPaymentId};
use crate::service::Service;
use crate::wire::id_query;
use crate::{NAME, error};

/// The operation that fetches a payment of the wallet.
pub const GET_WALLET_PAYMENT: Operation = Operation::new("get_wallet_payment", Effect::Read);

pub(crate) async fn get_wallet_payment(
    service: &Service,
    id: &WalletPaymentId,
) -> Result<WalletPayment> {
    let mut violations = Violations::new();
    id.check("id", &mut violations);
    violations.into_result(NAME, GET_WALLET_PAYMENT)?;

    let mut url = service.base_url().join("api/payment/find.json");
    url.set_query(Some(&id_query(id.as_str())));
    let answer = service.answer(HttpRequest::get(GET_WALLET_PAYMENT, url), &[]);
    let reader = service.reader(GET_WALLET_PAYMENT);
    let payment = reader.wallet_payment(answer.await?)?;
    if payment.id == *id {
        Ok(payment)
    } else {
        let reason = "the answer is about another payment";
        Err(error::unreadable(GET_WALLET_PAYMENT, reason))
    }
}

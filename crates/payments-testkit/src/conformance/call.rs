//! Makes any call of the traits, by its operation.

use payments_core::{
    Card, CardExpiry, CardToken, Confirmation, MaskedCard, MerchantReference, Operation,
    PageRequest, PaymentId, PaymentProvider, RefundRequest, Result, StoredCard, SubscriptionId,
};

use super::Run;
use super::support::given;
use crate::samples;

/// Makes a call about something that does not exist at the service. Returns `None` where the
/// provider does not offer the trait.
pub(super) async fn call(
    harness: &Run<'_>,
    provider: &dyn PaymentProvider,
    operation: Operation,
) -> Option<Result<()>> {
    let id = harness.unknown_id();
    let payment = PaymentId::new(&*id);
    let reference = MerchantReference::new("UNUSED-1");
    let first = PageRequest::first();
    let result = match operation {
        Operation::CREATE_PAYMENT => {
            let request = harness.payment_request("CALLED-1");
            provider.create_payment(&request).await.map(drop)
        }
        Operation::CONFIRM_PAYMENT => {
            let confirmation = Confirmation::by_payer(payment, "PAYER-1");
            provider.confirm_payment(&confirmation).await.map(drop)
        }
        Operation::GET_PAYMENT => provider.get_payment(&payment).await.map(drop),
        Operation::FIND_PAYMENT => provider.find_payment(&reference).await.map(drop),
        Operation::LIST_PAYMENTS => provider.list_payments(&first).await.map(drop),
        Operation::VOID_PAYMENT => provider.void_payment(&payment).await.map(drop),
        Operation::SEND_PAYOUT => {
            let payouts = provider.payouts()?;
            let request = given("a payout request", harness.payout_request("CALLED-1"));
            payouts.send_payout(&request).await.map(drop)
        }
        Operation::FIND_PAYOUT => {
            let payouts = provider.payouts()?;
            payouts.find_payout(&reference).await.map(drop)
        }
        Operation::REFUND_PAYMENT => {
            let request = RefundRequest::full(payment, "CALLED-1");
            provider.refund_payment(&request).await.map(drop)
        }
        Operation::FIND_REFUND => provider.find_refund(&reference).await.map(drop),
        Operation::STORE_CARD => {
            let vault = provider.vault()?;
            let card = Card::new(samples::card_number(), CardExpiry::new(9, 16));
            let card = card.with_security_code("222");
            vault
                .store_card(&card, &samples::customer())
                .await
                .map(drop)
        }
        Operation::DELETE_CARD => {
            let vault = provider.vault()?;
            let shown = MaskedCard::from_echo(None, "");
            vault
                .delete_card(&StoredCard::new(CardToken::new(id), shown))
                .await
        }
        _ => return call_recurring(harness, provider, operation).await,
    };
    Some(result)
}

async fn call_recurring(
    harness: &Run<'_>,
    provider: &dyn PaymentProvider,
    operation: Operation,
) -> Option<Result<()>> {
    let recurring = provider.recurring()?;
    let id = SubscriptionId::new(harness.unknown_id());
    let reference = MerchantReference::new("UNUSED-1");
    let request = harness.subscription_request("CALLED-1");
    let request = given("a subscription request", request);
    let result = match operation {
        Operation::REGISTER_SUBSCRIPTION => {
            recurring.register_subscription(&request).await.map(drop)
        }
        Operation::GET_SUBSCRIPTION => recurring.get_subscription(&id).await.map(drop),
        Operation::FIND_SUBSCRIPTION => recurring.find_subscription(&reference).await.map(drop),
        Operation::CANCEL_SUBSCRIPTION => recurring.cancel_subscription(&id).await.map(drop),
        Operation::MODIFY_SUBSCRIPTION => {
            let (amount, schedule) = (request.amount(), request.schedule());
            let modified = recurring.modify_subscription(&id, amount, schedule).await;
            modified.map(drop)
        }
        Operation::LIST_CHARGES => {
            let listed = recurring.list_charges(&id, &PageRequest::first()).await;
            listed.map(drop)
        }
        unknown => given(format_args!("the suite's call of {unknown}"), None),
    };
    Some(result)
}

//! A payment by button in Venezuela.

use std::sync::Arc;

use payments_core::{NextAction, Payment, PaymentProvider, PaymentStatus};
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use payments_testkit::samples;
use provider_mpandco::{Credentials, Mpandco, PayerReturn};

use super::guide::{Guide, Title};
use crate::view::{status as status_parts, status_text};

fn title(call: &'static str) -> Title {
    Title {
        provider: "mPandco",
        call,
    }
}

pub(crate) async fn journey(guide: &mut Guide<'_>) -> Option<()> {
    let simulator = guide.simulator();
    let build = async {
        Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
            .with_base_url(simulator.mpandco_base_url())
            .build()
            .map(|client| Arc::new(client) as Arc<dyn PaymentProvider>)
    };
    let provider = guide
        .step(title("build a client"), build, |provider| {
            Ok(format!("{}, {}", provider.name(), provider.environment()))
        })
        .await?;

    let request = samples::payment(&simulator.base_url());
    let created = guide
        .step(
            title("create a payment"),
            provider.create_payment(&request),
            |payment| shows(payment, &PaymentStatus::AwaitingApproval),
        )
        .await?;
    let approve = async {
        let page = created.next_action().and_then(NextAction::redirect_url);
        page.and_then(|_| simulator.approve_payment(created.id().as_str()))
            .ok_or("there is no approval page")
    };
    let returned = guide
        .step(title("the payer approves"), approve, |_| {
            Ok("the browser comes back with the payer's id".to_owned())
        })
        .await?;
    let read = async { PayerReturn::from_url(&returned)?.confirmation(created.id()) };
    let confirmation = guide
        .step(title("read the return"), read, |_| {
            Ok("it is about this payment".to_owned())
        })
        .await?;
    guide
        .step(
            title("confirm it"),
            provider.confirm_payment(&confirmation),
            |payment| shows(payment, &PaymentStatus::Paid),
        )
        .await?;
    guide
        .step(
            title("look it up"),
            provider.get_payment(created.id()),
            |payment| shows(payment, &PaymentStatus::Paid),
        )
        .await?;
    guide
        .step(
            title("void it"),
            provider.void_payment(created.id()),
            |payment| shows(payment, &PaymentStatus::Voided),
        )
        .await?;
    Some(())
}

fn shows(payment: &Payment, wanted: &PaymentStatus) -> Result<String, String> {
    let amount = payment.amount().ok_or("the payment has no amount")?;
    let mut shown = format!("{}, {amount}", words(payment.status()));
    if let Some(receipt) = payment.receipt() {
        shown.push_str(&format!(", receipt {receipt}"));
    }
    if payment.status() == wanted {
        Ok(shown)
    } else {
        Err(format!("{shown}; it should be {}", words(wanted)))
    }
}

fn words(status: &PaymentStatus) -> String {
    let (name, words) = status_parts(status);
    status_text(&name, words.as_deref())
}

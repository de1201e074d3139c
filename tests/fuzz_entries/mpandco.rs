//! mPandco's responses: intents, listings, payouts, and refusals with their trees of errors.

use payments_core::{
    Callback, Confirmation, Currency, Expected, Money, PageRequest, PayToken, Payment, PaymentId,
    PaymentProvider, PayoutProvider, Pin,
};
use payments_testkit::samples;
use provider_mpandco::Mpandco;
use provider_mpandco::model::WalletPaymentId;

use super::calls::{Input, Seen, check_money, run};
use super::clients::{self, ACCESS, ACCOUNT, REFRESH, SECRET};

/// The number of calls whose response is an intent.
pub(super) const INTENTS: usize = 9;
/// How many calls there are that list and show what is in a history.
pub(super) const LISTINGS: usize = 4;

/// The payment of the fixtures, its payer, and what is paid with at a till.
pub(super) const ID: &str = "f5d6a0ee-4a3c-11ee-8a1b-0242ac120002";
const PAYER: &str = "8f14e45f-4a3c-11ee-8a1b-0242ac120002";
const PAY_TOKEN: &str = "fuzzed-pay-token";

/// Intents as the response to every call that reads or changes one.
pub fn mpandco_intents(data: &[u8]) {
    with_client(data, INTENTS, |client, seen| {
        intent_call(client, seen, seen.input.call);
    });
}

/// Pages of payments, and payments of the wallet.
pub fn mpandco_listings(data: &[u8]) {
    with_client(data, LISTINGS, |client, seen| {
        let first = PageRequest::first();
        match seen.input.call {
            0 => {
                let listed = run(client.list_payments(&first));
                seen.check(&listed);
                let items = listed.iter().flat_map(|page| &page.items);
                items.for_each(|payment| check_paid(seen.input, payment));
            }
            1 => {
                let found = run(client.find_payment(&"ORDER-1".into()));
                seen.check(&found);
                let matches = found.iter().flat_map(|found| found.matches());
                matches.for_each(|payment| check_paid(seen.input, payment));
            }
            2 => {
                let listed = run(client.list_wallet_payments(&first));
                seen.check(&listed);
                let mut items = listed.iter().flat_map(|page| &page.items);
                assert!(
                    items.all(|payment| !payment.status.is_paid() || seen.input.may_hold("9000"))
                );
            }
            _ => {
                let shown = run(client.get_wallet_payment(&WalletPaymentId::new(ID)));
                seen.check(&shown);
            }
        }
    });
}

/// Returns to a payout.
pub fn mpandco_payouts(data: &[u8]) {
    with_client(data, 1, |client, seen| {
        seen.check(&run(client.send_payout(&clients::payout())))
    });
}

/// Refusals of any call: OAuth errors, and trees of errors at the fields of a form.
pub fn mpandco_refusals(data: &[u8]) {
    with_client(data, INTENTS + 1, |client, seen| {
        if seen.input.call == INTENTS {
            seen.check(&run(client.send_payout(&clients::payout())));
        } else {
            intent_call(client, seen, seen.input.call);
        }
    });
}

fn intent_call(client: &Mpandco, seen: &Seen<'_>, call: usize) {
    let id = PaymentId::new(ID);
    let paying = || PayToken::new(PAY_TOKEN, None);
    let confirmation = match call {
        0 => {
            let created = run(client.create_payment(&samples::payment(&clients::shop())));
            return check_payment(seen, &created);
        }
        1 => return check_payment(seen, &run(client.get_payment(&id))),
        2 => return check_payment(seen, &run(client.void_payment(&id))),
        3 => {
            let amount = Money::from_minor(2_000, Currency::VES);
            let url = format!("https://shop.example/?paymentIntent={ID}&payerId={PAYER}");
            let returned = Callback::browser_return(url.parse().expect("it is a URL"));
            let expected = Expected::new(ID, "ORDER-1", amount);
            let settled = run(client.settle(&expected, Some(&returned)));
            seen.check(&settled);
            let payments = settled.iter().map(|settled| settled.payment());
            return payments.for_each(|payment| check_paid(seen.input, payment));
        }
        4 => {
            let requests = [
                samples::payment(&clients::shop()),
                samples::payment(&clients::shop()),
            ];
            return seen.check(&run(client.create_transactions(&requests)));
        }
        5 => return seen.check(&run(client.get_intent(&id))),
        6 => Confirmation::by_payer(ID, PAYER),
        7 => Confirmation::by_pay_token(ID, paying(), Pin::new("7391")),
        _ => {
            let tokens = vec![("T-1".to_owned(), paying())];
            Confirmation::by_transaction_tokens(ID, tokens, Pin::new("7391"))
        }
    };
    let confirmed = run(client.confirm_payment(&confirmation));
    check_payment(seen, &confirmed);
    assert!(confirmed.is_err() || seen.input.may_hold("executed"));
}

fn check_payment(seen: &Seen<'_>, result: &payments_core::Result<Payment>) {
    seen.check(result);
    result
        .iter()
        .for_each(|payment| check_paid(seen.input, payment));
}

/// Money that the service is said to have moved is money that its response speaks of.
fn check_paid(input: &Input<'_>, payment: &Payment) {
    payment.amount().into_iter().for_each(check_money);
    assert!(
        !payment.status().is_paid() || input.may_hold("executed"),
        "{payment:?}"
    );
}

fn with_client(data: &[u8], calls: usize, work: impl FnOnce(&Mpandco, &Seen<'_>)) {
    let Some(input) = Input::read(data, calls) else {
        return;
    };
    let transport = input.responses("application/json", Some(clients::granted_token()));
    let secrets = [SECRET, ACCESS, REFRESH, PAY_TOKEN, ACCOUNT].map(str::to_owned);
    let seen = Seen {
        transport: &transport,
        input: &input,
        opening: b"{[",
        secrets: &secrets,
        of_values: &[],
    };
    work(&clients::mpandco(transport.clone()), &seen);
}

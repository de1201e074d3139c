//! Refunds at mPandco: what is read before the annulment, and the response to it.

use payments_core::{Currency, Lookup, Money, PaymentProvider, Refund, RefundRequest, Result};

use super::calls::{Input, Seen, run};
use super::clients::{self, ACCESS, REFRESH, SECRET};
use super::mpandco::ID;

/// How many calls there are.
pub(super) const CALLS: usize = 3;

/// A refund in full, one of an amount, and the search for one.
pub fn mpandco_refunds(data: &[u8]) {
    let Some(input) = Input::read(data, CALLS) else {
        return;
    };
    let transport = input.responses("application/json", Some(clients::granted_token()));
    let client = clients::mpandco(transport.clone());
    let secrets = [SECRET, ACCESS, REFRESH].map(str::to_owned);
    let seen = Seen {
        transport: &transport,
        input: &input,
        opening: b"{[",
        secrets: &secrets,
        of_values: &secrets,
    };
    let amount = Money::from_minor(2_000, Currency::VES);
    let refunded: Result<Refund> = match input.call {
        0 => run(client.refund_payment(&RefundRequest::full(ID, ID))),
        1 => run(client.refund_payment(&RefundRequest::partial(ID, ID, amount))),
        _ => {
            let found = run(client.find_refund(&ID.into()));
            seen.check(&found);
            let matches = found.iter().flat_map(Lookup::matches);
            return matches.for_each(|refund| check(&input, refund));
        }
    };
    seen.check(&refunded);
    if let Ok(refund) = refunded {
        check(&input, &refund);
        // Neither a part nor more than the payment is refunded.
        assert!(input.call == 0 || refund.amount.is_none_or(|found| found == amount));
    }
}

/// A refund is of the payment that was asked for, and only an annulled payment has one.
fn check(input: &Input<'_>, refund: &Refund) {
    assert_eq!(refund.payment.as_str(), ID);
    assert!(
        input.may_hold("annulled") || input.may_hold("cancelled"),
        "{refund:?}"
    );
}

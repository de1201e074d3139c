//! Callbacks at the merchant's return URL.

use payments_core::{
    Callback, Currency, Expected, Money, Outcome, PaymentId, PaymentProvider, Webhook,
};
use payments_testkit::Canned;
use provider_mpandco::{InvalidReturn, PayerReturn, ServerCall};
use url::{Url, form_urlencoded};

use super::calls::run;
use super::clients;

/// The query of a callback.
pub fn mpandco_callbacks(data: &[u8]) {
    let Ok(query) = std::str::from_utf8(data) else {
        return;
    };
    let returned = PayerReturn::from_query(query);
    let called = ServerCall::from_query(query);
    let mut url = Url::parse("https://shop.example/paid").expect("it is a URL");
    url.set_query(Some(query));
    let by_url = PayerReturn::from_url(&url);
    if query.is_ascii() && !query.contains(['\t', '\n', '\r']) {
        assert_eq!(by_url, returned, "{url}");
    }
    if let Ok(returned) = returned {
        check_return(&returned);
        // It says more than a call of the service, and must not say another thing.
        assert_eq!(
            called.as_ref().map(ServerCall::payment),
            Ok(returned.payment())
        );
        refused(returned.payment(), Callback::browser_return(url));
    }
    if let Ok(called) = called {
        assert!(!called.payment().as_str().is_empty());
        refused(called.payment(), Webhook::new("").with_query(query).into());
    }
}

fn check_return(returned: &PayerReturn) {
    let (payment, payer) = (returned.payment(), returned.payer());
    assert!(!payment.as_str().is_empty() && !payer.as_str().is_empty());
    let again = form_urlencoded::Serializer::new(String::new())
        .append_pair("paymentIntent", payment.as_str())
        .append_pair("payerId", payer.as_str())
        .finish();
    assert_eq!(PayerReturn::from_query(&again).as_ref(), Ok(returned));
    let confirmation = returned.confirmation(payment).expect("it is about it");
    assert_eq!(confirmation.payment(), payment);
    let other = PaymentId::new(format!("{payment} of another order"));
    let refused = returned.confirmation(&other).err();
    assert_eq!(refused, Some(InvalidReturn::OtherPayment));
}

/// A callback about another payment settles nothing and sends nothing.
fn refused(payment: &PaymentId, callback: Callback) {
    let other = format!("not-{payment}");
    let amount = Money::from_minor(2_000, Currency::VES);
    let transport = Canned::with(|_| panic!("something was sent"));
    let client = clients::mpandco(transport);
    let expected = Expected::new(&*other, "ORDER-1", amount);
    let settled = run(client.settle(&expected, Some(&callback)));
    let outcome = settled.err().map(|error| error.outcome());
    assert_eq!(outcome, Some(Outcome::NotSent));
}

//! Callbacks: the payer's return and the service's own call.

use payments_core::{Callback, Confirmation, PayerId, PaymentId};
use url::{Url, form_urlencoded};

/// A callback that does not identify its payment or its payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReturn {
    /// `paymentIntent` is missing or empty.
    #[error("the callback names no payment")]
    NoPayment,
    /// Both `payerId` and `payer` are missing or empty.
    #[error("the callback names no payer")]
    NoPayer,
    /// A parameter appears twice with different values.
    #[error("the callback contradicts itself")]
    Contradiction,
    /// The callback is about another payment than the expected one.
    #[error("the callback is about another payment than the one expected")]
    OtherPayment,
}

/// Returns the value of a parameter that goes by any of these names. An empty value counts as
/// missing.
fn parameter(query: &str, names: &[&str]) -> Result<Option<String>, InvalidReturn> {
    let mut found: Option<String> = None;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if !names.contains(&&*name) || value.is_empty() {
            continue;
        }
        match &found {
            Some(found) if **found != *value => return Err(InvalidReturn::Contradiction),
            _ => found = Some(value.into_owned()),
        }
    }
    Ok(found)
}

/// The payer's return from the approval page (chapter 6.2): which payment, and who approved it.
///
/// Anyone can call a return URL. The return is a hint that the payer is back, not a proof:
/// [`PaymentProvider::settle`](payments_core::PaymentProvider::settle) fetches the payment from the
/// service and compares it with the order before it confirms anything.
///
/// ```
/// use payments_core::PaymentId;
/// use provider_mpandco::PayerReturn;
///
/// let returned = PayerReturn::from_query("order=1&paymentIntent=a-b&payerId=77")?;
/// let expected = PaymentId::new("a-b");
/// assert_eq!(returned.payer().as_str(), "77");
/// assert_eq!(*returned.confirmation(&expected)?.payment(), expected);
/// # Ok::<(), provider_mpandco::InvalidReturn>(())
/// ```
#[doc(alias = "callback")]
#[doc(alias = "redirect")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayerReturn {
    payment: PaymentId,
    payer: PayerId,
}

impl PayerReturn {
    /// Parses the URL that the browser called.
    ///
    /// # Errors
    ///
    /// [`InvalidReturn`] when it does not name a payment and a payer.
    pub fn from_url(url: &Url) -> Result<Self, InvalidReturn> {
        Self::from_query(url.query().unwrap_or_default())
    }

    /// Parses the query that the browser called with, without the question mark.
    ///
    /// # Errors
    ///
    /// [`InvalidReturn`] when it does not name a payment and a payer.
    pub fn from_query(query: &str) -> Result<Self, InvalidReturn> {
        let payment = parameter(query, &["paymentIntent"])?;
        // One sentence of the manual calls the second parameter `payer`.
        let payer = parameter(query, &["payerId", "payer"])?;
        Ok(Self {
            payment: PaymentId::new(payment.ok_or(InvalidReturn::NoPayment)?),
            payer: PayerId::new(payer.ok_or(InvalidReturn::NoPayer)?),
        })
    }

    /// Returns the payment that the return claims to be about.
    pub fn payment(&self) -> &PaymentId {
        &self.payment
    }

    /// Returns the payer who is said to have approved it.
    pub fn payer(&self) -> &PayerId {
        &self.payer
    }

    /// Builds the confirmation of the payment that was created for this order.
    ///
    /// # Errors
    ///
    /// [`InvalidReturn::OtherPayment`] when the return is about another payment.
    pub fn confirmation(&self, expected: &PaymentId) -> Result<Confirmation, InvalidReturn> {
        if self.payment != *expected {
            return Err(InvalidReturn::OtherPayment);
        }
        Ok(Confirmation::by_payer(
            self.payment.as_str(),
            self.payer.as_str(),
        ))
    }
}

/// The service's own call of the return URL, after the payer of a request paid in the app
/// (chapter 6.3): a webhook without a signature.
///
/// Anyone can call a return URL. The call is a hint to fetch the payment, not a proof;
/// [`PaymentProvider::settle`](payments_core::PaymentProvider::settle) fetches it.
///
/// ```
/// use provider_mpandco::ServerCall;
///
/// let call = ServerCall::from_query("order=1&paymentIntent=a-b&payerId=77")?;
/// assert_eq!(call.payment().as_str(), "a-b");
/// # Ok::<(), provider_mpandco::InvalidReturn>(())
/// ```
#[doc(alias = "webhook")]
#[doc(alias = "notification")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerCall {
    payment: PaymentId,
    payer: Option<PayerId>,
}

impl ServerCall {
    /// Parses the URL that was called.
    ///
    /// # Errors
    ///
    /// [`InvalidReturn`] when it names no payment, or two.
    pub fn from_url(url: &Url) -> Result<Self, InvalidReturn> {
        Self::from_query(url.query().unwrap_or_default())
    }

    /// Parses the query that was called with, without the question mark. The payment is
    /// `paymentIntent`, or `id` if there is none.
    ///
    /// # Errors
    ///
    /// [`InvalidReturn`] when it names no payment, or two.
    pub fn from_query(query: &str) -> Result<Self, InvalidReturn> {
        // The merchant's own URL may have an `id`, so that name comes second.
        let payment = match parameter(query, &["paymentIntent"])? {
            Some(payment) => Some(payment),
            None => parameter(query, &["id"])?,
        };
        let payer = parameter(query, &["payerId", "payer"])?;
        Ok(Self {
            payment: PaymentId::new(payment.ok_or(InvalidReturn::NoPayment)?),
            payer: payer.map(PayerId::new),
        })
    }

    /// Returns the payment that the call claims to be about.
    pub fn payment(&self) -> &PaymentId {
        &self.payment
    }

    /// Returns the payer who is said to have paid it.
    pub fn payer(&self) -> Option<&PayerId> {
        self.payer.as_ref()
    }
}

/// The payment and the payer that a callback names.
pub(crate) struct Named {
    pub(crate) payment: PaymentId,
    pub(crate) payer: Option<PayerId>,
}

impl Named {
    /// Parses a callback of either kind.
    pub(crate) fn by(callback: &Callback) -> Result<Self, InvalidReturn> {
        match callback {
            Callback::BrowserReturn { url } => {
                let PayerReturn { payment, payer } = PayerReturn::from_url(url)?;
                let payer = Some(payer);
                Ok(Self { payment, payer })
            }
            Callback::Webhook(webhook) => {
                let ServerCall { payment, payer } = ServerCall::from_query(&webhook.query)?;
                Ok(Self { payment, payer })
            }
            _ => Err(InvalidReturn::NoPayment),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn returned(query: &str) -> Result<(String, String), InvalidReturn> {
        PayerReturn::from_query(query)
            .map(|read| (read.payment.to_string(), read.payer.to_string()))
    }

    fn called(query: &str) -> Result<(String, Option<String>), InvalidReturn> {
        let call = ServerCall::from_query(query)?;
        let payer = call.payer().map(ToString::to_string);
        Ok((call.payment().to_string(), payer))
    }

    #[test]
    fn a_return_is_parsed_with_either_name_of_the_payer() {
        let expected = Ok(("i 1".to_owned(), "p".to_owned()));
        assert_eq!(returned("paymentIntent=i%201&payerId=p"), expected);
        assert_eq!(returned("payer=p&paymentIntent=i+1&x=y"), expected);
        assert_eq!(returned("payer=p&paymentIntent=i+1&payerId=p"), expected);
    }

    #[test]
    fn a_return_without_a_payment_or_payer_is_refused() {
        assert_eq!(returned("payerId=p"), Err(InvalidReturn::NoPayment));
        assert_eq!(
            returned("paymentIntent=&payerId=p"),
            Err(InvalidReturn::NoPayment)
        );
        assert_eq!(returned("paymentIntent=i"), Err(InvalidReturn::NoPayer));
        assert_eq!(returned(""), Err(InvalidReturn::NoPayment));
    }

    #[test]
    fn a_return_that_contradicts_itself_is_refused() {
        for query in [
            "paymentIntent=i&paymentIntent=j&payerId=p",
            "paymentIntent=i&payerId=p&payer=q",
        ] {
            assert_eq!(
                returned(query),
                Err(InvalidReturn::Contradiction),
                "{query}"
            );
        }
    }

    #[test]
    fn a_return_for_another_order_gives_no_confirmation() {
        let returned = PayerReturn::from_query("paymentIntent=i&payerId=p").unwrap();
        let refused = returned.confirmation(&PaymentId::new("j")).unwrap_err();
        assert_eq!(refused, InvalidReturn::OtherPayment);
    }

    #[test]
    fn a_server_call_is_parsed_by_payment_intent_before_id() {
        let expected = |payer: Option<&str>| Ok(("i".to_owned(), payer.map(str::to_owned)));
        assert_eq!(
            called("car=231&paymentIntent=i&payerId=p"),
            expected(Some("p"))
        );
        assert_eq!(called("id=i"), expected(None));
        assert_eq!(called("id=231&paymentIntent=i"), expected(None));
        assert_eq!(called("id=1&id=2&paymentIntent=i"), expected(None));
    }

    #[test]
    fn a_server_call_about_no_payment_or_two_is_refused() {
        for (query, reason) in [
            ("", InvalidReturn::NoPayment),
            ("paymentIntent=&id=", InvalidReturn::NoPayment),
            ("payerId=p", InvalidReturn::NoPayment),
            (
                "paymentIntent=i&paymentIntent=j",
                InvalidReturn::Contradiction,
            ),
            ("id=i&id=j", InvalidReturn::Contradiction),
            ("id=i&payer=p&payerId=q", InvalidReturn::Contradiction),
        ] {
            assert_eq!(called(query), Err(reason), "{query}");
        }
    }

    #[test]
    fn the_example_of_the_manual_is_parsed() {
        let url = "http://test.mpandco.com/bc38875a09308af/callback-API?success=true&car=231\
                   &paymentIntent=ee12e986-ff04-11e8-a647-b62cbc289574\
                   &payerId=e7627ba6-ff04-11e8-a647-b62cbc289574";
        let call = ServerCall::from_url(&url.parse().unwrap()).unwrap();
        let id = "ee12e986-ff04-11e8-a647-b62cbc289574";
        assert_eq!(call.payment().as_str(), id);
    }
}

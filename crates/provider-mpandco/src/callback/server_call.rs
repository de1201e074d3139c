//! The service's own call of the return URL, once a request was paid in the app (chapter 6.3).

use payments_core::{PayerId, PaymentId};
use url::Url;

use super::InvalidReturn;
use super::query::parameter;

/// What the service's servers call the return URL with, after the payer of a request paid in the
/// app: which payment it is about.
///
/// Anybody can call a return URL. The call is a hint to look at the payment, and no proof of
/// anything; [`Mpandco::settle`](crate::Mpandco::settle) looks.
///
/// ```
/// use provider_mpandco::ServerCall;
///
/// let call = ServerCall::from_query("order=1&paymentIntent=a-b&payerId=77")?;
/// assert_eq!(call.payment().as_str(), "a-b");
/// # Ok::<(), provider_mpandco::InvalidReturn>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerCall {
    payment: PaymentId,
    payer: Option<PayerId>,
}

impl ServerCall {
    /// Reads the URL that was called.
    ///
    /// # Errors
    ///
    /// [`InvalidReturn`] when it does not name a payment, or names two.
    pub fn from_url(url: &Url) -> Result<Self, InvalidReturn> {
        Self::from_query(url.query().unwrap_or_default())
    }

    /// Reads the query that was called with, without its question mark. The payment is
    /// `paymentIntent`, or `id` where there is none.
    ///
    /// # Errors
    ///
    /// [`InvalidReturn`] when it does not name a payment, or names two.
    pub fn from_query(query: &str) -> Result<Self, InvalidReturn> {
        // A merchant's own URL may have an `id` of the merchant's, so it comes second.
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

    /// The payment that the call claims to be about.
    pub fn payment(&self) -> &PaymentId {
        &self.payment
    }

    /// Who is said to have paid it.
    pub fn payer(&self) -> Option<&PayerId> {
        self.payer.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<(String, Option<String>), InvalidReturn> {
        let call = ServerCall::from_query(query)?;
        let payer = call.payer().map(ToString::to_string);
        Ok((call.payment().to_string(), payer))
    }

    #[test]
    fn both_names_of_the_payment_are_read_and_the_clear_one_first() {
        let expected = |payer: Option<&str>| Ok(("i".to_owned(), payer.map(str::to_owned)));
        assert_eq!(
            read("car=231&paymentIntent=i&payerId=p"),
            expected(Some("p"))
        );
        assert_eq!(read("id=i"), expected(None));
        assert_eq!(read("id=231&paymentIntent=i"), expected(None));
        assert_eq!(read("id=1&id=2&paymentIntent=i"), expected(None));
    }

    #[test]
    fn a_call_about_nothing_or_about_two_payments_is_refused() {
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
            assert_eq!(read(query), Err(reason), "{query}");
        }
    }

    #[test]
    fn the_manuals_example_is_read() {
        let url = "http://test.mpandco.com/bc38875a09308af/callback-API?success=true&car=231\
                   &paymentIntent=ee12e986-ff04-11e8-a647-b62cbc289574\
                   &payerId=e7627ba6-ff04-11e8-a647-b62cbc289574";
        let call = ServerCall::from_url(&url.parse().unwrap()).unwrap();
        let id = "ee12e986-ff04-11e8-a647-b62cbc289574";
        assert_eq!(call.payment().as_str(), id);
    }
}

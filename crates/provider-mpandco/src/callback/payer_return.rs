//! The payer's return from the approval page (chapter 6.2).

use payments_core::{Confirmation, PayerId, PaymentId};
use url::Url;

use super::InvalidReturn;
use super::query::parameter;

/// What the payer's browser brings back to the return URL: which payment, and who approved it.
///
/// Anybody can call a return URL. It is a hint that the payer is back, and no proof of anything:
/// what counts is the answer of the service to the confirmation, and that the payment is the one
/// that was created for this order, which [`confirmation`](Self::confirmation) checks.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayerReturn {
    payment: PaymentId,
    payer: PayerId,
}

impl PayerReturn {
    /// Reads the URL that the browser called.
    ///
    /// # Errors
    ///
    /// [`InvalidReturn`] when it does not name a payment and a payer.
    pub fn from_url(url: &Url) -> Result<Self, InvalidReturn> {
        Self::from_query(url.query().unwrap_or_default())
    }

    /// Reads the query that the browser called with, without its question mark.
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

    /// The payment that the return claims to be about.
    pub fn payment(&self) -> &PaymentId {
        &self.payment
    }

    /// Who is said to have approved it.
    pub fn payer(&self) -> &PayerId {
        &self.payer
    }

    /// The confirmation of the payment that was created for this order.
    ///
    /// # Errors
    ///
    /// [`InvalidReturn::OtherPayment`] when the return is about another one.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<(String, String), InvalidReturn> {
        PayerReturn::from_query(query)
            .map(|read| (read.payment.to_string(), read.payer.to_string()))
    }

    #[test]
    fn both_names_of_the_payer_are_read() {
        let expected = Ok(("i 1".to_owned(), "p".to_owned()));
        assert_eq!(read("paymentIntent=i%201&payerId=p"), expected);
        assert_eq!(read("payer=p&paymentIntent=i+1&x=y"), expected);
        assert_eq!(read("payer=p&paymentIntent=i+1&payerId=p"), expected);
    }

    #[test]
    fn a_return_that_names_nobody_is_refused() {
        assert_eq!(read("payerId=p"), Err(InvalidReturn::NoPayment));
        assert_eq!(
            read("paymentIntent=&payerId=p"),
            Err(InvalidReturn::NoPayment)
        );
        assert_eq!(read("paymentIntent=i"), Err(InvalidReturn::NoPayer));
        assert_eq!(read(""), Err(InvalidReturn::NoPayment));
    }

    #[test]
    fn a_return_that_contradicts_itself_is_refused() {
        for query in [
            "paymentIntent=i&paymentIntent=j&payerId=p",
            "paymentIntent=i&payerId=p&payer=q",
        ] {
            assert_eq!(read(query), Err(InvalidReturn::Contradiction), "{query}");
        }
    }

    #[test]
    fn a_return_for_another_order_confirms_nothing() {
        let returned = PayerReturn::from_query("paymentIntent=i&payerId=p").unwrap();
        let refused = returned.confirmation(&PaymentId::new("j")).unwrap_err();
        assert_eq!(refused, InvalidReturn::OtherPayment);
    }
}

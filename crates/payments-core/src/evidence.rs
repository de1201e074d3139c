//! The evidence step: decides once what a response proves about a call.
//!
//! A response is evidence, not truth. It may contradict itself (two members of one name, an
//! authorization number beside a refusal), belong to another request, or say nothing. A provider
//! collects everything that a response says about the call in an [`Evidence`], compares every
//! identity in it with the request, and takes the [`Verdict`]:
//!
//! | supports | refutes or contradicts | other identity | verdict |
//! |---|---|---|---|
//! | yes | no | no | [`Done`](Verdict::Done) |
//! | no | documented refusal only | no | [`Refused`](Verdict::Refused) |
//! | any | any | yes | [`Mismatch`](Verdict::Mismatch) |
//! | otherwise | | | [`Undecided`](Verdict::Undecided) |
//!
//! ```
//! use payments_core::evidence::{Evidence, Verdict};
//!
//! let mut evidence = Evidence::new();
//! evidence.supports("autorizado is 1");
//! evidence.compare("reference", "ORDER-1", Some("ORDER-2"));
//! assert!(matches!(evidence.verdict(), Verdict::Mismatch(_)));
//! ```

use std::fmt::Display;

use crate::{
    Error, ErrorKind, MerchantReference, Money, Operation, Outcome, Payment, ProviderName, Refund,
    RefundRequest, Result, Violation,
};

/// What a response says about the call that it belongs to.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    supports: Vec<String>,
    refutes: Vec<String>,
    contradicts: Vec<String>,
    differences: Vec<Violation>,
}

/// What a response proves about a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The provider did it.
    Done,
    /// The provider did not do it, by a documented refusal.
    Refused,
    /// The response is about something else than the request, in these fields. The outcome of the
    /// call is unknown.
    Mismatch(Vec<Violation>),
    /// The response proves neither, for this reason. The outcome of the call is unknown.
    Undecided(String),
}

impl Evidence {
    /// No evidence yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds something that documents call a success, in a phrase such as `autorizado is 1`.
    pub fn supports(&mut self, phrase: impl Into<String>) {
        self.supports.push(phrase.into());
    }

    /// Adds something that documents call a refusal.
    pub fn refutes(&mut self, phrase: impl Into<String>) {
        self.refutes.push(phrase.into());
    }

    /// Adds something that proves neither, and makes either verdict unsafe: a fault beside a
    /// success, an approval number beside a refusal, an unknown state.
    pub fn contradicts(&mut self, phrase: impl Into<String>) {
        self.contradicts.push(phrase.into());
    }

    /// Compares an identity of the response, where it has one, with that of the request. Both must
    /// be normalized: where documents show `05` for `5`, parse before comparing.
    pub fn compare<T, U>(&mut self, field: &str, requested: T, found: Option<U>)
    where
        T: Display + PartialEq<U>,
        U: Display,
    {
        if let Some(found) = found
            && requested != found
        {
            self.differs(field, format!("is {found}, not {requested}"));
        }
    }

    /// Adds an identity of the response that is not that of the request. The message is redacted.
    pub fn differs(&mut self, field: &str, message: impl AsRef<str>) {
        self.differences.push(Violation::new(field, message));
    }

    /// Compares a payment with the reference and the amount that were requested. An amount that
    /// cannot be read contradicts them.
    pub fn compare_payment(
        &mut self,
        reference: &MerchantReference,
        amount: Money,
        payment: &Payment,
    ) {
        self.compare("reference", reference, payment.reference());
        match payment.amount() {
            Some(found) => self.compare("amount", amount, Some(found)),
            None => self.contradicts("the amount cannot be read"),
        }
    }

    /// Compares a refund with its request: the payment, the reference, and the amount of a part.
    pub fn compare_refund(&mut self, request: &RefundRequest, refund: &Refund) {
        self.compare("payment", &request.payment, Some(&refund.payment));
        self.compare("reference", &request.reference, refund.reference.as_ref());
        if let Some(Ok(amount)) = request.amount.as_ref().map(crate::AmountInput::money) {
            self.compare("amount", amount, refund.amount);
        }
    }

    /// Decides a call of a service that refuses by the status of its responses: `done` where the
    /// evidence says so.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] where the response is about something else, and
    /// [`ErrorKind::UnreadableResponse`] where it proves nothing, or tells a refusal with the status
    /// of a success: the outcome is [`Outcome::Unknown`].
    pub fn into_result<T>(
        self,
        provider: ProviderName,
        operation: Operation,
        done: T,
    ) -> Result<T> {
        let unknown = |kind| Error::new(provider, operation, kind, Outcome::Unknown);
        Err(match self.verdict() {
            Verdict::Done => return Ok(done),
            Verdict::Mismatch(differences) => {
                unknown(ErrorKind::Mismatch).with_violations(differences)
            }
            Verdict::Refused => unknown(ErrorKind::UnreadableResponse)
                .with_detail("the response tells a refusal with the status of a success"),
            Verdict::Undecided(reason) => {
                unknown(ErrorKind::UnreadableResponse).with_detail(reason)
            }
        })
    }

    /// Decides. It is the only place that does.
    pub fn verdict(self) -> Verdict {
        if !self.differences.is_empty() {
            return Verdict::Mismatch(self.differences);
        }
        let (supported, refuted) = (!self.supports.is_empty(), !self.refutes.is_empty());
        match (supported, refuted, self.contradicts.is_empty()) {
            (true, false, true) => Verdict::Done,
            (false, true, true) => Verdict::Refused,
            (false, false, true) => Verdict::Undecided(
                "the response says neither that it was done nor that it was not".into(),
            ),
            _ => {
                let phrases = [self.supports, self.refutes, self.contradicts].concat();
                Verdict::Undecided(format!(
                    "the response does not decide it: {}",
                    phrases.join(", but ")
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(supports: usize, refutes: usize, contradicts: usize, differs: usize) -> Verdict {
        let mut evidence = Evidence::new();
        (0..supports).for_each(|_| evidence.supports("paid"));
        (0..refutes).for_each(|_| evidence.refutes("refused"));
        (0..contradicts).for_each(|_| evidence.contradicts("a fault"));
        (0..differs).for_each(|_| evidence.differs("amount", "is 2, not 1"));
        evidence.verdict()
    }

    #[test]
    fn every_combination_of_evidence_has_its_verdict() {
        for supports in 0..3 {
            for refutes in 0..3 {
                for contradicts in 0..3 {
                    for differs in 0..2 {
                        let found = verdict(supports, refutes, contradicts, differs);
                        let place = format!("{supports} {refutes} {contradicts} {differs}");
                        match (supports > 0, refutes > 0, contradicts > 0, differs > 0) {
                            (_, _, _, true) => {
                                assert!(matches!(found, Verdict::Mismatch(_)), "{place}");
                            }
                            (true, false, false, _) => assert_eq!(found, Verdict::Done, "{place}"),
                            (false, true, false, _) => {
                                assert_eq!(found, Verdict::Refused, "{place}");
                            }
                            _ => assert!(matches!(found, Verdict::Undecided(_)), "{place}"),
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn an_identity_counts_only_where_the_response_has_one() {
        let mut evidence = Evidence::new();
        evidence.supports("paid");
        evidence.compare("reference", "A", None::<&str>);
        evidence.compare("reference", "A", Some("A"));
        assert_eq!(evidence.clone().verdict(), Verdict::Done);
        evidence.compare("reference", "A", Some("B"));
        let difference = Violation::new("reference", "is B, not A");
        assert_eq!(evidence.verdict(), Verdict::Mismatch(vec![difference]));
    }

    #[test]
    fn only_a_success_without_contradiction_is_a_result() {
        let result = |supports, refutes, contradicts, differs| {
            let mut evidence = Evidence::new();
            (0..supports).for_each(|_| evidence.supports("paid"));
            (0..refutes).for_each(|_| evidence.refutes("refused"));
            (0..contradicts).for_each(|_| evidence.contradicts("a fault"));
            (0..differs).for_each(|_| evidence.differs("amount", "is 2, not 1"));
            let provider = ProviderName::new("example");
            let result = evidence.into_result(provider, Operation::CREATE_PAYMENT, 7);
            result.map_err(|error| (error.kind(), error.outcome()))
        };
        let unreadable = Err((ErrorKind::UnreadableResponse, Outcome::Unknown));
        assert_eq!(result(1, 0, 0, 0), Ok(7));
        assert_eq!(result(0, 1, 0, 0), unreadable);
        assert_eq!(result(0, 0, 0, 0), unreadable);
        assert_eq!(result(1, 0, 1, 0), unreadable);
        let mismatch = Err((ErrorKind::Mismatch, Outcome::Unknown));
        assert_eq!(result(1, 0, 0, 1), mismatch);
    }

    #[test]
    fn a_payment_and_a_refund_are_compared_in_every_identity() {
        use crate::{Currency, PaymentStatus, RefundStatus};

        let amount = |minor| Money::from_minor(minor, Currency::MXN);
        let payment = |reference: &str, amount: Option<Money>| {
            let payment = Payment::new("pay-1".into(), PaymentStatus::Paid, amount);
            let payment = payment.with_reference(Some(reference.into()));
            let mut evidence = Evidence::new();
            evidence.supports("paid");
            evidence.compare_payment(&"A".into(), Money::from_minor(100, Currency::MXN), &payment);
            evidence.verdict()
        };
        assert_eq!(payment("A", Some(amount(100))), Verdict::Done);
        assert!(matches!(
            payment("B", Some(amount(100))),
            Verdict::Mismatch(_)
        ));
        assert!(matches!(
            payment("A", Some(amount(101))),
            Verdict::Mismatch(_)
        ));
        assert!(matches!(payment("A", None), Verdict::Undecided(_)));

        let refund = |payment: &str, reference: &str, minor: i64| {
            let refund = Refund::new("1".into(), payment.into(), RefundStatus::Refunded)
                .with_reference(Some(reference.into()))
                .with_amount(Some(amount(minor)));
            let mut evidence = Evidence::new();
            evidence.supports("refunded");
            evidence.compare_refund(&RefundRequest::partial("pay-1", "R", amount(50)), &refund);
            evidence.verdict()
        };
        assert_eq!(refund("pay-1", "R", 50), Verdict::Done);
        for (payment, reference, minor) in
            [("pay-2", "R", 50), ("pay-1", "S", 50), ("pay-1", "R", 51)]
        {
            assert!(matches!(
                refund(payment, reference, minor),
                Verdict::Mismatch(_)
            ));
        }
    }

    #[test]
    fn a_contradiction_names_its_evidence() {
        let reason = "the response does not decide it: paid, but refused";
        assert_eq!(verdict(1, 1, 0, 0), Verdict::Undecided(reason.to_owned()));
    }
}

//! Confirming a payment: the call that moves the money.

use super::{MerchantReference, Money, PayToken, PayerId, PaymentId, Pin};
use crate::violation::Violations;

/// A confirmation of a payment that its payer has approved.
#[derive(Clone, Debug)]
pub struct Confirmation {
    payment: PaymentId,
    approval: Approval,
    expected: Option<(MerchantReference, Money)>,
}

/// How the payer approved.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Approval {
    /// On the provider's page, which returned who they are.
    Payer(PayerId),
    /// At a till: with one of the tokens that the payment offered, and the payer's PIN.
    PayToken {
        /// The token chosen, by the name of an account of the payer.
        token: PayToken,
        /// The payer's PIN.
        pin: Pin,
    },
    /// At a till, where each transaction of the payment offered its own tokens.
    TransactionTokens {
        /// The transactions by their ids, with the token chosen for each.
        tokens: Vec<(String, PayToken)>,
        /// The payer's PIN.
        pin: Pin,
    },
}

impl Confirmation {
    /// Confirms `payment` as approved in this way.
    pub fn new(payment: impl Into<PaymentId>, approval: Approval) -> Self {
        Self {
            payment: payment.into(),
            approval,
            expected: None,
        }
    }

    /// States what the payment must be, from the merchant's own records: a payment with another
    /// reference or amount is a [`Mismatch`](crate::ErrorKind::Mismatch).
    #[must_use]
    pub fn expecting(mut self, reference: impl Into<MerchantReference>, amount: Money) -> Self {
        self.expected = Some((reference.into(), amount));
        self
    }

    /// The reference and the amount that the payment must have.
    pub fn expected(&self) -> Option<(&MerchantReference, Money)> {
        let expected = self.expected.as_ref();
        expected.map(|(reference, amount)| (reference, *amount))
    }

    /// Confirms `payment` for the payer who came back from the provider's page.
    pub fn by_payer(payment: impl Into<PaymentId>, payer: impl Into<PayerId>) -> Self {
        Self::new(payment, Approval::Payer(payer.into()))
    }

    /// Confirms `payment` with one of its pay tokens and the payer's PIN.
    pub fn by_pay_token(payment: impl Into<PaymentId>, token: PayToken, pin: Pin) -> Self {
        Self::new(payment, Approval::PayToken { token, pin })
    }

    /// Confirms `payment` with a pay token for each of its transactions, and the payer's PIN.
    pub fn by_transaction_tokens(
        payment: impl Into<PaymentId>,
        tokens: Vec<(String, PayToken)>,
        pin: Pin,
    ) -> Self {
        Self::new(payment, Approval::TransactionTokens { tokens, pin })
    }

    /// The payment.
    pub fn payment(&self) -> &PaymentId {
        &self.payment
    }

    /// How the payer approved it.
    pub fn approval(&self) -> &Approval {
        &self.approval
    }

    /// Lists what is wrong with the confirmation for any provider, under the paths `payment`,
    /// `payer`, `pay_token`, `pay_tokens[0]` and `pin`.
    pub fn check(&self, violations: &mut Violations) {
        self.payment.check("payment", violations);
        if let Some((reference, _)) = &self.expected {
            reference.check("reference", violations);
        }
        match &self.approval {
            Approval::Payer(payer) => payer.check("payer", violations),
            Approval::PayToken { token, pin } => {
                token.check("pay_token", violations);
                pin.check("pin", violations);
            }
            Approval::TransactionTokens { tokens, pin } => {
                if tokens.is_empty() {
                    violations.push("pay_tokens", "must not be empty");
                }
                for (index, (transaction, token)) in tokens.iter().enumerate() {
                    let field = format!("pay_tokens[{index}]");
                    if transaction.trim().is_empty() {
                        violations.push(format!("{field}.transaction"), "must not be empty");
                    }
                    token.check(&field, violations);
                }
                pin.check("pin", violations);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Operation, ProviderName};

    fn problems(confirmation: &Confirmation) -> Vec<String> {
        let mut violations = Violations::new();
        confirmation.check(&mut violations);
        let result = violations.into_result(ProviderName::new("example"), Operation::BUILD);
        let error = result.err();
        let violations = error.iter().flat_map(|error| error.violations());
        violations.map(ToString::to_string).collect()
    }

    #[test]
    fn a_confirmation_needs_a_payment_and_a_payer() {
        assert_eq!(
            problems(&Confirmation::by_payer("", " P")),
            [
                "payment: must not be empty",
                "payer: must hold printable ASCII characters only, without blanks at its ends"
            ]
        );
        assert_eq!(problems(&Confirmation::by_payer("PAY-1", "P-1")), [""; 0]);
    }

    #[test]
    fn a_pin_has_four_digits_and_every_transaction_a_token() {
        let token = |id: &str| PayToken::new(id, Some("V19731397 Ana".to_owned()));
        for pin in ["123", "12345", "12a4", "१२३४"] {
            let confirmation = Confirmation::by_pay_token("PAY-1", token("t"), Pin::new(pin));
            assert_eq!(problems(&confirmation), ["pin: must have 4 digits"]);
        }
        let none = Confirmation::by_transaction_tokens("PAY-1", Vec::new(), Pin::new("0420"));
        assert_eq!(problems(&none), ["pay_tokens: must not be empty"]);
        let tokens = vec![("T-1".to_owned(), token("t")), (" ".to_owned(), token(""))];
        let empty = Confirmation::by_transaction_tokens("PAY-1", tokens, Pin::new("0420"));
        assert_eq!(
            problems(&empty),
            [
                "pay_tokens[1].transaction: must not be empty",
                "pay_tokens[1]: must not be empty"
            ]
        );
    }

    #[test]
    fn neither_token_nor_pin_is_printed() {
        let token = PayToken::new("canary-token", Some("V19731397 Ana".to_owned()));
        let confirmation = Confirmation::by_pay_token("PAY-1", token, Pin::new("7391"));
        let printed = format!("{confirmation:?} {confirmation:#?}");
        assert!(!printed.contains("canary") && !printed.contains("7391"));
        assert!(!printed.contains("Ana"), "the account is named");
    }
}

//! What a provider can do, known before anything is sent.

use crate::{Currency, MethodKind, Operation, Repeatability};

/// What a provider can do, as data: its operations, the currencies and payment methods that it
/// takes, and what a checkout has to ask of the payer.
///
/// An operation that is not among them returns
/// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) without sending anything.
///
/// ```
/// use payments_core::{Capabilities, Currency, Operation};
///
/// const CAN: Capabilities =
///     Capabilities::new(&[Operation::CREATE_PAYMENT, Operation::GET_PAYMENT], &[Currency::VES]);
/// assert!(CAN.supports(Operation::GET_PAYMENT));
/// assert!(!CAN.supports(Operation::VOID_PAYMENT));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    operations: &'static [Operation],
    currencies: &'static [Currency],
    methods: &'static [MethodCapability],
    return_leg: ReturnLeg,
    partial_refund: bool,
    refund_reference: RefundReference,
    refund_advice: &'static str,
    repeatable: &'static [(Operation, Repeatability)],
    search_reach: SearchReach,
}

/// A payment method that a provider takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodCapability {
    /// The method.
    pub kind: MethodKind,
    /// The currencies that it takes.
    pub currencies: &'static [Currency],
    /// Whether the payer's browser has to go to a page of the provider.
    pub redirects: bool,
    /// The numbers of monthly installments that it offers; empty where it offers none.
    pub installments: &'static [u8],
}

impl MethodCapability {
    /// A method without redirect and installments.
    pub const fn new(kind: MethodKind, currencies: &'static [Currency]) -> Self {
        Self {
            kind,
            currencies,
            redirects: false,
            installments: &[],
        }
    }

    /// States that the payer's browser has to go to a page of the provider.
    #[must_use]
    pub const fn with_redirect(mut self) -> Self {
        self.redirects = true;
        self
    }

    /// Sets the numbers of monthly installments.
    #[must_use]
    pub const fn with_installments(mut self, installments: &'static [u8]) -> Self {
        self.installments = installments;
        self
    }
}

/// How the merchant's server learns of a payment after it was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReturnLeg {
    /// The payer's browser comes back to a return URL.
    pub browser_return: bool,
    /// What the call of the provider's server proves.
    pub webhook: WebhookTrust,
}

impl ReturnLeg {
    /// Whether a browser returns, and what a webhook proves.
    pub const fn new(browser_return: bool, webhook: WebhookTrust) -> Self {
        Self {
            browser_return,
            webhook,
        }
    }
}

/// What the call of a provider's server proves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookTrust {
    /// It never calls.
    #[default]
    None,
    /// It calls without a signature: a hint to look the payment up.
    Hint,
    /// It signs its calls, and settling verifies the signature.
    Signed,
}

/// Which reference a refund has, by which it is found again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefundReference {
    /// A reference that the merchant chooses for each refund.
    #[default]
    Own,
    /// The id of the payment: the provider keeps no reference of a refund, and a payment has at most
    /// one.
    PaymentId,
}

/// How far back a search by reference is complete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SearchReach {
    /// Nothing is known: every search has a gap.
    #[default]
    Unknown,
    /// As many of the newest payments as the client is configured to read.
    Newest,
    /// Everything that the provider holds.
    Everything,
}

impl Capabilities {
    /// A provider that has these operations and takes these currencies.
    pub const fn new(operations: &'static [Operation], currencies: &'static [Currency]) -> Self {
        Self {
            operations,
            currencies,
            methods: &[],
            return_leg: ReturnLeg::new(false, WebhookTrust::None),
            partial_refund: false,
            refund_reference: RefundReference::Own,
            refund_advice: "",
            repeatable: &[],
            search_reach: SearchReach::Unknown,
        }
    }

    /// Sets the payment methods.
    #[must_use]
    pub const fn with_methods(mut self, methods: &'static [MethodCapability]) -> Self {
        self.methods = methods;
        self
    }

    /// Sets how the merchant's server learns of a payment.
    #[must_use]
    pub const fn with_return_leg(mut self, return_leg: ReturnLeg) -> Self {
        self.return_leg = return_leg;
        self
    }

    /// States that a part of a payment can be refunded.
    #[must_use]
    pub const fn with_partial_refund(mut self) -> Self {
        self.partial_refund = true;
        self
    }

    /// Sets which reference a refund has.
    #[must_use]
    pub const fn with_refund_reference(mut self, reference: RefundReference) -> Self {
        self.refund_reference = reference;
        self
    }

    /// Sets what a person does to refund a payment where the provider has no call for it, or when
    /// the call comes too late.
    #[must_use]
    pub const fn with_refund_advice(mut self, advice: &'static str) -> Self {
        self.refund_advice = advice;
        self
    }

    /// Sets the operations whose repetition the provider makes harmless.
    #[must_use]
    pub const fn with_repeatable(
        mut self,
        repeatable: &'static [(Operation, Repeatability)],
    ) -> Self {
        self.repeatable = repeatable;
        self
    }

    /// Sets how far back a search by reference is complete.
    #[must_use]
    pub const fn with_search_reach(mut self, reach: SearchReach) -> Self {
        self.search_reach = reach;
        self
    }

    /// Whether the provider has an operation.
    pub fn supports(&self, operation: Operation) -> bool {
        self.operations.contains(&operation)
    }

    /// The operations that it has.
    pub const fn operations(&self) -> &'static [Operation] {
        self.operations
    }

    /// The currencies that it takes.
    pub const fn currencies(&self) -> &'static [Currency] {
        self.currencies
    }

    /// The payment methods that it takes.
    pub const fn methods(&self) -> &'static [MethodCapability] {
        self.methods
    }

    /// A payment method, if the provider takes it.
    pub fn method(&self, kind: MethodKind) -> Option<&'static MethodCapability> {
        self.methods.iter().find(|method| method.kind == kind)
    }

    /// How the merchant's server learns of a payment after it was created.
    pub const fn return_leg(&self) -> ReturnLeg {
        self.return_leg
    }

    /// Whether a part of a payment can be refunded.
    pub const fn refunds_parts(&self) -> bool {
        self.partial_refund
    }

    /// Which reference a refund has.
    pub const fn refund_reference(&self) -> RefundReference {
        self.refund_reference
    }

    /// What a person does to refund a payment where the provider has no call for it, or when the
    /// call comes too late; empty where there is nothing to say.
    pub const fn refund_advice(&self) -> &'static str {
        self.refund_advice
    }

    /// Whether the provider makes a repetition of an operation harmless.
    pub fn repeatability(&self, operation: Operation) -> Repeatability {
        let found = self
            .repeatable
            .iter()
            .find(|(known, _)| *known == operation);
        found.map_or(Repeatability::Never, |(_, repeatability)| *repeatability)
    }

    /// How far back a search by reference is complete.
    pub const fn search_reach(&self) -> SearchReach {
        self.search_reach
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_are_data() {
        const PAGE: MethodCapability =
            MethodCapability::new(MethodKind::ProviderPage, &[Currency::MXN]).with_redirect();
        let all = Capabilities::new(&[Operation::GET_PAYMENT], &[Currency::MXN])
            .with_methods(&[PAGE])
            .with_repeatable(&[(Operation::VOID_PAYMENT, Repeatability::OncePerId)]);
        assert!(all.supports(Operation::GET_PAYMENT) && !all.supports(Operation::VOID_PAYMENT));
        assert_eq!(all.operations(), [Operation::GET_PAYMENT]);
        assert_eq!(all.currencies(), [Currency::MXN]);
        assert!(
            all.method(MethodKind::ProviderPage)
                .is_some_and(|page| page.redirects)
        );
        assert_eq!(all.method(MethodKind::Cash), None);
        assert_eq!(
            all.repeatability(Operation::GET_PAYMENT),
            Repeatability::Never
        );
        assert_eq!(
            all.repeatability(Operation::VOID_PAYMENT),
            Repeatability::OncePerId
        );
    }
}

//! What the shop sells, and which payment methods it has a form for.

use payments_core::{Capabilities, Currency, MethodKind, Money, Operation};

/// A product.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Product {
    pub(crate) name: &'static str,
    pub(crate) monthly: bool,
}

pub(crate) const PRODUCTS: [Product; 2] = [
    Product {
        name: "Coffee, one pound",
        monthly: false,
    },
    Product {
        name: "Coffee every month",
        monthly: true,
    },
];

impl Product {
    /// The price of one, in a currency that the shop has prices in.
    pub(crate) fn price(self, currency: Currency) -> Option<Money> {
        let units = match currency {
            Currency::VES => 2_000,
            Currency::MXN => 12_000,
            Currency::USD => 700,
            _ => return None,
        };
        Some(Money::from_minor(units, currency))
    }
}

/// The methods that a payer can choose: those of the provider that the shop has a form for.
pub(crate) fn offered(capabilities: &Capabilities, monthly: bool) -> Vec<MethodKind> {
    if monthly {
        let registers = capabilities.supports(Operation::REGISTER_SUBSCRIPTION);
        return registers.then_some(MethodKind::Card).into_iter().collect();
    }
    let kinds = capabilities.methods().iter().map(|method| method.kind);
    let known = [
        MethodKind::ProviderPage,
        MethodKind::Wallet,
        MethodKind::Card,
        MethodKind::Cash,
    ];
    kinds.filter(|kind| known.contains(kind)).collect()
}

//! The provider. Its subscriptions are in `recurring`.

use std::sync::Arc;

use payments_core::{
    Capabilities, Currency, Environment, Operation, PaymentProvider, Provider, ProviderName,
    RecurringProvider,
};

use crate::PagoFacilBuilder;
use crate::config::{ProductionKeys, SandboxKeys};
use crate::service::Service;

/// The provider's name.
pub const NAME: ProviderName = ProviderName::new("pagofacil");

/// What this provider does beyond the traits.
pub const OWN_OPERATIONS: &[Operation] = &[];

const CAPABILITIES: Capabilities = Capabilities::new(
    &[
        Operation::REGISTER_SUBSCRIPTION,
        Operation::GET_SUBSCRIPTION,
    ],
    &[Currency::MXN],
);

/// A client of PagoFácil. Clones are cheap.
#[derive(Clone, Debug)]
pub struct PagoFacil {
    pub(crate) service: Arc<Service>,
}

impl PagoFacil {
    /// A client of the tests environment, where no card is charged.
    pub fn sandbox(keys: SandboxKeys) -> PagoFacilBuilder {
        PagoFacilBuilder::new(Environment::Sandbox, keys.into_keys())
    }

    /// A client of production: real money.
    pub fn production(keys: ProductionKeys) -> PagoFacilBuilder {
        PagoFacilBuilder::new(Environment::Production, keys.into_keys())
    }

    pub(crate) fn of(service: Service) -> Self {
        Self {
            service: Arc::new(service),
        }
    }
}

impl Provider for PagoFacil {
    fn name(&self) -> ProviderName {
        NAME
    }

    fn environment(&self) -> Environment {
        self.service.environment()
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }
}

impl PaymentProvider for PagoFacil {
    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        Some(self)
    }
}

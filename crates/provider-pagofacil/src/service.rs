//! What every operation needs: where it is, who calls, and the way there.

use payments_core::{Environment, Operation};
use time::{Date, UtcOffset};

use crate::channel::Channel;
use crate::config::{Keys, ServiceIds};

#[derive(Debug)]
pub(crate) struct Service {
    environment: Environment,
    keys: Keys,
    service_ids: ServiceIds,
    channel: Channel,
}

impl Service {
    pub(crate) fn new(
        environment: Environment,
        keys: Keys,
        service_ids: ServiceIds,
        channel: Channel,
    ) -> Self {
        Self {
            environment,
            keys,
            service_ids,
            channel,
        }
    }

    pub(crate) fn environment(&self) -> Environment {
        self.environment
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// `idServicio` of an operation.
    pub(crate) fn service_id(&self, operation: Operation) -> u32 {
        self.service_ids.of(operation)
    }

    pub(crate) fn channel(&self) -> &Channel {
        &self.channel
    }

    /// The date in Mexico City.
    pub(crate) fn today(&self) -> Date {
        // Central standard time all year round since Mexico gave up summer time in 2022.
        let offset = UtcOffset::from_hms(-6, 0, 0).unwrap_or(UtcOffset::UTC);
        self.channel.client().clock().now().to_offset(offset).date()
    }
}

//! From the name of a method to the method.

use super::environment::Environment;
use super::ops;
use super::world::World;
use super::zend::Map;

/// A call as every channel reads it.
pub(crate) struct Call {
    pub(crate) method: Option<String>,
    pub(crate) data: Option<Map>,
}

/// What became of a call, for every channel to write.
pub(crate) enum Answer {
    Returned {
        method: String,
        result: Map,
    },
    NoMethod,
    UnknownMethod(String),
    NoData(String),
    /// The method threw, which says nothing about how far it got.
    Raised {
        method: String,
        message: String,
    },
}

/// One method: the state, the environment it was called in, its `data`.
type Method = fn(&World, Environment, &Map) -> Map;

/// A family of methods that share their endpoints.
pub(crate) struct Service {
    /// The class that Zend writes as the root of an answer.
    pub(crate) name: &'static str,
    methods: &'static [ServiceMethod],
}

/// The name of a method, the names of the operations that call it, and the method.
type ServiceMethod = (&'static str, &'static [&'static str], Method);

pub(crate) static RECURRING: Service = Service {
    name: "WebServices_Recurrentes",
    methods: &[
        (
            "transaccion",
            &["register_subscription"],
            ops::register_subscription,
        ),
        ("cancel", &["cancel_subscription"], ops::cancel_subscription),
        (
            "vercargo",
            &["get_subscription", "find_subscription", "list_charges"],
            ops::get_subscription,
        ),
    ],
};

pub(crate) static ONE_TIME: Service = Service {
    name: "WebServices_Transacciones",
    methods: &[
        ("transaccion", &["create_payment"], ops::create_payment),
        ("verificar", &["find_payment"], ops::find_payment),
    ],
};

pub(crate) static REPORTS: Service = Service {
    name: "WebServices_Reports",
    methods: &[(
        "rss",
        &["search_transactions", "find_subscription", "list_charges"],
        ops::list_charges,
    )],
};

impl Service {
    /// The operations that call a method; none when there is no such method.
    pub(crate) fn operations(&self, method: &str) -> &'static [&'static str] {
        self.method(method)
            .map_or(&[], |(_, operations, _)| operations)
    }

    fn method(&self, method: &str) -> Option<&'static ServiceMethod> {
        self.methods.iter().find(|(name, ..)| *name == method)
    }

    pub(crate) fn dispatch(&self, world: &World, environment: Environment, call: Call) -> Answer {
        let Some(method) = call.method else {
            return Answer::NoMethod;
        };
        let Some((_, _, run)) = self.method(&method) else {
            return Answer::UnknownMethod(method);
        };
        match call.data {
            Some(data) => Answer::Returned {
                result: run(world, environment, &data),
                method,
            },
            None => Answer::NoData(method),
        }
    }
}

//! From the name of a method to the method.

use crate::pagofacil::environment::Environment;
use crate::pagofacil::ops;
use crate::pagofacil::state::State;
use crate::pagofacil::wire::call::{Call, MethodResult};
use crate::pagofacil::wire::zend::Map;

/// One method: the state, the environment it was called in, its `data`.
type Method = fn(&State, Environment, &Map) -> Map;

/// A family of methods that share their endpoints.
pub(crate) struct Service {
    /// The class that Zend writes as the root of a response.
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
        ops::search_transactions,
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

    pub(crate) fn dispatch(
        &self,
        state: &State,
        environment: Environment,
        call: Call,
    ) -> MethodResult {
        let Some(method) = call.method else {
            return MethodResult::NoMethod;
        };
        let Some((_, _, run)) = self.method(&method) else {
            return MethodResult::UnknownMethod(method);
        };
        match call.data {
            Some(data) => MethodResult::Returned {
                result: run(state, environment, &data),
                method,
            },
            None => MethodResult::NoData(method),
        }
    }
}

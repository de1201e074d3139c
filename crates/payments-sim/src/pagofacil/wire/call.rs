//! A call and its result, whichever endpoint they pass.

use crate::pagofacil::wire::zend::{Map, Value};

const LOST_DATABASE: &str = "SQLSTATE[HY000] [2006] MySQL server has gone away";

/// A call as every endpoint reads it.
pub(crate) struct Call {
    pub(crate) method: Option<String>,
    pub(crate) data: Option<Map>,
}

/// The result of a call, which every endpoint writes in its format.
pub(crate) enum MethodResult {
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

impl MethodResult {
    /// Sets the method's own `status` to null.
    pub(crate) fn with_null_status(mut self) -> Self {
        if let Self::Returned { result, .. } = &mut self {
            result.set("status", Value::Null);
        }
        self
    }

    /// Lets the method throw once its work is done.
    pub(crate) fn raised(self) -> Self {
        match self {
            Self::Returned { method, .. } => Self::Raised {
                method,
                message: LOST_DATABASE.to_owned(),
            },
            other => other,
        }
    }
}

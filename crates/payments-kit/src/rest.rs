//! Calls of a JSON service that refuses by status and code: what every provider of one shares.

use std::fmt;

use ::http::{HeaderName, Method};
use payments_core::evidence::Evidence;
use payments_core::{
    AttemptKey, Decline, DeclineReason, Error, ErrorKind, Operation, Outcome, ProviderName,
    ProviderReply, Recourse, Result, Violation, Violations,
};
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::builder::Endpoint;
use crate::codec::unreadable;
use crate::http::{Body, Form, HttpRequest, HttpResponse};

/// What the documents of a service say about its refusals.
///
/// Only a documented status and code, in the documented shape, prove that nothing was done. Any
/// other response may come from a gateway, after the service did its work, whatever its status: a
/// 401 too.
#[derive(Clone, Copy, Debug)]
pub struct Refusals {
    /// Reads a refusal. Nothing where the body does not have the documented shape.
    pub read: fn(&HttpResponse) -> Option<Refusal>,
    /// What each status and code of a refusal means. An empty code is any code.
    pub refused: &'static [(u16, &'static str, ErrorKind)],
    /// Why a card was declined, by status and code likewise.
    pub declined: &'static [(u16, &'static str, DeclineReason)],
}

/// A refusal in the service's words. A service that names these members as they are named here is
/// read by the derived implementation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    /// The code of the reason.
    pub code: String,
    /// The reason for a person.
    pub message: String,
    /// The field of the request that is wrong.
    pub field: Option<String>,
}

/// Calls a service. Clones share the connections.
///
/// ```
/// use http::Method;
/// use payments_core::{Environment, ErrorKind, Operation, ProviderName, Violations};
/// use payments_kit::builder::Setup;
/// use payments_kit::http::HttpRequest;
/// use payments_kit::rest::{Refusals, RestClient};
///
/// const NAME: ProviderName = ProviderName::new("example");
/// const REFUSALS: Refusals = Refusals {
///     read: |_| None,
///     refused: &[(404, "not_found", ErrorKind::NotFound)],
///     declined: &[],
/// };
///
/// let setup = Setup::new(NAME, Environment::Sandbox, "https://test.pay.example/v1");
/// let endpoint = setup.build(&[], Violations::new())?;
/// let rest = RestClient::new(endpoint, "key".into(), HttpRequest::with_bearer, REFUSALS);
/// // Nothing is sent before `read`, and nothing at all where an id cannot be in a path.
/// let call = rest.call(Operation::GET_PAYMENT, Method::GET, &["payments", ".."]);
/// # drop(call);
/// # Ok::<(), payments_core::Error>(())
/// ```
#[derive(Clone)]
pub struct RestClient {
    endpoint: Endpoint,
    key: SecretString,
    authorize: fn(HttpRequest, &SecretString) -> HttpRequest,
    refusals: Refusals,
}

impl RestClient {
    /// A client whose requests carry `key` as `authorize` writes it, such as
    /// [`HttpRequest::with_bearer`].
    pub fn new(
        endpoint: Endpoint,
        key: SecretString,
        authorize: fn(HttpRequest, &SecretString) -> HttpRequest,
        refusals: Refusals,
    ) -> Self {
        Self {
            endpoint,
            key,
            authorize,
            refusals,
        }
    }

    /// The environment, the base URL and the HTTP client.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Prepares a call of the path below the base URL that these segments make. Each is escaped, so
    /// that an id such as `1/refunds` reaches no other endpoint; for one that no URL can hold, the
    /// call fails with the violation `id` before anything is sent.
    pub fn call(&self, operation: Operation, method: Method, path: &[&str]) -> RestCall<'_> {
        let mut violations = Violations::new();
        let url = self.endpoint.base_url.segments(path.iter().copied());
        let url = violations.keep("id", url.ok_or("cannot be a part of a URL"));
        RestCall {
            client: self,
            operation,
            violations,
            request: url.map(|url| HttpRequest::new(operation, method, url)),
            recourse: None,
        }
    }

    fn provider(&self) -> ProviderName {
        self.endpoint.client.provider()
    }

    fn refused(&self, operation: Operation, response: &HttpResponse) -> Error {
        let provider = self.provider();
        let status = response.status().as_u16();
        let reply = ProviderReply::of_status(status);
        let Some(refusal) = (self.refusals.read)(response) else {
            let (kind, outcome) = (ErrorKind::Unavailable, Outcome::Unknown);
            return Error::new(provider, operation, kind, outcome).with_reply(reply);
        };
        let refused = meaning(self.refusals.refused, status, &refusal.code);
        let declined = meaning(self.refusals.declined, status, &refusal.code);
        let (kind, outcome) = match (refused, declined) {
            (Some(kind), _) => (kind, Outcome::Rejected),
            (None, Some(_)) => (ErrorKind::Declined, Outcome::Rejected),
            (None, None) => (ErrorKind::UnreadableResponse, Outcome::Unknown),
        };
        let reply = reply
            .with_code(&refusal.code)
            .with_message(&refusal.message);
        let mut error = Error::new(provider, operation, kind, outcome).with_reply(reply);
        if let (None, Some(reason)) = (refused, declined) {
            error = error.with_decline(Decline::new(reason));
        }
        match refusal.field {
            Some(field) => error.with_violations(vec![Violation::new(field, refusal.message)]),
            None => error,
        }
    }
}

/// The meaning of a status and a code: the first entry counts.
fn meaning<T: Copy>(table: &[(u16, &str, T)], status: u16, code: &str) -> Option<T> {
    let mut known = table.iter();
    let found = known.find(|(of, known, _)| *of == status && (known.is_empty() || *known == code));
    found.map(|(_, _, meaning)| *meaning)
}

impl fmt::Debug for RestClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestClient")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// A call that is not sent yet.
#[derive(Debug)]
#[must_use = "nothing is sent before `read`"]
pub struct RestCall<'a> {
    client: &'a RestClient,
    operation: Operation,
    violations: Violations,
    request: Option<HttpRequest>,
    recourse: Option<Recourse>,
}

impl RestCall<'_> {
    /// Checks the arguments of the call. It is sent only if no check finds a violation.
    pub fn checked(mut self, check: impl FnOnce(&mut Violations)) -> Self {
        check(&mut self.violations);
        self
    }

    /// Sets the body, with its sensitive values.
    pub fn with_body(mut self, body: impl Into<Body>) -> Self {
        self.request = self.request.map(|request| request.with_body(body));
        self
    }

    /// Sets the query, with its sensitive values.
    pub fn with_query(mut self, query: Form) -> Self {
        self.request = self.request.map(|request| request.with_query_form(query));
        self
    }

    /// Sets the idempotency key: the caller's, or a random one for this call. See
    /// [`HttpClient::with_key`](crate::http::HttpClient::with_key).
    pub fn with_key(mut self, header: &'static str, key: Option<&AttemptKey>) -> Self {
        let header = HeaderName::from_static(header);
        let client = &self.client.endpoint.client;
        let keyed = self
            .request
            .map(|request| client.with_key(request, header, key));
        self.request = match keyed {
            Some(Err(error)) => {
                let violations = error.violations().iter();
                violations.for_each(|one| self.violations.push(one.field(), one.message()));
                None
            }
            keyed => keyed.and_then(Result::ok),
        };
        self
    }

    /// Names the call that resolves this one, by its key. Only errors that need it name it: those
    /// with an unknown outcome, and a reference that an earlier call used.
    pub fn resolved_by(mut self, operation: Operation, key: impl fmt::Display) -> Self {
        self.recourse = Some(Recourse::call(operation, key.to_string()));
        self
    }

    /// Sends the request, reads the JSON of a response with a 2xx status, and decides by the
    /// evidence that `read` collects: without any, nothing was done. The texts of every error are
    /// redacted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] with all violations, before anything is sent; those of
    /// [`HttpClient::send`](crate::http::HttpClient::send); what the [`Refusals`] say of another
    /// status; those of [`Evidence::into_result`].
    pub async fn read<T: DeserializeOwned, U>(
        self,
        read: impl FnOnce(T, &mut Evidence) -> U,
    ) -> Result<U> {
        let Self {
            client, operation, ..
        } = self;
        let provider = client.provider();
        let request = self
            .violations
            .into_value(provider, operation, self.request)?;
        let request = (client.authorize)(request, &client.key);
        let sent = async {
            let response = client.endpoint.client.send(request).await?;
            response.read(|response| {
                if !response.status().is_success() {
                    return Err(client.refused(operation, response));
                }
                let body = response.json();
                let body = body.map_err(|why| unreadable(provider, operation, why.to_string()))?;
                let mut evidence = Evidence::new();
                let done = read(body, &mut evidence);
                evidence.into_result(provider, operation, done)
            })
        };
        sent.await.map_err(|error| {
            let is_needed = error.outcome() == Outcome::Unknown
                || error.kind() == ErrorKind::DuplicateReference;
            match self.recourse {
                Some(recourse) if is_needed => error.with_recourse(recourse),
                _ => error,
            }
        })
    }
}

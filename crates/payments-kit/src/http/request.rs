//! HTTP requests to a provider.

use std::fmt;
use std::sync::Arc;

use ::http::header::{AUTHORIZATION, CONTENT_TYPE, InvalidHeaderValue};
use ::http::{HeaderMap, HeaderName, HeaderValue, Method};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use url::Url;
use zeroize::Zeroize;

use super::{Body, Form, SecretBuffer, SecretBytes};
use payments_core::redact::Secrets;
use payments_core::{AttemptKey, Effect, Operation, Repeatability};

/// One HTTP request of an operation. Clones share it until one of them is changed.
///
/// `Debug` prints the operation, the method and the path; never the host, the query, a header's
/// value or the body, for a query may hold a card number and a header a token.
#[derive(Clone)]
pub struct HttpRequest(Arc<Parts>);

#[derive(Clone)]
pub(super) struct Parts {
    operation: Operation,
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) query: SecretBytes,
    pub(super) headers: HeaderMap,
    pub(super) body: SecretBytes,
    secrets: Secrets,
    repeatability: Repeatability,
    effect: Effect,
    /// Whether a further call of the same caller repeats this one.
    is_repeated_by_caller: bool,
}

impl HttpRequest {
    /// A GET. A query in the URL is kept.
    pub fn get(operation: Operation, url: Url) -> Self {
        Self::new(operation, Method::GET, url)
    }

    /// A POST of `body`, with its content type and its sensitive values.
    pub fn post(operation: Operation, url: Url, body: impl Into<Body>) -> Self {
        Self::new(operation, Method::POST, url).with_body(body)
    }

    /// A request without a body. A query in the URL is kept.
    pub fn new(operation: Operation, method: Method, mut url: Url) -> Self {
        // What the URL holds is not secret: ids and page numbers.
        let mut secrets = Secrets::new();
        for segment in url.path_segments().into_iter().flatten() {
            secrets.add_own(segment);
        }
        for (_, value) in url.query_pairs() {
            secrets.add_own(&value);
        }
        let query = url.query().map(|query| query.as_bytes().to_vec());
        // A URL that is cut keeps the query behind its end, so it is replaced and wiped.
        let cut = url.as_str().split_once('?').map(|(base, _)| base.parse());
        if let Some(Ok(base)) = cut {
            String::from(std::mem::replace(&mut url, base)).zeroize();
        }
        url.set_query(None);
        let query = query.map(SecretBytes::new).unwrap_or_default();
        Self(Arc::new(Parts {
            operation,
            method,
            url,
            query,
            headers: HeaderMap::new(),
            body: SecretBytes::default(),
            secrets,
            repeatability: Repeatability::Never,
            effect: operation.effect(),
            is_repeated_by_caller: false,
        }))
    }

    fn parts_mut(&mut self) -> &mut Parts {
        Arc::make_mut(&mut self.0)
    }

    /// Its parts, copied only where a clone of it exists.
    #[cfg(feature = "reqwest")]
    pub(super) fn into_parts(self) -> Parts {
        Arc::unwrap_or_clone(self.0)
    }

    /// Sets the body, with its content type and its sensitive values.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Body>) -> Self {
        let body = body.into();
        let parts = self.parts_mut();
        let content_type = HeaderValue::from_static(body.content_type);
        parts.headers.insert(CONTENT_TYPE, content_type);
        parts.secrets.extend(&body.secrets);
        parts.body = body.bytes;
        self
    }

    /// Sets the query to a form, with its sensitive values.
    #[must_use]
    pub fn with_query_form(mut self, form: Form) -> Self {
        let body = Body::from(form);
        let parts = self.parts_mut();
        parts.secrets.extend(&body.secrets);
        parts.query = body.bytes;
        self
    }

    /// Sets a header whose value gives access, such as an API key. It is marked as sensitive.
    #[must_use]
    pub fn with_secret_header(self, name: HeaderName, value: &SecretString) -> Self {
        self.with_sensitive(name, "", value)
    }

    /// Says that a part of the URL, such as an id in its path, is sensitive.
    #[must_use]
    pub fn with_secrets(mut self, secrets: &Secrets) -> Self {
        self.parts_mut().secrets.extend(secrets);
        self
    }

    /// Sets the query to one that is encoded already. `secrets` must hold every sensitive value in
    /// it.
    #[must_use]
    pub fn with_query(mut self, query: SecretBytes, secrets: &Secrets) -> Self {
        let parts = self.parts_mut();
        parts.secrets.extend(secrets);
        parts.query = query;
        self
    }

    /// Sets a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.parts_mut().headers.insert(name, value);
        self
    }

    /// Sets the bearer token. A token that no header can hold is left out, and the provider
    /// responds with 401.
    #[must_use]
    pub fn with_bearer(self, token: &SecretString) -> Self {
        self.with_sensitive(AUTHORIZATION, "Bearer ", token)
    }

    fn with_sensitive(mut self, name: HeaderName, scheme: &str, value: &SecretString) -> Self {
        let value = value.expose_secret();
        let mut header = SecretBuffer::with_capacity(scheme.len() + value.len());
        header.push_str(scheme);
        header.push_str(value);
        let parts = self.parts_mut();
        parts.secrets.add_secret(value);
        // The value shares this memory, which is wiped.
        if let Ok(mut header) = HeaderValue::from_maybe_shared(header.finish().to_bytes()) {
            header.set_sensitive(true);
            parts.headers.insert(name, header);
        }
        self
    }

    /// Sets the idempotency key, by which the provider deduplicates requests: the client may repeat
    /// this one with the same key after a lost response, and so may the caller. The key is not
    /// secret.
    ///
    /// For a key that the caller did not choose, use
    /// [`HttpClient::with_key`](super::HttpClient::with_key).
    ///
    /// # Errors
    ///
    /// [`InvalidHeaderValue`] for a key that no header can hold.
    pub fn with_attempt_key(
        self,
        name: HeaderName,
        key: &AttemptKey,
    ) -> Result<Self, InvalidHeaderValue> {
        let mut request = self.with_header(name, HeaderValue::try_from(key.as_str())?);
        let parts = request.parts_mut();
        parts.repeatability = Repeatability::ByKey;
        parts.is_repeated_by_caller = true;
        Ok(request)
    }

    /// Sets an idempotency key that no further call of the caller will use.
    pub(super) fn with_key_of_call(mut self, name: HeaderName, key: HeaderValue) -> Self {
        self = self.with_header(name, key);
        self.parts_mut().repeatability = Repeatability::ByKey;
        self
    }

    /// Says that the provider executes the operation at most once per id that the request names,
    /// such as a void: the request may be repeated after a lost response.
    #[must_use]
    pub fn with_effect_once_per_id(mut self) -> Self {
        let parts = self.parts_mut();
        parts.repeatability = Repeatability::OncePerId;
        parts.is_repeated_by_caller = true;
        self
    }

    /// Says that a repetition is not harmless although the operation moves no money, such as storing
    /// a card once more: the request is repeated only when nothing was sent.
    #[must_use]
    pub fn with_repetition_refused(mut self) -> Self {
        self.parts_mut().effect = Effect::MovesMoney;
        self
    }

    /// What a repetition of this request is judged by: the effect of its operation, unless a
    /// repetition is [refused](Self::with_repetition_refused).
    pub(super) fn effect(&self) -> Effect {
        self.0.effect
    }

    /// Whether this request can be repeated after a lost response although it moves money.
    pub fn repeatability(&self) -> Repeatability {
        self.0.repeatability
    }

    /// The same of a further call that the caller makes.
    pub(super) fn repeatability_of_call(&self) -> Repeatability {
        if self.0.is_repeated_by_caller {
            self.0.repeatability
        } else {
            Repeatability::Never
        }
    }

    /// Sets the user name and the password of basic authentication.
    #[must_use]
    pub fn with_basic_auth(self, user: &SecretString, password: &SecretString) -> Self {
        let (user, password) = (user.expose_secret(), password.expose_secret());
        let mut plain = SecretBuffer::with_capacity(user.len() + 1 + password.len());
        plain.push_str(user);
        plain.push_str(":");
        plain.push_str(password);
        let encoded = SecretString::from(STANDARD.encode(plain.finish().expose()));
        let mut request = self.with_sensitive(AUTHORIZATION, "Basic ", &encoded);
        let secrets = &mut request.parts_mut().secrets;
        secrets.add_secret(user);
        secrets.add_secret(password);
        request
    }

    /// The operation that this request belongs to.
    pub fn operation(&self) -> Operation {
        self.0.operation
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.0.method
    }

    /// Scheme, host and path. The query is separate.
    pub fn url(&self) -> &Url {
        &self.0.url
    }

    /// The encoded query, empty if there is none.
    pub fn query(&self) -> &SecretBytes {
        &self.0.query
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body, empty if there is none.
    pub fn body(&self) -> &SecretBytes {
        &self.0.body
    }

    /// The sensitive values of the query, the headers and the body.
    pub fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("operation", &self.0.operation)
            .field("method", &self.0.method)
            .field("path", &self.0.url.path())
            .field("query", &self.0.query)
            .field("body", &self.0.body)
            .field("secrets", &self.0.secrets)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

//! The TLS of the default transport: rustls, with the cryptography that a feature names.
//!
//! Both kinds are built the same way here, so that neither depends on what else the program
//! switched on in reqwest.

use std::sync::Arc;

use ::reqwest::{Client, ClientBuilder};
use rustls::client::WantsClientCert;
use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, ConfigBuilder, Error, RootCertStore, WantsVerifier};
use rustls_platform_verifier::BuilderVerifierExt;

use crate::http::{Delivery, TransportError, TransportFailure};

/// A builder of clients that check certificates as the machine does.
pub(super) fn trusting_what_this_machine_trusts() -> Result<ClientBuilder, TransportError> {
    client(ConfigBuilder::with_platform_verifier)
}

/// A builder of clients that refuse every certificate.
pub(super) fn trusting_nobody() -> Result<ClientBuilder, TransportError> {
    client(|config| Ok(config.with_root_certificates(RootCertStore::empty())))
}

fn client(
    verified: impl FnOnce(
        ConfigBuilder<ClientConfig, WantsVerifier>,
    ) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, Error>,
) -> Result<ClientBuilder, TransportError> {
    let config = ClientConfig::builder_with_provider(cryptography())
        .with_safe_default_protocol_versions()
        .and_then(verified)
        .map_err(|error| {
            TransportError::new(TransportFailure::Unsendable, Delivery::NotSent).with_source(error)
        })?
        .with_no_client_auth();
    Ok(Client::builder().tls_backend_preconfigured(config))
}

fn cryptography() -> Arc<CryptoProvider> {
    #[cfg(feature = "aws-lc")]
    use rustls::crypto::aws_lc_rs as chosen;
    #[cfg(not(feature = "aws-lc"))]
    use rustls::crypto::ring as chosen;
    CryptoProvider::get_default()
        .cloned()
        .unwrap_or_else(|| Arc::new(chosen::default_provider()))
}

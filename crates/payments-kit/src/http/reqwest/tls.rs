//! TLS of the default transport: rustls, with the cryptography that a feature names.
//!
//! Both features build the client here in the same way, so that neither depends on what else the
//! program enabled in reqwest.

pub(super) use with_or_without::{trusting_none, trusting_the_platform};

#[cfg(feature = "_tls")]
mod with_or_without {
    use std::sync::Arc;

    use ::reqwest::{Client, ClientBuilder};
    use rustls::client::WantsClientCert;
    use rustls::crypto::CryptoProvider;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use rustls::{ClientConfig, ConfigBuilder, Error, RootCertStore, WantsVerifier};
    use rustls_platform_verifier::{BuilderVerifierExt, Verifier};

    use crate::http::{Delivery, TransportError, TransportFailure};

    /// A builder of clients that verify certificates as the platform does, and trust these roots
    /// too.
    pub(in super::super) fn trusting_the_platform(
        roots: &[Vec<u8>],
    ) -> Result<ClientBuilder, TransportError> {
        if roots.is_empty() {
            return client(ConfigBuilder::with_platform_verifier);
        }
        let mut all = Vec::new();
        for pem in roots {
            let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
            match certificates {
                Ok(certificates) if !certificates.is_empty() => all.extend(certificates),
                _ => {
                    let error =
                        TransportError::new(TransportFailure::Unsendable, Delivery::NotSent);
                    return Err(error.with_source("a root certificate is not in PEM"));
                }
            }
        }
        let verifier = Verifier::new_with_extra_roots(all, cryptography()).map_err(unsendable)?;
        client(|config| {
            // The platform's verifier, with more roots: nothing is verified less.
            let config = config.dangerous();
            Ok(config.with_custom_certificate_verifier(Arc::new(verifier)))
        })
    }

    fn unsendable(error: Error) -> TransportError {
        TransportError::new(TransportFailure::Unsendable, Delivery::NotSent).with_source(error)
    }

    /// A builder of clients that refuse every certificate.
    pub(in super::super) fn trusting_none() -> Result<ClientBuilder, TransportError> {
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
            .map_err(unsendable)?
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
}

/// Without TLS: http to loopback addresses only.
#[cfg(not(feature = "_tls"))]
mod with_or_without {
    use ::reqwest::{Client, ClientBuilder};

    use crate::http::{Delivery, TransportError, TransportFailure};

    pub(in super::super) fn trusting_the_platform(
        _roots: &[Vec<u8>],
    ) -> Result<ClientBuilder, TransportError> {
        let missing = "the program was built without TLS: enable the feature aws-lc or ring";
        let error = TransportError::new(TransportFailure::Unsendable, Delivery::NotSent);
        Err(error.with_source(missing))
    }

    pub(in super::super) fn trusting_none() -> Result<ClientBuilder, TransportError> {
        Ok(Client::builder())
    }
}

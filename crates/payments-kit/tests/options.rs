//! The options of the default transport: a proxy, more root certificates, an existing client.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::sync::Arc;

use payments_core::Operation;
use payments_kit::http::{
    Delivery, HttpTransport, ReqwestClient, ReqwestTransport, TransportFailure,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use secrecy::SecretString;
use support::{Server, Step, request, request_to, settings, texts};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A service that only a proxy can reach: the name exists nowhere.
const BEHIND_A_PROXY: &str = "http://service.invalid/ws/pay";

#[tokio::test]
async fn a_proxy_carries_every_request_and_gets_its_credentials() {
    let proxy = Server::start([Step::status("200 OK", "", "paid")]).await;
    let transport = ReqwestTransport::builder()
        .with_settings(settings())
        .with_proxy(format!("http://{}", proxy.address()))
        .with_proxy_credentials("shop", SecretString::from("proxycanary"))
        .build()
        .unwrap();
    let call = request_to(Operation::CREATE_PAYMENT, BEHIND_A_PROXY);
    let response = transport.send(call).await.unwrap();
    assert_eq!(response.body(), b"paid");
    let requests = proxy.requests();
    let [carried] = &requests[..] else {
        panic!("{requests:?}")
    };
    assert!(
        carried.starts_with("POST http://service.invalid/ws/pay?"),
        "{carried}"
    );
    // The user and the password, in base64.
    let credentials = "proxy-authorization: Basic c2hvcDpwcm94eWNhbmFyeQ==";
    assert!(carried.contains(credentials), "{carried}");
    assert!(!format!("{transport:?}").contains("proxycanary"));
}

#[tokio::test]
async fn without_its_proxy_nothing_is_sent() {
    let (_socket, address) = support::refusing();
    let transport = ReqwestTransport::builder()
        .with_proxy(format!("http://{address}"))
        .build()
        .unwrap();
    // A service that could be reached directly.
    let server = Server::start([Step::status("200 OK", "", "paid")]).await;
    let call = request(Operation::CREATE_PAYMENT, server.address());
    let error = transport.send(call).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_proxy_that_is_not_a_url_is_refused_without_its_password() {
    let builder = ReqwestTransport::builder().with_proxy("http://shop:proxycanary@");
    let error = builder.build().unwrap_err();
    assert_eq!(error.failure(), TransportFailure::Unsendable);
    assert!(!texts(&error).contains("proxycanary"), "{}", texts(&error));
}

/// A certification authority that no platform trusts.
fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A service on this machine with a certificate of the authority, which serves every connection the
/// same response.
async fn secure_service(authority: &CertifiedIssuer<'static, KeyPair>) -> String {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // A client that trusts no certificate leaves during the handshake.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut bytes = [0; 4_096];
            if stream.read(&mut bytes).await.unwrap_or_default() > 0 {
                let response = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npaid";
                stream.write_all(response.as_bytes()).await.unwrap();
                stream.shutdown().await.ok();
            }
        }
    });
    format!("https://localhost:{port}/ws/pay")
}

#[tokio::test]
async fn a_service_with_a_root_of_its_own_is_reached_only_with_that_root() {
    let (ours, other) = (authority("Ours"), authority("Another"));
    let url = secure_service(&ours).await;
    let call = || request_to(Operation::CREATE_PAYMENT, &url);
    let trusting = |roots: &[&CertifiedIssuer<'static, KeyPair>]| {
        let mut builder = ReqwestTransport::builder().with_settings(settings());
        for root in roots {
            builder = builder.with_root_certificates(root.pem());
        }
        builder.build().unwrap()
    };
    for stranger in [trusting(&[]), trusting(&[&other])] {
        let error = stranger.send(call()).await.unwrap_err();
        assert_eq!(error.failure(), TransportFailure::Connect);
        assert_eq!(error.delivery(), Delivery::NotSent);
    }
    for friend in [trusting(&[&ours]), trusting(&[&other, &ours])] {
        let response = friend.send(call()).await.unwrap();
        assert_eq!(response.body(), b"paid");
    }
}

#[test]
fn a_root_that_is_not_in_pem_is_refused() {
    for pem in ["", "no certificate"] {
        let builder = ReqwestTransport::builder().with_root_certificates(pem);
        let error = builder.build().unwrap_err();
        assert_eq!(error.failure(), TransportFailure::Unsendable);
        assert!(texts(&error).contains("not in PEM"), "{}", texts(&error));
    }
}

/// A client as another part of the program builds it: with the cryptography that it installed.
fn existing() -> payments_kit::http::ReqwestClientBuilder {
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .ok();
    ReqwestClient::builder().no_proxy()
}

#[tokio::test]
async fn an_existing_client_is_used_with_its_own_settings() {
    let server = Server::start([Step::status("200 OK", "", "paid")]).await;
    let client = existing().user_agent("shop/1").build().unwrap();
    let transport = ReqwestTransport::from_client(client, 100);
    let call = request(Operation::CREATE_PAYMENT, server.address());
    assert_eq!(transport.send(call).await.unwrap().body(), b"paid");
    assert!(server.requests()[0].contains("user-agent: shop/1"));

    let long = "x".repeat(101);
    let server = Server::start([Step::status("200 OK", "", &long)]).await;
    let call = request(Operation::CREATE_PAYMENT, server.address());
    let error = transport.send(call).await.unwrap_err();
    assert_eq!(error.failure(), TransportFailure::TooLarge);
}

#[tokio::test]
async fn a_redirect_that_an_existing_client_followed_is_no_response() {
    let moved = Step::status("302 Found", "Location: /elsewhere\r\n", "");
    let server = Server::start([moved, Step::status("200 OK", "", "paid")]).await;
    let client = existing().build().unwrap();
    let transport = ReqwestTransport::from_client(client, 100);
    let call = request(Operation::CREATE_PAYMENT, server.address());
    let error = transport.send(call).await.unwrap_err();
    assert_eq!(error.failure(), TransportFailure::Broken);
    assert_eq!(error.delivery(), Delivery::Possible);
    assert_eq!(server.requests().len(), 2, "the client did follow it");
}

//! What a program gets that leaves parts of the crate out. `.ci/features` runs this without TLS
//! and without any transport.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use payments_core::{Error, ErrorKind, Outcome, ProviderName};
use payments_kit::http::{BaseUrl, ClientConfig};

fn build(base_url: &str) -> Result<(), Error> {
    let base_url = BaseUrl::parse(base_url).unwrap();
    ClientConfig::new()
        .build(ProviderName::new("any"), &base_url)
        .map(drop)
}

#[test]
fn a_service_on_this_machine_needs_reqwest_but_no_tls() {
    let built = build("http://127.0.0.1:1/");
    assert_eq!(built.is_ok(), cfg!(feature = "reqwest"));
}

#[test]
fn a_service_elsewhere_needs_tls_and_the_error_names_the_features() {
    let built = build("https://api.example/");
    if cfg!(feature = "_tls") {
        return built.unwrap();
    }
    let error = built.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.outcome(), Outcome::NotSent);
    let text = format!("{error} {error:?}");
    assert!(text.contains("aws-lc") && text.contains("ring"), "{text}");
}

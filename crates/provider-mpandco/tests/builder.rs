use payments_core::{Environment, ErrorKind, Outcome, Provider};
use provider_mpandco::{Credentials, Mpandco};

#[test]
fn everything_wrong_with_a_client_is_said_at_once() {
    let error = Mpandco::production(Credentials::new("", ""))
        .with_base_url("http://app.mpandco.com/")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.outcome(), Outcome::NotSent);
    insta::assert_snapshot!(error, @"mpandco build: the client is configured wrongly; credentials.client_id: must not be empty; credentials.client_secret: must not be empty; base_url: the base URL must be https, unless its host is a loopback address. Nothing was sent");
}

#[test]
fn the_environment_is_what_was_asked_for() {
    let credentials = Credentials::new("id", "canary-secret");
    let sandbox = Mpandco::sandbox(credentials.clone()).build().unwrap();
    let production = Mpandco::production(credentials).build().unwrap();
    assert_eq!(sandbox.environment(), Environment::Sandbox);
    assert_eq!(production.environment(), Environment::Production);
    assert!(!format!("{sandbox:?}").contains("canary"));
}

#[test]
fn a_client_of_the_sandbox_does_not_call_production() {
    let sandbox = Mpandco::sandbox(Credentials::new("id", "secret"));
    let error = sandbox.with_base_url("https://app.mpandco.com/v2/").build();
    insta::assert_snapshot!(error.unwrap_err(), @"mpandco build: the client is configured wrongly; base_url: must not be that of production, for this is a client of the sandbox. Nothing was sent");
}

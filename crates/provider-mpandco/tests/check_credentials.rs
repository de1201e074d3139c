use payments_core::{ErrorKind, Outcome};

use crate::support::replaying;

#[tokio::test]
async fn good_keys_open_the_profile() {
    let (mpandco, replay) = replaying(&["mpandco/check_credentials/accepted"]);
    mpandco.check_credentials().await.unwrap();
    insta::assert_snapshot!("check_credentials_request", replay.sent()[1].exposed());
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_401_renews_the_token_once_and_a_403_does_not() {
    let (mpandco, replay) = replaying(&[
        "mpandco/check_credentials/expired",
        "mpandco/token/renewed",
        "mpandco/check_credentials/expired",
    ]);
    let error = mpandco.check_credentials().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    replay.finish().unwrap();

    let (mpandco, replay) = replaying(&["mpandco/check_credentials/forbidden"]);
    let error = mpandco.check_credentials().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert_eq!(error.outcome(), Outcome::Rejected);
    replay.finish().unwrap();
}

//! Stored cards.

use payments_core::{Card, ErrorKind, MethodKind, Operation, Outcome, PaymentMethod, StoredCard};

use super::Run;
use super::support::{Watched, expected, given, offers, working};

/// A stored card is a token that is not its number and shows four digits of it at the most. It is
/// charged by the token, and deleted once. It holds for providers that store cards.
pub async fn a_stored_card_is_charged_and_deleted_once(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::STORE_CARD) {
        return;
    }
    let (card, customer) = harness.card();
    let vault = given("vault()", provider.vault());
    let stored = expected("storing a card", vault.store_card(&card, &customer).await);
    check_token(&stored, &card);

    let takes_tokens = provider.capabilities().method(MethodKind::CardToken);
    if takes_tokens.is_some() {
        let method = PaymentMethod::CardToken {
            token: stored.token.clone(),
            customer: Some(Box::new(customer)),
        };
        let request = harness.payment_request("STORED-1").with_method(method);
        let paid = expected(
            "charging a stored card",
            provider.create_payment(&request).await,
        );
        assert!(paid.status().is_paid(), "the charge is {}", paid.status());
        let times = harness.times_paid("STORED-1").await;
        assert_eq!(times, 1, "how often the stored card was charged");
    }
    if !offers(&*provider, Operation::DELETE_CARD) {
        return;
    }
    expected("deleting a stored card", vault.delete_card(&stored).await);
    let again = vault.delete_card(&stored).await.err();
    let error = given("an error for a card that was deleted before", again);
    // Not every service tells a token that it does not have from one that it does not take.
    let is_refused = matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::InvalidRequest | ErrorKind::Refused
    );
    assert!(
        is_refused && error.outcome() == Outcome::Rejected,
        "deleting a card again: {error}"
    );
}

fn check_token(stored: &StoredCard, card: &Card) {
    let number = card.number().expose();
    let token = stored.token.expose();
    assert!(!token.is_empty(), "the token is empty");
    assert!(!token.contains(number), "the token holds the card number");
    let last_four = stored.card.last_four().unwrap_or_default();
    assert!(
        last_four.is_empty() || number.ends_with(last_four),
        "the last four digits are those of another card"
    );
    let printed = format!("{stored:?}{stored:#?}");
    for (what, secret) in [("number", number), ("token", token)] {
        assert!(!printed.contains(secret), "Debug prints the {what}");
    }
}

/// A card whose number has a digit too many is refused as invalid, and nothing is sent.
pub async fn invalid_cards_are_refused_before_sending(harness: &Run<'_>) {
    let watched = Watched::new(harness);
    if !offers(&*watched.provider, Operation::STORE_CARD) {
        return;
    }
    let (card, customer) = harness.card();
    let number = format!("{}0000", card.number().expose());
    let bad = Card::new(number, card.expiry());
    let vault = given("vault()", watched.provider.vault());
    let error = vault.store_card(&bad, &customer).await.err();
    let error = given("an error for a card that is not valid", error);
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::InvalidRequest, Outcome::NotSent),
        "the card is not valid, and the error is {error}"
    );
    assert_eq!(watched.sent(), 0, "requests about a card that is not valid");
}

//! Stores a card: the method `Altatoken`.
//!
//! After a lost response a card may be stored under a token that is not known.

use payments_core::{Card, CardToken, Customer, MaskedCard, Operation, Result, StoredCard};
use payments_kit::http::Fields;

use crate::client::{Client, TokenCalled};
use crate::{convert, error, evidence, validate, wire};

const OPERATION: Operation = Operation::STORE_CARD;

pub(crate) async fn store_card(
    client: &Client,
    card: &Card,
    customer: &Customer,
) -> Result<StoredCard> {
    let stored = validate::stored_card(&client.setting(), card, customer)?;
    let caller = client.caller(OPERATION);
    let write = |fields: &mut dyn Fields| wire::store_card(fields, &caller, &stored);
    let read = |called: TokenCalled<'_>| {
        let TokenCalled { response, reader } = called;
        let evidence = evidence::card_stored(&reader, &response, client.environment());
        let response_of = &response.charge;
        let refused = || error::vault_refused(&reader, response_of);
        if let Some(error) = error::of_verdict(&reader, response_of, evidence.verdict(), refused) {
            return Err(error);
        }
        let secret = |texts| wire::values(texts).next().map(CardToken::new);
        let unclear = || reader.unreadable("the response has no token");
        let token = secret(&response.token).ok_or_else(unclear)?;
        let shown = MaskedCard::from_echo(None, card.number().expose());
        let key = wire::values(&response_of.authorization)
            .filter(|text| convert::is_number(text))
            .map(CardToken::new)
            .next();
        Ok(StoredCard::new(token, shown).with_deletion_key(key))
    };
    client
        .card_tokens(OPERATION, "Altatoken", write, read)
        .await
}

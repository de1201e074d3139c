//! Finds the payments of a merchant's reference: card charges, and cash orders where the client
//! takes them.

mod charges;
mod orders;

use payments_core::{Error, Lookup, MerchantReference, Operation, Payment, Result};

use crate::client::Client;
use crate::validate;

const OPERATION: Operation = Operation::FIND_PAYMENT;

const STORED_CARDS: &str = "no document says that a look-up shows charges of stored cards";

pub(crate) async fn find_payment(
    client: &Client,
    reference: &MerchantReference,
) -> Result<Lookup<Payment>> {
    validate::order(OPERATION, reference)?;
    let charges = charges::find(client, reference).await.map(|found| {
        if client.stores_cards() && found.matches().is_empty() {
            found.with_gap(STORED_CARDS)
        } else {
            found
        }
    });
    if !client.takes_cash() {
        return charges;
    }
    let orders = orders::find(client, reference).await;
    match (charges, orders) {
        (Ok(charges), Ok(orders)) => Ok(joined(charges, orders)),
        (Ok(charges), Err(error)) => Ok(charges.with_gap(gap("cash orders", &error))),
        // The reference has a cash order, so that a missing look-up of charges is only a gap.
        (Err(error), Ok(orders)) if !orders.matches().is_empty() => {
            Ok(orders.with_gap(gap("card charges", &error)))
        }
        (Err(error), _) => Err(error),
    }
}

fn joined(charges: Lookup<Payment>, orders: Lookup<Payment>) -> Lookup<Payment> {
    let gaps = [charges.gaps(), orders.gaps()].concat();
    let mut all = charges.into_matches();
    all.extend(orders.into_matches());
    all.sort_by_key(|found| std::cmp::Reverse(found.created_at().map(|time| time.at())));
    gaps.into_iter()
        .fold(Lookup::complete(all), Lookup::with_gap)
}

fn gap(what: &str, error: &Error) -> String {
    let reason = error.detail().unwrap_or(error.kind().describe());
    format!("{what} could not be searched: {reason}")
}

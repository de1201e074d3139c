//! Flaws of a provider.

/// A promise that a provider breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// None at all.
    None,
    /// It creates payments in another currency than requested.
    IgnoresTheCurrency,
    /// It takes minor units for units.
    MultipliesTheAmount,
    /// It reports a declined payment as paid.
    AcceptsDeclines,
    /// It settles a payment that is not the expected one.
    SettlesAnything,
    /// It takes a webhook for a payment.
    BelievesWebhooks,
    /// Its response to a modification shows the subscription as it was.
    ShowsTheOldSubscription,
    /// It lists payments oldest first.
    ListsOldestFirst,
    /// It traces a card number.
    TracesCards,
    /// Its `Debug` prints a card number in hexadecimal.
    PrintsCardsInHex,
    /// Its `Debug` prints a card number in base64, within a longer text.
    PrintsCardsInBase64,
    /// Its errors quote the response that it could not read.
    QuotesTheBody,
    /// Its unknown outcomes name no recourse.
    NamesNoRecourse,
    /// Its idempotency key is the reference.
    ReusesTheReference,
    /// It writes any id into a path.
    TrustsIds,
    /// It does not call `Unsupported` what it does not list.
    ServesTheUnlisted,
    /// Its subscriptions are another provider's.
    GivesOutAnother,
    /// It has a payment that is not valid refused by the service.
    SendsUnchecked,
    /// It calls an unknown id something else than `NotFound`.
    RefusesUnknownIds,
    /// It accepts a confirmation again.
    ConfirmsAgain,
    /// It finds no payment, and says that it looked at all of them.
    FindsNothing,
    /// It lists a payment twice.
    ListsTwice,
    /// Its `Debug` prints a card number.
    PrintsCards,
    /// It never takes back the slots of dropped calls.
    LosesSlots,
    /// It fails while another call is made.
    ServesOneAtATime,
    /// It says of a payout that it bears another reference.
    MixesUpPayouts,
    /// It calls an unknown subscription something else than `NotFound`.
    RefusesUnknownSubscriptions,
    /// It finds no subscription, and says that it looked at all of them.
    FindsNoSubscription,
    /// It lists a charge twice.
    ListsChargesTwice,
    /// It lists one charge of a subscription.
    ForgetsCharges,
    /// It has a subscription that is not valid refused by the service.
    SendsSubscriptionsUnchecked,
    /// It has a payout that is not valid refused by the service.
    SendsPayoutsUnchecked,
    /// It does not say that a subscription is active.
    DoubtsSubscriptions,
    /// It asks the service something before it looks at a payment.
    AsksFirst,
    /// It says that a lost confirmation was rejected.
    RejectsTheUnknown,
    /// It does not read again after a broken connection.
    NeverRepeats,
    /// It finds no payout, and says that it looked at all of them.
    FindsNoPayout,
    /// It shows paid payments as they were before they were confirmed.
    ShowsTheStateBefore,
    /// Its token of a card is the card number.
    TokenizesNothing,
    /// It says that a card is deleted, and keeps it.
    KeepsDeletedCards,
    /// It has a card that is not valid refused by the service.
    SendsCardsUnchecked,
    /// It says that what a call did shows at once.
    SettlesAtOnce,
}

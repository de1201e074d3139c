//! The sandbox: what a client needs to reach it, and what happened in it.

use payments_sim::{DeclineReason, Simulator, TEST_VALUES, TestOutcome, mpandco, pagofacil};
use payments_testkit::FaultPlan;
use schemars::JsonSchema;
use serde::Serialize;

/// A running sandbox, and everything that a client needs to reach it. None of it is secret.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sandbox {
    /// The page that shows payments, requests and money while the sandbox runs.
    status_page: String,
    /// The same as JSON.
    status_json: String,
    /// mPandco.
    mpandco: MpandcoSandbox,
    /// PagoFácil, test environment.
    pagofacil: PagofacilSandbox,
    /// The cards and amounts that decide a payment.
    test_values: Vec<TestValue>,
    /// The faults that are injected.
    faults: Option<String>,
}

/// What a client of mPandco needs.
#[derive(Serialize, JsonSchema)]
struct MpandcoSandbox {
    /// The base URL.
    base_url: String,
    /// The client id.
    client_id: String,
    /// The client secret.
    client_secret: String,
    /// The username of the password grant.
    username: String,
    /// The password of the password grant.
    password: String,
    /// The PIN of every payer.
    pin: String,
    /// The token of the sandbox's tools.
    sandbox_token: String,
    /// The accounts that may share in payments.
    authorized_accounts: Vec<String>,
}

/// What a client of PagoFácil needs.
#[derive(Serialize, JsonSchema)]
struct PagofacilSandbox {
    /// The base URL.
    base_url: String,
    /// The id of the branch, idSucursal.
    branch_id: String,
    /// The id of the user, idUsuario.
    user_id: String,
    /// The API secret.
    api_secret: String,
}

/// A card and an amount that decide a payment.
#[derive(Serialize, JsonSchema)]
struct TestValue {
    /// The last four digits of the card, behind a 4 and eleven zeros.
    card_ending: String,
    /// The amount.
    amount: u32,
    /// The outcome.
    outcome: String,
}

impl Sandbox {
    pub(crate) fn of(
        simulator: &Simulator,
        pin: Option<&str>,
        accounts: &[String],
        has_test_values: bool,
        plan: Option<&FaultPlan>,
    ) -> Self {
        let (branch_id, user_id) = pagofacil::State::sandbox_keys();
        let known = mpandco::AUTHORIZED_ACCOUNTS.map(str::to_owned);
        let values = TEST_VALUES.iter().filter(|_| has_test_values);
        let base_url = simulator.base_url();
        Self {
            status_page: format!("{base_url}_sandbox"),
            status_json: format!("{base_url}_sandbox.json"),
            mpandco: MpandcoSandbox {
                base_url: simulator.mpandco_base_url().to_string(),
                client_id: mpandco::CLIENT_ID.to_owned(),
                client_secret: mpandco::CLIENT_SECRET.to_owned(),
                username: mpandco::USERNAME.to_owned(),
                password: mpandco::PASSWORD.to_owned(),
                pin: pin.unwrap_or(mpandco::PIN).to_owned(),
                sandbox_token: mpandco::SANDBOX_TOKEN.to_owned(),
                authorized_accounts: known.into_iter().chain(accounts.iter().cloned()).collect(),
            },
            pagofacil: PagofacilSandbox {
                base_url: simulator.pagofacil_base_url().to_string(),
                branch_id,
                user_id,
                api_secret: pagofacil::State::sandbox_api_secret(),
            },
            test_values: values
                .map(|value| TestValue {
                    card_ending: value.card_ending.to_owned(),
                    amount: value.amount,
                    outcome: outcome(value.outcome).to_owned(),
                })
                .collect(),
            faults: plan.map(ToString::to_string),
        }
    }

    /// The text for a person.
    pub(crate) fn text(&self) -> String {
        let (mpandco, pagofacil) = (&self.mpandco, &self.pagofacil);
        let mut text = format!(
            "The simulator is running; no real money moves. Ctrl-C stops it.\n\n\
             Live           {}\n\
             Live, as JSON  {}\n\n\
             mPandco\n  \
               base URL       {mpandco_url}\n  \
               client_id      {}\n  \
               client_secret  {}\n  \
               username       {}\n  \
               password       {}\n  \
               PIN            {}\n  \
               sandbox token  {}\n  \
               accounts       {}\n\n\
             PagoFácil, test environment\n  \
               base URL       {pagofacil_url}\n  \
               idSucursal     {}\n  \
               idUsuario      {}\n  \
               apiSecret      {}\n\n\
             Point a client at it:\n  \
               Mpandco::sandbox(credentials).with_base_url(\"{mpandco_url}\").build()?\n  \
               PagoFacil::sandbox(keys).with_base_url(\"{pagofacil_url}\").build()?\n\n\
             or this command, in another shell:\n  \
               export MPANDCO_BASE_URL={mpandco_url}\n  \
               export MPANDCO_CLIENT_ID={} MPANDCO_CLIENT_SECRET={}\n  \
               export MPANDCO_SANDBOX_TOKEN={}\n  \
               export PAGOFACIL_BASE_URL={pagofacil_url}\n  \
               export PAGOFACIL_BRANCH_ID={}\n  \
               export PAGOFACIL_USER_ID={}\n  \
               export PAGOFACIL_API_SECRET={}\n\n\
             or try it by hand:\n  \
               curl -d client_id={} -d client_secret={} -d grant_type=urn:client_apps \\\n    \
                 {mpandco_url}oauth/v2/token",
            self.status_page,
            self.status_json,
            mpandco.client_id,
            mpandco.client_secret,
            mpandco.username,
            mpandco.password,
            mpandco.pin,
            mpandco.sandbox_token,
            mpandco.authorized_accounts.join(", "),
            pagofacil.branch_id,
            pagofacil.user_id,
            pagofacil.api_secret,
            mpandco.client_id,
            mpandco.client_secret,
            mpandco.sandbox_token,
            pagofacil.branch_id,
            pagofacil.user_id,
            pagofacil.api_secret,
            mpandco.client_id,
            mpandco.client_secret,
            mpandco_url = mpandco.base_url,
            pagofacil_url = pagofacil.base_url,
        );
        if !self.test_values.is_empty() {
            text.push_str(
                "\n\nTest values: the card is a 4, eleven zeros and the ending; mPandco has amounts \
                 only\n  card  amount  outcome",
            );
        }
        for value in &self.test_values {
            let (card, amount, outcome) = (&value.card_ending, value.amount, &value.outcome);
            text.push_str(&format!("\n  {card}  {amount}    {outcome}"));
        }
        if let Some(faults) = &self.faults {
            text.push_str(&format!("\n\nFaults {faults}"));
        }
        text
    }
}

fn outcome(outcome: TestOutcome) -> &'static str {
    match outcome {
        TestOutcome::Approved => "approved",
        TestOutcome::Declined(DeclineReason::General) => "declined without a reason",
        TestOutcome::Declined(DeclineReason::InsufficientFunds) => "declined: insufficient funds",
        TestOutcome::Declined(DeclineReason::ExpiredCard) => "declined: the card has expired",
        TestOutcome::Declined(_) => "declined: the issuer does not allow it",
        TestOutcome::LostResponse => "approved, and the response is lost",
        TestOutcome::SlowResponse => "approved, and the response takes ten seconds",
        _ => "another outcome",
    }
}

/// What happened in a sandbox, printed when it ends.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SandboxReport {
    /// How often payers were charged, without the charges of subscriptions.
    charges: usize,
    /// How many payouts were registered.
    payouts: usize,
    /// How many subscriptions were registered.
    subscriptions: usize,
    /// How often a merchant's reference moved money again: 0 is what a merchant wants to see.
    duplicates: usize,
    /// The faults that were injected, and the money of each reference, as text.
    report: String,
}

impl SandboxReport {
    pub(crate) fn of(simulator: &Simulator) -> Self {
        let money = simulator.money();
        let total = money.total();
        let faults = simulator.faults().map(|faults| format!("\n{faults}\n"));
        Self {
            charges: total.charges(),
            payouts: total.payouts,
            subscriptions: total.subscriptions,
            duplicates: money.duplicates(),
            report: format!("{}\n{money}", faults.unwrap_or_default()),
        }
    }

    /// The text for a person.
    pub(crate) fn text(&self) -> &str {
        &self.report
    }
}

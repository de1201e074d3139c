//! `rss` of the reports: the charges of an environment, searched and in pages.

use time::{Date, PrimitiveDateTime, Time};

use crate::pagofacil::environment::Environment;
use crate::pagofacil::model::ChargeKind;
use crate::pagofacil::state::State;
use crate::pagofacil::state::charge::Charge;
use crate::pagofacil::state::history::ChargeHistory;
use crate::pagofacil::wire::fields::Fields;
use crate::pagofacil::wire::rules;
use crate::pagofacil::wire::zend::{Map, Value};

/// The number of the branch that every key belongs to.
const BRANCH: &str = "1";

pub(crate) fn search_transactions(state: &State, environment: Environment, data: &Map) -> Map {
    let page_size = state.page_size();
    let search = match Search::read(data, environment) {
        Ok(search) => search,
        Err(errors) => return report("error", &first(&errors), 1, (0, &[]), page_size),
    };
    let books = state.records();
    let (elements, found) = search.find(books.history(), state, environment);
    report(
        "ok",
        "Search Ok",
        search.page,
        (elements, &found),
        page_size,
    )
}

fn first(errors: &Map) -> String {
    let message = errors.iter().next().and_then(|(_, value)| value.scalar());
    message.unwrap_or_default().into_owned()
}

/// What is asked for.
struct Search {
    from: Option<Date>,
    to: Option<Date>,
    approved: Option<bool>,
    branch: Option<bool>,
    transaction: Option<String>,
    page: usize,
}

impl Search {
    fn read(data: &Map, environment: Environment) -> Result<Self, Map> {
        let mut fields = Fields::new(data);
        let secret = environment.api_secret();
        fields.required(&["api_secret"], rules::key("api_secret", &secret));
        let from = fields.optional(&["dateStart", "date"], rules::date);
        let to = fields.optional(&["dateEnd"], rules::date);
        let approved = fields.optional(&["status_id"], |text| match text {
            "0" => Ok(false),
            // The table says 1; the documented response shows 2 for an approved charge.
            "1" | "2" => Ok(true),
            _ => Err(format!("status_id {text} no encontrado")),
        });
        let (key, _) = environment.keys();
        let branch = fields.optional(&["branch_id"], |text| Ok(text == BRANCH || text == key));
        let transaction = fields.optional(&["transaction_id"], |text| Ok(text.to_owned()));
        // PHP reads a text that is not a number as 0.
        let page = fields.optional(&["p"], |text| Ok(text.parse().unwrap_or(0)));
        fields.finish(Some(Self {
            from,
            to,
            approved,
            branch,
            transaction,
            page: page.unwrap_or(1).max(1),
        }))
    }

    /// How many charges are found, and those of the page.
    fn find<'a>(
        &self,
        history: ChargeHistory<'a>,
        state: &State,
        environment: Environment,
    ) -> (usize, Vec<&'a Charge>) {
        if self.branch == Some(false) {
            return (0, Vec::new());
        }
        let shown = state.page_size();
        let skipped = shown.saturating_mul(self.page - 1);
        let from = self.from.map(Date::midnight);
        // An absent limit is less than any.
        let from = from.max(state.remembers_from(environment));
        let to = self.to.map(|date| PrimitiveDateTime::new(date, Time::MAX));
        let Some(transaction) = &self.transaction else {
            let of = (environment, self.approved);
            return history.search(of, (from, to), (skipped, shown));
        };
        let found = history.transaction(transaction).filter(|charge| {
            let made_at = charge.made_at.local();
            let approved = charge.authorization.is_some();
            charge.sale.environment == environment
                && self.approved.is_none_or(|wanted| wanted == approved)
                && from.is_none_or(|from| made_at >= from)
                && to.is_none_or(|to| made_at <= to)
        });
        let page = found.into_iter().skip(skipped).collect();
        (usize::from(found.is_some()), page)
    }
}

fn report(
    result: &str,
    message: &str,
    page: usize,
    (elements, shown): (usize, &[&Charge]),
    page_size: usize,
) -> Map {
    let status = Map::new()
        .with("result", result)
        .with("elements", elements.to_string())
        .with("no_pages", elements.div_ceil(page_size).to_string())
        .with("no_page", page.to_string())
        .with("no_elements_page", shown.len().to_string())
        .with("no_elements_per_page", page_size.to_string())
        .with("overload", "0")
        .with("response_time", "8691")
        .with("message", message)
        .with("charset", "utf-8");
    let transactions: Map = shown.iter().map(|charge| transaction(charge)).collect();
    Map::new()
        .with("status", status)
        .with("transactions", transactions)
}

fn transaction(charge: &Charge) -> (String, Value) {
    let sale = &charge.sale;
    let holder = &sale.holder;
    let approved = charge.authorization.is_some();
    let (kind, via) = match sale.kind {
        ChargeKind::OneTime => ("1", "webservice"),
        ChargeKind::Registration | ChargeKind::Monthly => ("4", "recurring"),
    };
    let mut shown = Map::new()
        .with("transaction_id", charge.transaction.as_str())
        .with("order_id", sale.reference.as_deref().unwrap_or_default())
        .with("branch_id", BRANCH)
        .with("branch_name", "Corporativo");
    for (number, text) in (1..).zip(&sale.params) {
        shown.set(&format!("param_{number}"), text.as_str());
    }
    let shown = shown
        .with("amount", format!("{:.2}", sale.amount))
        .with("timestamp", charge.made_at.dashed())
        .with("authorized", if approved { "1" } else { "0" })
        .with(
            "authorization_number",
            charge.authorization.as_deref().unwrap_or_default(),
        )
        .with("status", if approved { "2" } else { "0" })
        .with(
            "processor_message",
            if approved {
                "Approved"
            } else {
                charge.decline_text()
            },
        )
        .with("transaction_type", kind)
        .with("transaction_via", via)
        .with(
            "card_info",
            Map::new()
                .with("brand", holder.card.brand.name())
                .with("country", "")
                .with("last_4_digits", holder.card.last_four.as_str())
                .with("bank", "ACME Bank"),
        )
        .with(
            "cardholder",
            Map::new().with("email", holder.email.as_str()).with(
                "name",
                format!("{} {}", holder.first_name, holder.last_name),
            ),
        );
    (charge.transaction.clone(), Value::Map(shown))
}

#[cfg(test)]
mod tests;

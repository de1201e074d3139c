//! `rss` of the reports: the charges of an environment, searched and in pages.

use time::Date;

use crate::sim::pagofacil::charge::{Charge, DECLINED};
use crate::sim::pagofacil::environment::Environment;
use crate::sim::pagofacil::fields::Fields;
use crate::sim::pagofacil::rules;
use crate::sim::pagofacil::view::ChargeKind;
use crate::sim::pagofacil::world::World;
use crate::sim::pagofacil::zend::{Map, Value};

/// The number of the branch that every key belongs to.
const BRANCH: &str = "1";

pub(crate) fn list_charges(world: &World, environment: Environment, data: &Map) -> Map {
    let page_size = world.page_size();
    let search = match Search::read(data, environment) {
        Ok(search) => search,
        Err(errors) => return answer("error", &first(&errors), 1, &[], page_size),
    };
    let books = world.books();
    let found: Vec<&Charge> = books
        .charges()
        .iter()
        .filter(|charge| charge.sale.environment == environment)
        .filter(|charge| world.shows(charge) && search.matches(charge))
        .collect();
    answer("ok", "Search Ok", search.page, &found, page_size)
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
            // The table says 1; the documented answer shows 2 for an approved charge.
            "1" | "2" => Ok(true),
            _ => Err(format!("status_id {text} no encontrado")),
        });
        let (key, _) = environment.keys();
        let branch = fields.optional(&["branch_id"], |text| Ok(text == BRANCH || text == key));
        let transaction = fields.optional(&["transaction_id"], |text| Ok(text.to_owned()));
        // PHP reads what is no number as 0.
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

    fn matches(&self, charge: &Charge) -> bool {
        let date = charge.moment.local().date();
        let transaction = self.transaction.as_deref();
        self.from.is_none_or(|from| date >= from)
            && self.to.is_none_or(|to| date <= to)
            && self.branch.unwrap_or(true)
            && self
                .approved
                .is_none_or(|approved| charge.authorization.is_some() == approved)
            && transaction.is_none_or(|transaction| charge.transaction == transaction)
    }
}

fn answer(result: &str, message: &str, page: usize, found: &[&Charge], page_size: usize) -> Map {
    let shown = found.chunks(page_size).nth(page - 1).unwrap_or_default();
    let status = Map::new()
        .with("result", result)
        .with("elements", found.len().to_string())
        .with("no_pages", found.len().div_ceil(page_size).to_string())
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
        .with("timestamp", charge.moment.dashed())
        .with("authorized", if approved { "1" } else { "0" })
        .with(
            "authorization_number",
            charge.authorization.as_deref().unwrap_or_default(),
        )
        .with("status", if approved { "2" } else { "0" })
        .with(
            "processor_message",
            if approved { "Approved" } else { DECLINED },
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
mod tests {
    use time::macros::{date, datetime};

    use super::*;
    use crate::sim::clock::SimClock;
    use crate::sim::pagofacil::registration::Registration;
    use crate::sim::pagofacil::testing::{START, called, example, reported, terms, world};

    fn search(environment: Environment) -> Map {
        Map::new().with("api_secret", environment.api_secret())
    }

    /// The ids of the found charges, in their order.
    fn ids(world: &World, data: &Map) -> Vec<String> {
        let answer = list_charges(world, Environment::Sandbox, data);
        match answer.get("transactions") {
            Some(Value::Map(found)) => found.iter().map(|(id, _)| id.to_owned()).collect(),
            _ => panic!("no transactions"),
        }
    }

    #[test]
    fn a_charge_is_shown_as_in_the_documented_answer() {
        let world = world();
        world.set_next_charge(true);
        let data = example().with("cargo", "1").with("monto", "800.5");
        called(&world, Environment::Sandbox, "transaccion", &data);
        assert_eq!(
            reported(&world, Environment::Sandbox, &search(Environment::Sandbox)),
            r#"{"status":{"result":"ok","elements":"1","no_pages":"1","no_page":"1","no_elements_page":"1","no_elements_per_page":"500","overload":"0","response_time":"8691","message":"Search Ok","charset":"utf-8"},"transactions":{"S-RAPFE1S1I1-1":{"transaction_id":"S-RAPFE1S1I1-1","order_id":"Contrato789232","branch_id":"1","branch_name":"Corporativo","param_1":"","param_2":"","param_3":"","param_4":"","param_5":"","amount":"800.50","timestamp":"2013-09-15 15:56:26","authorized":"1","authorization_number":"305001","status":"2","processor_message":"Approved","transaction_type":"4","transaction_via":"recurring","card_info":{"brand":"Master Card","country":"","last_4_digits":"1111","bank":"ACME Bank"},"cardholder":{"email":"user@example.com","name":"Mario A Martinez Leandro"}}}}"#
        );
    }

    #[test]
    fn nothing_found_is_an_empty_list() {
        let world = world();
        let empty = reported(&world, Environment::Sandbox, &search(Environment::Sandbox));
        assert!(empty.ends_with(r#""transactions":[]}"#), "{empty}");
        assert!(
            empty.contains(r#""elements":"0","no_pages":"0","#),
            "{empty}"
        );
    }

    #[test]
    fn a_secret_of_the_other_environment_finds_nothing_and_is_repeated() {
        let secret = World::production_api_secret();
        let data = search(Environment::Production);
        let answer = reported(&world(), Environment::Sandbox, &data);
        assert!(answer.contains(r#""result":"error""#), "{answer}");
        let message = format!(r#""message":"api_secret {secret} no encontrado""#);
        assert!(answer.contains(&message), "{answer}");
    }

    #[test]
    fn dates_outcomes_branches_and_ids_narrow_a_search_down() {
        let clock = SimClock::fixed(START);
        let world = World::new(clock.clone());
        let terms = Registration {
            starts: date!(2013 - 10 - 01),
            ..terms()
        };
        world.books().register(terms, Environment::Sandbox);
        for (month, approved) in [(10, true), (11, false), (12, true)] {
            world.set_next_charge(approved);
            let date = Date::from_calendar_date(2013, month.try_into().unwrap(), 5).unwrap();
            clock.set(date.midnight().assume_utc() + time::Duration::hours(15));
        }
        let all = ["S-RAPFE1S1I1-1", "S-RAPFE1S1I1-2", "S-RAPFE1S1I1-3"];
        let with = |name: &str, value: &str| {
            let data = search(Environment::Sandbox).with(name, value);
            ids(&world, &data)
        };
        let key = World::sandbox_keys().0;
        assert_eq!(with("dateStart", "05-11-2013"), all[1..]);
        assert_eq!(with("date", "06-11-2013"), all[2..]);
        assert_eq!(with("dateEnd", "05-11-2013"), all[..2]);
        assert_eq!(with("status_id", "0"), all[1..2]);
        assert_eq!(with("status_id", "1"), with("status_id", "2"));
        assert_eq!(with("status_id", "2").len(), 2);
        assert_eq!(with("branch_id", &key), all);
        assert!(with("branch_id", "7").is_empty());
        assert_eq!(with("transaction_id", all[2]), all[2..]);
        let production = search(Environment::Production);
        let other = reported(&world, Environment::Production, &production);
        assert!(other.ends_with("[]}"), "{other}");
    }

    #[test]
    fn a_page_holds_so_many_and_the_last_one_the_rest() {
        let clock = SimClock::fixed(START);
        let world = World::new(clock.clone());
        world.set_page_size(5);
        world.books().register(terms(), Environment::Sandbox);
        clock.set(datetime!(2014-10-01 12:00 UTC));
        let page = |page: &str| ids(&world, &search(Environment::Sandbox).with("p", page));
        assert_eq!(page("1").len(), 5);
        assert_eq!(page("x"), page("1"));
        assert_eq!(page("3"), ["S-RAPFE1S1I1-11", "S-RAPFE1S1I1-12"]);
        assert!(page("4").is_empty());
        let data = search(Environment::Sandbox).with("p", "3");
        let answer = reported(&world, Environment::Sandbox, &data);
        let counts = r#""elements":"12","no_pages":"3","no_page":"3","no_elements_page":"2","no_elements_per_page":"5""#;
        assert!(answer.contains(counts), "{answer}");
    }

    #[test]
    fn the_tests_environment_may_forget_what_is_older_than_a_month() {
        let clock = SimClock::fixed(START);
        let world = World::new(clock.clone());
        for environment in Environment::ALL {
            world.books().register(terms(), environment);
        }
        clock.set(datetime!(2013-12-10 12:00 UTC));
        let count = |environment| {
            let answer = list_charges(&world, environment, &search(environment));
            match answer.get("transactions") {
                Some(Value::Map(found)) => found.iter().count(),
                _ => 0,
            }
        };
        assert_eq!(count(Environment::Sandbox), 3);
        world.set_erases_old(true);
        assert_eq!(count(Environment::Sandbox), 1);
        assert_eq!(count(Environment::Production), 3);
        assert_eq!(world.charges().len(), 6);
    }
}

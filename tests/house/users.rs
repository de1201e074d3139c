//! Every method of the traits has a user: a provider that implements it, and a behavior of the
//! conformance suite that calls it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use quote::ToTokens;
use syn::{ImplItem, Item, TraitItem};

use crate::files;

/// The providers that the suite is run with, beside those with a crate.
const OTHERS: [&str; 2] = [
    "crates/payments-testkit/src/memory",
    "crates/payments-kit/src/guide/template.rs",
];

/// What the suite, the journal and the checkout ask first; every provider has it.
const FACTS: &str = "Provider";

fn sources(place: &str) -> Vec<syn::File> {
    let under = files::all().into_iter();
    let sources = under.filter(|(name, _)| name.starts_with(place) && name.ends_with(".rs"));
    let read = |path: &Path| syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
    sources.map(|(_, path)| read(&path)).collect()
}

/// The methods of the traits of core that a provider implements, by trait.
fn methods() -> BTreeMap<String, Vec<String>> {
    let mut methods = BTreeMap::new();
    for file in sources("crates/payments-core/src") {
        for item in file.items {
            let Item::Trait(found) = item else { continue };
            let is_of_provider = found
                .supertraits
                .iter()
                .any(|bound| bound.to_token_stream().to_string() == FACTS);
            if is_of_provider {
                let names = found.items.iter().filter_map(|item| match item {
                    TraitItem::Fn(method) => Some(method.sig.ident.to_string()),
                    _ => None,
                });
                methods.insert(found.ident.to_string(), names.collect());
            }
        }
    }
    methods
}

/// The methods that the providers implement with more than a refusal.
fn implemented() -> BTreeSet<(String, String)> {
    let mut implemented = BTreeSet::new();
    let crates = files::providers().into_iter();
    let crates = crates.map(|name| format!("crates/provider-{name}/src"));
    let places = crates.chain(OTHERS.map(str::to_owned));
    for file in places.flat_map(|place| sources(&place)) {
        for item in file.items {
            let Item::Impl(found) = item else { continue };
            let Some((path, _)) = &found.trait_ else {
                continue;
            };
            let name = path.segments.last().unwrap().ident.to_string();
            for item in &found.items {
                if let ImplItem::Fn(method) = item
                    && !method
                        .block
                        .to_token_stream()
                        .to_string()
                        .contains("unsupported")
                {
                    implemented.insert((name.clone(), method.sig.ident.to_string()));
                }
            }
        }
    }
    implemented
}

#[test]
fn every_method_of_the_traits_is_implemented_by_a_provider_and_called_by_conformance() {
    let suite = sources("crates/payments-testkit/src/conformance");
    let suite: String = suite
        .iter()
        .map(|file| file.to_token_stream().to_string())
        .collect();
    let (methods, implemented) = (methods(), implemented());
    let traits: Vec<&str> = methods.keys().map(String::as_str).collect();
    let all = [
        "CardVault",
        "PaymentProvider",
        "PayoutProvider",
        "RecurringProvider",
    ];
    // The extensions have default bodies only.
    for name in all {
        assert!(traits.contains(&name), "{traits:?}");
        for method in &methods[name] {
            let key = (name.to_owned(), method.clone());
            assert!(
                implemented.contains(&key),
                "no provider implements {name}::{method}"
            );
            let call = format!(". {method} (");
            assert!(
                suite.contains(&call),
                "conformance never calls {name}::{method}"
            );
        }
    }
    for method in [
        "name",
        "environment",
        "capabilities",
        "settle_time",
        "clock",
    ] {
        assert!(
            suite.contains(&format!(". {method} (")),
            "{FACTS}::{method}"
        );
    }
}

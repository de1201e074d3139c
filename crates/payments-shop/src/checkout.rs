//! From the order to the payment.

use axum::Form;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use payments_core::{
    Charge, ChargeOutcome, Error, ErrorKind, FirstCharge, MethodKind, NextAction, Outcome,
    PaymentMethod, PaymentProvider, PaymentRequest, Provider, Registration, ReturnUrls, Schedule,
    Subscription, SubscriptionRequest, Violation,
};
use serde::Deserialize;

use crate::catalog::{PRODUCTS, Product, offered};
use crate::form::PayForm;
use crate::orders::{Change, Of, Order, State, Try};
use crate::secrets::random_id;
use crate::settings::brand;
use crate::shop::Doubt;
use crate::{Shop, ShopError, pages};

/// The products that the shop can sell through its provider.
fn sold(shop: &Shop) -> Vec<Product> {
    let capabilities = shop.provider.capabilities();
    let sold = PRODUCTS.into_iter();
    sold.filter(|product| !offered(&capabilities, product.monthly).is_empty())
        .collect()
}

pub(crate) async fn home(Shared(shop): Shared<Shop>) -> Result<Response, ShopError> {
    let currency = shop.provider.capabilities().currencies().first().copied();
    let currency = currency.ok_or(ShopError::Unreadable("currency"))?;
    Ok(pages::home(&sold(&shop), currency).into_response())
}

#[derive(Deserialize)]
pub(crate) struct OrderForm {
    product: String,
    quantity: String,
}

/// Takes an order. Nothing is charged yet.
pub(crate) async fn order(
    Shared(shop): Shared<Shop>,
    Form(form): Form<OrderForm>,
) -> Result<Redirect, ShopError> {
    let bad = |text: &str| ShopError::BadRequest(text.to_owned());
    let quantity: u32 = form.quantity.trim().parse().unwrap_or_default();
    if !(1..=20).contains(&quantity) {
        return Err(bad("Order 1 to 20 of a product."));
    }
    let mut products = sold(&shop).into_iter();
    let product = products.find(|product| product.name == form.product);
    let product = product.ok_or_else(|| bad("The shop does not sell this."))?;
    let currency = shop.provider.capabilities().currencies().first().copied();
    let price = currency.and_then(|currency| product.price(currency));
    let price = price.ok_or_else(|| bad("The shop has no price for this."))?;
    let order = Order {
        id: random_id()?,
        product: product.name.to_owned(),
        quantity: quantity.into(),
        amount: price
            .checked_mul(quantity)
            .map_err(|_| bad("The amount is too large."))?,
        monthly: product.monthly,
    };
    let now = shop.provider.clock().now().unix_timestamp();
    shop.orders.add(&order, now).await?;
    Ok(Redirect::to(&format!("/orders/{}", order.id)))
}

/// The page of an order: what is known, and what the payer can do now.
pub(crate) async fn show(
    Shared(shop): Shared<Shop>,
    Path(id): Path<String>,
) -> Result<Response, ShopError> {
    let (order, attempt) = shop.find(&id).await?;
    let page = page(&shop, &order, &attempt, &PayForm::empty(), &[]).await?;
    Ok(page.into_response())
}

async fn page(
    shop: &Shop,
    order: &Order,
    attempt: &Try,
    form: &PayForm,
    violations: &[Violation],
) -> Result<maud::Markup, ShopError> {
    Ok(pages::order(&pages::OrderPage {
        order,
        attempt,
        doubt: shop.doubt(attempt).await?,
        provider: brand(shop.provider.name().as_str()),
        methods: &offered(&shop.provider.capabilities(), order.monthly),
        form,
        violations,
    }))
}

/// The payer pressed "Pay", perhaps twice.
///
/// The form may come again: by a double click, from the page behind the back button, or because
/// the payer reloads. All of them have the reference of the same try, and the journal makes one call
/// of them.
pub(crate) async fn pay(
    Shared(shop): Shared<Shop>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<PayForm>,
) -> Result<Response, ShopError> {
    // A browser that goes away ends its request. What the provider responds is written all the same.
    tokio::spawn(pay_for(shop, id, headers, form)).await?
}

async fn pay_for(
    shop: Shop,
    id: String,
    headers: HeaderMap,
    form: PayForm,
) -> Result<Response, ShopError> {
    let (order, attempt) = shop.find(&id).await?;
    let here = Redirect::to(&format!("/orders/{id}"));
    // What is finished is shown; and while an outcome is unknown, nothing else is tried.
    let payable = matches!(attempt.state, State::Open | State::Waiting);
    if !payable || shop.doubt(&attempt).await? != Doubt::None {
        return Ok(here.into_response());
    }
    let paid = match request(&shop, &order, &attempt, &form, &headers) {
        Ok(Request::Once(request)) => {
            let created = shop.provider.create_payment(&request).await;
            created.map(|payment| Change::of(&payment))
        }
        Ok(Request::Monthly(request)) => match PaymentProvider::recurring(&shop.provider) {
            Some(recurring) => {
                let registered = recurring.register_subscription(&request).await;
                registered.map(|registration| registered_as(&registration))
            }
            None => {
                return Err(ShopError::BadRequest(
                    "The shop has no subscriptions.".into(),
                ));
            }
        },
        Err(violations) => {
            let page = page(&shop, &order, &attempt, &form, &violations).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let reference = Of::Reference(attempt.reference.as_str());
    match paid {
        Ok(change) => {
            shop.orders.change(reference, &change).await?;
            let page = change.action.as_ref().and_then(NextAction::redirect_url);
            Ok(match page {
                Some(page) if change.state == State::Waiting => Redirect::to(page.as_str()),
                _ => here,
            }
            .into_response())
        }
        // Money may have moved, or another request of the same payer is paying right now. The page
        // says so, and the journal finds it out.
        Err(error) if error.outcome() == Outcome::Unknown => Ok(here.into_response()),
        // The payer can correct the form.
        Err(error)
            if error.kind() == ErrorKind::InvalidRequest && !error.violations().is_empty() =>
        {
            let page = page(&shop, &order, &attempt, &form, error.violations()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        // No money moved.
        Err(error) => {
            shop.orders.change(reference, &refused(&error)).await?;
            Ok(here.into_response())
        }
    }
}

/// What a call without effect makes of a try.
pub(crate) fn refused(error: &Error) -> Change {
    tracing::warn!(%error, "shop: not paid");
    match (error.kind(), error.decline()) {
        (_, Some(decline)) => Change::to(State::Declined).with_note(decline.to_string()),
        (ErrorKind::Declined | ErrorKind::Refused, None) => {
            Change::to(State::Declined).with_note("no reason was given")
        }
        // The payer chose another method before, and that payment waits for them.
        (ErrorKind::ReferenceReused, _) => Change::to(State::Waiting),
        _ => Change::to(State::Open).with_note("The payment could not be started. Try again."),
    }
}

/// A subscription is registered whatever its first charge did: another try would register another.
pub(crate) fn registered_as(registration: &Registration) -> Change {
    let first = match &registration.first_charge {
        FirstCharge::Made(charge) => Some(charge),
        _ => None,
    };
    registered_with(first)
}

/// A subscription that was found registered, with the charges that the provider lists.
pub(crate) fn found_registered(subscription: &Subscription) -> Change {
    registered_with(subscription.charges().first())
}

fn registered_with(first: Option<&Charge>) -> Change {
    if first.is_some_and(|charge| charge.outcome == ChargeOutcome::Approved) {
        return Change::to(State::Paid);
    }
    Change::to(State::Review)
        .with_note("Your subscription is registered, and its first charge did not succeed.")
}

/// What the shop asks the provider for.
enum Request {
    Once(Box<PaymentRequest>),
    Monthly(Box<SubscriptionRequest>),
}

fn request(
    shop: &Shop,
    order: &Order,
    attempt: &Try,
    form: &PayForm,
    headers: &HeaderMap,
) -> Result<Request, Vec<Violation>> {
    let problem = |field: &str, text: &str| vec![Violation::new(field, text)];
    let methods = offered(&shop.provider.capabilities(), order.monthly);
    let chosen = form.chosen(&methods);
    let chosen = chosen.ok_or_else(|| problem("method", "choose how to pay"))?;
    let user_agent = headers.get(header::USER_AGENT);
    let user_agent = user_agent.and_then(|value| value.to_str().ok());
    let customer = form.customer(user_agent.map(str::to_owned));
    let reference = attempt.reference.clone();

    if order.monthly {
        let tomorrow = shop.provider.clock().now().date().next_day();
        let tomorrow = tomorrow.ok_or_else(|| problem("schedule", "has no next day"))?;
        // Charged now, and then on this day of each month.
        let schedule = Schedule::monthly(tomorrow.day().min(28), tomorrow);
        let request = SubscriptionRequest::new(order.amount, form.card()?, customer, schedule);
        let request = request.with_reference(reference).with_charge_now();
        return Ok(Request::Monthly(Box::new(request)));
    }
    let method = match chosen {
        MethodKind::Card => PaymentMethod::Card {
            card: form.card()?,
            customer: Box::new(customer),
        },
        MethodKind::Cash => PaymentMethod::Cash {
            store: form.store(),
            customer: Box::new(customer),
        },
        MethodKind::Wallet => PaymentMethod::Wallet {
            recipient: form.recipient(),
        },
        _ => PaymentMethod::ProviderPage,
    };
    let mut request = PaymentRequest::new(reference, order.amount)
        .with_description(format!("{} × {}", order.quantity, order.product))
        .with_method(method);
    if matches!(chosen, MethodKind::ProviderPage | MethodKind::Wallet) {
        let below = |page: &str| {
            let address = shop.address(&format!("orders/{}/{page}", order.id));
            address.map_err(|error| problem("return_urls", &error.to_string()))
        };
        request = request.with_return_urls(ReturnUrls::new(below("return")?, below("cancelled")?));
    }
    Ok(Request::Once(Box::new(request)))
}

/// The payer wants to try again after a payment that ended without one.
pub(crate) async fn again(
    Shared(shop): Shared<Shop>,
    Path(id): Path<String>,
) -> Result<Redirect, ShopError> {
    let (_, attempt) = shop.find(&id).await?;
    if shop.doubt(&attempt).await? == Doubt::None {
        shop.orders.try_again(&id).await?;
    }
    Ok(Redirect::to(&format!("/orders/{id}")))
}

/// The voucher of a payment in cash, to print.
pub(crate) async fn voucher(
    Shared(shop): Shared<Shop>,
    Path(id): Path<String>,
) -> Result<Response, ShopError> {
    let (order, attempt) = shop.find(&id).await?;
    let voucher = attempt.action.as_ref().and_then(NextAction::voucher);
    let voucher = voucher.ok_or(ShopError::NotFound)?;
    Ok(pages::voucher(&order, voucher).into_response())
}

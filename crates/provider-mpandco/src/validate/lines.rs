//! The lines of an order as they are sent. The service has no discount: it is spread over the
//! items.

use payments_core::{Item, Money};

/// Some units of an item at their price.
pub(crate) struct Line<'a> {
    pub(crate) item: &'a Item,
    pub(crate) quantity: u32,
    pub(crate) price: Money,
}

/// Returns a line for each item, and a second one where the discount of an item cannot be divided
/// by its quantity. Returns nothing if the items cost less than the discount, or an amount is too
/// large to be divided.
pub(crate) fn lines(items: &[Item], discount: Option<Money>) -> Option<Vec<Line<'_>>> {
    let lines = items.iter().map(|item| {
        Some(Line {
            item,
            quantity: item.quantity(),
            price: item.price().money().ok()?,
        })
    });
    let lines: Vec<Line<'_>> = lines.collect::<Option<_>>()?;
    match discount.map(|discount| discount.minor_units()) {
        Some(discount) if discount > 0 && !lines.is_empty() => spread(lines, discount),
        _ => Some(lines),
    }
}

/// Takes from the price of each unit its share of the discount, and the rest from single units.
fn spread(lines: Vec<Line<'_>>, discount: i128) -> Option<Vec<Line<'_>>> {
    let mut total: i128 = 0;
    for line in &lines {
        let cost = line.price.minor_units().checked_mul(line.quantity.into())?;
        total = total.checked_add(cost)?;
    }
    if discount > total {
        return None;
    }
    let mut rest = discount;
    let mut spread = Vec::new();
    for line in lines {
        let (price, quantity) = (line.price.minor_units(), i128::from(line.quantity));
        let share = price.checked_mul(discount)?.checked_div(total)?;
        rest -= share.checked_mul(quantity)?;
        spread.push((line.item, line.quantity, price - share));
    }
    let mut reduced = Vec::new();
    for (item, quantity, price) in spread {
        // What rounding left is less than one minor unit for each unit of an item.
        let units = u32::try_from(rest.min(i128::from(quantity))).ok()?;
        let units = if price > 0 { units } else { 0 };
        rest -= i128::from(units);
        reduced.push((item, units, price - 1));
        reduced.push((item, quantity - units, price));
    }
    let lines = reduced.into_iter().filter(|(_, quantity, _)| *quantity > 0);
    let lines = lines.map(|(item, quantity, price)| {
        Some(Line {
            item,
            quantity,
            price: Money::from_minor(
                price.try_into().ok()?,
                item.price().money().ok()?.currency(),
            ),
        })
    });
    lines.collect::<Option<_>>().filter(|_| rest == 0)
}

#[cfg(test)]
mod tests {
    use payments_core::Currency;
    use proptest::prelude::*;

    use super::*;

    fn items(items: &[(i64, u32)]) -> Vec<Item> {
        let item = |(price, quantity): &(i64, u32)| {
            let price = Money::from_minor(*price, Currency::VES);
            Item::new("Item", price).with_quantity(*quantity)
        };
        items.iter().map(item).collect()
    }

    fn written(of: &[(i64, u32)], discount: i64) -> Option<Vec<(i128, u32)>> {
        let items = items(of);
        let discount = Money::from_minor(discount, Currency::VES);
        let lines = lines(&items, Some(discount))?;
        let line = |line: Line<'_>| (line.price.minor_units(), line.quantity);
        Some(lines.into_iter().map(line).collect())
    }

    #[test]
    fn a_discount_is_spread_by_the_prices_and_what_is_left_over_single_units() {
        assert_eq!(written(&[(10000, 1)], 1000), Some(vec![(9000, 1)]));
        assert_eq!(written(&[(100, 3)], 100), Some(vec![(66, 1), (67, 2)]));
        assert_eq!(written(&[(100, 2)], 200), Some(vec![(0, 2)]));
        assert_eq!(written(&[(100, 1)], 101), None);
        assert_eq!(written(&[(100, 2)], 0), Some(vec![(100, 2)]));
        assert_eq!(written(&[], 100), Some(vec![]));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_lines_cost_what_the_items_cost_less_the_discount(
            of in prop::collection::vec((0_i64..100_000, 1_u32..50), 1..6),
            discount in 0_i64..1_000_000,
        ) {
            let total: i128 = of.iter().map(|(price, units)| i128::from(*price) * i128::from(*units)).sum();
            let units: u32 = of.iter().map(|(_, units)| units).sum();
            let Some(lines) = written(&of, discount) else {
                prop_assert!(i128::from(discount) > total);
                return Ok(());
            };
            let cost: i128 = lines.iter().map(|(price, units)| price * i128::from(*units)).sum();
            prop_assert_eq!(cost, total - i128::from(discount));
            prop_assert_eq!(lines.iter().map(|(_, units)| units).sum::<u32>(), units);
            prop_assert!(lines.iter().all(|(price, _)| *price >= 0));
        }
    }
}

//! Making a plan that fails smaller.

use super::plan::Plan;

/// Leaves out events, halves first and single ones last, as long as the plan still `fails`.
pub fn shrink(plan: &Plan, mut fails: impl FnMut(&Plan) -> bool) -> Plan {
    let mut smallest = plan.clone();
    let mut length = smallest.events.len() / 2;
    while length > 0 {
        let mut start = 0;
        let mut found = false;
        while start < smallest.events.len() {
            let mut events = smallest.events.clone();
            events.drain(start..(start + length).min(events.len()));
            let candidate = smallest.with(events);
            if fails(&candidate) {
                smallest = candidate;
                found = true;
            } else {
                start += length;
            }
        }
        // Single events are tried until none can be left out.
        if length > 1 || !found {
            length /= 2;
        }
    }
    smallest
}

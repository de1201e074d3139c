//! A guard against listings that go round in circles.

use crate::PageToken;

/// Notices when tokens repeat, holding one of them (Brent's algorithm): the one it holds is
/// replaced at ever greater distances, and a circle must come back to it.
#[derive(Debug, Default)]
pub(super) struct CycleGuard {
    held: Option<PageToken>,
    steps: u64,
    reach: u64,
}

impl CycleGuard {
    /// Whether `token` leads back to a page that was seen.
    pub(super) fn closes(&mut self, token: &PageToken) -> bool {
        if self.held.as_ref() == Some(token) {
            return true;
        }
        if self.steps == self.reach {
            self.held = Some(token.clone());
            self.reach = self.reach.saturating_mul(2).max(1);
            self.steps = 0;
        }
        self.steps += 1;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After how many tokens a circle of this length, entered after so many others, is noticed.
    fn noticed_after(tail: usize, circle: usize) -> usize {
        let mut guard = CycleGuard::default();
        let token = |step: usize| {
            let page = if step < tail {
                step
            } else {
                tail + (step - tail) % circle
            };
            PageToken::new(page.to_string())
        };
        (0..).position(|step| guard.closes(&token(step))).unwrap()
    }

    #[test]
    fn every_circle_is_noticed_soon() {
        for tail in 0..40 {
            for circle in 1..40 {
                let pages = tail + circle;
                let noticed = noticed_after(tail, circle);
                assert!(
                    noticed >= circle && noticed <= 4 * pages + 4,
                    "{tail} {circle}: {noticed}"
                );
            }
        }
    }

    #[test]
    fn a_listing_that_goes_on_is_left_alone() {
        let mut guard = CycleGuard::default();
        let tokens = (0..10_000).map(|page: u32| PageToken::new(page.to_string()));
        assert!(tokens.into_iter().all(|token| !guard.closes(&token)));
    }
}

//! Where a payer's browser goes after the provider's page.

use url::Url;

use crate::violation::Violations;

/// Where a payer's browser goes after the provider's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnUrls {
    approved: Url,
    cancelled: Url,
}

impl ReturnUrls {
    /// One page for a payer who approved, one for a payer who did not.
    pub fn new(approved: Url, cancelled: Url) -> Self {
        Self {
            approved,
            cancelled,
        }
    }

    /// Where a payer goes who approved.
    pub fn approved(&self) -> &Url {
        &self.approved
    }

    /// Where a payer goes who did not.
    pub fn cancelled(&self) -> &Url {
        &self.cancelled
    }

    /// Lists what is wrong with the URLs under the path `field`.
    pub fn check(&self, field: &str, violations: &mut Violations) {
        for (name, url) in [("approved", &self.approved), ("cancelled", &self.cancelled)] {
            if !matches!(url.scheme(), "http" | "https") {
                violations.push(format!("{field}.{name}"), "must be an http or https URL");
            }
        }
    }
}

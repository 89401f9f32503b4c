//! A case together with what it cannot know itself, as expressions ask it.

use case::{CaseContent, PaymentMethod};
use chrono::NaiveDate;

use crate::when::Asked;

/// The field in which the last day of the certificate at hand is entered where the register does not know it.
pub const OLD_CERT_UNTIL: &str = "old_cert_until";

/// What the case itself cannot know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether the unit already holds a valid certificate of this project; none when nobody knows.
    pub unit_has_certificate: Option<bool>,
    /// The last day of the certificate that the case acts on, by the register; none when these books do not know it.
    pub certificate_until: Option<NaiveDate>,
    /// The register knows every certificate that the case acts on: what it says goes before what the clerk ticked.
    pub register_decides: bool,
    /// The day of asking; none where only what holds on every day is asked.
    pub today: Option<NaiveDate>,
}

/// A case together with the facts, as expressions ask it.
pub(crate) struct CaseAsked<'a> {
    pub content: &'a CaseContent,
    pub conditions: &'a [String],
    pub facts: &'a Facts,
}

impl Asked for CaseAsked<'_> {
    fn holds(&self, condition: &str) -> bool {
        self.conditions.iter().any(|c| c == condition)
    }

    fn word(&self, key: &str) -> &str {
        match key {
            "business" => self.content.business.word(),
            "channel" => self.content.channel.word(),
            "kind" => self.content.kind.word(),
            "payment" => match self.content.payment {
                Some(PaymentMethod::Card) => "card",
                Some(PaymentMethod::Remittance) => "remittance",
                Some(PaymentMethod::Other) => "other",
                None => "unknown",
            },
            "unit_certificate" => match self.facts.unit_has_certificate {
                Some(true) => "yes",
                Some(false) => "no",
                None => "unknown",
            },
            "payer" => self.payer(),
            _ => "",
        }
    }

    fn entered(&self, field: &str) -> Option<&str> {
        self.content.field(field)
    }

    fn date(&self, field: &str) -> Option<NaiveDate> {
        let known = self.facts.certificate_until.filter(|_| field == OLD_CERT_UNTIL);
        known.or_else(|| self.entered(field).and_then(identifiers::date_of))
    }

    fn is_filled(&self, field: &str) -> bool {
        self.entered(field).is_some() || (field == OLD_CERT_UNTIL && self.facts.certificate_until.is_some())
    }

    fn today(&self) -> Option<NaiveDate> {
        self.facts.today
    }
}

impl CaseAsked<'_> {
    /// Who remits: the applying unit, another, or nobody knows yet. Names are compared in their normal writing.
    fn payer(&self) -> &'static str {
        let name = |field| self.content.field(field).map(identifiers::normal_unit_name);
        match (name("pay_account_name"), name("unit_name")) {
            (Some(payer), Some(unit)) if payer == unit => "unit",
            (Some(_), Some(_)) => "other",
            _ => "unknown",
        }
    }
}

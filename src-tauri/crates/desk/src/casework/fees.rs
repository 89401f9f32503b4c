//! The fee of a case: the guide's, or the amount the clerk typed where the guide states none.

use case::{CaseContent, PaymentMethod};
use project::{Facts, FeeRefusal, Project};

use crate::casework::api::{FeeLine, FeeView};
use crate::rim::api::{Finding, Severity};
use crate::rim::sources;

/// The fee as the window shows it. Amounts in 分.
pub fn view(project: &Project, content: &CaseContent, facts: &Facts) -> FeeView {
    let rules = project.payment_rules(content.business, content.kind, content.channel);
    let payment_note = rules
        .iter()
        .map(|r| r.text.as_str())
        .collect::<Vec<_>>()
        .join("；");
    let payment = content.payment.map(Into::into);
    let empty = FeeView {
        total_cents: None,
        stated: true,
        formula: String::new(),
        capital: String::new(),
        lines: Vec::new(),
        source: String::new(),
        refused: None,
        payment,
        payment_note,
    };
    match project.quote_of(content, facts) {
        Err(refusal) => FeeView {
            refused: Some(finding(&refusal)),
            source: sources::words(&refusal.source),
            ..empty
        },
        Ok(quote) => {
            let total = quote.total_cents.or(content.typed_fee_cents);
            let typed = quote.total_cents.is_none();
            FeeView {
                total_cents: total.map(cents),
                stated: !typed,
                formula: match quote.lines.is_empty() {
                    true if typed => typed_words(total),
                    _ => quote.formula,
                },
                capital: total.map(identifiers::capital_money).unwrap_or_default(),
                lines: quote.lines.into_iter().map(line).collect(),
                source: [quote.rule, sources::words(&quote.source), quote.remark]
                    .into_iter()
                    .filter(|t| !t.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · "),
                ..empty
            }
        }
    }
}

fn typed_words(total: Option<u64>) -> String {
    match total {
        Some(_) => "指南未写明金额，由受理员录入".to_owned(),
        None => "指南未写明金额，请按 CA 现行价目录入".to_owned(),
    }
}

fn line(l: project::FeeLine) -> FeeLine {
    FeeLine {
        item: l.item,
        words: l.words,
        cents: cents(l.amount_cents),
    }
}

fn cents(amount: u64) -> u32 {
    u32::try_from(amount).unwrap_or(u32::MAX)
}

fn finding(refusal: &FeeRefusal) -> Finding {
    crate::rim::refusal::finding(
        refusal.code(),
        Severity::Refuse,
        refusal.to_string(),
        refusal.remedy(),
    )
}

/// The stored word of a payment.
pub fn payment_word(payment: PaymentMethod) -> &'static str {
    match payment {
        PaymentMethod::Card => "card",
        PaymentMethod::Remittance => "remittance",
        PaymentMethod::Other => "other",
    }
}

/// A payment by its word; an unknown one is none.
pub fn payment_of(word: &str) -> Option<PaymentMethod> {
    [
        PaymentMethod::Card,
        PaymentMethod::Remittance,
        PaymentMethod::Other,
    ]
    .into_iter()
    .find(|p| payment_word(*p) == word)
}

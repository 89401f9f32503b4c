//! Fees (FEES.md): what a case costs, by which rule of the guide, with the formula shown.
//!
//! Where the guide states nothing the answer says so and the clerk types the amount; nothing is ever guessed.

use std::fmt;

use case::{BusinessType, CertKind};
use serde::Serialize;
use serde_json::{Value, json};

use crate::Project;
use crate::file::FeeRow;
use crate::formula::{Formula, FormulaError};

/// More certificates than any case has; beyond it the count is a slip of the finger.
const MOST_CERTIFICATES: u32 = 10_000;

/// A line of a fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeeLine {
    /// What is paid for.
    pub item: String,
    /// Price of one unit in 分.
    pub unit_price_cents: u64,
    /// How many: `3年×2张`, `1个`.
    pub quantity_text: String,
    /// Amount in 分.
    pub amount_cents: u64,
    /// Row of FEES.md.
    pub fee_row: String,
    /// In words: `200元/年/张×3年`.
    pub words: String,
}

/// What a case costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// Total in 分; none where the guide states no amount.
    pub total_cents: Option<u64>,
    /// Whether the guide states it; otherwise the clerk types the amount.
    pub stated: bool,
    /// Its lines.
    pub lines: Vec<FeeLine>,
    /// The formula with its numbers: `200×3＋100＝700元`.
    pub formula: String,
    /// The guide's own words.
    pub rule: String,
    /// Where they stand: `FEES FY-3, seed 001:177`.
    pub source: String,
    /// What the clerk should know beside it.
    pub remark: String,
}

/// Why there is no fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeeRefusal {
    /// Stable code, kebab-case.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub remedy: String,
    /// The guide's own words.
    pub rule: String,
    /// Where they stand.
    pub source: String,
}

// Written out: `thiserror` would take the field `source` for the error underneath.
impl fmt::Display for FeeRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FeeRefusal {}

impl FeeRefusal {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What to do next.
    pub fn remedy(&self) -> String {
        self.remedy.clone()
    }
}

/// An amount in 分 as `700.00`.
pub fn money_text(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

impl Quote {
    /// The contract of `counterctl fee`: `{"total":"700.00","lines":[…],"rule":"…","source":"…"}`; `total` is null
    /// where the guide states no amount.
    pub fn json(&self) -> Value {
        let line = |l: &FeeLine| {
            json!({
                "item": l.item,
                "unit_price": money_text(l.unit_price_cents),
                "quantity": l.quantity_text,
                "amount": money_text(l.amount_cents),
                "row": l.fee_row,
            })
        };
        json!({
            "total": self.total_cents.map(money_text),
            "stated": self.stated,
            "lines": self.lines.iter().map(line).collect::<Vec<_>>(),
            "formula": self.formula,
            "rule": self.rule,
            "source": self.source,
            "remark": self.remark,
        })
    }
}

impl Project {
    /// The fee of `count` certificates of a kind.
    ///
    /// # Errors
    /// [`FeeRefusal`] with the guide's rule when the business is not offered, the years are missing or not offered,
    /// or the count is out of range.
    pub fn quote(
        &self,
        business: BusinessType,
        kind: CertKind,
        years: Option<u32>,
        count: u32,
    ) -> Result<Quote, FeeRefusal> {
        self.may_quote(business, kind, years, count)?;
        let rows: Vec<&FeeRow> = self
            .file
            .fees
            .iter()
            .filter(|r| r.kind.contains(&kind) && (r.business.is_empty() || r.business.contains(&business)))
            .collect();
        let is_part = |row: &FeeRow| rows.iter().any(|r| r.parts.contains(&row.id));
        let mut refused = None;
        for row in rows.iter().filter(|r| !is_part(r)) {
            let Some(formula) = &row.formula else { continue };
            match total(formula, years, count) {
                Ok(cents) => return Ok(stated(row, &rows, formula, cents, years, count)),
                Err(error) => refused = Some(refused.unwrap_or_else(|| refusal(error, row))),
            }
        }
        match refused {
            Some(refusal) => Err(refusal),
            None => Ok(not_stated(rows.first().copied())),
        }
    }

    fn may_quote(
        &self,
        business: BusinessType,
        kind: CertKind,
        years: Option<u32>,
        count: u32,
    ) -> Result<(), FeeRefusal> {
        if !self.offers(business, kind) {
            return Err(FeeRefusal {
                code: "business-not-offered",
                message: format!(
                    "{}没有“{}”业务（{}）",
                    self.short_name(),
                    business.chinese(),
                    self.kind_title(kind)
                ),
                remedy: "请改选业务类型或证书种类".to_owned(),
                rule: "该项目的指南没有这项业务".to_owned(),
                source: "DOMAIN §1".to_owned(),
            });
        }
        if count == 0 || count > MOST_CERTIFICATES {
            return Err(FeeRefusal {
                code: "fee-count",
                message: format!("证书数量{count}不在1至{MOST_CERTIFICATES}之间"),
                remedy: "请核对证书数量".to_owned(),
                rule: String::new(),
                source: String::new(),
            });
        }
        if let (Some(rule), Some(chosen)) = (self.years(business, kind), years)
            && !rule.allows(chosen)
        {
            return Err(FeeRefusal {
                code: "years-not-offered",
                message: format!("年限{chosen}年不可选：{}", rule.note),
                remedy: "请改选年限".to_owned(),
                rule: rule.note.clone(),
                source: if rule.seed.is_empty() {
                    String::new()
                } else {
                    format!("seed {}:{}", rule.seed, rule.lines)
                },
            });
        }
        Ok(())
    }
}

fn total(formula: &Formula, years: Option<u32>, count: u32) -> Result<u64, FormulaError> {
    let one = formula.cents(years, count)?;
    if formula.uses_count() {
        Ok(one)
    } else {
        one.checked_mul(u64::from(count)).ok_or(FormulaError::TooLarge)
    }
}

fn stated(
    row: &FeeRow,
    rows: &[&FeeRow],
    formula: &Formula,
    cents: u64,
    years: Option<u32>,
    count: u32,
) -> Quote {
    let parts: Vec<&FeeRow> = row
        .parts
        .iter()
        .filter_map(|id| rows.iter().find(|r| r.id == *id).copied())
        .collect();
    let of = if parts.is_empty() { vec![row] } else { parts };
    Quote {
        total_cents: Some(cents),
        stated: true,
        lines: of.iter().filter_map(|r| line(r, years, count)).collect(),
        formula: shown(formula, cents, years, count),
        rule: row.quote.clone(),
        source: source(row),
        remark: row.remark.clone().unwrap_or_default(),
    }
}

/// `200×3＋100＝700元`; several certificates: `(200×3＋100)×2＝1400元`; a single price is not written twice.
fn shown(formula: &Formula, cents: u64, years: Option<u32>, count: u32) -> String {
    let total = if cents.is_multiple_of(100) {
        (cents / 100).to_string()
    } else {
        money_text(cents)
    };
    let one = formula.shown(years, count);
    let multiplied = count > 1 && !formula.uses_count();
    match (multiplied, formula.is_sum(), formula.is_single()) {
        (false, _, true) => format!("{total}元"),
        (false, ..) => format!("{one}＝{total}元"),
        (true, true, _) => format!("({one})×{count}＝{total}元"),
        (true, false, _) => format!("{one}×{count}＝{total}元"),
    }
}

fn line(row: &FeeRow, years: Option<u32>, count: u32) -> Option<FeeLine> {
    let formula = row.formula.as_ref()?;
    let amount = total(formula, years, count).ok()?;
    // The unit's last part is what is counted: 元/年/张 counts 张, 元/次/个 counts 个; a bare 元 counts 张.
    let counted = row
        .unit
        .rsplit('/')
        .next()
        .filter(|u| !u.starts_with('元'))
        .unwrap_or("张");
    let spans = years.filter(|_| formula.uses_years());
    // One year of one certificate is the unit price; a price table has one price for all its years.
    let unit_price = spans
        .and_then(|_| formula.cents(Some(1), 1).ok())
        .or_else(|| formula.cents(years, 1).ok())?;
    let quantity = match spans {
        Some(years) if unit_price * u64::from(years) * u64::from(count) == amount => {
            format!("{years}年×{count}{counted}")
        }
        _ => format!("{count}{counted}"),
    };
    let price = if unit_price.is_multiple_of(100) {
        (unit_price / 100).to_string()
    } else {
        money_text(unit_price)
    };
    Some(FeeLine {
        item: row.label.clone().unwrap_or_else(|| row.item.clone()),
        unit_price_cents: unit_price,
        words: format!("{price}{}×{quantity}", row.unit),
        quantity_text: quantity,
        amount_cents: amount,
        fee_row: row.id.clone(),
    })
}

fn not_stated(row: Option<&FeeRow>) -> Quote {
    Quote {
        total_cents: None,
        stated: false,
        lines: Vec::new(),
        formula: "指南未写明金额，由受理员填写".to_owned(),
        rule: row.map_or_else(|| "指南未写明金额".to_owned(), |r| r.quote.clone()),
        source: row.map(source).unwrap_or_default(),
        remark: row.and_then(|r| r.remark.clone()).unwrap_or_default(),
    }
}

fn refusal(error: FormulaError, row: &FeeRow) -> FeeRefusal {
    FeeRefusal {
        code: error.code(),
        message: error.to_string(),
        remedy: error.remedy(),
        rule: row.quote.clone(),
        source: source(row),
    }
}

fn source(row: &FeeRow) -> String {
    format!("FEES {}, seed {}:{}", row.id, row.seed, row.lines)
}

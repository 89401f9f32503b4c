//! Fees: what a case costs, by which rule of the guide, with the formula shown.
//!
//! Where the guide states nothing the answer says so and the clerk types the amount; nothing is ever guessed.

use std::fmt;

use case::{BusinessType, CaseContent, CertKind, Channel};
use serde::Serialize;
use serde_json::{Value, json};

use crate::Project;
use crate::data::file::FeeRow;
use crate::facts::Facts;
use crate::formula::{Formula, FormulaError, Quantities};
use crate::query::Query;

/// More certificates than any case has; beyond it the count is a slip of the finger.
const MOST_CERTIFICATES: u32 = 10_000;

/// The dictionary field that counts what belongs to the certificates (副证, 副锁).
const SUB_COUNT: &str = "sub_count";

/// What is asked of the fee table.
#[derive(Debug, Clone)]
pub struct FeeQuery {
    /// Business type.
    pub business: BusinessType,
    /// Certificate kind.
    pub kind: CertKind,
    /// Channel.
    pub channel: Channel,
    /// Years and numbers.
    pub of: Quantities,
    /// Conditions that apply.
    pub conditions: Vec<String>,
}

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
    /// Row of the project's fees.
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
    /// How many further certificates (副证, 副锁) a case asks for beside its own; none where its form does not ask, though
    /// a number may still stand in the draft.
    ///
    /// # Errors
    /// `fee-sub-count` when what was typed is no number, or beyond every count.
    pub fn sub_count(&self, content: &CaseContent) -> Result<u32, FeeRefusal> {
        let fields = self.fields(content.business, content.kind, content.channel);
        let asked = fields.iter().any(|f| f.id == SUB_COUNT);
        match content.field(SUB_COUNT).filter(|_| asked) {
            None => Ok(0),
            Some(typed) => typed
                .parse()
                .ok()
                .filter(|count| *count <= MOST_CERTIFICATES)
                .ok_or_else(|| wrong_count(typed)),
        }
    }

    /// The fee of a case as it was entered.
    ///
    /// # Errors
    /// Those of [`Project::quote`], and a number of further certificates that is no number.
    pub fn quote_of(&self, content: &CaseContent, facts: &Facts) -> Result<Quote, FeeRefusal> {
        let parts = content.parts();
        let mut quotes = parts.iter().map(|part| self.quote_of_part(part, facts));
        let first = quotes
            .next()
            .unwrap_or_else(|| self.quote_of_part(content, facts))?;
        quotes.try_fold(first, |sum, more| Ok(together(sum, more?)))
    }

    /// The same of people who all ask for the same.
    fn quote_of_part(&self, content: &CaseContent, facts: &Facts) -> Result<Quote, FeeRefusal> {
        let sub_count = self.sub_count(content)?;
        self.quote(&FeeQuery {
            business: content.business,
            kind: content.kind,
            channel: content.channel,
            of: Quantities {
                years: content.years.filter(|_| content.business.asks_years()),
                count: content.certificates(),
                sub_count,
            },
            conditions: self.conditions_of(content, facts),
        })
    }

    /// The fee of some certificates of a kind.
    ///
    /// # Errors
    /// [`FeeRefusal`] with the guide's rule when the business is not offered, the years are missing or not offered,
    /// or a count is out of range.
    pub fn quote(&self, query: &FeeQuery) -> Result<Quote, FeeRefusal> {
        let (business, kind, of) = (query.business, query.kind, &query.of);
        self.may_quote(query)?;
        let asked = Query {
            business,
            channel: query.channel,
            kind,
            conditions: &query.conditions,
        };
        let rows = self.file.fees.iter();
        let rows = rows
            .filter(|r| r.kind.contains(&kind) && (r.business.is_empty() || r.business.contains(&business)));
        let (extras, rows): (Vec<&FeeRow>, Vec<&FeeRow>) = rows.partition(|r| r.extra);
        let is_part = |row: &FeeRow| rows.iter().any(|r| r.parts.contains(&row.id));
        let mut refused = None;
        let mut quote = None;
        for row in rows.iter().filter(|r| !is_part(r) && r.when.holds(&asked)) {
            let Some(formula) = &row.formula else { continue };
            match total(formula, of) {
                Ok(cents) => {
                    quote = Some(stated(row, &rows, formula, cents, of));
                    break;
                }
                Err(error) => refused = Some(refused.unwrap_or_else(|| refusal(error, row))),
            }
        }
        let quote = match (quote, refused) {
            (Some(quote), _) => quote,
            (None, Some(refusal)) => return Err(refusal),
            (None, None) => {
                let own = rows.iter().find(|r| !r.business.is_empty()).or(rows.first());
                not_stated(own.copied())
            }
        };
        extras
            .into_iter()
            .filter(|row| row.when.holds(&asked))
            .try_fold(quote, |quote, row| with_extra(quote, row, of))
    }

    fn may_quote(&self, query: &FeeQuery) -> Result<(), FeeRefusal> {
        let (business, kind, years) = (query.business, query.kind, query.of.years);
        let count = query.of.count.saturating_add(query.of.sub_count);
        if !self.offers(business, kind) {
            return Err(FeeRefusal {
                code: "business-not-offered",
                message: self.not_offered(business, kind),
                remedy: "请改选业务类型或证书种类".to_owned(),
                rule: "该项目的指南没有这项业务".to_owned(),
                source: String::new(),
            });
        }
        if query.of.count == 0 || count > MOST_CERTIFICATES {
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
                source: rule.place().place(),
            });
        }
        Ok(())
    }
}

fn total(formula: &Formula, of: &Quantities) -> Result<u64, FormulaError> {
    let one = formula.cents(of)?;
    if formula.uses_count() {
        Ok(one)
    } else {
        one.checked_mul(u64::from(of.count)).ok_or(FormulaError::TooLarge)
    }
}

/// `700`, `700.50`.
fn plain_yuan(cents: u64) -> String {
    match cents.is_multiple_of(100) {
        true => (cents / 100).to_string(),
        false => money_text(cents),
    }
}

/// What stands before the result of a formula, as part of a greater sum; of a single price the price.
fn summand(formula: &str) -> &str {
    let sum = formula.rsplit_once('＝').map_or(formula, |(sum, _)| sum);
    sum.trim_end_matches('元')
}

/// Two fees of one case. Where the guide does not state one of them, it states no total.
fn together(first: Quote, second: Quote) -> Quote {
    let joined =
        |a: String, b: String| match (a.is_empty(), b.is_empty() || a.split('；').any(|one| one == b)) {
            (true, _) => b,
            (_, true) => a,
            _ => format!("{a}；{b}"),
        };
    let total = first.total_cents.zip(second.total_cents);
    let total = total.and_then(|(a, b)| a.checked_add(b));
    let formula = match total {
        Some(cents) => format!(
            "{}＋{}＝{}元",
            summand(&first.formula),
            summand(&second.formula),
            plain_yuan(cents)
        ),
        None => joined(first.formula, second.formula),
    };
    Quote {
        total_cents: total,
        stated: first.stated && second.stated,
        lines: first.lines.into_iter().chain(second.lines).collect(),
        formula,
        rule: joined(first.rule, second.rule),
        source: joined(first.source, second.source),
        remark: joined(first.remark, second.remark),
    }
}

/// Adds what is paid on top. Where the guide does not state that, it states no total either: the lines that are known
/// stay, and the clerk types the whole.
fn with_extra(quote: Quote, row: &FeeRow, of: &Quantities) -> Result<Quote, FeeRefusal> {
    let Some(formula) = &row.formula else {
        let name = row.label.as_deref().unwrap_or(&row.item);
        return Ok(Quote {
            formula: format!("{}；{name}指南未写明金额，由受理员填写合计", quote.formula),
            lines: quote.lines,
            ..not_stated(Some(row))
        });
    };
    let cents = total(formula, of).map_err(|error| refusal(error, row))?;
    let mut lines = quote.lines;
    lines.extend(line(row, of));
    Ok(Quote {
        total_cents: quote.total_cents.and_then(|sum| sum.checked_add(cents)),
        lines,
        formula: format!("{}；{}", quote.formula, shown(formula, cents, of)),
        ..quote
    })
}

fn stated(row: &FeeRow, rows: &[&FeeRow], formula: &Formula, cents: u64, of: &Quantities) -> Quote {
    let parts: Vec<&FeeRow> = row
        .parts
        .iter()
        .filter_map(|id| rows.iter().find(|r| r.id == *id).copied())
        .collect();
    let parts = if parts.is_empty() { vec![row] } else { parts };
    Quote {
        total_cents: Some(cents),
        stated: true,
        lines: parts.iter().filter_map(|r| line(r, of)).collect(),
        formula: shown(formula, cents, of),
        rule: row.quote.clone(),
        source: source(row),
        remark: row.remark.clone().unwrap_or_default(),
    }
}

/// `200×3＋100＝700元`; several certificates: `(200×3＋100)×2＝1400元`; a single price is not written twice.
fn shown(formula: &Formula, cents: u64, of: &Quantities) -> String {
    let count = of.count;
    let total = plain_yuan(cents);
    let one = formula.shown(of);
    let multiplied = count > 1 && !formula.uses_count();
    match (multiplied, formula.is_sum(), formula.is_single()) {
        (false, _, true) => format!("{total}元"),
        (false, ..) => format!("{one}＝{total}元"),
        (true, true, _) => format!("({one})×{count}＝{total}元"),
        (true, false, _) => format!("{one}×{count}＝{total}元"),
    }
}

fn line(row: &FeeRow, of: &Quantities) -> Option<FeeLine> {
    let formula = row.formula.as_ref()?;
    let amount = total(formula, of).ok()?;
    // A formula that names the further certificates prices them like the others, so they are counted with them.
    let count = if formula.uses_sub_count() {
        of.count + of.sub_count
    } else {
        of.count
    };
    // The unit's last part but the years is what is counted: 元/年/张 counts 张, 元/个/年 counts 个; a bare 元 counts 张.
    let counted = row
        .unit
        .rsplit('/')
        .find(|u| *u != "年")
        .filter(|u| !u.starts_with('元'))
        .unwrap_or("张");
    let spans = of.years.filter(|_| formula.uses_years());
    // One year of one certificate is the unit price; a price table has one price for all its years.
    let single = Quantities {
        years: of.years,
        ..Quantities::one(1)
    };
    let unit_price = spans
        .and_then(|_| formula.cents(&Quantities::one(1)).ok())
        .or_else(|| formula.cents(&single).ok())?;
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

fn wrong_count(typed: &str) -> FeeRefusal {
    FeeRefusal {
        code: "fee-sub-count",
        message: format!("副证、副锁的个数“{typed}”不是数字"),
        remedy: "请写阿拉伯数字，不办的留空".to_owned(),
        rule: String::new(),
        source: String::new(),
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

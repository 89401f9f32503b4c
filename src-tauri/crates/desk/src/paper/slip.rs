//! The slip for the customer: what to bring, what it costs and how to pay, where to go and when.
//!
//! Only what the project's guide and the counter's own settings say stands on it; what no guide states is left out,
//! never made up. It changes nothing in the case.

use std::collections::BTreeMap;

use case::Channel;
use form::{Filling, Rendered};
use project::Account;
use store::{CounterInfo, Tx};

use crate::casework::api::{FeeView, Mark, MaterialLine};
use crate::casework::seen::Seen;
use crate::prints::sheets;
use crate::rim::api::Refusal;

/// The sheet's name, and that under which it is previewed.
pub const SLIP: &str = "materials-slip";
/// What the checklist says where the guide is silent: no demand on the customer.
const NOT_STATED: &str = "指南未写明";

/// Lays the slip of a case out. Errors: whatever [`sheets::render`] refuses.
pub fn render(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Rendered, Refusal> {
    let view = seen.view(tx)?;
    let values = [
        ("case_no", seen.row.number.clone()),
        ("unit_name", seen.row.content.title().to_owned()),
        ("project_name", seen.project.name().to_owned()),
        ("what", seen.what()),
    ];
    let rows = [
        ("materials", view.materials.iter().map(material).collect()),
        ("paying", paying(&view.fee, seen.project.accounts())),
        ("going", going(seen, &tx.counter()?)),
    ];
    let filling = Filling {
        values: values.map(|(k, v)| (k.to_owned(), v)).into(),
        rows: rows.map(|(k, v)| (k.to_owned(), v)).into(),
        ..Filling::default()
    };
    sheets::render(seen.desk, SLIP, &seen.row.number, &filling)
}

type Row = BTreeMap<String, String>;

fn row<const N: usize>(cells: [(&str, String); N]) -> Row {
    cells.map(|(k, v)| (k.to_owned(), v)).into()
}

/// Rows of two cells: what, and the words; those without words are left out.
fn told(lines: Vec<(&str, String)>) -> Vec<Row> {
    let said = lines.into_iter().filter(|(_, words)| !words.trim().is_empty());
    said.map(|(what, words)| row([("what", what.to_owned()), ("words", words)]))
        .collect()
}

fn material(line: &MaterialLine) -> Row {
    let marks = line.needed.iter().filter_map(|mark| match mark {
        Mark::Seal => Some("加盖公章"),
        Mark::Original => Some("带原件"),
        Mark::Signature => Some("签字"),
        Mark::Copies => None,
    });
    let note = line
        .note
        .split('；')
        .filter(|n| !n.is_empty() && *n != NOT_STATED);
    let copies = Some(&line.copies).filter(|c| *c != NOT_STATED);
    row([
        ("material", line.material.clone()),
        ("copies", copies.cloned().unwrap_or_default()),
        ("asks", marks.chain(note).collect::<Vec<_>>().join("；")),
    ])
}

/// The fee, how it may be paid, and the accounts with what belongs into the remittance's remark.
fn paying(fee: &FeeView, accounts: &[Account]) -> Vec<Row> {
    let amount = match fee.total_cents {
        Some(_) if fee.stated => format!("{}（{}）", fee.formula, fee.capital),
        Some(cents) => format!("{}元（{}）", project::money_text(u64::from(cents)), fee.capital),
        None => "以受理点告知为准".to_owned(),
    };
    let mut lines = vec![
        ("费用", amount),
        ("缴费方式", fee.payment_note.replace("。；", "。")),
    ];
    for account in accounts {
        lines.push(("收款户名", account.holder.clone()));
        lines.push(("开户行", account.bank.clone()));
        lines.push(("账号", account.number.clone()));
        let remark = account.remark.as_ref().map(|r| format!("“{r}”"));
        lines.push(("汇款备注", remark.unwrap_or_default()));
        lines.push(("汇款要求", account.note.clone()));
    }
    told(lines)
}

/// This counter, or the authority's own while no address is set; where papers are posted to; when, and whom to ask.
fn going(seen: &Seen<'_>, counter: &CounterInfo) -> Vec<Row> {
    let project = seen.project;
    let mut lines: Vec<(&str, String)> = if counter.address.trim().is_empty() {
        let points = project.addresses().iter();
        points
            .map(|p| ("受理点", format!("{}：{}", p.city, p.address)))
            .collect()
    } else {
        let here = [&counter.name, &counter.address, &counter.window, &counter.phone];
        let here = here
            .iter()
            .map(|words| words.trim())
            .filter(|words| !words.is_empty());
        vec![("受理点", here.collect::<Vec<_>>().join("　"))]
    };
    if let Some(post) = project
        .mailing()
        .filter(|_| seen.row.content.channel == Channel::Mail)
    {
        lines.push(("邮寄地址", post.address.clone()));
        lines.push((
            "收件人",
            format!("{}　{}　{}", post.unit, post.person, post.phone),
        ));
        lines.push(("邮寄要求", post.note.clone()));
    }
    let contact = project.contact();
    lines.push(("办公时间", contact.hours.join("；")));
    lines.push(("咨询电话", contact.phones.join("；")));
    told(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_words_is_left_out() {
        let rows = told(vec![("账号", "1".to_owned()), ("汇款备注", " ".to_owned())]);
        assert_eq!(
            rows,
            vec![row([("what", "账号".to_owned()), ("words", "1".to_owned())])]
        );
    }
}

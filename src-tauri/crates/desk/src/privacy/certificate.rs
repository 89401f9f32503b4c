//! The certificate of deletion (删除证明): which cases went, by which rule, when, by whom and with whose consent. It holds
//! the numbers of cases and the names of the two who signed, and nothing of anybody whose case it was.

use std::collections::BTreeMap;

use form::Filling;
use store::{Deletion, Tx};

use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::paper::api::Printed;
use crate::paper::printing::{self, Paper, Place};
use crate::prints::sheets;
use crate::privacy::listing::{day, deletion_line};
use crate::rim::api::Refusal;

/// The sheet's form id, and its title.
const SHEET: &str = "deletion";
const TITLE: &str = "受理件删除证明";

type Row = BTreeMap<String, String>;

/// Prints the certificate of deletions, or saves it where there is no printer.
pub(super) fn print(desk: &Desk, deletions: &[Deletion]) -> Result<Printed, Refusal> {
    let first = deletions.iter().map(|one| one.id).min().unwrap_or_default();
    // Stands in the place of a case's number.
    let name = format!("SC{}-{first:04}", desk.today().format("%Y%m%d"));
    let (paper, printer) = desk.read(|open| {
        let head = open.store.head()?.map(|head| head.to_string());
        open.store.read(|tx| -> Result<_, Refusal> {
            let head = head.unwrap_or_default();
            let rendered = sheets::render(desk, SHEET, &name, &filling(desk, tx, deletions, head)?)?;
            let paper = Paper {
                print: None,
                case: None,
                name: format!("{name}-{SHEET}"),
                title: TITLE.to_owned(),
                pdf: rendered.pdf,
                copies: Vec::new(),
                place: Place::AsDesigned,
            };
            Ok((paper, devices::devices(tx)?.printer))
        })
    })?;
    printing::send_where_it_goes(desk, &printer, paper)
}

fn filling(desk: &Desk, tx: &Tx<'_>, deletions: &[Deletion], head: String) -> Result<Filling, Refusal> {
    let counter = tx.counter()?;
    let values = [
        ("counter", counter.name),
        ("store", tx.store_name()?),
        ("printed", day(desk, desk.utc())),
        ("count", format!("{} 件", deletions.len())),
        ("head", head),
    ];
    let rows = deletions.iter().map(|one| row(desk, one)).collect();
    Ok(Filling {
        values: values.map(|(k, v)| (k.to_owned(), v)).into(),
        rows: [("cases".to_owned(), rows)].into(),
        ..Filling::default()
    })
}

fn row(desk: &Desk, one: &Deletion) -> Row {
    let line = deletion_line(desk, one);
    let at = one.statement.at.with_timezone(desk.now().offset());
    let again = if line.repeated {
        "（恢复备份后再次删除）"
    } else {
        ""
    };
    let what = format!("第 {} 号；{} 开立；{}", line.id, line.opened, line.counts);
    let cells = [
        ("number", line.number),
        ("rule", format!("{}；{} 到期", line.rule, line.due)),
        ("what", what),
        ("at", format!("{}{again}", at.format("%Y-%m-%d %H:%M"))),
        ("by", line.by),
        ("beside", line.beside),
    ];
    cells.map(|(k, v)| (k.to_owned(), v)).into()
}

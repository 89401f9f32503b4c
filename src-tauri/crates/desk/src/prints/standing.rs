//! Which prints of a case hold: those whose paper shows what the case says now.
//!
//! What is on the paper decides, and nothing else. Papers ticked as seen, payments, kept findings and fields that
//! stand on another form void no print, and a value that is put back makes the old paper good again. What is written
//! at the moment of printing (the date, who took the case, the agreement's text of that day) was right then and stays
//! right.

use std::collections::BTreeSet;

use form::FormDescription;
use project::{FormRef, Project};
use store::{CaseRow, PrintOutcome, PrintRecord, Tx};

use crate::casework::case_file::CaseFile;
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::prints::api::PrintState;
use crate::prints::papers;
use crate::rim::api::Refusal;

/// Values that are written at the moment of printing.
const AT_PRINTING: [&str; 3] = ["apply_date", "acceptor", "acceptance_time"];

/// A form that the case prints now, with all its prints.
pub struct Standing<'a> {
    /// The form.
    pub form: &'a FormRef,
    /// Hash of what it would show now; none when its description cannot be read.
    pub paper: Option<String>,
    /// Hash of the whole content now, for prints that know no other.
    content: String,
    /// Its prints, oldest first.
    pub prints: Vec<PrintRecord>,
}

impl Standing<'_> {
    /// Whether a print shows what the form would show now.
    pub fn shows_present(&self, print: &PrintRecord) -> bool {
        match (&print.paper_hash, &self.paper) {
            (Some(printed), Some(now)) => printed == now,
            _ => print.content_hash == self.content,
        }
    }

    /// The newest print that shows the present content, whatever became of it.
    pub fn newest(&self) -> Option<&PrintRecord> {
        self.prints.iter().rev().find(|p| self.shows_present(p))
    }

    /// The newest paper that is out and shows the present content.
    pub fn holding(&self) -> Option<&PrintRecord> {
        let mut out = self.prints.iter().rev().filter(|p| p.outcome.is_out());
        out.find(|p| self.shows_present(p))
    }

    /// What became of its prints. A paper that is out holds, whatever became of a later try.
    pub fn state(&self) -> PrintState {
        match self.holding().or(self.newest()).map(|p| p.outcome) {
            Some(PrintOutcome::Printed) => PrintState::Printed,
            Some(PrintOutcome::Saved) => PrintState::Saved,
            Some(PrintOutcome::Printing) => PrintState::Printing,
            Some(PrintOutcome::Unknown) => PrintState::Unknown,
            Some(PrintOutcome::Failed) => PrintState::Failed,
            None if self.prints.iter().any(|p| p.outcome.is_out()) => PrintState::Stale,
            None => PrintState::None,
        }
    }
}

/// The forms that the case prints now, in the project's order. Errors: the store's.
pub fn standing<'a>(seen: &Seen<'a>, tx: &Tx<'_>) -> Result<Vec<Standing<'a>>, Refusal> {
    let content = store::content_hash(seen.content())?;
    let mut all = tx.prints_of_case(seen.row.id)?;
    let forms = seen.forms();
    let standings = forms.into_iter().map(|form| {
        let (own, rest) = std::mem::take(&mut all)
            .into_iter()
            .partition(|p| p.form == form.id);
        all = rest;
        Standing {
            form,
            paper: paper_of(seen.desk, seen.project, &form.id, &seen.row),
            content: content.clone(),
            prints: own,
        }
    });
    Ok(standings.collect())
}

/// Hash of what a form of the case would show if it were printed now; none when its description cannot be read.
pub fn paper_of(desk: &Desk, project: &Project, form: &str, row: &CaseRow) -> Option<String> {
    let description = description(desk, project, form)?;
    let file = CaseFile {
        number: row.number.clone(),
        apply_date: None,
        acceptor: String::new(),
        accepted_at: None,
        agreements: Default::default(),
        masked: false,
        content: row.content.clone(),
    };
    let filling = papers::filling_of(project, description, &file);
    let bars = project.case_number(&row.content).unwrap_or_default();
    let shown = description.shown(&filling, &AT_PRINTING);
    store::hash_of(&(project.id(), form, description.version(), bars, shown)).ok()
}

/// The description of a form without the text of any agreement: that is written at the moment of printing.
fn description<'a>(desk: &'a Desk, project: &Project, form: &str) -> Option<&'a FormDescription> {
    let text = project.form_text(form)?;
    let key = format!("{}\n{}\n{form}\n{text}", project.id(), project.version());
    if let Some(known) = desk.descriptions.get(&key) {
        return Some(known);
    }
    let read = papers::description(project, form, &Default::default()).ok()?;
    Some(desk.descriptions.insert(key, Box::new(read)))
}

/// A print's state in words.
pub fn state_word(state: PrintState) -> &'static str {
    match state {
        PrintState::None => "还没有打印",
        PrintState::Printing => "已送打印机，还没有打完",
        PrintState::Printed => "已按现在的内容打印",
        PrintState::Saved => "已按现在的内容存为文件",
        PrintState::Failed => "没有打印出来",
        PrintState::Unknown => "不知道打出来没有，请看一眼打印机",
        PrintState::Stale => "内容已改，原来打印的不算数",
    }
}

/// What of the entered content stands on a form, by the names that the screens know it by.
pub fn fields_on(desk: &Desk, project: &Project, form: &str, row: &CaseRow) -> Vec<String> {
    let content = &row.content;
    let on_form = description(desk, project, form).map(FormDescription::fields);
    let mut names: BTreeSet<String> = BTreeSet::new();
    for name in on_form.unwrap_or_default() {
        match name.as_str() {
            "years_capital" => names.insert("years".to_owned()),
            "cert_count" => names.insert("count".to_owned()),
            "case_no" => false,
            fixed if AT_PRINTING.contains(&fixed) => false,
            _ => names.insert(name),
        };
    }
    let fields = project.fields(content.business, content.kind, content.channel);
    // The authority's own number stands as bars on every page, and a value may follow from one that stands nowhere.
    let bars = fields
        .iter()
        .filter(|f| f.case_number.is_some())
        .map(|f| f.id.clone());
    let sources = fields
        .iter()
        .filter(|f| names.contains(&f.id))
        .filter_map(|f| f.derive.clone());
    let more: Vec<String> = bars.chain(sources).collect();
    names.extend(more);
    // Which forms there are, and what is asked for on them, follows from these.
    names.extend(["business", "channel", "kind", "project"].map(str::to_owned));
    names.into_iter().collect()
}

/// Writes the paper of prints that are older than that record down, while the content is still what they were printed
/// with. Done before every change of the content, so that a later tick does not void them.
pub fn keep_papers(seen: &Seen<'_>, tx: &mut Tx<'_>) -> Result<(), Refusal> {
    let known = standing(seen, tx)?;
    for form in &known {
        let Some(paper) = &form.paper else { continue };
        let old = form.prints.iter().filter(|p| p.paper_hash.is_none());
        for print in old.filter(|p| p.content_hash == form.content) {
            tx.set_print_paper(print.id, paper)?;
        }
    }
    Ok(())
}

/// The titles of the forms of which a print holds.
pub fn holding(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<BTreeSet<String>, Refusal> {
    let forms = standing(seen, tx)?;
    let held = forms.iter().filter(|f| f.holding().is_some());
    Ok(held.map(|f| format!("《{}》", f.form.title)).collect())
}

//! The forms of a case, each with what became of its print.

use std::collections::BTreeSet;

use store::Tx;

use crate::case_view::api::FormLine;
use crate::casework::seen::Seen;
use crate::machine::printer_words;
use crate::prints::maps;
use crate::prints::standing::{self, Standing};
use crate::rim::api::{Finding, Refusal};
use crate::rim::sources;

pub(crate) fn forms(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<FormLine>, Refusal> {
    let standings = standing::standing(seen, tx)?.into_iter();
    Ok(standings
        .map(|standing| {
            let print = standing.holding();
            let state = standing.state();
            FormLine {
                id: standing.form.id.clone(),
                title: format!("《{}》", standing.form.title),
                copies: u32::from(standing.form.copies),
                copies_note: sources::parted(&standing.form.copies_source).0,
                printed: print.is_some(),
                pages: print.map_or(0, pages_of),
                state,
                state_word: standing::state_word(state).to_owned(),
                print: standing.newest().map(|p| p.id.0),
                said: said(&standing),
                fields: standing::fields_on(seen.desk, seen.project, &standing.form.id, &seen.row),
            }
        })
        .collect())
}

/// What the printing system said of the newest print of the present content, while that is not out.
fn said(standing: &Standing<'_>) -> Option<Finding> {
    let newest = standing.newest().filter(|_| standing.holding().is_none())?;
    newest.told.as_deref().map(printer_words::finding)
}

/// What stands on any form whose print holds.
pub(crate) fn on_paper(forms: &[FormLine]) -> Vec<String> {
    let holding = forms.iter().filter(|f| f.printed);
    let names: BTreeSet<&String> = holding.flat_map(|f| &f.fields).collect();
    names.into_iter().cloned().collect()
}

/// Pages of one copy of a print; none when its record cannot be read, which the gate of submitting tells.
fn pages_of(print: &store::PrintRecord) -> u32 {
    maps::of_first_copy(print).map_or(0, |maps| u32::try_from(maps.len()).unwrap_or(u32::MAX))
}

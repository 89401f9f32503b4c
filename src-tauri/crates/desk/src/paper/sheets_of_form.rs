//! A form of a case as the sheets that leave the printer: white paper with the form and the values on it, or the values
//! alone for the CA's own paper that lies in the printer (套打).

use form::Rendered;
use project::{FormRef, Project};
use store::Tx;

use crate::casework::case_file::CaseFile;
use crate::casework::seen::{Seen, name_of};
use crate::counter::desk::Desk;
use crate::counter::devices::printers::{self, Overprint};
use crate::paper::printing::Place;
use crate::prints::papers;
use crate::projects::agreements;
use crate::rim::api::Refusal;

/// The case as it stands on paper.
pub fn case_file(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<CaseFile, Refusal> {
    Ok(CaseFile {
        number: seen.row.number.clone(),
        apply_date: Some(seen.desk.today()),
        acceptor: name_of(tx, seen.row.clerk)?,
        accepted_at: Some(seen.row.created.with_timezone(seen.desk.now().offset())),
        agreements: agreements::texts(&agreements::current(tx, seen.project)?),
        masked: false,
        content: seen.row.content.clone(),
    })
}

/// What is printed of a form.
pub struct Sheets {
    /// The document, with all its copies and the map of its pages.
    pub rendered: Rendered,
    /// Each copy as a document of its own, where there are several.
    pub copies: Vec<Vec<u8>>,
    /// Where it has to stand.
    pub place: Place,
}

/// The CA's paper of a form, where the counter uses it.
pub fn paper_of(seen: &Seen<'_>, tx: &Tx<'_>, form: &FormRef) -> Result<Option<Overprint>, Refusal> {
    let known = printers::printers(tx)?;
    Ok(known.overprint(seen.project.id(), &form.id).cloned())
}

/// What the sheets of a form are laid out from. As long as it stands, so do the sheets.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    file: CaseFile,
    /// In which version the case's project is.
    project_hash: Option<String>,
    paper: Option<Overprint>,
    print: u16,
}

/// What a form is laid out from as the print with this number of it; on white paper where that is asked for, or no
/// other is used.
///
/// # Errors
/// Those of the store.
pub fn source(
    seen: &Seen<'_>,
    tx: &Tx<'_>,
    form: &FormRef,
    print: u32,
    white: bool,
) -> Result<Source, Refusal> {
    Ok(Source {
        file: case_file(seen, tx)?,
        project_hash: seen.row.project_hash.clone(),
        paper: paper_of(seen, tx, form)?.filter(|_| !white),
        print: u16::try_from(print).unwrap_or(u16::MAX),
    })
}

/// Lays a form out.
///
/// # Errors
/// `form-no-room` where a value does not fit the CA's paper; those of the form.
pub fn lay_out(desk: &Desk, project: &Project, form: &FormRef, source: &Source) -> Result<Sheets, Refusal> {
    let (file, fonts) = (&source.file, desk.fonts()?);
    if let Some(paper) = &source.paper {
        return Ok(Sheets {
            rendered: papers::overprint(project, form, file, fonts)?,
            copies: Vec::new(),
            place: Place::OnThePaper(paper.clone()),
        });
    }
    let of = |copies| papers::render_print(project, form, file, fonts, copies, source.print);
    let rendered = of(1..=form.copies)?;
    let copies = match form.copies {
        0 | 1 => Vec::new(),
        several => {
            let each = (1..=several).map(|copy| Ok(of(copy..=copy)?.pdf));
            each.collect::<Result<_, Refusal>>()?
        }
    };
    Ok(Sheets {
        rendered,
        copies,
        place: Place::AsDesigned,
    })
}

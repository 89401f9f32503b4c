//! Preview, printing, and the documents of a case.

use case::{Role, Step};
use form::Rendered;
use project::FormRef;
use store::{AuditAction, AuditEntry, NewPrint, PrintOutcome, Tx};

use crate::case_view::elsewhere;
use crate::case_view::gates::Gates;
use crate::casework::case_file::CaseFile;
use crate::casework::seen::{Seen, name_of};
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::pages::settling::{self, Event};
use crate::paper::api::{Preview, PreviewForm, Print, PrintTo, Printed};
use crate::paper::printing::{self, Paper};
use crate::paper::slip::{self, SLIP};
use crate::prints::{papers, standing};
use crate::projects::{agreements, articles};
use crate::rim::api::{ById, Refusal};
use crate::rim::refusal;

const PDF: &str = "application/pdf";

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

pub(crate) fn render(
    seen: &Seen<'_>,
    tx: &Tx<'_>,
    form: &FormRef,
    copies: u16,
    print: u32,
) -> Result<Rendered, Refusal> {
    papers::render_print(
        seen.project,
        form,
        &case_file(seen, tx)?,
        seen.desk.fonts()?,
        copies,
        u16::try_from(print).unwrap_or(u16::MAX),
    )
}

pub(crate) fn form_of<'a>(seen: &'a Seen<'_>, id: &str) -> Result<&'a FormRef, Refusal> {
    let forms = seen.forms();
    forms
        .into_iter()
        .find(|f| f.id == id)
        .ok_or_else(|| crate::casework::case_file::unknown_form(seen.project, id))
}

/// Lays out all forms of a case.
pub fn preview(desk: &Desk, args: ById) -> Result<Preview, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            let forms = seen.forms();
            let laid_out = forms.into_iter().map(|form| {
                let rendered = render(&seen, tx, form, 1, 0)?;
                Ok(PreviewForm {
                    form: form.id.clone(),
                    title: format!("《{}》", form.title),
                    pages: u32::try_from(rendered.pages.len()).unwrap_or(u32::MAX),
                    copies: u32::from(form.copies),
                    notes: [articles::notes(&seen, tx, form)?, rendered.remarks()].concat(),
                })
            });
            Ok(Preview {
                number: seen.row.number.clone(),
                forms: laid_out.collect::<Result<_, Refusal>>()?,
            })
        })
    })
}

/// Prints the forms of a case. The print is kept in the store, and counts once it is out; a printer that does not
/// take it costs nothing but the way to the file.
pub fn print(desk: &Desk, args: Print) -> Result<Printed, Refusal> {
    let (papers, reprint) = desk.write(Some(Role::Clerk), |tx, me| {
        let seen = Seen::load(desk, tx, me, args.id)?;
        elsewhere::unchanged(&seen, tx)?;
        let chosen = |f: &&FormRef| args.forms.is_empty() || args.forms.contains(&f.id);
        let forms = seen.forms();
        let forms: Vec<&FormRef> = forms.into_iter().filter(chosen).collect();
        let without_articles = articles::require(&seen, tx, &forms)?;
        let gate = Gates::of(&seen, tx)?.may_print;
        if !gate.open && !articles::closes(&seen, tx, &gate)? {
            return Err(Refusal::new(
                "print-closed",
                gate.reason,
                "请先改正或补录，再打印（F7 跳到下一处）",
            ));
        }
        seen.row.state.after(Step::Print, seen.row.content.business)?;
        standing::keep_papers(&seen, tx)?;
        let hash = store::content_hash(&seen.row.content)?;
        let installed = agreements::current(tx, seen.project)?;
        let texts = agreements::texts(&installed);
        let (mut papers, mut reprint) = (Vec::new(), false);
        for form in forms {
            let description = papers::description(seen.project, &form.id, &texts)?;
            let number = tx.next_print(seen.row.id, &form.id)?;
            let rendered = render(&seen, tx, form, form.copies, number)?;
            let name = format!("{}-{}", seen.row.number, form.id);
            let attachment = tx.add_attachment(PDF, &format!("{name}.pdf"), &rendered.pdf, desk.utc())?;
            let record = NewPrint {
                case_id: seen.row.id,
                form: form.id.clone(),
                version: description.version().to_owned(),
                copies: u32::from(form.copies),
                content_hash: hash.clone(),
                paper_hash: standing::paper_of(desk, seen.project, &form.id, &seen.row),
                // It counts when it is out; until then it is on its way.
                outcome: PrintOutcome::Printing,
                page_maps: serde_json::to_value(&rendered.pages).map_err(|e| refusal::wrong_arguments(&e))?,
                attachment,
                by: me.id,
            };
            let print = tx.add_print(&record, desk.utc())?;
            reprint |= print.reprint;
            let carried = installed
                .iter()
                .filter(|(id, _)| description.agreements().contains_key(*id));
            for (_, agreement) in carried {
                tx.add_print_agreement(print.id, agreement.id)?;
            }
            papers.push(Paper {
                print: Some(print.id),
                name,
                title: form.title.clone(),
                copies: pages_of_copies(&rendered.pages),
                pdf: rendered.pdf,
            });
        }
        settling::settle(desk, tx, me, args.id, Event::Printed)?;
        let titles = papers
            .iter()
            .map(|paper| format!("《{}》", paper.title))
            .collect::<Vec<_>>()
            .join("、");
        let verb = if reprint { "重打" } else { "打印" };
        tx.audit(
            &AuditEntry::new(
                desk.utc(),
                me,
                AuditAction::Printed,
                format!("{verb}{titles}{without_articles}"),
            )
            .case(seen.row.id),
        )?;
        Ok((papers, reprint))
    })?;
    printing::send(desk, args.to, &papers, reprint)
}

/// How many pages each copy has, in order.
fn pages_of_copies(pages: &[form::PageMap]) -> Vec<u32> {
    let one = |copy: &[form::PageMap]| u32::try_from(copy.len()).unwrap_or(u32::MAX);
    pages.chunk_by(|a, b| a.copy == b.copy).map(one).collect()
}

/// Prints the slip into the print folder and, when one is set, on the printer.
pub fn print_slip(desk: &Desk, args: ById) -> Result<Printed, Refusal> {
    let (paper, printer) = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            let rendered = slip::render(&seen, tx)?;
            let name = format!("{}-{SLIP}", seen.row.number);
            let paper = Paper {
                print: None,
                name,
                title: "办理须知".to_owned(),
                pdf: rendered.pdf,
                copies: Vec::new(),
            };
            Ok((paper, devices::devices(tx)?.printer))
        })
    })?;
    let to = if printer.is_empty() {
        PrintTo::File
    } else {
        PrintTo::Printer
    };
    printing::send(desk, to, &[paper], false)
}

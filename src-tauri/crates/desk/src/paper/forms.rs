//! Preview, printing, and the documents of a case.

use std::collections::BTreeSet;

use case::{Role, Step};
use form::Rendered;
use project::FormRef;
use store::{Account, AuditAction, AuditEntry, NewPrint, PrintOutcome, Tx};

use crate::case_view::elsewhere;
use crate::case_view::gates::Gates;
use crate::casework::seen::Seen;
use crate::casework::versions;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::making::Stop;
use crate::pages::settling::{self, Event};
use crate::paper::api::{Preview, PreviewForm, Print, Printed};
use crate::paper::printing::{self, Paper, Place};
use crate::paper::sheets_of_form::{self, Sheets, Source, case_file};
use crate::paper::slip::{self, SLIP};
use crate::prints::{papers, standing};
use crate::projects::{agreements, articles};
use crate::rights::groups::FieldGroup;
use crate::rights::papers::opens;
use crate::rim::api::{ById, Refusal};
use crate::rim::refusal;

const PDF: &str = "application/pdf";

/// The first copy of a form as it is looked at before it is printed, with the form's own words and lines whatever paper
/// it will be printed on. Who does not see printed papers gets it with its numbers covered.
pub(crate) fn to_look_at(seen: &Seen<'_>, tx: &Tx<'_>, form: &FormRef) -> Result<Rendered, Refusal> {
    let whole = case_file(seen, tx)?;
    let file = match opens(seen.desk, seen.account, Some(seen.row.id), FieldGroup::Papers) {
        true => whole,
        false => whole.masked(seen.project),
    };
    papers::render_print(seen.project, form, &file, seen.desk.fonts()?, 1..=1, 0)
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
                let rendered = to_look_at(&seen, tx, form)?;
                let paper = sheets_of_form::paper_of(&seen, tx, form)?;
                let on_it = paper.is_some().then(|| on_the_paper(&seen, tx, form));
                // The CA's own paper has its own marks.
                let awaited = match on_it {
                    Some(_) => None,
                    None => papers::awaited(seen.project, &seen.row.content),
                };
                let notes = [
                    articles::notes(&seen, tx, form)?,
                    awaited.into_iter().collect(),
                    on_it.unwrap_or_else(|| rendered.remarks()),
                ]
                .concat();
                Ok(PreviewForm {
                    form: form.id.clone(),
                    title: format!("《{}》", form.title),
                    pages: u32::try_from(rendered.pages.len()).unwrap_or(u32::MAX),
                    copies: u32::from(form.copies),
                    overprinted: paper.is_some(),
                    notes: notes.iter().map(|note| seen.told(note)).collect(),
                })
            });
            Ok(Preview {
                number: seen.row.number.clone(),
                forms: laid_out.collect::<Result<_, Refusal>>()?,
            })
        })
    })
}

/// What is said before values are printed onto the CA's paper.
fn on_the_paper(seen: &Seen<'_>, tx: &Tx<'_>, form: &FormRef) -> Vec<String> {
    let parts = match form.copies {
        0 | 1 => String::new(),
        several => format!("（一式{several}联的多联纸，打一遍）"),
    };
    let laid_out = sheets_of_form::source(seen, tx, form, 0, false)
        .and_then(|source| sheets_of_form::lay_out(seen.desk, seen.project, form, &source));
    match laid_out {
        Ok(sheets) => {
            let put_in = format!("套打：只打填写内容，请先在打印机放好 CA 的预印表{parts}");
            [vec![put_in], sheets.rendered.remarks()].concat()
        }
        Err(refused) => vec![format!("套打：{}，{}", refused.message, refused.remedy)],
    }
}

/// A form that is laid out to be printed.
struct Drawn {
    form: String,
    source: Source,
    sheets: Sheets,
    version: String,
    agreements: BTreeSet<String>,
}

/// The forms of a case that are asked for, when they may be printed, and what is said about articles that are missing.
fn may_print<'a>(
    seen: &'a Seen<'_>,
    tx: &Tx<'_>,
    args: &Print,
) -> Result<(Vec<&'a FormRef>, String), Refusal> {
    elsewhere::unchanged(seen, tx)?;
    let chosen = |f: &&FormRef| args.forms.is_empty() || args.forms.contains(&f.id);
    let forms = seen.forms();
    let forms: Vec<&FormRef> = forms.into_iter().filter(chosen).collect();
    let without_articles = articles::require(seen, tx, &forms, args.white)?;
    let gate = Gates::of(seen, tx)?.may_print;
    if !gate.open && !articles::closes(seen, tx, &gate)? {
        return Err(Refusal::new(
            "print-closed",
            gate.reason,
            "请先改正或补录，再打印（F7 跳到下一处）",
        ));
    }
    seen.row.state.after(Step::Print, seen.row.content.business)?;
    Ok((forms, without_articles))
}

/// What the forms are laid out from, each as the next print of it.
fn sources(
    seen: &Seen<'_>,
    tx: &Tx<'_>,
    forms: &[&FormRef],
    white: bool,
) -> Result<Vec<(String, Source)>, Refusal> {
    let of = |form: &&FormRef| {
        let number = tx.next_print(seen.row.id, &form.id)?;
        let source = sheets_of_form::source(seen, tx, form, number, white)?;
        Ok((form.id.clone(), source))
    };
    forms.iter().map(of).collect()
}

/// Lays the forms of a case out while nobody waits.
fn drawn(desk: &Desk, args: &Print) -> Result<Vec<Drawn>, Refusal> {
    let (project, texts, sources) = desk.look(|tx, me| {
        let seen = Seen::load(desk, tx, me, args.id)?;
        let (forms, _) = may_print(&seen, tx, args)?;
        Ok((
            versions::project_of(desk, tx, &seen.row)?,
            agreements::texts(&agreements::current(tx, seen.project)?),
            sources(&seen, tx, &forms, args.white)?,
        ))
    })?;
    let draw = |(id, source): (String, Source)| {
        let form = project
            .form(&id)
            .ok_or_else(|| crate::casework::case_file::unknown_form(project, &id))?;
        let description = papers::description(project, &id, &texts)?;
        Ok(Drawn {
            sheets: sheets_of_form::lay_out(desk, project, form, &source)?,
            version: description.version().to_owned(),
            agreements: description.agreements().keys().cloned().collect(),
            form: id,
            source,
        })
    };
    sources.into_iter().map(draw).collect()
}

/// Prints the forms of a case. The print is kept in the store, and counts once it is out; a printer that does not
/// take it costs nothing but the way to the file.
pub fn print(desk: &Desk, args: Print) -> Result<Printed, Refusal> {
    let (papers, reprint) = desk.write_made(
        Some(Role::Clerk),
        || drawn(desk, &args),
        |tx, me, drawn| kept(desk, tx, me, &args, drawn),
    )?;
    printing::send(desk, args.to, &papers, reprint)
}

/// Puts what is laid out on record: the papers on their way, and whether one of them is a reprint.
fn kept(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    args: &Print,
    drawn: Vec<Drawn>,
) -> Result<(Vec<Paper>, bool), Stop> {
    let seen = Seen::load(desk, tx, me, args.id)?;
    let (forms, without_articles) = may_print(&seen, tx, args)?;
    let stands = sources(&seen, tx, &forms, args.white)?;
    let made = drawn.iter().map(|one| (&one.form, &one.source));
    if !stands.iter().map(|(form, source)| (form, source)).eq(made) {
        return Err(Stop::Stale);
    }
    standing::keep_papers(&seen, tx)?;
    let hash = store::content_hash(&seen.row.content)?;
    let installed = agreements::current(tx, seen.project)?;
    let (mut papers, mut reprint) = (Vec::new(), false);
    for (form, one) in forms.into_iter().zip(drawn) {
        let Sheets {
            rendered,
            copies,
            place,
        } = one.sheets;
        let name = format!("{}-{}", seen.row.number, form.id);
        let attachment = tx.add_attachment(PDF, &format!("{name}.pdf"), &rendered.pdf, desk.utc())?;
        let record = NewPrint {
            case_id: seen.row.id,
            form: form.id.clone(),
            version: one.version,
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
        // The CA's paper carries the CA's own articles.
        let white = !matches!(place, Place::OnThePaper(_));
        let carried = installed
            .iter()
            .filter(|(id, _)| white && one.agreements.contains(*id));
        for (_, agreement) in carried {
            tx.add_print_agreement(print.id, agreement.id)?;
        }
        papers.push(Paper {
            print: Some(print.id),
            case: Some(seen.row.id),
            name,
            title: form.title.clone(),
            copies,
            pdf: rendered.pdf,
            place,
        });
    }
    settling::settle(desk, tx, me, args.id, Event::Printed)?;
    let titles = papers
        .iter()
        .map(|paper| format!("《{}》", paper.title))
        .collect::<Vec<_>>()
        .join("、");
    let verb = if reprint { "重打" } else { "打印" };
    let words = format!("{verb}{titles}{without_articles}");
    tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::Printed, words).case(seen.row.id))?;
    Ok((papers, reprint))
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
                case: Some(seen.row.id),
                name,
                title: "办理须知".to_owned(),
                pdf: rendered.pdf,
                copies: Vec::new(),
                place: Place::AsDesigned,
            };
            Ok((paper, devices::devices(tx)?.printer))
        })
    })?;
    printing::send_where_it_goes(desk, &printer, paper)
}

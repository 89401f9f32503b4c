//! Preview, printing, and the documents of a case.

use case::{Role, Step};
use form::Rendered;
use project::FormRef;
use store::{AttachmentId, AuditEntry, CaseId, NewPrint, PrintOutcome, Tx};

use super::printing::{self, Paper};
use super::slip::{self, SLIP};
use super::{articles, hand_over, installed, settings};
use crate::api::*;
use crate::case_file::CaseFile;
use crate::dispatch::Bytes;
use crate::part::pdftoppm;
use crate::places::{free_name, write_whole};
use crate::prints::{self, Event};
use crate::view::{Seen, name_of};
use crate::{Desk, customer, papers, refusal, versions};

const PDF: &str = "application/pdf";

/// The case as it stands on paper.
pub fn case_file(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<CaseFile, Refusal> {
    Ok(CaseFile {
        number: seen.row.number.clone(),
        apply_date: Some(seen.desk.today()),
        acceptor: name_of(tx, seen.row.clerk)?,
        accepted_at: Some(seen.row.created.with_timezone(seen.desk.now().offset())),
        agreements: installed::texts(&installed::current(tx, seen.project)?),
        masked: false,
        content: seen.row.content.clone(),
    })
}

fn render(
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

fn form_of<'a>(seen: &'a Seen<'_>, id: &str) -> Result<&'a FormRef, Refusal> {
    let forms = seen
        .project
        .forms(seen.row.content.business, seen.row.content.kind);
    forms
        .into_iter()
        .find(|f| f.id == id)
        .ok_or_else(|| crate::case_file::unknown_form(seen.project, id))
}

/// Lays out all forms of a case.
pub fn preview(desk: &Desk, args: ById) -> Result<Preview, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            let forms = seen
                .project
                .forms(seen.row.content.business, seen.row.content.kind);
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

/// A page of a form as PNG.
pub fn preview_page(desk: &Desk, args: PreviewPage) -> Result<Bytes, Refusal> {
    let pdf = desk.read(|open| {
        open.store.read(|tx| -> Result<Vec<u8>, Refusal> {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            match args.form.as_str() {
                SLIP => Ok(slip::render(&seen, tx)?.pdf),
                hand_over::SHEET => hand_over::sheet::pdf(&seen, tx),
                form => Ok(render(&seen, tx, form_of(&seen, form)?, 1, 0)?.pdf),
            }
        })
    })?;
    Ok((
        "image/png".to_owned(),
        pdftoppm::page_png(&pdf, args.page, args.dpi)?,
    ))
}

/// Prints the forms of a case. The print is kept in the store, and counts once it is out; a printer that does not take it
/// costs nothing but the way to the file.
pub fn print(desk: &Desk, args: Print) -> Result<Printed, Refusal> {
    let (papers, reprint) = desk.write(Some(Role::Clerk), |tx, me| {
        let seen = Seen::load(desk, tx, me, args.id)?;
        let chosen = |f: &&FormRef| args.forms.is_empty() || args.forms.contains(&f.id);
        let forms = seen
            .project
            .forms(seen.row.content.business, seen.row.content.kind);
        let forms: Vec<&FormRef> = forms.into_iter().filter(chosen).collect();
        let without_articles = articles::require(&seen, tx, &forms)?;
        let gate = seen.view(tx)?.may_print;
        if !gate.open && !articles::closes(&seen, tx, &gate)? {
            return Err(Refusal::new(
                "print-closed",
                gate.reason,
                "请先改正或补录，再打印（F7 跳到下一处）",
            ));
        }
        seen.row.state.after(Step::Print, seen.row.content.business)?;
        prints::keep_papers(&seen, tx)?;
        let hash = store::content_hash(&seen.row.content)?;
        let installed = installed::current(tx, seen.project)?;
        let texts = installed::texts(&installed);
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
                paper_hash: prints::paper_of(desk, seen.project, &form.id, &seen.row),
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
                pdf: rendered.pdf,
            });
        }
        prints::settle(desk, tx, me, args.id, Event::Printed)?;
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
                "printed",
                format!("{verb}{titles}{without_articles}"),
            )
            .case(seen.row.id),
        )?;
        Ok((papers, reprint))
    })?;
    printing::send(desk, args.to, &papers, reprint)
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
            };
            Ok((paper, settings::devices(tx)?.printer))
        })
    })?;
    let to = if printer.is_empty() {
        PrintTo::File
    } else {
        PrintTo::Printer
    };
    printing::send(desk, to, &[paper], false)
}

/// Documents of a case: prints, sheets, requests, certificates, packages; not its scans.
pub fn documents(desk: &Desk, args: ById) -> Result<Vec<DocumentLine>, Refusal> {
    desk.read(|open| open.store.read(|tx| documents_of(desk, tx, CaseId(args.id))))
}

/// The documents, oldest first.
pub fn documents_of(desk: &Desk, tx: &Tx<'_>, case: CaseId) -> Result<Vec<DocumentLine>, Refusal> {
    let mut found: Vec<(AttachmentId, String)> = Vec::new();
    let row = tx.case(case)?;
    for print in tx.prints_of_case(case)? {
        let verb = if print.reprint { "重打" } else { "打印" };
        let project = versions::project_of(desk, tx, &row).ok();
        let title = project
            .and_then(|p| p.form(&print.form))
            .map_or(hand_over::SHEET_TITLE, |f| &f.title);
        let carried = tx.agreements_of_print(print.id)?;
        let carried = carried.iter().map(|a| format!("（协议 {} 版）", a.version));
        found.push((
            print.attachment,
            format!("{verb}《{title}》{}", carried.collect::<String>()),
        ));
    }
    for job in tx.jobs_of_case(case)? {
        found.extend(job.csr.map(|id| (id, "证书请求".to_owned())));
        found.extend(job.cert.map(|id| (id, "数字证书".to_owned())));
        if let Some(recovered) = tx.recovered_key(job.id)? {
            found.push((recovered.certificate, "加密证书".to_owned()));
            found.push((
                recovered.envelope,
                "加密私钥信封（只有本案 UKey 能拆）".to_owned(),
            ));
        }
    }
    for exchange in tx.exchanges_of_case(case)? {
        let words = match exchange.direction {
            store::Direction::Out => "发往 CA 的交换包",
            store::Direction::In => "CA 回包",
        };
        found.push((exchange.attachment, words.to_owned()));
    }
    let mut lines = Vec::new();
    for (id, words) in found {
        let attachment = tx.attachment(id)?;
        lines.push(DocumentLine {
            id: id.0,
            words,
            name: attachment.name,
            at: attachment.created.with_timezone(desk.now().offset()).to_rfc3339(),
            bytes: attachment.bytes,
        });
    }
    lines.sort_by(|a, b| a.at.cmp(&b.at));
    lines.dedup_by_key(|l| l.id);
    Ok(lines)
}

/// A stored document. Only those signed in read it; who looked at what is in the audit.
pub fn document(desk: &Desk, args: ById) -> Result<Bytes, Refusal> {
    let id = AttachmentId(args.id);
    desk.write(None, |tx, me| {
        let attachment = tx.attachment(id)?;
        let words = format!("{} 打开文件 {}", me.name, attachment.name);
        tx.audit(&AuditEntry::new(desk.utc(), me, "document-opened", words))?;
        Ok((attachment.mime, tx.attachment_bytes(id)?))
    })
}

/// Saves a stored document into the print folder and says where.
pub fn save_document(desk: &Desk, args: ById) -> Result<Done, Refusal> {
    let (name, folder) = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            let name = tx.attachment(AttachmentId(args.id))?.name;
            Ok((
                name,
                settings::folder(desk, &settings::devices(tx)?.print_folder, "prints"),
            ))
        })
    })?;
    let (_, bytes) = document(desk, args)?;
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "bin"));
    let path = free_name(&folder, stem, ending);
    write_whole(&path, &bytes)?;
    Ok(Done {
        message: format!("已另存到打印存放目录：{}", name_in(&path)),
    })
}

/// The file's name: a clerk is told what it is called, the settings tell where the folder lies.
pub fn name_in(path: &std::path::Path) -> String {
    path.file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default()
}

impl Desk {
    /// Where a customer stamps and signs the first copy of a printed file, page by page. For practice.
    pub(crate) fn places_to_stamp(
        &self,
        case: u32,
        file: &str,
    ) -> Result<Vec<(u32, Vec<customer::Place>)>, Refusal> {
        self.read(|open| {
            open.store.read(|tx| {
                let prints = tx.prints_of_case(CaseId(case))?;
                let Some(print) = prints
                    .into_iter()
                    .rev()
                    .find(|p| file.trim_end_matches(".pdf").ends_with(&format!("-{}", p.form)))
                else {
                    return Ok(Vec::new());
                };
                let maps: Vec<form::PageMap> = serde_json::from_value(print.page_maps).unwrap_or_default();
                let first = maps.iter().filter(|m| m.copy == 1);
                Ok(first
                    .map(|m| (u32::from(m.page), customer::places_on(m)))
                    .collect())
            })
        })
    }
}

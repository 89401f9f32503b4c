//! The documents of a case: prints, sheets, requests, certificates, packages; not its scans.

use std::collections::BTreeSet;

use store::{Account, AttachmentId, AuditAction, AuditEntry, CaseId, FileKind, OutsideKind, Tx};

use crate::casework::versions;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::outside::{self, Named};
use crate::counter::reading::read_whole;
use crate::paper::api::DocumentLine;
use crate::prints::sheets;
use crate::rights::groups::FieldGroup;
use crate::rights::papers::{group_of_file, group_to_look_at, may_open_file, opens};
use crate::rights::sight::Sight;
use crate::rim::api::{ById, Bytes, Done, Refusal};

/// Documents of a case: prints, sheets, requests, certificates, packages; not its scans.
pub fn documents(desk: &Desk, args: ById) -> Result<Vec<DocumentLine>, Refusal> {
    desk.read(|open| {
        open.store
            .read(|tx| documents_of(desk, tx, &open.account, CaseId(args.id)))
    })
}

/// The documents, oldest first.
pub fn documents_of(
    desk: &Desk,
    tx: &Tx<'_>,
    me: &Account,
    case: CaseId,
) -> Result<Vec<DocumentLine>, Refusal> {
    let mut found: Vec<(AttachmentId, String)> = Vec::new();
    let row = tx.case(case)?;
    for print in tx.prints_of_case(case)? {
        let verb = if print.reprint { "重打" } else { "打印" };
        let project = versions::project_of(desk, tx, &row).ok();
        let title = project
            .and_then(|p| p.form(&print.form))
            .map_or(sheets::SHEET_TITLE, |f| &f.title);
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
    // One that was wrong or came too late is on no key, and stays in the books.
    let jobs = found.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>();
    let others = tx.certificates_of_case(case)?.into_iter();
    let others = others
        .filter_map(|c| c.attachment)
        .filter(|id| !jobs.contains(id));
    found.extend(others.map(|id| (id, "未用的证书（有误或已作废，待注销）".to_owned())));
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
        let of = tx.file_use(id)?;
        let may = |shown: fn(FileKind) -> FieldGroup| {
            let group = of.map_or(FieldGroup::Papers, |of| shown(of.kind));
            opens(desk, me, Some(case), group)
        };
        lines.push(DocumentLine {
            looks: may(group_to_look_at),
            saves: may(group_of_file),
            id: id.0,
            words,
            name: Sight::in_lists().text(&attachment.name),
            at: attachment.created.with_timezone(desk.now().offset()).to_rfc3339(),
            bytes: attachment.bytes,
        });
    }
    lines.sort_by(|a, b| a.at.cmp(&b.at));
    lines.dedup_by_key(|l| l.id);
    Ok(lines)
}

/// A stored document, for whoever may see what it shows; who looked at what is in the audit. Errors: `papers-hidden`.
pub fn document(desk: &Desk, args: ById) -> Result<Bytes, Refusal> {
    let id = AttachmentId(args.id);
    let (mime, bytes) = desk.look(|tx, me| {
        may_open_file(desk, tx, me, id, group_of_file)?;
        read_whole(tx, id)
    })?;
    // Nobody gets the bytes before it is on record that they did.
    desk.write(None, |tx, me| {
        let of = may_open_file(desk, tx, me, id, group_of_file)?;
        let attachment = tx.attachment(id)?;
        let name = Sight::in_lists().text(&attachment.name);
        let words = format!("{} 打开文件 {name}", me.name);
        let entry = AuditEntry::new(desk.utc(), me, AuditAction::DocumentOpened, words);
        tx.audit(&match of.and_then(|of| of.case) {
            Some(case) => entry.case(case),
            None => entry,
        })?;
        Ok(())
    })?;
    Ok((mime, bytes))
}

/// Saves a stored document into the print folder and says where.
pub fn save_document(desk: &Desk, args: ById) -> Result<Done, Refusal> {
    let id = AttachmentId(args.id);
    let (name, folder, case) = desk.look(|tx, _| {
        let folder = devices::folder(desk, &devices::devices(tx)?.print_folder, "prints");
        let case = tx.file_use(id)?.and_then(|of| of.case);
        Ok((tx.attachment(id)?.name, folder, case))
    })?;
    let (_, bytes) = document(desk, args)?;
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "bin"));
    let named = Named {
        kind: OutsideKind::Copy,
        case,
        folder: &folder,
        stem,
        ending,
    };
    let path = outside::put(desk, None, named, &bytes)?;
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

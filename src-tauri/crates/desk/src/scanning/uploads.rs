//! Files for the authority's site, made from the scans of a case: one for each place of its page, in a format it takes,
//! no larger than it takes, still legible. The originals stay as they are.

use std::collections::BTreeSet;
use std::path::Path;

use case::Role;
use project::UploadRules;
use store::{AttachmentId, AuditAction, AuditEntry, CaseId, OutsideKind, Page, Tx};

use crate::casework::materials::materials;
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::outside::{self, Named};
use crate::counter::reading::read_whole;
use crate::pages::belonging::{current, is_form};
use crate::rim::api::{ById, Finding, Refusal, Severity};
use crate::rim::refusal;
use crate::scanning::api::{UploadFile, Uploads};
use crate::scanning::lists::words_of;

/// A file to be uploaded: one scan, or those of one place of the site in their order.
struct Original {
    words: String,
    scans: Vec<AttachmentId>,
}

/// What is to be uploaded of a case: for each place of the site its pages, else each page by itself; and the places
/// that the site needs and that have no scan yet.
fn originals(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<(Vec<Original>, Vec<Finding>), Refusal> {
    let mut left = first_copies(seen, tx)?;
    let asked = materials(seen.project, seen.content(), &seen.facts);
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for slot in &seen.project.upload().slots {
        let place = |page: &Page| slot.place_of(page.form.as_deref().unwrap_or_default());
        let (mut own, others): (Vec<Page>, Vec<Page>) =
            left.into_iter().partition(|page| place(page).is_some());
        left = others;
        own.sort_by_key(|page| place(page));
        if !own.is_empty() {
            found.push(Original {
                words: slot.name.clone(),
                scans: own.iter().map(|page| page.attachment).collect(),
            });
        } else if slot.needed && asked.iter().any(|row| slot.place_of(&row.id).is_some()) {
            missing.push(refusal::finding(
                "upload-slot-empty",
                Severity::Warn,
                format!("“{}”还没有扫描件，网页上是必传项", slot.name),
                "请扫描这份纸件，归到本件的这一项，再导出一次",
            ));
        }
    }
    found.extend(left.iter().map(|page| Original {
        words: words_of(seen, page),
        scans: vec![page.attachment],
    }));
    Ok((found, missing))
}

/// The pages that count, of each page of a form the first copy that was scanned. Of other papers everything is there:
/// several people's cards lie under one line of the checklist.
fn first_copies(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<Page>, Refusal> {
    let mut known = BTreeSet::new();
    let mut pages = current(seen, tx)?;
    // In the order of form, copy, page: the first that is met is of the lowest copy.
    pages.retain(|page| {
        let form = page.form.clone().unwrap_or_default();
        !is_form(seen, &form) || known.insert((form, page.page))
    });
    Ok(pages)
}

/// Writes the case's files into a folder of their own beside the exchange packages. A page that cannot be made to fit
/// and stay legible is told, with the size it comes to; the rest is written.
///
/// Errors: `role-missing`; `upload-nothing` when no page is filed; those of the file system.
pub fn export_uploads(desk: &Desk, args: ById) -> Result<Uploads, Refusal> {
    let (rules, number, (originals, missing), folder) = desk.read(|open| {
        crate::counter::who::require(open, Role::Clerk)?;
        open.store.read(|tx| {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            let originals = originals(&seen, tx)?;
            let folder = devices::folder(desk, &devices::devices(tx)?.exchange_folder, "exchange");
            let rules = seen.project.upload().clone();
            Ok::<_, Refusal>((rules, seen.row.number, originals, folder))
        })
    })?;
    if originals.is_empty() {
        return Err(Refusal::new(
            "upload-nothing",
            "本件还没有归好的扫描页",
            "请先扫描并归页，再导出上传件",
        ));
    }
    let folder = folder.join(format!("{number}-上传件"));
    let mut made = Uploads {
        folder: folder.display().to_string(),
        rule: rules.note.clone(),
        files: Vec::new(),
        findings: missing,
    };
    for original in &originals {
        match write(desk, CaseId(args.id), original, &rules, &folder) {
            Ok(file) => made.files.push(file),
            Err(refused) if of_this_file(&refused) => made.findings.push(refusal::finding(
                &refused.code,
                Severity::Warn,
                format!("{}：{}", original.words, refused.message),
                refused.remedy,
            )),
            Err(refused) => return Err(refused),
        }
    }
    let words = format!("导出上传件 {} 个", made.files.len());
    desk.write(Some(Role::Clerk), |tx, me| {
        let entry = AuditEntry::new(desk.utc(), me, AuditAction::UploadsExported, words);
        Ok(tx.audit(&entry.case(CaseId(args.id)))?)
    })?;
    Ok(made)
}

/// What is wrong with one file's pages keeps no other file back.
fn of_this_file(refused: &Refusal) -> bool {
    refused.blames_the_file() || refused.code.starts_with("upload-")
}

fn write(
    desk: &Desk,
    case: CaseId,
    original: &Original,
    rules: &UploadRules,
    folder: &Path,
) -> Result<UploadFile, Refusal> {
    let scans: Vec<Vec<u8>> = desk.look(|tx, _| {
        let bytes = original.scans.iter().map(|id| Ok(read_whole(tx, *id)?.1));
        bytes.collect()
    })?;
    let pages: Vec<&[u8]> = scans.iter().map(Vec::as_slice).collect();
    let (upload, bytes) = desk.readers().upload(&pages, &rules.formats, rules.max_bytes)?;
    let named = Named {
        kind: OutsideKind::Upload,
        case: Some(case),
        folder,
        stem: &file_name(&original.words),
        ending: &upload.ending,
    };
    let path = outside::put(desk, Some(Role::Clerk), named, &bytes)?;
    let size = bytes.len() as u64;
    let met = match rules.max_bytes {
        Some(most) => format!("{}，上限 {}", in_words(size), in_words(most)),
        None => format!("{}，指南未写上限", in_words(size)),
    };
    let merged = match scans.len() {
        1 => String::new(),
        n => format!("{n} 页合成一个文件，"),
    };
    let how = match upload.dpi {
        Some(dpi) => format!("重新压缩为 {dpi:.0} dpi"),
        None => "原图".to_owned(),
    };
    Ok(UploadFile {
        name: path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default(),
        bytes: u32::try_from(size).unwrap_or(u32::MAX),
        words: format!("{met}；{merged}{how}"),
    })
}

/// A paper's words as a file name: what file systems and upload pages stumble over is left out.
fn file_name(words: &str) -> String {
    let kept = words.chars().map(|c| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '《' | '》' => ' ',
        c if c.is_control() || c.is_whitespace() => ' ',
        c => c,
    });
    let kept: String = kept.collect();
    let name = kept
        .split(' ')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    // 255 bytes is the longest name; Chinese takes three each, and a number and an ending follow.
    name.chars().take(60).collect()
}

/// 1.3 MB, 640 KB
fn in_words(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1024)),
        _ => format!("{:.1} MB", bytes as f64 / f64::from(1 << 20)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_after_its_paper_in_what_every_system_takes() {
        for (words, name) in [
            ("《单位申请表》第1页 第1份", "单位申请表-第1页-第1份"),
            ("身份证（正/反面）: 原件", "身份证（正-反面）-原件"),
            ("..\u{7}/etc", "..-etc"),
        ] {
            assert_eq!(file_name(words), name);
        }
        assert_eq!(file_name(&"长".repeat(200)).chars().count(), 60);
        assert_eq!(
            (in_words(640 << 10), in_words(1_363_149)),
            ("640 KB".to_owned(), "1.3 MB".to_owned())
        );
    }
}

//! A sample's picture for the screen, as files, and for the authority's package: derived from the cut and its edit.

use case::Role;
use seal::Format;
use store::{AuditAction, AuditEntry, OutsideKind, Sample, SampleId, Tx};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::outside::Outside;
use crate::counter::places::free_name;
use crate::rights::groups::FieldGroup;
use crate::rights::papers::may_open;
use crate::rim::api::{Bytes, Done, Refusal};
use crate::samples::api::{PictureFormat, SamplePicture, SaveSample};
use crate::samples::counting::{PNG, current};
use crate::samples::lines;
use crate::samples::pictures::{AsCut, as_edited, blank, checked, colour, standing_picture};

/// What is taken of a sample as it stands in the books, by who may see it. Errors: `papers-hidden`; those of `of`.
fn seen<T>(
    desk: &Desk,
    id: SampleId,
    of: impl Fn(&Tx<'_>, &Sample) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let sample = tx.sample(id)?;
            may_open(desk, &open.account, Some(sample.case_id), FieldGroup::Samples)?;
            of(tx, &sample)
        })
    })
}

/// A seal sample as PNG: as it is kept, as it would be after an edit, or as scanned.
pub fn picture(desk: &Desk, args: SamplePicture) -> Result<Bytes, Refusal> {
    let id = SampleId(args.id);
    let png = match args.edit.as_ref().filter(|_| !args.raw) {
        Some(asked) => {
            let cut = seen(desk, id, AsCut::of)?;
            let edit = checked(asked, cut.ink_mm(desk)?.ok_or_else(blank)?)?;
            cut.file(desk, (&edit, colour(asked)), Format::Png, None)?
        }
        None => seen(desk, id, |tx, sample| match args.raw {
            true => Ok(tx.attachment_bytes(sample.raw.unwrap_or(sample.picture))?),
            false => standing_picture(desk, tx, sample),
        })?,
    };
    Ok((PNG.to_owned(), png))
}

/// A format by the word of a project. Errors: `unknown-word`.
fn named(word: &str) -> Result<PictureFormat, Refusal> {
    match word {
        "png" => Ok(PictureFormat::Png),
        "jpeg" => Ok(PictureFormat::Jpeg),
        "bmp" => Ok(PictureFormat::Bmp),
        "gif" => Ok(PictureFormat::Gif),
        other => Err(Refusal::new(
            "unknown-word",
            format!("不认识的图片格式“{other}”"),
            "可用：PNG、JPEG、BMP、GIF",
        )),
    }
}

/// The formats that a project takes. Errors: `unknown-word`.
fn asked(seen: &Seen<'_>) -> Result<Vec<PictureFormat>, Refusal> {
    let words = seen.project.pictures().formats;
    words.iter().map(|word| named(word)).collect()
}

/// A format as the pictures know it, with its word and the ending of its files.
fn of(format: PictureFormat) -> (Format, &'static str, &'static str) {
    match format {
        PictureFormat::Png => (Format::Png, "png", "png"),
        PictureFormat::Jpeg => (Format::Jpeg, "jpeg", "jpg"),
        PictureFormat::Bmp => (Format::Bmp, "bmp", "bmp"),
        PictureFormat::Gif => (Format::Gif, "gif", "gif"),
    }
}

/// The files of a sample in these formats, within the project's limit: name and bytes.
fn files(
    tx: &Tx<'_>,
    seen: &Seen<'_>,
    sample: &Sample,
    formats: &[PictureFormat],
) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let (edit, style) = as_edited(sample)?;
    let cut = AsCut::of(tx, sample)?;
    let limit = seen.project.pictures().max_bytes;
    formats
        .iter()
        .map(|wanted| {
            let (format, _, ending) = of(*wanted);
            Ok((
                format!("{}.{ending}", sample.frame),
                cut.file(seen.desk, (&edit, style), format, limit)?,
            ))
        })
        .collect()
}

/// Saves a sample's picture into the print folder, at true size, in the formats asked for or those the project takes.
pub fn save(desk: &Desk, args: SaveSample) -> Result<Done, Refusal> {
    desk.write(Some(Role::Clerk), |tx, me| {
        let sample = tx.sample(SampleId(args.id))?;
        let seen = Seen::load(desk, tx, me, sample.case_id.0)?;
        let formats = match args.formats.is_empty() {
            true => asked(&seen)?,
            false => args.formats.clone(),
        };
        let folder = devices::folder(desk, &devices::devices(tx)?.print_folder, "prints");
        let mut written = Vec::new();
        for (name, bytes) in files(tx, &seen, &sample, &formats)? {
            let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "bin"));
            let path = free_name(&folder, &format!("{}-{stem}", seen.row.number), ending);
            let file = Outside {
                kind: OutsideKind::Sample,
                case: Some(sample.case_id),
                exchange: None,
                path: &path,
                bytes: &bytes,
            };
            file.put(desk, tx, me)?;
            let name = path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            written.push(format!("{name}（{} KB）", bytes.len().div_ceil(1024)));
        }
        let words = format!(
            "导出印模 {}：{}",
            lines::label_of(&seen, &sample),
            formats
                .iter()
                .map(|one| of(*one).1)
                .collect::<Vec<_>>()
                .join("、")
        );
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::SampleSaved, words).case(sample.case_id))?;
        Ok(Done {
            message: format!("已存为图片，在打印存放目录里：{}", written.join("，")),
        })
    })
}

/// The pictures of a case's chosen samples as the authority takes them: name and bytes, each once in the preferred
/// format.
pub fn of_case(tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let formats = asked(seen)?;
    let mut all = Vec::new();
    for sample in current(tx, seen)?.iter().filter(|s| s.chosen) {
        all.extend(files(tx, seen, sample, &formats[..1])?);
    }
    Ok(all)
}

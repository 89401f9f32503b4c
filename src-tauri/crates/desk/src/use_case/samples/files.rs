//! A sample's picture for the screen, as files, and for the authority's package: derived from the cut and its edit.

use case::Role;
use seal::{Cutout, Format, Reading, Style};
use store::{AuditEntry, Sample, SampleId, Tx};

use super::super::settings;
use super::editing::{blank, checked};
use super::judgement::Judgement;
use super::{PNG, PX_PER_MM, current, label_of};
use crate::Desk;
use crate::api::*;
use crate::dispatch::Bytes;
use crate::judging::Judged;
use crate::places::{free_name, write_whole};
use crate::view::Seen;

/// A sample as it was cut and judged then, with its ink taken out of its paper.
pub fn as_cut(tx: &Tx<'_>, sample: &Sample) -> Result<Judged, Refusal> {
    let bytes = tx.attachment_bytes(sample.raw.unwrap_or(sample.picture))?;
    let frame = scan::decode(&bytes, scan::Limits::default())?.image;
    let reading: Reading = serde_json::from_value(sample.reading.clone()).map_err(|_| blank())?;
    Ok(Judged {
        cutout: Cutout::of(&frame, PX_PER_MM, &reading),
        reading,
        findings: sample.findings.clone(),
    })
}

/// The picture that is kept of a sample's ink as it was taken out of its paper; nothing when there is none.
pub fn clean(cutout: Option<&Cutout>) -> Option<Vec<u8>> {
    cutout?.file(Style::SealRed, Format::Png, None).ok()
}

/// The ink of a sample after its edit, with the colour that was asked for.
fn ink(tx: &Tx<'_>, sample: &Sample) -> Result<(Cutout, Style), Refusal> {
    let judgement = Judgement::of(sample)?;
    let cutout = as_cut(tx, sample)?.cutout.ok_or_else(blank)?;
    Ok((cutout.edited(&judgement.edit), judgement.style))
}

/// The colour of an edit.
pub fn colour(edit: &SampleEdit) -> Style {
    match edit.style {
        SampleStyle::SealRed => Style::SealRed,
        SampleStyle::AsScanned => Style::AsScanned,
    }
}

/// A sample's picture as it now stands, as PNG: cleaned, and edited where it was.
pub fn standing_picture(tx: &Tx<'_>, sample: &Sample) -> Result<Vec<u8>, Refusal> {
    match sample.edit {
        Some(_) => {
            let (cutout, style) = ink(tx, sample)?;
            file(&cutout, style, Format::Png, None)
        }
        None => Ok(tx.attachment_bytes(sample.picture)?),
    }
}

/// A seal sample as PNG: as it is kept, as it would be after an edit, or as scanned.
pub fn picture(desk: &Desk, args: SamplePicture) -> Result<Bytes, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let sample = tx.sample(SampleId(args.id))?;
            let png = match &args.edit {
                _ if args.raw => tx.attachment_bytes(sample.raw.unwrap_or(sample.picture))?,
                Some(asked) => {
                    let cutout = as_cut(tx, &sample)?.cutout.ok_or_else(blank)?;
                    let edit = checked(asked, &cutout)?;
                    file(&cutout.edited(&edit), colour(asked), Format::Png, None)?
                }
                None => standing_picture(tx, &sample)?,
            };
            Ok((PNG.to_owned(), png))
        })
    })
}

fn file(cutout: &Cutout, style: Style, format: Format, limit: Option<usize>) -> Result<Vec<u8>, Refusal> {
    cutout
        .file(style, format, limit)
        .map_err(|e| Refusal::new(seal::TooLarge::CODE, e.to_string(), e.remedy()))
}

/// A format by its word, with the ending of its files. Errors: `unknown-word`.
fn format(word: &str) -> Result<(Format, &'static str), Refusal> {
    match word {
        "png" => Ok((Format::Png, "png")),
        "jpeg" => Ok((Format::Jpeg, "jpg")),
        "bmp" => Ok((Format::Bmp, "bmp")),
        "gif" => Ok((Format::Gif, "gif")),
        other => Err(Refusal::new(
            "unknown-word",
            format!("不认识的图片格式“{other}”"),
            "可用：PNG、JPEG、BMP、GIF",
        )),
    }
}

/// The files of a sample in these formats, within the project's limit: name and bytes.
fn files(
    tx: &Tx<'_>,
    seen: &Seen<'_>,
    sample: &Sample,
    formats: &[String],
) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let (cutout, style) = ink(tx, sample)?;
    let limit = seen.project.pictures().max_bytes;
    let limit = limit.map(|most| usize::try_from(most).unwrap_or(usize::MAX));
    formats
        .iter()
        .map(|word| {
            let (format, ending) = format(word)?;
            Ok((
                format!("{}.{ending}", sample.frame),
                file(&cutout, style, format, limit)?,
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
            true => seen.project.pictures().formats,
            false => args.formats.clone(),
        };
        let folder = settings::folder(desk, &settings::devices(tx)?.print_folder, "prints");
        let mut written = Vec::new();
        for (name, bytes) in files(tx, &seen, &sample, &formats)? {
            let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "bin"));
            let path = free_name(&folder, &format!("{}-{stem}", seen.row.number), ending);
            write_whole(&path, &bytes)?;
            let name = path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            written.push(format!("{name}（{} KB）", bytes.len().div_ceil(1024)));
        }
        let words = format!("导出印模 {}：{}", label_of(&seen, &sample), formats.join("、"));
        tx.audit(&AuditEntry::new(desk.utc(), me, "sample-saved", words).case(sample.case_id))?;
        Ok(Done {
            message: format!("已存为图片，在打印存放目录里：{}", written.join("，")),
        })
    })
}

/// The pictures of a case's chosen samples as the authority takes them: name and bytes, each once in the preferred format.
pub fn of_case(tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let formats = seen.project.pictures().formats;
    let mut all = Vec::new();
    for sample in current(tx, seen)?.iter().filter(|s| s.chosen) {
        all.extend(files(tx, seen, sample, &formats[..1])?);
    }
    Ok(all)
}

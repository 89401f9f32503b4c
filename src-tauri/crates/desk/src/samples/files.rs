//! A sample's picture for the screen, as files, and for the authority's package: derived from the cut and its edit.

use case::Role;
use seal::{Edit, Format, Style};
use store::{AuditAction, AuditEntry, OutsideKind, Sample, SampleId, Tx};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::making::Stop;
use crate::counter::outside::{self, Named, Outside};
use crate::counter::reading::read_whole;
use crate::rights::groups::FieldGroup;
use crate::rights::papers::may_open;
use crate::rim::api::{Bytes, Done, Refusal};
use crate::samples::api::{PictureFormat, SamplePicture, SaveSample};
use crate::samples::counting::{PNG, current};
use crate::samples::lines;
use crate::samples::pictures::{AsCut, Standing, as_edited, blank, checked, colour};

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
        None => {
            let standing = seen(desk, id, |tx, sample| match args.raw {
                true => {
                    let raw = sample.raw.unwrap_or(sample.picture);
                    Ok(Standing::Kept(read_whole(tx, raw)?.1))
                }
                false => Standing::of(tx, sample),
            })?;
            standing.picture(desk)?
        }
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

/// A sample's picture as files, as it was read from the store.
pub struct Files {
    frame: String,
    cut: AsCut,
    edit: Edit,
    style: Style,
    formats: Vec<PictureFormat>,
    limit: Option<u64>,
}

impl Files {
    /// Reads what the files of a sample in these formats are made from, within the project's limit.
    fn of(tx: &Tx<'_>, seen: &Seen<'_>, sample: &Sample, formats: &[PictureFormat]) -> Result<Self, Refusal> {
        let (edit, style) = as_edited(sample)?;
        Ok(Self {
            frame: sample.frame.clone(),
            cut: AsCut::of(tx, sample)?,
            edit,
            style,
            formats: formats.to_vec(),
            limit: seen.project.pictures().max_bytes,
        })
    }

    /// Makes them: name and bytes.
    pub fn made(&self, desk: &Desk) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
        let one = |wanted: &PictureFormat| {
            let (format, _, ending) = of(*wanted);
            let bytes = self
                .cut
                .file(desk, (&self.edit, self.style), format, self.limit)?;
            Ok((format!("{}.{ending}", self.frame), bytes))
        };
        self.formats.iter().map(one).collect()
    }
}

/// The formats in which a sample is saved: those asked for, else those the project takes.
fn formats_of(seen: &Seen<'_>, args: &SaveSample) -> Result<Vec<PictureFormat>, Refusal> {
    match args.formats.is_empty() {
        true => asked(seen),
        false => Ok(args.formats.clone()),
    }
}

/// A sample's picture, written and still without its names.
struct Written {
    sample: Sample,
    files: Vec<Outside>,
    /// What is said of each: its name and its size.
    words: Vec<String>,
}

/// Makes the files of a sample while nobody waits.
fn written(desk: &Desk, args: &SaveSample) -> Result<Written, Refusal> {
    let (sample, number, folder, made) = desk.look(|tx, me| {
        let sample = tx.sample(SampleId(args.id))?;
        let seen = Seen::load(desk, tx, me, sample.case_id.0)?;
        let made = Files::of(tx, &seen, &sample, &formats_of(&seen, args)?)?;
        let folder = devices::folder(desk, &devices::devices(tx)?.print_folder, "prints");
        Ok((sample, seen.row.number, folder, made))
    })?;
    let (mut files, mut words) = (Vec::new(), Vec::new());
    for (name, bytes) in made.made(desk)? {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "bin"));
        let named = Named {
            kind: OutsideKind::Sample,
            case: Some(sample.case_id),
            folder: &folder,
            stem: &format!("{number}-{stem}"),
            ending,
        };
        let file = Outside::beside(named, &bytes)?;
        let name = file.path().file_name();
        let name = name.map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        words.push(format!("{name}（{} KB）", bytes.len().div_ceil(1024)));
        files.push(file);
    }
    Ok(Written { sample, files, words })
}

/// Saves a sample's picture into the print folder, at true size, in the formats asked for or those the project takes.
pub fn save(desk: &Desk, args: SaveSample) -> Result<Done, Refusal> {
    let made = desk.write_made(
        Some(Role::Clerk),
        || written(desk, &args),
        |tx, me, mut made| {
            let sample = tx.sample(SampleId(args.id))?;
            if sample != made.sample {
                return Err(Stop::Stale);
            }
            let seen = Seen::load(desk, tx, me, sample.case_id.0)?;
            for file in &mut made.files {
                file.record(desk, tx, me, None)?;
            }
            let formats = formats_of(&seen, &args)?;
            let words: Vec<&str> = formats.iter().map(|one| of(*one).1).collect();
            let label = lines::label_of(&seen, &sample);
            let words = format!("导出印模 {label}：{}", words.join("、"));
            let entry = AuditEntry::new(desk.utc(), me, AuditAction::SampleSaved, words);
            tx.audit(&entry.case(sample.case_id))?;
            Ok(made)
        },
    )?;
    outside::name(desk, made.files)?;
    Ok(Done {
        message: format!("已存为图片，在打印存放目录里：{}", made.words.join("，")),
    })
}

/// The chosen samples of a case.
pub fn chosen(tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<Sample>, Refusal> {
    let mut all = current(tx, seen)?;
    all.retain(|sample| sample.chosen);
    Ok(all)
}

/// The pictures of a case's chosen samples as the authority takes them, each once in the preferred format.
pub fn of_case(tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<Files>, Refusal> {
    let formats = asked(seen)?;
    let chosen = chosen(tx, seen)?;
    chosen
        .iter()
        .map(|sample| Files::of(tx, seen, sample, &formats[..1]))
        .collect()
}

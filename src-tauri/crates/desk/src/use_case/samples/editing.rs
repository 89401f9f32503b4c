//! Cropping, turning and colouring a sample: kept as parameters beside the cut, which stays as it was scanned.

use case::Role;
use seal::{Cutout, Edit, Style, Verdict};
use store::{AuditEntry, Sample, SampleId, Tx};

use super::files::{as_cut, colour};
use super::judgement::{Edited, Judgement};
use super::{PX_PER_MM, changeable, label_of, samples};
use crate::Desk;
use crate::api::*;
use crate::judging::{Judged, is_of_paper, thresholds};
use crate::view::Seen;

/// Least side of a sample's picture, in mm.
const LEAST_MM: f64 = 5.0;
/// Most white that may be added at a side, in mm.
const MOST_WHITE_MM: f64 = 20.0;
/// Most that may be turned, in tenths of a degree: half a turn either way.
const MOST_TURN: i32 = 1800;

/// Edits a sample, or gives it back as it was cut. It is judged anew; a decision that the clerk took falls when the
/// edit brings up something that had not been there.
pub fn edit(desk: &Desk, args: EditSample) -> Result<Vec<SampleLine>, Refusal> {
    let id = SampleId(args.id);
    let case = desk.write(Some(Role::Clerk), |tx, me| {
        let sample = tx.sample(id)?;
        let seen = changeable(desk, tx, me, &sample)?;
        let before = Judgement::of(&sample)?;
        let edited = match args.edit == SampleEdit::default() {
            true => None,
            false => Some(edited(tx, &seen, &sample, &args.edit)?),
        };
        let value = edited.map(|e| serde_json::to_value(e).unwrap_or_default());
        tx.set_sample_edit(id, value.as_ref())?;
        let after = Judgement::of(&tx.sample(id)?)?;
        let known = |code: &str| before.findings.iter().any(|f| f.code == code);
        let is_new = after.findings.iter().any(|f| !known(&f.code)) || after.verdict > before.verdict;
        let had_word = sample.decision.is_some() || sample.chosen;
        let falls = had_word && is_new && after.verdict != Verdict::Accept;
        if falls {
            tx.reopen_sample(id)?;
        }
        let mut words = format!("印模 {} {}", label_of(&seen, &sample), words_of(&args.edit));
        if falls {
            words.push_str("；改后另有问题，此前的选用和判定收回");
        }
        tx.audit(&AuditEntry::new(desk.utc(), me, "sample-edited", words).case(sample.case_id))?;
        Ok(sample.case_id)
    })?;
    samples(desk, ById { id: case.0 })
}

/// The sample after an edit, judged: by its own picture, and by what its paper showed, which is cut away but was there.
fn edited(tx: &Tx<'_>, seen: &Seen<'_>, sample: &Sample, asked: &SampleEdit) -> Result<Edited, Refusal> {
    let cut = as_cut(tx, sample)?;
    let ink = cut.cutout.as_ref().ok_or_else(blank)?;
    let edit = checked(asked, ink)?;
    let (kind, style) = (cut.reading.kind, colour(asked));
    let mut judged = Judged::of_picture(&ink.edited(&edit), PX_PER_MM, kind, &thresholds(seen.project));
    let of_paper = cut.findings.into_iter().filter(|f| is_of_paper(&f.code));
    judged.add(of_paper);
    let Judged {
        mut reading,
        findings,
        ..
    } = judged;
    let (now, was) = (&mut reading.measures, &cut.reading.measures);
    (now.on_line_mm2, now.beneath_mm2) = (was.on_line_mm2, was.beneath_mm2);
    (now.paper_lightness, now.paper_chroma) = (was.paper_lightness, was.paper_chroma);
    now.dirt_mm2 = was.dirt_mm2;
    Ok(Edited {
        edit,
        style,
        reading,
        findings,
    })
}

/// An edit within what a picture can bear. Errors: `sample-edit-too-far`.
pub fn checked(asked: &SampleEdit, ink: &Cutout) -> Result<Edit, Refusal> {
    let whole = ink.rgba(Style::AsScanned);
    let mm = |px: u32| f64::from(px) / PX_PER_MM;
    let [left, top, right, bottom] = asked.trim_mm;
    let within = asked
        .trim_mm
        .iter()
        .all(|t| t.is_finite() && *t >= -MOST_WHITE_MM);
    let left_over = (mm(whole.width()) - left - right).min(mm(whole.height()) - top - bottom);
    if !within || left_over < LEAST_MM || asked.turn_tenths.abs() > MOST_TURN {
        return Err(Refusal::new(
            "sample-edit-too-far",
            format!(
                "裁或转得太多：每边至多留白 {MOST_WHITE_MM:.0} mm，图片至少 {LEAST_MM:.0} mm 见方，旋转至多 180°"
            ),
            "请退一步（Ctrl+Z）或还原（R）后再改",
        ));
    }
    Ok(Edit {
        turn_tenths: asked.turn_tenths,
        trim_mm: asked.trim_mm,
    })
}

/// There is no ink to be edited or sent.
pub fn blank() -> Refusal {
    Refusal::new(
        "sample-blank",
        "这一格里没有印迹，没有图片可改、可存",
        "请改用别的样本，或请客户盖章后重新扫描",
    )
}

/// 转 −1.2°，裁左0.3、上0.0、右0.3、下0.0 mm，原色
fn words_of(edit: &SampleEdit) -> String {
    if *edit == SampleEdit::default() {
        return "还原为裁好时的样子".to_owned();
    }
    let mut words = Vec::new();
    if edit.turn_tenths != 0 {
        words.push(format!("转 {:.1}°", f64::from(edit.turn_tenths) / 10.0));
    }
    let [left, top, right, bottom] = edit.trim_mm;
    if edit.trim_mm != [0.0; 4] {
        words.push(format!(
            "裁左{left:.1}、上{top:.1}、右{right:.1}、下{bottom:.1} mm"
        ));
    }
    if edit.style == SampleStyle::AsScanned {
        words.push("用扫描原色".to_owned());
    }
    words.join("，")
}

//! Cropping, turning and colouring a sample: kept as parameters beside the cut, which stays as it was scanned.

use case::Role;
use seal::Verdict;
use store::{AuditAction, AuditEntry, SampleId};

use crate::casework::versions;
use crate::counter::desk::Desk;
use crate::rim::api::{ById, Refusal};
use crate::samples::api::{EditSample, SampleEdit, SampleLine, SampleStyle};
use crate::samples::counting::changeable;
use crate::samples::judgement::{Edited, Judgement};
use crate::samples::lines::{self, samples};
use crate::samples::pictures::{AsCut, blank, checked, colour};
use judging::{Judged, PX_PER_MM, is_of_paper, thresholds};

/// Edits a sample, or gives it back as it was cut. It is judged anew; a decision that the clerk took falls when the
/// edit brings up something that had not been there.
pub fn edit(desk: &Desk, args: EditSample) -> Result<Vec<SampleLine>, Refusal> {
    let id = SampleId(args.id);
    let is_as_cut = args.edit == SampleEdit::default();
    // How it was cut never changes, so it is judged anew before the store is held.
    let anew = match is_as_cut {
        true => None,
        false => Some(edited(desk, id, &args.edit)?),
    };
    let case = desk.write(Some(Role::Clerk), |tx, me| {
        let sample = tx.sample(id)?;
        let seen = changeable(desk, tx, me, &sample)?;
        let before = Judgement::of(&sample)?;
        let value = anew.map(|e| serde_json::to_value(e).unwrap_or_default());
        tx.set_sample_edit(id, value.as_ref())?;
        let after = Judgement::of(&tx.sample(id)?)?;
        let known = |code: &str| before.findings.iter().any(|f| f.code == code);
        let is_new = after.findings.iter().any(|f| !known(&f.code)) || after.verdict > before.verdict;
        let had_word = sample.decision.is_some() || sample.chosen;
        let falls = had_word && is_new && after.verdict != Verdict::Accept;
        if falls {
            tx.reopen_sample(id)?;
        }
        let mut words = format!(
            "印模 {} {}",
            lines::label_of(&seen, &sample),
            words_of(&args.edit)
        );
        if falls {
            words.push_str("；改后另有问题，此前的选用和判定收回");
        }
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::SampleEdited, words).case(sample.case_id))?;
        Ok(sample.case_id)
    })?;
    samples(desk, ById { id: case.0 })
}

/// The sample after an edit, judged: by its own picture, and by what its paper showed, which is cut away but was there.
fn edited(desk: &Desk, id: SampleId, asked: &SampleEdit) -> Result<Edited, Refusal> {
    let (cut, figures) = desk.read(|open| {
        open.store.read(|tx| {
            let sample = tx.sample(id)?;
            let project = versions::project_of(desk, tx, &tx.case(sample.case_id)?)?;
            Ok::<_, Refusal>((AsCut::of(tx, &sample)?, thresholds(project)))
        })
    })?;
    let edit = checked(asked, cut.ink_mm(desk)?.ok_or_else(blank)?)?;
    let style = colour(asked);
    let mut open = cut.open(desk)?;
    let judged = open.judge_edited(PX_PER_MM, &cut.reading, &edit, &figures)?;
    let mut judged = judged.ok_or_else(blank)?;
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

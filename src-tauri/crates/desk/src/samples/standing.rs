//! The samples of a group beside each other: the suggested one, what one lacks, the picture fused of all.
//!
//! Worked out when a page comes or goes and kept with the samples, so that looking at them costs nothing.

use std::collections::BTreeMap;

use case::Role;
use judging::PX_PER_MM;
use project::{Project, SealSampling};
use reader::ask::Kept;
use reader::{ComparedSamples, Samples};
use store::{CaseId, NewSample, PageId, Sample, SampleId, Tx};

use crate::casework::seen::Seen;
use crate::casework::versions;
use crate::counter::desk::Desk;
use crate::counter::making::Stop;
use crate::rim::api::Refusal;
use crate::rim::writing::{Long, not_inside};
use crate::samples::counting::{PNG, current, fused_frame};
use crate::samples::judgement::{Standing, word};
use crate::samples::pictures::AsCut;

/// The samples that were cut from a page and are on record now, by the numbers under which `hand` still has their ink.
pub struct Fresh<'a> {
    /// The case.
    pub case: CaseId,
    /// The page.
    pub page: PageId,
    /// Its samples.
    pub samples: BTreeMap<SampleId, u32>,
    /// Their ink.
    pub hand: &'a mut Samples,
}

/// A group of the page's form, with its samples that count.
struct Group<'p> {
    of: &'p SealSampling,
    samples: Vec<Sample>,
}

impl Group<'_> {
    fn ids(&self) -> Vec<SampleId> {
        self.samples.iter().map(|sample| sample.id).collect()
    }
}

/// The groups that have a sample on a page, as they count now.
fn groups<'p>(
    tx: &Tx<'_>,
    seen: &Seen<'_>,
    project: &'p Project,
    page: PageId,
) -> Result<Vec<Group<'p>>, Refusal> {
    let all = current(tx, seen)?;
    let form = tx.page(page)?.form.unwrap_or_default();
    let of = project.seals().iter().filter(|group| group.form == form);
    let groups = of.map(|group| {
        let of_group = |s: &&Sample| s.fused_of.is_empty() && group.frames.contains(&s.frame);
        Group {
            of: group,
            samples: all.iter().filter(of_group).cloned().collect(),
        }
    });
    Ok(groups
        .filter(|group| group.samples.iter().any(|s| s.page_id == page))
        .collect())
}

/// Compares the samples of every group that has one on a page that was just filed. What `hand` has no ink of is taken
/// from what is kept of it. The page is on record before: a comparison takes seconds, and nobody waits for it. Until it
/// is there, as in a store from before there were comparisons, each sample is judged by what was read of it alone.
///
/// # Errors
/// Those of the reader and of the store.
pub fn compare(desk: &Desk, fresh: Fresh<'_>) -> Result<(), Refusal> {
    let Fresh {
        case,
        page,
        samples: numbers,
        hand,
    } = fresh;
    if numbers.is_empty() {
        return Ok(());
    }
    desk.write_made(
        Some(Role::Clerk),
        || {
            not_inside(Long::Reader);
            let (project, groups) = desk.look(|tx, me| {
                let seen = Seen::load(desk, tx, me, case.0)?;
                let project = versions::project_of(desk, tx, &seen.row)?;
                let mut known = Vec::new();
                for group in groups(tx, &seen, project, page)? {
                    let cut = |sample: &Sample| match numbers.get(&sample.id) {
                        Some(number) => Ok(Ink::InHand(*number)),
                        None => AsCut::of(tx, sample).map(|cut| Ink::Kept(Box::new(cut))),
                    };
                    let ink = group.samples.iter().map(cut).collect::<Result<Vec<_>, _>>()?;
                    known.push((group, ink));
                }
                Ok((project, known))
            })?;
            let mut compared = Vec::new();
            for (group, ink) in groups {
                let kept = ink.into_iter().map(|ink| ink.into_compared(hand));
                let kept = kept.collect::<Result<_, Refusal>>()?;
                let said = hand.compare(PX_PER_MM, &judging::thresholds(project), kept)?;
                compared.push((group.ids(), said));
            }
            Ok(compared)
        },
        |tx, me, compared| {
            let seen = Seen::load(desk, tx, me, case.0)?;
            let now = groups(tx, &seen, seen.project, page)?;
            let stands = now.iter().map(Group::ids);
            if !stands.eq(compared.iter().map(|(ids, _)| ids.clone())) {
                return Err(Stop::Stale);
            }
            for (group, (_, compared)) in now.iter().zip(compared) {
                keep(desk, tx, &seen, group, compared)?;
            }
            Ok(())
        },
    )
}

/// The ink of a sample: in hand, or the picture that is kept of it.
enum Ink {
    InHand(u32),
    Kept(Box<AsCut>),
}

impl Ink {
    fn into_compared(self, hand: &mut Samples) -> Result<Kept, Refusal> {
        Ok(match self {
            Self::InHand(number) => Kept::Judged(number),
            Self::Kept(cut) => Kept::Before {
                file: hand.add(&cut.raw)?,
                reading: cut.reading,
                findings: cut.findings,
            },
        })
    }
}

/// Keeps what comparing the samples of a group says of each, and the picture that was made of all.
fn keep(
    desk: &Desk,
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    group: &Group<'_>,
    ComparedSamples { compared, fused }: ComparedSamples,
) -> Result<(), Refusal> {
    let samples = &group.samples;
    for (at, (sample, beside)) in samples.iter().zip(compared.beside).enumerate() {
        let suggested = compared.suggested == Some(at);
        let standing = Standing {
            suggested,
            why: if suggested {
                compared.why.clone()
            } else {
                String::new()
            },
            beside,
        };
        tx.set_sample_beside(sample.id, &serde_json::to_value(&standing).unwrap_or_default())?;
    }
    let (Some(judged), Some((clean, paper)), Some(first)) = (compared.fused, fused, samples.first()) else {
        return Ok(());
    };
    let frame = fused_frame(group.of);
    let name = |what: &str| format!("{}-{frame}-{what}.png", seen.row.number);
    let raw = tx.add_attachment(PNG, &name("raw"), &paper, desk.utc())?;
    // A sample of its own: its paper is white, its page that of the first sample.
    let sample = NewSample {
        case_id: seen.row.id,
        page_id: first.page_id,
        picture: tx.add_attachment(PNG, &name("clean"), &clean, desk.utc())?,
        raw: Some(raw),
        reading: serde_json::to_value(&judged.reading).unwrap_or_default(),
        verdict: word(judged.reading.verdict).to_owned(),
        findings: judged.findings,
        fused_of: group.ids(),
        frame,
    };
    tx.add_sample(&sample, desk.utc())?;
    Ok(())
}

/// Samples of a page that was taken back count no more.
pub fn withdraw(tx: &mut Tx<'_>, case: CaseId, page: PageId) -> Result<(), Refusal> {
    let all = tx.samples_of_case(case)?;
    let gone = |id: &SampleId| all.iter().any(|s| s.id == *id && s.page_id == page);
    for sample in all.iter().filter(|s| s.chosen) {
        if sample.page_id == page || sample.fused_of.iter().any(gone) {
            tx.choose_sample(sample.id, false)?;
        }
    }
    Ok(())
}

//! `seal read` and `seal choose`: what stands in a frame, and the best of several frames.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use desk::api::Refusal;
use desk::counter::places::write_whole;
use judging::Judged;
use reader::Samples;
use reader::ask::Kept;
use seal::{Thresholds, Verdict};
use serde_json::{Value, json};

use super::{read, readers};
use crate::output::{Answer, Outcome};

/// How far a picture's height may be off the one that is said, as a share of it.
const SIDES_OFF: f64 = 0.03;

/// Seal samples.
#[derive(Subcommand)]
pub enum Seal {
    /// Judge the sample in a frame.
    Read {
        /// The frame's picture.
        frame: PathBuf,
        #[command(flatten)]
        asked: Asked,
    },
    /// Compare several samples of one seal: the best one, what each lacks, one picture of all.
    Choose {
        /// The frames' pictures, all of the same size on paper.
        #[arg(required = true)]
        frames: Vec<PathBuf>,
        #[command(flatten)]
        asked: Asked,
    },
}

/// What is said about the frames.
#[derive(Args)]
pub struct Asked {
    /// Width and height of the picture in mm, for instance 56,57.
    #[arg(long, value_name = "W,H")]
    mm: String,
    /// Millimetres of the picture around the printed frame.
    #[arg(long, value_name = "MM", default_value_t = 0.0)]
    margin: f64,
    /// `org-seal`, `legal-rep-seal` or `signature`.
    #[arg(long, default_value = "org-seal")]
    kind: String,
    /// A project whose own thresholds count, as they do in the window.
    #[arg(long, conflicts_with = "thresholds")]
    project: Option<String>,
    /// A TOML file of thresholds that take the place of the usual ones.
    #[arg(long, value_name = "FILE")]
    thresholds: Option<PathBuf>,
    /// Leave the cleaned pictures here.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Seal {
    /// Exit 0 for 合格 and 需人看, 1 for 不合格; of several samples, 1 when none can be taken.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::Read { frame, asked } => {
                let mut open = readers()?.samples(&[&read(frame)?])?;
                let one = asked.judged(&mut open, 0, &asked.figures(forms)?, asked.out.is_some())?;
                if let (Some(dir), Some(clean)) = (&asked.out, &one.clean) {
                    write_whole(&dir.join("seal.png"), clean)?;
                }
                let sample = one.sample;
                let mut answer = shown(&sample);
                let mut said = words(&sample);
                if let Some(alone) = judging::alone_words(&sample.reading) {
                    answer["cannot_know"] = json!([alone]);
                    said.push(format!("  · {alone}"));
                }
                let answer = Answer::new(&answer, said.join("\n"));
                Ok(match sample.reading.verdict {
                    Verdict::Reject => answer.refused(),
                    _ => answer,
                })
            }
            Self::Choose { frames, asked } => choose(frames, asked, &asked.figures(forms)?),
        }
    }
}

fn choose(frames: &[PathBuf], asked: &Asked, figures: &Thresholds) -> Outcome {
    let mut open = readers()?.samples(&[])?;
    let mut samples = Vec::new();
    for frame in frames {
        let file = open.add(&read(frame)?)?;
        samples.push(asked.judged(&mut open, file, figures, true)?);
    }
    let px_per_mm = samples.last().map_or(0.0, |one| one.px_per_mm);
    let numbers = samples.iter().map(|one| Kept::Judged(one.number)).collect();
    let told = open.compare(px_per_mm, figures, numbers)?;
    let compared = told.compared;
    let mut said = Vec::new();
    let mut parts = Vec::new();
    for (at, (frame, Judgement { sample, .. })) in frames.iter().zip(&samples).enumerate() {
        let mark = match compared.suggested == Some(at) {
            true => format!("（建议选用：{}）", compared.why),
            false => String::new(),
        };
        said.push(format!("第{}枚 {}{mark}", at + 1, frame.display()));
        said.extend(words(sample).into_iter().map(|line| format!("  {line}")));
        let beside = compared.beside[at].as_ref();
        let against = beside.and_then(seal::Beside::finding).map(judging::finding);
        said.extend(
            against
                .iter()
                .map(|f| format!("    · {}；{}", f.message, f.remedy)),
        );
        let mut part = shown(sample);
        part["beside"] = json!(beside);
        part["beside_finding"] = json!(against.as_ref().map(finding));
        part["verdict"] = json!(compared.verdicts[at]);
        parts.push(part);
    }
    if let Some(dir) = &asked.out {
        let best = compared.suggested.and_then(|at| samples.get(at));
        if let Some(clean) = best.and_then(|one| one.clean.as_ref()) {
            write_whole(&dir.join("seal.png"), clean)?;
        }
        if let Some((clean, _)) = &told.fused {
            write_whole(&dir.join("fused.png"), clean)?;
        }
    }
    let answer = json!({
        "samples": parts,
        "suggested": compared.suggested,
        "why": compared.why,
        "fused": compared.fused.is_some(),
        "fused_verdict": compared.fused.as_ref().map(|f| f.reading.verdict),
    });
    if compared.suggested.is_none() {
        said.push("没有一枚可用，请重新盖章。".to_owned());
        return Ok(Answer::new(&answer, said.join("\n")).refused());
    }
    Ok(Answer::new(&answer, said.join("\n")))
}

/// A frame that was judged.
struct Judgement {
    /// Its number, by which it is compared.
    number: u32,
    sample: Judged,
    /// The clean picture of its ink, where that is wanted and there is any.
    clean: Option<Vec<u8>>,
    px_per_mm: f64,
}

fn finding(f: &::case::Finding) -> Value {
    json!({ "code": f.code, "message": f.message, "remedy": f.remedy, "verdict": judging::verdict(f.severity) })
}

fn shown(sample: &Judged) -> Value {
    let findings: Vec<Value> = sample.findings.iter().map(finding).collect();
    json!({ "reading": sample.reading, "findings": findings })
}

fn words(sample: &Judged) -> Vec<String> {
    let m = &sample.reading.measures;
    let size = match (m.diameter_mm, m.sides_mm) {
        (Some(d), _) => format!("　直径 {d:.1} mm"),
        (None, Some([a, b])) => format!("　{a:.1} × {b:.1} mm"),
        _ => String::new(),
    };
    let turn = m
        .rotation_deg
        .map(|r| format!("　旋转 {r:.1}°"))
        .unwrap_or_default();
    let mut words = vec![format!("{}{size}{turn}", sample.reading.verdict.label())];
    let findings = sample.findings.iter();
    words.extend(findings.map(|f| format!("  · {}；{}", f.message, f.remedy)));
    words
}

impl Asked {
    /// A frame, judged. Its ink is only taken out for who wants it.
    fn judged(
        &self,
        open: &mut Samples,
        file: u32,
        figures: &Thresholds,
        cut: bool,
    ) -> Result<Judgement, Refusal> {
        let (width, height) = millimetres(&self.mm)?;
        let kind: seal::SampleKind = serde_json::from_value(json!(self.kind)).map_err(|_| {
            Refusal::new(
                "unknown-word",
                format!("不认识的印模种类“{}”", self.kind),
                "可用：org-seal、legal-rep-seal、signature",
            )
        })?;
        let inner = |mm: f64| mm - 2.0 * self.margin;
        if !(self.margin >= 0.0 && inner(width) >= 5.0 && inner(height) >= 5.0) {
            return Err(Refusal::new(
                "size-unreadable",
                format!("边距 {} 毫米与图片尺寸不符", self.margin),
                "请写方框外留白的毫米数，例如 3",
            ));
        }
        let picture = open.look(file)?;
        let px_per_mm = f64::from(picture.width) / width;
        // Width and height swapped, or those of another frame: every measure would be wrong.
        let seen = f64::from(picture.height) / px_per_mm;
        if (seen / height - 1.0).abs() > SIDES_OFF {
            return Err(Refusal::new(
                "size-differs",
                format!("图片的宽高比与 {width}×{height} 毫米不符"),
                "请写这张图片自己的宽和高（毫米），先宽后高",
            ));
        }
        let expect = seal::Expectation {
            width_mm: inner(width),
            height_mm: inner(height),
            kind,
        };
        let (number, sample, clean) = open.judge(file, px_per_mm, &expect, figures, cut)?;
        Ok(Judgement {
            number,
            sample,
            clean,
            px_per_mm,
        })
    }

    /// The figures to judge by: those of a file, of a project, or the usual ones.
    fn figures(&self, forms: &[PathBuf]) -> Result<Thresholds, Refusal> {
        if let Some(id) = &self.project {
            return Ok(judging::thresholds(super::projects(forms)?.project(id)?));
        }
        let Some(file) = &self.thresholds else {
            return Ok(Thresholds::default());
        };
        toml::from_str(&String::from_utf8_lossy(&read(file)?)).map_err(|error| {
            Refusal::new(
                "thresholds-unreadable",
                format!("看不懂的判定标准 {}：{}", file.display(), error.message()),
                "请对照 README 的印模判定标准改正后再试",
            )
        })
    }
}

fn millimetres(text: &str) -> Result<(f64, f64), Refusal> {
    let parts: Vec<f64> = text.split(',').filter_map(|p| p.trim().parse().ok()).collect();
    match parts.as_slice() {
        [w, h] if *w >= 5.0 && *h >= 5.0 && *w <= 300.0 && *h <= 300.0 => Ok((*w, *h)),
        _ => Err(Refusal::new(
            "size-unreadable",
            format!("看不懂的尺寸“{text}”"),
            "请写图片的宽和高（毫米），例如 56,57",
        )),
    }
}

//! `scan read` and `seal read`: what a picture says.

use std::path::PathBuf;

use clap::Subcommand;
use desk::api::Refusal;
use desk::places::write_whole;
use serde_json::json;

use super::read;
use crate::output::{Answer, Outcome};

/// Scanned pages.
#[derive(Subcommand)]
pub enum Scan {
    /// Which page of which case a picture is, and where the form lies in it.
    Read {
        /// JPEG, PNG, BMP, GIF, TIFF or a PDF of scans.
        image: PathBuf,
        /// Leave a straightened preview of each page here.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

impl Scan {
    /// Exit 0 when every page was recognised, 1 when one was not.
    pub fn run(&self) -> Outcome {
        let Self::Read { image, out } = self;
        let limits = scan::Limits::default();
        let mut pages = Vec::new();
        let mut words = Vec::new();
        let mut all = true;
        for (at, bytes) in scan::split(&read(image)?, limits)?.iter().enumerate() {
            let page = match scan::decode(bytes, limits) {
                Ok(page) => page,
                Err(error) => {
                    all = false;
                    words.push(format!("第{}页：{error}。{}", at + 1, error.remedy()));
                    pages.push(json!({ "error": { "code": error.code(), "message": error.to_string(), "remedy": error.remedy() } }));
                    continue;
                }
            };
            let (reading, findings) = scan::read(&page);
            all &= reading.mark.is_some();
            words.push(match &reading.mark {
                Some(m) => format!(
                    "第{}页：{} {} 第{}/{}页 第{}份 受理件 {}",
                    at + 1,
                    m.project,
                    m.form,
                    m.page,
                    m.pages,
                    m.copy,
                    m.case
                ),
                None => format!("第{}页：没有认出页码标记", at + 1),
            });
            words.extend(
                findings
                    .iter()
                    .map(|f| format!("  · {}；{}", f.message, f.remedy)),
            );
            if let Some(dir) = out {
                write_whole(
                    &dir.join(format!("page-{}.jpg", at + 1)),
                    &scan::preview_jpeg(&page, 1600),
                )?;
            }
            pages.push(json!({ "reading": reading, "findings": findings }));
        }
        let answer = Answer::new(&json!({ "pages": pages }), words.join("\n"));
        Ok(if all { answer } else { answer.refused() })
    }
}

/// Seal samples.
#[derive(Subcommand)]
pub enum Seal {
    /// Judge the sample in a frame.
    Read {
        /// The frame's picture.
        frame: PathBuf,
        /// Width and height of the picture in mm, for instance 56,57.
        #[arg(long, value_name = "W,H")]
        mm: String,
        /// `org-seal`, `legal-rep-seal` or `signature`.
        #[arg(long, default_value = "org-seal")]
        kind: String,
        /// Leave the cleaned picture here.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

impl Seal {
    /// Exit 0 for 合格 and 需人看, 1 for 不合格.
    pub fn run(&self) -> Outcome {
        let Self::Read { frame, mm, kind, out } = self;
        let (width, height) = millimetres(mm)?;
        let kind: seal::SampleKind = serde_json::from_value(json!(kind)).map_err(|_| {
            Refusal::new(
                "unknown-word",
                format!("不认识的印模种类“{kind}”"),
                "可用：org-seal、legal-rep-seal、signature",
            )
        })?;
        let picture = scan::decode(&read(frame)?, scan::Limits::default())?.image;
        let px_per_mm = f64::from(picture.width()) / width;
        let expect = seal::Expectation {
            width_mm: width,
            height_mm: height,
            kind,
        };
        let (reading, findings) = seal::read(&picture, px_per_mm, &expect);
        if let Some(dir) = out {
            let clean = seal::picture(&picture, px_per_mm, &reading, seal::Style::SealRed);
            write_whole(&dir.join("seal.png"), &clean)?;
        }
        let mut words = vec![reading.verdict.label().to_owned()];
        words.extend(
            findings
                .iter()
                .map(|f| format!("  · {}；{}", f.message, f.remedy)),
        );
        let answer = Answer::new(
            &json!({ "reading": reading, "findings": findings }),
            words.join("\n"),
        );
        Ok(if reading.verdict == seal::Verdict::Reject {
            answer.refused()
        } else {
            answer
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

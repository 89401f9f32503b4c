//! `scan read`: what a picture says.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use desk::Desk;
use desk::api::Refusal;
use desk::counter::places::write_whole;
use desk::prints::papers;
use form::{BoxKind, PageMap};
use pagemark::LineMm;
use reader::ask::{NamedFrame, PageRead};
use reader::{Picture, ReadError};
use serde_json::{Value, json};

use super::{projects, read, readers};
use crate::output::{Answer, Outcome};

/// Pixels per millimetre of a straightened page: 150 dpi, to look at.
const PAGE_PX_PER_MM: f64 = 150.0 / 25.4;
/// Longest side of such a page: A4 at 150 dpi.
const LONGEST_PX: u32 = 1754;

/// Scanned pages.
#[derive(Subcommand)]
pub enum Scan {
    /// Which page of which case a picture is, and where the form lies in it.
    Read {
        /// JPEG, PNG, BMP, GIF, TIFF or a PDF of scans.
        image: PathBuf,
        /// Leave here each page straightened (`page-N.jpg`) and the frames of a known form (`page-N-FRAME.png`).
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Look for this project's forms by their lines when a page shows no marks.
        #[arg(long)]
        project: Option<String>,
    },
}

impl Scan {
    /// Exit 0 when every page was recognised, 1 when one was not.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let Self::Read { image, out, project } = self;
        let known = match project {
            Some(id) => project_pages(&projects(forms)?, id)?,
            None => Vec::new(),
        };
        let mut pages = Vec::new();
        let mut words = Vec::new();
        let mut all = true;
        let mut stack = readers()?.stack(&read(image)?)?;
        for at in 0..stack.pages() {
            let number = at + 1;
            let page = stack.turn_to(at).and_then(|page| Ok((page.read()?, page)));
            let (
                PageRead {
                    mut reading,
                    mut findings,
                },
                page,
            ) = match page {
                Ok(read) => read,
                Err(error @ ReadError::Unavailable { .. }) => return Err(error.into()),
                Err(error) => {
                    all = false;
                    words.push(format!("第{number}页：{error}。{}", error.remedy()));
                    pages.push(json!({
                        "error": { "code": error.code(), "message": error.to_string(), "remedy": error.remedy() }
                    }));
                    match error {
                        // What came before it stands; there is nobody left to ask about what comes after.
                        ReadError::SetAside { .. } => break,
                        _ => continue,
                    }
                }
            };
            let by_lines = match &reading.mark {
                Some(_) => None,
                None => by_lines(page, &known)?,
            };
            // Laid on its marks a page is sure of its place, or its form's lines are asked; without them nothing is
            // cut.
            let unsure = !reading
                .registration
                .as_ref()
                .is_some_and(scan::Registration::is_sure);
            let printed = match (&reading.mark, &by_lines) {
                (Some(mark), _) if unsure || out.is_some() => printed_page(forms, mark),
                (None, Some(found)) => Some(found.known.map.clone()),
                _ => None,
            };
            if unsure {
                let lines = printed.as_ref().map(|map| map.lines.as_slice());
                let found = lines.map(|lines| page.recognise(&[lines])).transpose()?;
                match (found.flatten(), &by_lines) {
                    (Some(found), _) => {
                        findings.retain(|f| !f.is_of_squares_alone());
                        reading.registration = Some(found.registration);
                    }
                    (None, Some(_)) => {}
                    (None, None) if reading.registration.is_none() => {}
                    (None, None) => findings.push(scan::Finding::not_cut()),
                }
            }
            all &= reading.mark.is_some() || by_lines.is_some();
            words.push(match (&reading.mark, &by_lines) {
                (Some(m), _) => format!(
                    "第{number}页：{} {} 第{}/{}页 第{}份 受理件 {}",
                    m.project, m.form, m.page, m.pages, m.copy, m.case
                ),
                (None, Some(found)) => format!(
                    "第{number}页：没有页码标记；按表格线认出 {} 第{}页（吻合 {:.0}%），条形码 {}",
                    found.known.form,
                    found.known.map.page,
                    found.recognised.agreement * 100.0,
                    found.case.as_deref().unwrap_or("没有读出")
                ),
                (None, None) => format!("第{number}页：没有认出页码标记"),
            });
            words.extend(
                findings
                    .iter()
                    .map(|f| format!("  · {}；{}", f.message, f.remedy)),
            );
            let registration = match &by_lines {
                Some(found) => Some(&found.recognised.registration),
                None => reading.registration.as_ref(),
            };
            let mut frames = Vec::new();
            if let Some(dir) = out {
                write_whole(
                    &dir.join(format!("page-{number}.jpg")),
                    &page.straight(registration, PAGE_PX_PER_MM, LONGEST_PX)?,
                )?;
                let sure = registration.filter(|r| r.is_sure());
                if let (Some(map), Some(registration)) = (&printed, sure) {
                    frames = cut_frames(page, registration, map, dir, number)?;
                }
            }
            pages.push(json!({
                "reading": reading,
                "findings": findings,
                "by_lines": by_lines.as_ref().map(LinesFound::json),
                "frames": frames,
            }));
        }
        let answer = Answer::new(&json!({ "pages": pages }), words.join("\n"));
        Ok(if all { answer } else { answer.refused() })
    }
}

/// A page of a form as it is printed blank.
struct KnownPage {
    form: String,
    map: PageMap,
}

fn project_pages(desk: &Desk, project: &str) -> Result<Vec<KnownPage>, Refusal> {
    let project = desk.project(project)?;
    let mut known = Vec::new();
    for form in project.all_forms() {
        let rendered = papers::render_blank(project, form, desk.fonts()?)?;
        known.extend(rendered.pages.into_iter().map(|map| KnownPage {
            form: form.id.clone(),
            map,
        }));
    }
    Ok(known)
}

/// The printed page that a mark names; none when its project or form is not installed here.
fn printed_page(forms: &[PathBuf], mark: &pagemark::PageMark) -> Option<PageMap> {
    let desk = projects(forms).ok()?;
    let project = desk.project(&mark.project).ok()?;
    let form = project.form(&mark.form)?;
    let rendered = papers::render_blank(project, form, desk.fonts().ok()?).ok()?;
    rendered.pages.into_iter().find(|map| map.page == mark.page)
}

/// A page recognised by its lines.
struct LinesFound<'a> {
    known: &'a KnownPage,
    recognised: scan::Recognised,
    case: Option<String>,
}

impl LinesFound<'_> {
    fn json(&self) -> Value {
        json!({
            "form": self.known.form,
            "page": self.known.map.page,
            "agreement": self.recognised.agreement,
            "registration": self.recognised.registration,
            "case_barcode": self.case,
        })
    }
}

fn by_lines<'a>(page: &mut Picture, known: &'a [KnownPage]) -> Result<Option<LinesFound<'a>>, ReadError> {
    let lines: Vec<&[LineMm]> = known.iter().map(|k| k.map.lines.as_slice()).collect();
    let Some(recognised) = page.recognise(&lines)? else {
        return Ok(None);
    };
    let case = page.bars(&recognised.registration)?;
    Ok(known.get(recognised.page).map(|known| LinesFound {
        known,
        recognised,
        case,
    }))
}

/// Cuts the frames of a printed page into files; answers where each lies in the picture.
fn cut_frames(
    page: &mut Picture,
    registration: &scan::Registration,
    map: &PageMap,
    dir: &Path,
    number: u32,
) -> Result<Vec<Value>, Refusal> {
    let wanted = map.boxes.iter().filter(|b| b.kind == BoxKind::Frame);
    let wanted: Vec<NamedFrame> = wanted
        .map(|frame| NamedFrame {
            name: frame.name.clone(),
            rect: frame.rect,
        })
        .collect();
    let mut frames = Vec::new();
    for (frame, cut) in wanted.iter().zip(page.frames(registration, &wanted, None)?) {
        let r = frame.rect;
        let file = dir.join(format!("page-{number}-{}.png", frame.name));
        write_whole(&file, &cut.raw)?;
        let corners = [
            (r.x, r.y),
            (r.x + r.w, r.y),
            (r.x + r.w, r.y + r.h),
            (r.x, r.y + r.h),
        ];
        frames.push(json!({
            "name": frame.name,
            "mm": [cut.around.w, cut.around.h],
            "corners_px": corners.map(|mm| cut.registration.to_px(mm)),
            "file": file,
        }));
    }
    Ok(frames)
}

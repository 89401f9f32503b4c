//! The watched folder: where scanner software, a camera's or a copier's, leaves its files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::rim::api::{Finding, Nothing, Refusal, Severity};
use crate::rim::refusal;
use crate::scanning::api::Imported;
use crate::scanning::arriving::receive;

/// Most files taken over at one look, so that their pages are seen soon; the rest follows at the next.
const AT_ONCE: usize = 4;
/// How long a file must have been left alone: one that is still being written would be taken over half.
const AT_REST: Duration = Duration::from_millis(1500);

/// Where a file lies while it is read.
const READING: &str = "reading";
/// Where a file is put that could not be read.
const ASIDE: &str = "搁置";
/// How long a file may be read before it counts as left behind.
const FORGOTTEN: Duration = Duration::from_secs(600);

/// Takes over what has arrived in the watched folder. A file taken over is moved into its `done` folder, one that
/// cannot be read into `搁置`, so that nothing is taken twice and nothing is lost. What is no regular file is left alone.
pub fn poll_watch_folder(desk: &Desk, _: Nothing) -> Result<Imported, Refusal> {
    let devices = devices::current(desk)?;
    let mut all = Imported {
        pages: Vec::new(),
        findings: Vec::new(),
        spooled: 0,
    };
    if devices.watch_folder.is_empty() {
        return Ok(all);
    }
    let folder = PathBuf::from(&devices.watch_folder);
    let mut files: Vec<_> = std::fs::read_dir(&folder)?
        .filter_map(Result::ok)
        .map(|e| e.path())
        .filter(|path| is_regular(path) && !is_hidden(path) && is_at_rest(path))
        .collect();
    files.sort();
    all.findings.extend(set_interrupted_aside(&folder)?);
    for path in files.into_iter().take(AT_ONCE) {
        let name = lossy(path.file_name());
        // A file that ends the program while it is read must not do so for ever: it is not in the folder any more.
        let held = moved(&path, &folder.join(READING))?;
        let put = match bounded(&held).and_then(|bytes| receive(desk, &name, 0, bytes)) {
            Ok(came) => {
                all.pages.extend(came.pages);
                all.findings.extend(came.findings);
                all.spooled += came.spooled;
                "done"
            }
            // Who has signed out or is no clerk takes nothing over, and no file is to blame for it.
            Err(refused) if !refused.blames_the_file() => {
                moved(&held, &folder)?;
                return Err(refused);
            }
            Err(refused) => {
                let message = format!("{name}：{}", refused.message);
                all.findings.push(refusal::finding(
                    &refused.code,
                    Severity::Warn,
                    message,
                    format!(
                        "{}；原文件已移到监视目录的“{ASIDE}”里",
                        refused.remedy.trim_end_matches('。')
                    ),
                ));
                ASIDE
            }
        };
        moved(&held, &folder.join(put))?;
    }
    Ok(all)
}

/// Moves a file into a folder under its own name or the next free one; gives where it lies then.
fn moved(path: &Path, folder: &Path) -> Result<PathBuf, Refusal> {
    std::fs::create_dir_all(folder)?;
    let (stem, ending) = (lossy(path.file_stem()), lossy(path.extension()));
    let target = crate::counter::outside::part::free_name(folder, &stem, &ending);
    std::fs::rename(path, &target)?;
    Ok(target)
}

/// A file's bytes, unless it is larger than a page file may be: then it is not read at all.
fn bounded(path: &Path) -> Result<Vec<u8>, Refusal> {
    let limit = scan::Limits::default().bytes;
    match fence::read_regular(path, limit) {
        Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            let bytes = std::fs::metadata(path)?.len();
            Err(scan::ScanError::TooManyBytes { bytes, limit }.into())
        }
        read => Ok(read?),
    }
}

/// Sets aside what a program that ended in the middle left half read, and says so.
fn set_interrupted_aside(folder: &Path) -> Result<Vec<Finding>, Refusal> {
    let Ok(entries) = std::fs::read_dir(folder.join(READING)) else {
        return Ok(Vec::new());
    };
    let mut said = Vec::new();
    for path in entries
        .filter_map(Result::ok)
        .map(|e| e.path())
        .filter(|p| is_regular(p))
    {
        if !is_forgotten(&path) {
            continue;
        }
        said.push(refusal::finding(
            "scan-interrupted",
            Severity::Warn,
            format!(
                "{}：上次读这个文件时程序中断了，已放到一边",
                lossy(path.file_name())
            ),
            format!("请把这张纸重新扫描；原文件已移到监视目录的“{ASIDE}”里"),
        ));
        moved(&path, &folder.join(ASIDE))?;
    }
    Ok(said)
}

/// Taken up so long ago that nobody is reading it any more. Moving a file changes when its entry was changed last.
fn is_forgotten(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let (Ok(data), Ok(now)) = (std::fs::metadata(path), now) else {
        return false;
    };
    let since = i64::try_from(now.as_secs()).unwrap_or(i64::MAX) - data.ctime();
    since >= FORGOTTEN.as_secs() as i64 || since < 0
}

/// A file and nothing else: no link to one, no pipe that somebody would have to write into.
fn is_regular(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|about| about.is_file())
}

fn is_hidden(path: &Path) -> bool {
    lossy(path.file_name()).starts_with('.')
}

/// Not written to just now; a clock that was set back leaves no file waiting.
fn is_at_rest(path: &Path) -> bool {
    let written = std::fs::metadata(path).and_then(|data| data.modified());
    written.is_ok_and(|at| at.elapsed().map_or(true, |since| since >= AT_REST))
}

fn lossy(part: Option<&std::ffi::OsStr>) -> String {
    part.map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

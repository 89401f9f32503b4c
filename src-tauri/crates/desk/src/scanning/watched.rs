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
const UNREADABLE: &str = "unreadable";
/// How long a file may be read before it counts as left behind.
const FORGOTTEN: Duration = Duration::from_secs(600);

/// Takes over what has arrived in the watched folder. A file taken over is moved into its `done` folder, one that
/// cannot be read into `unreadable`, so that nothing is taken twice and nothing is lost.
pub fn poll_watch_folder(desk: &Desk, _: Nothing) -> Result<Imported, Refusal> {
    let devices = devices::current(desk)?;
    let mut all = Imported {
        pages: Vec::new(),
        findings: Vec::new(),
    };
    if devices.watch_folder.is_empty() {
        return Ok(all);
    }
    let folder = PathBuf::from(&devices.watch_folder);
    let mut files: Vec<_> = std::fs::read_dir(&folder)?
        .filter_map(Result::ok)
        .map(|e| e.path())
        .filter(|path| path.is_file() && !is_hidden(path) && is_at_rest(path))
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
                "done"
            }
            // Who has signed out or is no clerk takes nothing over, and no file is to blame for it.
            Err(refused) if !refused.code.starts_with("scan-") => {
                moved(&held, &folder)?;
                return Err(refused);
            }
            Err(refused) => {
                let message = format!("{name}：{}", refused.message);
                all.findings.push(refusal::finding(
                    &refused.code,
                    Severity::Warn,
                    message,
                    refused.remedy,
                ));
                UNREADABLE
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
    let target = crate::counter::places::free_name(folder, &stem, &ending);
    std::fs::rename(path, &target)?;
    Ok(target)
}

/// A file's bytes, unless it is larger than a page file may be: then it is not read at all.
fn bounded(path: &Path) -> Result<Vec<u8>, Refusal> {
    let (bytes, limit) = (std::fs::metadata(path)?.len(), scan::Limits::default().bytes);
    if bytes > limit {
        return Err(scan::ScanError::TooManyBytes { bytes, limit }.into());
    }
    Ok(std::fs::read(path)?)
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
        .filter(|p| p.is_file())
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
            "请把这张纸重新扫描；原文件还在监视目录里放读不出的文件的地方",
        ));
        moved(&path, &folder.join(UNREADABLE))?;
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

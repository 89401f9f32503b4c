//! The watched folder: where scanner software, a camera's or a copier's, leaves its files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::rim::api::{Nothing, Refusal, Severity};
use crate::rim::refusal;
use crate::scanning::api::Imported;
use crate::scanning::arriving::receive;

/// Most files taken over at one look, so that their pages are seen soon; the rest follows at the next.
const AT_ONCE: usize = 4;
/// How long a file must have been left alone: one that is still being written would be taken over half.
const AT_REST: Duration = Duration::from_millis(1500);

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
    for path in files.into_iter().take(AT_ONCE) {
        let name = lossy(path.file_name());
        let bytes = std::fs::read(&path)?;
        let put = match receive(desk, &name, 0, bytes) {
            Ok(came) => {
                all.pages.extend(came.pages);
                all.findings.extend(came.findings);
                "done"
            }
            // Who has signed out or is no clerk takes nothing over, and no file is to blame for it.
            Err(refused) if !refused.code.starts_with("scan-") => return Err(refused),
            Err(refused) => {
                let message = format!("{name}：{}", refused.message);
                all.findings.push(refusal::finding(
                    &refused.code,
                    Severity::Warn,
                    message,
                    refused.remedy,
                ));
                "unreadable"
            }
        };
        let target = folder.join(put);
        std::fs::create_dir_all(&target)?;
        let (stem, ending) = (lossy(path.file_stem()), lossy(path.extension()));
        std::fs::rename(&path, crate::counter::places::free_name(&target, &stem, &ending))?;
    }
    Ok(all)
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

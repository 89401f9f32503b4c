//! The scanner at the counter: a stack is started, its pages are fetched as they come, and it can be stopped.

use std::sync::Arc;
use std::time::Duration;

use case::Role;

use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::who::require;
use crate::machine::api::{Scanner, ScannerOptions};
use crate::machine::scanimage::batch::{Batch, Next, Order};
use crate::machine::scanimage::sane::Sane;
use crate::machine::stack::Running;
use crate::rim::api::{Done, Nothing, Refusal, Severity};
use crate::scanning::api::{AboutScanner, Scanned, StartScan};
use crate::scanning::arriving::receive;

/// How long a question for the next page may stay open: the window asks again at once.
const PATIENCE: Duration = Duration::from_secs(10);

fn sane(desk: &Desk) -> Sane {
    Sane::of(&desk.config.store_dir)
}

fn device_of(desk: &Desk, asked: &str) -> Result<String, Refusal> {
    match asked {
        "" => Ok(devices::current(desk)?.scanner),
        device => Ok(device.to_owned()),
    }
}

/// Scanners that SANE knows.
pub fn scanners(desk: &Desk, _: Nothing) -> Result<Vec<Scanner>, Refusal> {
    Ok(sane(desk).devices())
}

/// What a scanner offers; that of the settings when none is named.
pub fn scanner_options(desk: &Desk, args: AboutScanner) -> Result<ScannerOptions, Refusal> {
    sane(desk).options(&device_of(desk, &args.device)?)
}

/// Starts a stack, or one sheet where nothing is fed. Its pages come with `next_scanned`.
///
/// Errors: `role-missing`; `scanner-running` while another is under way; `part-missing`.
pub fn start_scan(desk: &Desk, args: StartScan) -> Result<Done, Refusal> {
    desk.read(|open| require(open, Role::Clerk))?;
    if desk
        .stack
        .get()
        .is_some_and(|running| !running.batch.is_through())
    {
        return Err(Refusal::new(
            "scanner-running",
            "上一叠还在扫",
            "请等它扫完，或先点“停下”",
        ));
    }
    let devices = devices::current(desk)?;
    let order = Order {
        device: device_of(desk, &args.device)?,
        source: args.source,
        mode: args.mode,
        dpi: args.dpi.unwrap_or(devices.scan_dpi),
        size_mm: (args.width_mm, args.height_mm),
    };
    let running = Running {
        batch: Batch::start(&sane(desk), &order)?,
        about: args.case_id.unwrap_or(0),
    };
    desk.stack.put(Some(Arc::new(running)));
    Ok(Done {
        message: "扫描仪已开始".to_owned(),
    })
}

/// Waits for another page of the running stack and keeps it. A page that cannot be read is told and the stack goes
/// on; jam, open cover and an empty feeder are told with the pages that came before them.
///
/// Errors: `not-signed-in`, `role-missing`, those of the store; the page then waits to be asked for again.
pub fn next_scanned(desk: &Desk, _: Nothing) -> Result<Scanned, Refusal> {
    desk.read(|open| require(open, Role::Clerk))?;
    let mut scanned = Scanned {
        pages: Vec::new(),
        findings: Vec::new(),
        spooled: 0,
        running: false,
        stopped_by: None,
    };
    let Some(running) = desk.stack.get() else {
        return Ok(scanned);
    };
    match running.batch.next(PATIENCE) {
        Next::Busy => scanned.running = true,
        Next::Page(page) => {
            scanned.running = true;
            match receive(desk, "扫描仪", running.about, page.clone()) {
                Ok(came) => {
                    (scanned.pages, scanned.findings, scanned.spooled) =
                        (came.pages, came.findings, came.spooled);
                }
                Err(refused) if refused.blames_the_file() => {
                    let told = crate::rim::refusal::finding(
                        &refused.code,
                        Severity::Warn,
                        refused.message,
                        refused.remedy,
                    );
                    scanned.findings.push(told);
                }
                Err(refused) => {
                    running.batch.put_back(page);
                    return Err(refused);
                }
            }
        }
        Next::Ended(ended) => {
            desk.stack.put(None);
            scanned.stopped_by = ended.err();
        }
    }
    Ok(scanned)
}

/// Stops the running stack after the sheet that is on its way; what has come stays.
pub fn stop_scan(desk: &Desk, _: Nothing) -> Result<Done, Refusal> {
    if let Some(running) = desk.stack.get() {
        running.batch.stop();
    }
    Ok(Done {
        message: "已停下，扫进来的页都在".to_owned(),
    })
}

//! A stack on its way through the scanner: pages come one by one, and it can be stopped.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::machine::api::ScanSource;
use crate::machine::program::spawn;
use crate::machine::scanimage::sane::{PACKAGE, Sane, refused};
use crate::machine::watched::Watched;
use crate::rim::api::Refusal;

/// A scanner that delivers no page for this long hangs.
const DEADLINE: Duration = Duration::from_secs(180);

/// What is asked of the scanner.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// SANE's name; the first that answers when empty.
    pub device: String,
    /// Where paper lies; as the device stands when none.
    pub source: Option<ScanSource>,
    /// The device's word for colour; as it stands when empty.
    pub mode: String,
    /// Dots per inch.
    pub dpi: u32,
    /// Scan area in millimetres, where the device lets it be set.
    pub size_mm: (Option<f64>, Option<f64>),
}

impl Order {
    fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = ["--format=png", "--batch=page-%05d.png", "--batch-print"]
            .map(str::to_owned)
            .to_vec();
        let mut say = |option: &str, value: &str| {
            if !value.is_empty() {
                words.extend([option.to_owned(), value.to_owned()]);
            }
        };
        say("-d", &self.device);
        if let Some(source) = &self.source {
            say("--source", &source.name);
            say("--adf-mode", source.adf_mode.as_deref().unwrap_or_default());
        }
        say("--mode", &self.mode);
        say("--resolution", &self.dpi.clamp(100, 600).to_string());
        for (option, mm) in [("-x", self.size_mm.0), ("-y", self.size_mm.1)] {
            say(option, &mm.map(|mm| mm.to_string()).unwrap_or_default());
        }
        // Without a feeder the same sheet would be scanned until somebody stops it.
        if !self.source.as_ref().is_some_and(|source| source.feeder) {
            words.push("--batch-count=1".to_owned());
        }
        words
    }
}

/// What a stack has for the one who asks.
pub enum Next {
    /// A page, as PNG.
    Page(Vec<u8>),
    /// Nothing yet.
    Busy,
    /// No more will come: the pages that came, or what stopped it.
    Ended(Result<u32, Refusal>),
}

#[derive(Default)]
struct State {
    pages: VecDeque<Vec<u8>>,
    came: u32,
    last: Option<Instant>,
    is_stopped: bool,
    ended: Option<Result<u32, Refusal>>,
}

/// A running stack.
pub struct Batch {
    shared: Arc<Watched<State>>,
    process: u32,
}

impl Batch {
    /// Starts the scanner. Errors: `part-missing` with the package.
    pub fn start(sane: &Sane, order: &Order) -> Result<Self, Refusal> {
        let folder = folder()?;
        let mut command = sane.command();
        command.args(order.words()).current_dir(folder.path());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let child = spawn(&mut command, PACKAGE)?;
        let shared = Arc::new(Watched::<State>::default());
        shared.lock().last = Some(Instant::now());
        let (process, of_thread) = (child.id(), Arc::clone(&shared));
        std::thread::spawn(move || {
            let ended = collect(child, &folder, &of_thread);
            of_thread.change(|state| state.ended = Some(ended));
        });
        Ok(Self { shared, process })
    }

    /// Waits up to `patience` for another page or the end.
    pub fn next(&self, patience: Duration) -> Next {
        let is_idle = |state: &mut State| state.pages.is_empty() && state.ended.is_none();
        let mut state = self.shared.wait_while(patience, is_idle);
        if let Some(page) = state.pages.pop_front() {
            return Next::Page(page);
        }
        if let Some(ended) = &state.ended {
            return Next::Ended(ended.clone());
        }
        if state.last.is_some_and(|last| last.elapsed() > DEADLINE) {
            drop(state);
            self.signal("-KILL");
            return Next::Ended(Err(Refusal::new(
                "scanner-hung",
                format!("扫描仪 {} 秒没有送来一页，已停止", DEADLINE.as_secs()),
                "请检查扫描仪电源和连线，重新放好纸再扫；已扫进来的页都在",
            )));
        }
        Next::Busy
    }

    /// Gives a page back that could not be kept, so that it is handed out again.
    pub fn put_back(&self, page: Vec<u8>) {
        self.shared.lock().pages.push_front(page);
    }

    /// Ends it after the sheet that is on its way; what has come stays.
    pub fn stop(&self) {
        self.shared.lock().is_stopped = true;
        self.signal("-INT");
    }

    /// Ended, and every page handed out.
    pub fn is_through(&self) -> bool {
        let state = self.shared.lock();
        state.ended.is_some() && state.pages.is_empty()
    }

    fn signal(&self, signal: &str) {
        if self.shared.lock().ended.is_none() {
            // SANE's drivers bring the sheet out on SIGINT, which the standard library cannot send.
            let _ = Command::new("kill")
                .args([signal, &self.process.to_string()])
                .status();
        }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.signal("-INT");
    }
}

/// A folder for pages on their way, in memory where the system has one for its user: scans are personal papers, and
/// are on disk in the encrypted store only.
fn folder() -> Result<TempDir, Refusal> {
    let in_memory = std::env::var_os("XDG_RUNTIME_DIR").filter(|dir| Path::new(dir).is_dir());
    let shared = Some(Path::new("/dev/shm").as_os_str().to_owned()).filter(|dir| Path::new(dir).is_dir());
    Ok(match in_memory.or(shared) {
        Some(dir) => tempfile::Builder::new()
            .prefix("counterfoil-scan-")
            .tempdir_in(dir)?,
        None => tempfile::tempdir()?,
    })
}

/// Takes over each page that `scanimage` names on its standard output, then says how it ended.
fn collect(mut child: Child, folder: &TempDir, shared: &Watched<State>) -> Result<u32, Refusal> {
    let errors = child.stderr.take();
    let errors = std::thread::spawn(move || {
        let mut text = String::new();
        if let Some(pipe) = errors {
            let _ = pipe.take(1 << 20).read_to_string(&mut text);
        }
        text
    });
    if let Some(names) = child.stdout.take() {
        for name in BufReader::new(names).lines().map_while(Result::ok) {
            let path = folder.path().join(name.trim());
            let Ok(page) = std::fs::read(&path) else { continue };
            let _ = std::fs::remove_file(&path);
            shared.change(|state| {
                state.pages.push_back(page);
                state.came += 1;
                state.last = Some(Instant::now());
            });
        }
    }
    let status = child.wait()?;
    let said = errors.join().unwrap_or_default();
    let state = shared.lock();
    match status.code() {
        // Out of documents is how a stack ends, and how one that never began.
        Some(0) if state.came == 0 && !state.is_stopped => Err(refused(Some(7), &said)),
        Some(0) => Ok(state.came),
        _ if state.is_stopped => Ok(state.came),
        code => Err(refused(code, &said)),
    }
}

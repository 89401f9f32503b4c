//! From the start of the program to its first screen, beside an empty window of the same libraries in the same run.
//!
//! Both are started as a person starts them, without a driver, on a display whose picture lies in a file: a start
//! ends with the last change of the picture before it stands still. So fonts that come late count, for both.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use counterfoil_tests::program;

use super::figures::{Mark, Row, Unit};
use super::processes::{self, Ended};

/// Starts of each.
const TIMES: usize = 9;
/// How long the picture must stand still.
const STILL: Duration = Duration::from_millis(900);
/// A start that takes longer than this has failed.
const PATIENCE: Duration = Duration::from_secs(30);
/// The mark: so many times the empty window.
const MARK: f64 = 1.2;

pub fn measure() -> Vec<Row> {
    let home = tempfile::tempdir().expect("a folder");
    let store = home.path().join("store");
    practice::training::make(&store, None, &[], store::KdfCost::QUICK_FOR_TESTS).expect("a practice store");
    let ours = || {
        let mut command = Command::new(program("counterfoil"));
        command.arg("--store").arg(&store);
        command
    };
    let empty = || Command::new(program("examples/empty-window"));
    let screen = Screen::new();
    // Once each for the files to be in memory.
    screen.start(ours(), home.path());
    screen.start(empty(), home.path());
    let (mut to_sign_in, mut to_empty) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        to_empty.push(screen.start(empty(), home.path()));
        to_sign_in.push(screen.start(ours(), home.path()));
    }
    let empty = Row::new(
        "start of an empty Tauri window",
        Unit::Milliseconds,
        to_empty,
        Mark::None,
    );
    let ours = Row::new(
        "start to the sign-in, all drawn",
        Unit::Milliseconds,
        to_sign_in,
        Mark::None,
    );
    let times = ours.at(0.5) / empty.at(0.5);
    vec![
        empty,
        ours,
        Row::new(
            "… of the empty window's, by the medians",
            Unit::Times,
            vec![times],
            Mark::Longest(MARK),
        ),
    ]
}

/// A display and the file that holds its picture.
struct Screen {
    picture: File,
    name: String,
    _display: Ended,
    _folder: tempfile::TempDir,
}

impl Screen {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().to_string_lossy().into_owned();
        let (display, name) = processes::display_with(&["-fbdir", &place]);
        let picture = File::open(folder.path().join("Xvfb_screen0")).expect("the display's picture");
        Self {
            picture,
            name,
            _display: display,
            _folder: folder,
        }
    }

    /// Every fourth line of the picture.
    fn look(&self, into: &mut Vec<u8>) {
        const LINE: usize = 1366 * 4;
        into.resize(LINE * 192, 0);
        for (at, line) in into.chunks_mut(LINE).enumerate() {
            // The head of the file is smaller than a line; the same bytes are compared each time.
            let _ = self.picture.read_at(line, (4096 + at * 4 * LINE) as u64);
        }
    }

    /// Starts a program and ends it again; the milliseconds until its picture stood.
    fn start(&self, mut command: Command, home: &Path) -> f64 {
        command
            .env("DISPLAY", &self.name)
            .env("GDK_BACKEND", "x11")
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("NO_AT_BRIDGE", "1")
            .env("LANG", "C.UTF-8")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let (mut before, mut now) = (Vec::new(), Vec::new());
        self.look(&mut before);
        let begun = Instant::now();
        let child = command
            .spawn()
            .expect("the program: `cargo xtask bench window` builds it");
        let child = Ended::from(child);
        let mut changed = None;
        loop {
            self.look(&mut now);
            if now != before {
                changed = Some(begun.elapsed());
                std::mem::swap(&mut now, &mut before);
            }
            let still = changed.map_or(Duration::ZERO, |at| begun.elapsed().saturating_sub(at));
            if let Some(changed) = changed.filter(|_| still >= STILL) {
                drop(child);
                self.wait_until_gone(before);
                return changed.as_secs_f64() * 1e3;
            }
            assert!(begun.elapsed() < PATIENCE, "{command:?} does not come to rest");
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }

    /// Waits until the display is empty again: the next start begins with nothing on it.
    fn wait_until_gone(&self, shown: Vec<u8>) {
        let mut now = Vec::new();
        let begun = Instant::now();
        loop {
            self.look(&mut now);
            if now != shown {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "the window does not go away");
            std::thread::park_timeout(Duration::from_millis(20));
        }
        std::thread::park_timeout(Duration::from_millis(200));
    }
}

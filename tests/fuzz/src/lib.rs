//! What each fuzz target does with bytes.
//!
//! libFuzzer calls them with what it makes up; the reader's own tests call them with the seeds and with what was once
//! found. `scans` has the decoders of pictures and pages, `papers` what a CA and a colleague send, `answers` what the
//! program takes from its own reader and from a card. The commands of the window are fuzzed on a real desk, in
//! `tests/unpredictable`.

mod answers;
mod papers;
mod scans;

/// A target and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// Every target by its name.
pub const TARGETS: [Target; 18] = [
    ("jpeg", scans::jpeg),
    ("png", scans::png),
    ("bmp", scans::bmp),
    ("gif", scans::gif),
    ("tiff", scans::tiff),
    ("pdf", scans::pdf),
    ("page", scans::page),
    ("page_mark", scans::page_mark),
    ("zip", papers::zip),
    ("package", papers::package),
    ("certificates", papers::certificates),
    ("certificate", papers::certificate),
    ("request", papers::request),
    ("revocations", papers::revocations),
    ("word", papers::word),
    ("project", papers::project),
    ("reader", answers::reader),
    ("card", answers::card),
];

/// The target of this name.
///
/// # Panics
/// When there is none: a fault of whoever asks.
pub fn run(name: &str, bytes: &[u8]) {
    let known = TARGETS.iter().find(|(known, _)| *known == name);
    let (_, target) = known.unwrap_or_else(|| panic!("no target is called {name}"));
    target(bytes);
}

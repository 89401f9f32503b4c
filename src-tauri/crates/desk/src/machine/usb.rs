//! What is plugged into the USB, by the nodes that the system makes for it: cheap to look at, and enough to know that
//! something went in or out. Which device it is, is not asked here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Where Linux has a node for each device, by bus.
const NODES: &str = "/dev/bus/usb";
/// How long a driver may take to see what was plugged in.
const WAKING: Duration = Duration::from_secs(10);

/// The USB as it was seen last.
pub struct Usb {
    nodes: PathBuf,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    devices: Option<BTreeSet<PathBuf>>,
    moved: Option<Instant>,
}

impl Default for Usb {
    fn default() -> Self {
        Self::at(PathBuf::from(NODES))
    }
}

impl Usb {
    fn at(nodes: PathBuf) -> Self {
        Self {
            nodes,
            seen: Mutex::default(),
        }
    }

    /// Whether something went in or out since the last look; the first look only learns what is there.
    pub fn moved(&self) -> bool {
        let now = devices(&self.nodes);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let moved = seen.devices.as_ref().is_some_and(|before| *before != now);
        seen.devices = Some(now);
        if moved {
            seen.moved = Some(Instant::now());
        }
        moved
    }

    /// Whether something went in or out so lately that its driver may not have seen it yet.
    pub fn has_just_moved(&self) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.moved.is_some_and(|at| at.elapsed() < WAKING)
    }
}

/// The nodes of all buses. A machine without them has nothing to tell.
fn devices(nodes: &Path) -> BTreeSet<PathBuf> {
    let inside = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    };
    inside(nodes).iter().flat_map(|bus| inside(bus)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_goes_in_or_out_is_seen_once() {
        let nodes = tempfile::tempdir().unwrap();
        let bus = nodes.path().join("001");
        std::fs::create_dir(&bus).unwrap();
        std::fs::write(bus.join("001"), "").unwrap();
        let usb = Usb::at(nodes.path().to_owned());
        assert!(!usb.moved(), "the first look learns what is there");
        assert!(!usb.has_just_moved());
        std::fs::write(bus.join("007"), "").unwrap();
        assert!(usb.moved());
        assert!(usb.has_just_moved());
        assert!(!usb.moved(), "told once");
        std::fs::remove_file(bus.join("007")).unwrap();
        assert!(usb.moved());
    }

    #[test]
    fn a_machine_without_nodes_never_moves() {
        let usb = Usb::at(PathBuf::from("/nowhere/at/all"));
        assert!(!usb.moved());
        assert!(!usb.moved());
    }
}

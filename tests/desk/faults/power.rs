//! A disk of its own that can be filled to the last byte, and a store as the disk holds it at one instant.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Tells a test that it runs on the small disk, and where that is.
const SMALL_DISK: &str = "COUNTERFOIL_SMALL_DISK";
/// Where the small disk is mounted, for the test alone.
const MOUNT: &str = "/mnt";

/// A small disk.
pub struct Disk(PathBuf);

impl Disk {
    /// The disk, when this test runs on it already; otherwise the test is run once more, in a corner of the machine
    /// where a small disk is mounted, and must pass there.
    pub fn small(test: &str) -> Option<Self> {
        if let Some(mount) = std::env::var_os(SMALL_DISK) {
            return Some(Self(mount.into()));
        }
        let script = format!("mount -t tmpfs -o size=96m none {MOUNT} && exec \"$0\" \"$@\"");
        let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        let mut unshare = Command::new("unshare");
        if !is_root {
            unshare.arg("--map-root-user");
        }
        let passed = unshare
            .args(["--mount", "sh", "-c", &script])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(SMALL_DISK, MOUNT)
            .status()
            .unwrap();
        assert!(passed.success(), "on the small disk");
        None
    }

    /// Where the store goes.
    pub fn store(&self) -> PathBuf {
        self.0.join("store")
    }

    fn filling(&self) -> PathBuf {
        self.0.join("filling")
    }

    /// Leaves no byte free.
    pub fn fill(&self) {
        let mut file = fs::File::create(self.filling()).unwrap();
        let block = vec![0x5A_u8; 1 << 20];
        while file.write_all(&block).is_ok() {}
        // What a whole block had no room for.
        while file.write_all(&block[..1]).is_ok() {}
    }

    /// Makes the whole disk read-only.
    pub fn write_protect(&self) {
        let done = Command::new("mount")
            .args(["-o", "remount,ro"])
            .arg(&self.0)
            .status()
            .unwrap();
        assert!(done.success(), "remounted");
    }

    /// Gives the room back.
    pub fn make_room(&self) {
        fs::remove_file(self.filling()).unwrap();
    }
}

/// Copies a folder as it is now: what the disk would hold if the power went this very moment.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

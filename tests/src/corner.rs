//! A corner of the machine with mounts, network and shared memory of its own: daemons that insist on one place for
//! their socket, their port or their tokens run in as many copies as there are tests, and end with the test.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// A corner with whatever its script started in it.
pub struct Corner {
    /// Ends the corner when it closes.
    _open: ChildStdin,
    keeper: Child,
    /// The first process in the corner, by its number outside.
    first: u32,
    is_root: bool,
}

impl Corner {
    /// Runs `script` (sh) in a new corner and waits until it is through; what it started stays. Panics with the
    /// script when it fails: a test cannot go on without it.
    pub fn new(script: &str) -> Self {
        let is_root = run_id() == "0";
        let mut unshare = Command::new("unshare");
        if !is_root {
            unshare.arg("--map-root-user");
        }
        let script = format!("set -e\n{script}\necho up\nexec cat");
        let mut keeper = unshare
            .args([
                "--mount",
                "--net",
                "--ipc",
                "--pid",
                "--kill-child",
                "--fork",
                "sh",
                "-c",
                &script,
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare (util-linux)");
        let open = keeper.stdin.take().unwrap();
        let mut said = BufReader::new(keeper.stdout.take().unwrap()).lines();
        let is_up = said.any(|line| line.is_ok_and(|line| line == "up"));
        assert!(is_up, "the corner did not come up: {script}");
        let keeper_id = keeper.id();
        let children =
            std::fs::read_to_string(format!("/proc/{keeper_id}/task/{keeper_id}/children")).unwrap();
        let first = children.trim().parse().expect("the first process of the corner");
        Self {
            _open: open,
            keeper,
            first,
            is_root,
        }
    }

    /// The words that run a program inside.
    pub fn words(&self, program: &Path) -> (PathBuf, Vec<String>) {
        let mut args = vec!["--target".to_owned(), self.first.to_string()];
        if !self.is_root {
            args.extend(["--user".to_owned(), "--preserve-credentials".to_owned()]);
        }
        args.extend(["--mount", "--net", "--ipc", "--"].map(str::to_owned));
        args.push(program.to_str().unwrap().to_owned());
        (PathBuf::from("nsenter"), args)
    }

    /// A command inside.
    pub fn command(&self, program: &Path) -> Command {
        let (nsenter, args) = self.words(program);
        let mut command = Command::new(nsenter);
        command.args(args);
        command
    }

    /// What a tool inside says; a panic with everything it said when it fails.
    pub fn run(&self, program: &str, args: &[&str]) -> String {
        let output = self.command(Path::new(program)).args(args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{program} {args:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Corner {
    fn drop(&mut self) {
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
    }
}

fn run_id() -> String {
    let said = Command::new("id").arg("-u").output().unwrap().stdout;
    String::from_utf8_lossy(&said).trim().to_owned()
}

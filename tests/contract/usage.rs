//! Exit codes: 0 done, 1 refused, 2 wrong usage, 3 a part is missing.

use std::process::{Command, Stdio};

use counterfoil_tests::{counterctl, program, root, run};

#[test]
fn wrong_usage_is_2() {
    for args in [vec!["no-such-thing"], vec!["fee"], vec!["check", "uscc"], vec![]] {
        let said = counterctl(&args);
        assert_eq!(said.code, 2, "{args:?}: {said:?}");
    }
}

#[test]
fn a_missing_part_is_3_and_names_its_remedy() {
    // Away from its forms and fonts the program says so, instead of failing somewhere inside.
    let folder = tempfile::TempDir::new().unwrap();
    let alone = folder.path().join("counterctl");
    std::fs::copy(program("counterctl"), &alone).unwrap();
    let said = run(Command::new(&alone)
        .args(["projects", "--json"])
        .current_dir(folder.path()));
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.all().contains("data-missing"), "{said:?}");
}

#[test]
fn an_installed_package_serves_its_own_program_and_no_other() {
    let folder = tempfile::TempDir::new().unwrap();
    let data = folder.path().join("lib/counterfoil");
    std::fs::create_dir_all(data.join("assets")).unwrap();
    for part in ["forms", "assets/fonts", "assets/keys"] {
        std::os::unix::fs::symlink(root().join(part), data.join(part)).unwrap();
    }
    for (place, code) in [("bin", 0), ("home/somebody/build/debug", 3)] {
        let place = folder.path().join(place);
        std::fs::create_dir_all(&place).unwrap();
        let copied = place.join("counterctl");
        std::fs::copy(program("counterctl"), &copied).unwrap();
        let said = run(Command::new(&copied)
            .args(["projects", "--json"])
            .current_dir(&place));
        assert_eq!(said.code, code, "{}: {said:?}", place.display());
    }
}

/// A password stands in the memory of a program that asks for it; a crash must not write that to the disk.
#[cfg(target_os = "linux")]
#[test]
fn a_crash_leaves_no_memory_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mut asking = Command::new(program("counterctl"))
        .args(["store", "unlock", "--login", "admin"])
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let limits = format!("/proc/{}/limits", asking.id());
    let is_forbidden = || {
        let limits = std::fs::read_to_string(&limits).unwrap_or_default();
        let core = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max core file size"));
        core.is_some_and(|rest| rest.split_whitespace().take(2).eq(["0", "0"]))
    };
    while !is_forbidden() {
        let ended = asking.try_wait().unwrap();
        assert!(
            ended.is_none(),
            "it ended before it forbade itself to dump: {ended:?}"
        );
        std::thread::yield_now();
    }
    drop(asking.stdin.take());
    asking.wait().unwrap();
}

/// `counterctl projects --json | head -c 1`: a reader that has seen enough is no fault, and no trace of one is shown.
#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let mut child = Command::new(program("counterctl"))
        .args(["projects", "--json"])
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let said = child.wait_with_output().unwrap();
    assert!(said.status.success(), "{said:?}");
    assert!(said.stderr.is_empty(), "{said:?}");
}

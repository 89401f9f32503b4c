//! The benchmark of the drivers' own cost runs: two ways to the same work, each with the module's own calls and what
//! comes on top. Whether it keeps its budget is for a release build on a quiet machine to say.

use std::process::Command;

#[test]
fn every_piece_of_work_is_measured_both_ways() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_token-overhead"))
        .arg(folder.path())
        .arg(counterfoil_tests::program("libtimed_module.so"))
        .arg("3")
        .output()
        .unwrap();
    let (said, wrong) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    );
    assert_eq!(wrong, "", "{said}");
    let lines: Vec<_> = said.lines().filter(|line| line.contains(" ms ")).collect();
    assert_eq!(lines.len(), 5, "{said}");
    for line in lines {
        assert_eq!(
            (line.matches(" ms").count(), line.matches(" %").count()),
            (2, 2),
            "{line}"
        );
    }
}

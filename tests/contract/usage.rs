//! Exit codes: 0 done, 1 refused, 2 wrong usage, 3 a part is missing.

use std::process::Command;

use counterfoil_tests::{counterctl, program, run};

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

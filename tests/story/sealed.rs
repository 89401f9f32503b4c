//! The store keeps to itself what was entered.

use std::process::Command;

use counterfoil_tests::{run, tool};

use super::walked::{Walked, files_below};

/// What the walkthrough entered: a unit, its code, its operator, number and telephone.
const ENTERED: [&str; 6] = [
    "广州市海珠区木棉湾小学",
    "木棉湾",
    "124401054550257066",
    "沈若川",
    "440105199003072510",
    "13800000162",
];

#[test]
fn no_file_of_the_store_tells_what_was_entered() {
    let walked = Walked::through("netca-gd-ylbx");
    let store = walked.path("store");
    let mut looked = 0;
    for file in files_below(&store) {
        looked += 1;
        for encoding in ["s", "S", "l", "b"] {
            let strings = tool(
                "strings",
                [
                    "-e".as_ref(),
                    encoding.as_ref(),
                    "-n".as_ref(),
                    "4".as_ref(),
                    file.as_os_str(),
                ],
            );
            for word in ENTERED {
                assert!(!strings.out.contains(word), "{} tells {word}", file.display());
            }
        }
        let bytes = std::fs::read(&file).unwrap();
        for word in ENTERED {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{} tells {word}", file.display());
        }
    }
    assert!(looked >= 2, "the store has files");
}

#[test]
fn plain_sqlite3_cannot_open_the_database() {
    let walked = Walked::through("netca-gd-zfcg");
    let mut databases = 0;
    for file in files_below(&walked.path("store")) {
        if file
            .extension()
            .is_some_and(|e| ["db", "sqlite", "sqlite3"].iter().any(|known| e == *known))
        {
            databases += 1;
            let read = run(Command::new("sqlite3")
                .arg(&file)
                .arg("select count(*) from sqlite_master;"));
            assert!(
                read.code != 0 && read.all().contains("not a database"),
                "{}: {read:?}",
                file.display()
            );
        }
    }
    assert!(databases >= 1, "no database was looked at");
}

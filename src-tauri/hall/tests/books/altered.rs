//! A server that is not honest: what it alters, leaves out, makes up or puts back is named, and nothing more is written.

use hall::cluster::Cluster;
use store::{AuditAction, AuditEntry};

use super::counter::{Hall, UNIT, add_case, admin, at, content, is_sound};

/// What a dishonest administrator does, and what the window that follows says.
const DEEDS: [(&str, &str, &str); 9] = [
    ("a row's values", "UPDATE hall.sealed_row SET body = substr(body, 1, length(body) - 1) || '\\x00' WHERE tab = 'case_file'", "hall-altered"),
    (
        "two rows swapped",
        "UPDATE hall.sealed_row SET body = (SELECT b.body FROM hall.sealed_row b WHERE b.tab = 'act' AND b.id <> sealed_row.id ORDER BY b.id DESC LIMIT 1)
          WHERE tab = 'act' AND id = (SELECT max(id) FROM hall.sealed_row WHERE tab = 'act')",
        "hall-altered",
    ),
    ("a row left out", "DELETE FROM hall.sealed_row WHERE tab = 'act' AND id = (SELECT max(id) FROM hall.sealed_row WHERE tab = 'act')", "hall-altered"),
    ("a row called gone", "UPDATE hall.sealed_row SET body = NULL WHERE tab = 'case_file'", "hall-altered"),
    (
        "a row made up",
        "INSERT INTO hall.sealed_row(tab, id, seq, body) SELECT 'case_file', 99, max(seq), '\\x00' FROM hall.link",
        "hall-altered",
    ),
    ("a link left out", "DELETE FROM hall.link WHERE seq = (SELECT max(seq) - 1 FROM hall.link)", "hall-altered"),
    ("a link's list", "UPDATE hall.link SET listing = '\\x' WHERE seq = (SELECT max(seq) FROM hall.link)", "hall-altered"),
    (
        "two links swapped",
        "UPDATE hall.link SET mac = (SELECT b.mac FROM hall.link b WHERE b.seq = link.seq - 1) WHERE seq = (SELECT max(seq) FROM hall.link)",
        "hall-altered",
    ),
    (
        "all put back",
        "DELETE FROM hall.link WHERE seq > 1; DELETE FROM hall.sealed_row WHERE seq > 1; UPDATE hall.head SET seq = 1",
        "hall-rolled-back",
    ),
];

#[test]
fn what_the_server_does_to_the_books_is_named_by_the_window_that_follows() {
    for (deed, sql, code) in DEEDS {
        let hall = Hall::new(Cluster::shared().unwrap(), |_| {});
        hall.join("two");
        let mut two = hall.at("two");
        add_case(&mut two, "韶关市样例学校").unwrap();
        {
            let mut one = hall.at("one");
            add_case(&mut one, UNIT).unwrap();
            add_case(&mut one, "佛山市样例医院").unwrap();
        }
        hall.server.tamper(sql).unwrap();
        let Err(error) = add_case(&mut two, "东莞市样例银行") else {
            panic!("{deed}: went unnoticed");
        };
        assert_eq!(error.code(), code, "{deed}: {error}");
        assert!(!error.remedy().is_empty());
        assert_eq!(
            two.read(|tx| tx.case_count()).unwrap(),
            1,
            "{deed}: what it has can be read, and nothing else came"
        );
        assert_eq!(two.only_reads(), Some(store::OnlyReads::HallAltered), "{deed}");
    }
}

#[test]
fn bytes_of_a_scan_that_were_exchanged_are_not_shown() {
    let hall = Hall::new(Cluster::shared().unwrap(), |_| {});
    hall.join("two");
    let (mut one, two) = (hall.at("one"), hall.at("two"));
    let [scan, _other] = [b"one".as_slice(), b"other"].map(|bytes| {
        one.write(|tx| tx.add_attachment("image/png", "a.png", bytes, at(1)))
            .unwrap()
    });
    hall.server
        .tamper("UPDATE hall.part SET body = (SELECT b.body FROM hall.part b WHERE b.attachment <> part.attachment LIMIT 1)")
        .unwrap();
    let refused = two.read(|tx| tx.attachment_bytes(scan));
    assert_eq!(refused.unwrap_err().code(), "hall-altered");
}

/// What is done to rows that every window has long followed, so that only one that joins sees it: refused while it
/// joins, or named by its check of all signatures.
const OLD_DEEDS: [(&str, &str); 7] = [
    (
        "a row's values",
        "UPDATE hall.sealed_row SET body = substr(body, 1, length(body) - 1) || '\\x00' WHERE tab = 'case_file'",
    ),
    (
        "an older state of a case put back",
        "UPDATE hall.sealed_row r SET body = o.body, seq = o.seq FROM hall_before o
          WHERE r.tab = 'case_file' AND o.tab = r.tab AND o.id = r.id",
    ),
    (
        "a case left out",
        "DELETE FROM hall.sealed_row WHERE tab = 'case_file'",
    ),
    (
        "a case called gone",
        "UPDATE hall.sealed_row SET body = NULL WHERE tab = 'case_file'",
    ),
    (
        "a line of the audit left out",
        "DELETE FROM hall.sealed_row WHERE tab = 'audit' AND id = (SELECT max(id) FROM hall.sealed_row WHERE tab = 'audit')",
    ),
    (
        "an act left out",
        "DELETE FROM hall.sealed_row WHERE tab = 'act' AND id = (SELECT max(id) - 1 FROM hall.sealed_row WHERE tab = 'act')",
    ),
    (
        "everything but the links put back",
        "DELETE FROM hall.sealed_row; INSERT INTO hall.sealed_row SELECT * FROM hall_before",
    ),
];

#[test]
fn what_was_done_to_old_rows_is_named_by_the_next_window_that_joins() {
    for (deed, sql) in OLD_DEEDS {
        let hall = Hall::new(Cluster::shared().unwrap(), |_| {});
        let mut one = hall.at("one");
        let case = add_case(&mut one, UNIT).unwrap();
        hall.server
            .tamper("CREATE TABLE hall_before AS SELECT * FROM hall.sealed_row")
            .unwrap();
        let me = admin(&one);
        one.write(|tx| {
            let changed = content("佛山市样例医院");
            tx.save_content(case.id, case.revision, &changed, at(2))?;
            let entry = AuditEntry::new(at(2), &me, AuditAction::CaseEdited, "改过");
            tx.audit(&entry.case(case.id))
        })
        .unwrap();
        // The newest link is of something else.
        one.write(|tx| tx.put_setting("something-else", &1)).unwrap();
        hall.server.tamper(sql).unwrap();
        let said = match hall.joins("two") {
            Err(refused) => refused.code().to_owned(),
            Ok(two) => is_sound(&two).join(" "),
        };
        println!("{deed}: {said}");
        assert!(!said.is_empty(), "{deed}: went unnoticed");
    }
}

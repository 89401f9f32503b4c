//! Nothing that was entered can be read in any file of the store, its write-ahead log or its backups.

use store::{DATABASE, PageState, Store};

use crate::house::{House, LOGIN, PASSWORD, UNIT, USCC, at, content, files, secret};

const PLAIN_FILE: &[u8] = b"%PDF-1.7 a scanned page that must not be readable";

fn filled() -> House {
    let mut house = House::new();
    let case = house.add_case(content());
    let admin = house.admin();
    house.write(|tx| {
        tx.remember_customer(case.id, at(2))?;
        let attachment = tx.add_attachment("application/pdf", "公章扫描件.pdf", PLAIN_FILE, at(2))?;
        tx.add_page(&crate::table::page::tray_page(attachment, PageState::Tray), at(2))?;
        tx.put_secret(
            store::Circle::Keys,
            "so-pin:KEY-1",
            &secret("SoPin-90817263"),
            at(2),
        )?;
        tx.audit(
            &store::AuditEntry::new(at(2), &admin, store::AuditAction::CaseOpened, "受理深圳样例")
                .case(case.id),
        )
    });
    house
}

#[test]
fn no_file_holds_anything_readable() {
    let house = filled();
    house
        .store
        .backup_to(&house.folder.join("backups"), at(5))
        .unwrap();
    let wanted: Vec<Vec<u8>> = [
        LOGIN,
        PASSWORD,
        "周雯",
        "越秀受理点",
        UNIT,
        "南山",
        USCC,
        "13800138000",
        "王伟",
        "SoPin-90817263",
        "YL-20261121-0001",
        "netca-gd-ylbx",
        "公章扫描件",
        "case_file",
        "CREATE TABLE",
        "SQLite format",
        "KEY-1",
        "受理深圳样例",
        "store-created",
        "11010519491231002X",
        "office@example.com",
        "%PDF-1.7",
    ]
    .iter()
    .flat_map(|text| {
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [text.as_bytes().to_vec(), utf16]
    })
    .collect();
    let files = files(&house.folder);
    let names: Vec<String> = files.iter().map(|f| f.display().to_string()).collect();
    assert!(names.iter().any(|n| n.ends_with("counter.db-wal")), "{names:?}");
    assert_eq!(
        names.iter().filter(|n| n.ends_with("counter.db")).count(),
        2,
        "{names:?}"
    );
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        for text in &wanted {
            let hit = bytes.windows(text.len()).any(|w| w == text.as_slice());
            assert!(!hit, "{} holds {}", file.display(), String::from_utf8_lossy(text));
        }
        assert!(!file.display().to_string().contains(LOGIN));
    }
}

#[test]
fn plain_sqlite_cannot_open_it() {
    let House { _dir, folder, store } = filled();
    drop(store);
    let plain = rusqlite::Connection::open(folder.join(DATABASE)).unwrap();
    let error = plain
        .query_row("SELECT count(*) FROM sqlite_schema", (), |r| r.get::<_, i64>(0))
        .unwrap_err();
    assert!(error.to_string().contains("file is not a database"), "{error}");
}

#[test]
fn a_secret_stays_sealed_even_in_the_opened_database() {
    let house = filled();
    let opened = house
        .read(|tx| tx.secret(store::Circle::Keys, "so-pin:KEY-1"))
        .unwrap();
    assert_eq!(secrecy::ExposeSecret::expose_secret(&opened), "SoPin-90817263");
    let conn = crate::raw::connection(&house.folder);
    let sealed: Vec<u8> = conn
        .query_row("SELECT sealed FROM secret", (), |r| r.get(0))
        .unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("SoPin"));
    // Moved under another name it does not open.
    conn.execute_batch("UPDATE secret SET name = 'so-pin:KEY-2'")
        .unwrap();
    let error = house
        .store
        .read(|tx| tx.secret(store::Circle::Keys, "so-pin:KEY-2"))
        .unwrap_err();
    assert_eq!(error.code(), "store-damaged");
}

#[test]
fn files_are_the_owners_alone() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let house = filled();
        let backup = house
            .store
            .backup_to(&house.folder.join("backups"), at(5))
            .unwrap();
        store::restore(&backup.folder, &house.folder.join("restored")).unwrap();
        for file in files(&house.folder) {
            let mode = std::fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", file.display());
        }
    }
    assert!(Store::exists(&filled().folder));
}

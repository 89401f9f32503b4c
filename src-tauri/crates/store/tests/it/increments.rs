//! Backups in pieces: a day brings what is new, each of them comes back whole, and the store goes on meanwhile.

use std::path::{Path, PathBuf};

use store::{Backup, PIECES, Proven, Store, Watch, about_backup, read_manifest, restore, thin};

use crate::house::{House, LOGIN, PASSWORD, at, content, files, secret};

/// Scans of a day: each other bytes, some of them longer than a piece.
fn scan(house: &mut House, day: u8) {
    let mut state = u64::from(day) + 1;
    let bytes: Vec<u8> = (0..1_500_000)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        })
        .collect();
    house.add_case(content());
    house.write(|tx| tx.add_attachment("image/jpeg", "页.jpg", &bytes, at(2)));
}

fn made(house: &House, minute: i64, opens: bool) -> Backup {
    let backups = house.folder.join("b");
    let copier = house.store.copier().unwrap().unwrap();
    let to = backups.join(format!("counterfoil-{minute}"));
    copier
        .pieces_to(&backups, &to, at(minute), &Watch::default(), opens)
        .unwrap()
}

/// Bytes below a folder.
fn size(folder: &Path) -> u64 {
    let sizes = files(folder)
        .into_iter()
        .map(|file| std::fs::metadata(file).unwrap().len());
    sizes.sum()
}

fn cases_in(backup: &Path, to: PathBuf) -> usize {
    restore(backup, &to).unwrap();
    let (store, _) = Store::unlock(&to, LOGIN, &secret(PASSWORD)).unwrap();
    let report = store.verify().unwrap();
    assert!(report.is_sound(), "{report:?}");
    store.read(|tx| tx.cases_in(&[], 100)).unwrap().len()
}

#[test]
fn a_day_brings_what_is_new_and_every_backup_comes_back_whole() {
    let mut house = House::new();
    for day in 0..8 {
        scan(&mut house, day);
    }
    let first = made(&house, 5, true);
    assert!(first.report.is_sound() && first.report.attachments == 8);
    let before = size(&house.folder.join("b"));
    scan(&mut house, 8);
    let second = made(&house, 6, false);
    let brought = size(&house.folder.join("b")) - before;
    // One scan and its rows, in whole megabytes.
    assert!(
        (1_500_000..7_000_000).contains(&brought),
        "{brought} after {before}"
    );
    assert!(before > 12_000_000);

    assert_eq!(read_manifest(&first.folder).unwrap(), first.manifest);
    assert!(about_backup(&first.folder).unwrap().opened && !about_backup(&second.folder).unwrap().opened);
    assert_eq!(cases_in(&first.folder, house.folder.join("r1")), 8);
    assert_eq!(cases_in(&second.folder, house.folder.join("r2")), 9);
    let proven = Proven::of(&second.folder, &house.folder.join("r3"), LOGIN, &secret(PASSWORD)).unwrap();
    assert_eq!(proven.cases, 9);
}

#[test]
fn the_store_goes_on_while_it_is_taken_apart_and_the_moment_is_one() {
    let mut house = House::new();
    scan(&mut house, 0);
    let copier = house.store.copier().unwrap().unwrap();
    let backups = house.folder.join("b");
    let to = backups.join("counterfoil-1");
    let moved = backups.clone();
    let making = std::thread::spawn(move || copier.pieces_to(&moved, &to, at(5), &Watch::default(), true));
    let mut saved = 1;
    while !making.is_finished() {
        house.add_case(content());
        saved += 1;
    }
    let backup = making.join().unwrap().unwrap();
    let found = cases_in(&backup.folder, house.folder.join("r"));
    assert!((1..=saved).contains(&found), "{found} of {saved}");
    // The locks that SQLite held on the file are still held: another program finds the store in use, and the log is
    // neither lost nor taken for a rest.
    assert!(house.store.verify().unwrap().is_sound());
    assert_eq!(house.read(|tx| tx.cases_in(&[], 1000)).len(), saved.min(1000));
}

#[test]
fn one_that_is_cancelled_leaves_no_backup_and_one_that_lost_a_piece_is_none() {
    let mut house = House::new();
    scan(&mut house, 0);
    let backups = house.folder.join("b");
    let watch = Watch::default();
    watch.cancel();
    let copier = house.store.copier().unwrap().unwrap();
    let cancelled = copier.pieces_to(&backups, &backups.join("counterfoil-1"), at(5), &watch, true);
    assert_eq!(cancelled.unwrap_err().code(), "backup-cancelled");
    assert!(
        files(&backups)
            .iter()
            .all(|file| !file.ends_with(store::MANIFEST))
    );

    let backup = made(&house, 6, true);
    let pieces = files(&backups.join(PIECES));
    let piece = &pieces[0];
    let good = std::fs::read(piece).unwrap();
    let to = house.folder.join("r");
    for bad in [None, Some(Vec::new()), Some(good[1..].to_vec())] {
        match &bad {
            None => std::fs::remove_file(piece).unwrap(),
            Some(bytes) => std::fs::write(piece, bytes).unwrap(),
        }
        assert_eq!(
            read_manifest(&backup.folder).unwrap_err().code(),
            "store-bad-backup"
        );
        assert_eq!(
            restore(&backup.folder, &to).unwrap_err().code(),
            "store-bad-backup"
        );
        assert!(!Store::exists(&to));
    }
    // The next backup brings the piece again, and with it this one.
    made(&house, 7, false);
    assert_eq!(cases_in(&backup.folder, to), 1);
    // A list that names a piece without end is cut off at the size that the backup says, however long it is.
    let list = backup.folder.join("pieces.txt");
    let names = std::fs::read_to_string(&list).unwrap();
    let first = names.lines().next().unwrap();
    std::fs::write(&list, format!("{first}\n").repeat(400_000)).unwrap();
    let error = read_manifest(&backup.folder).unwrap_err();
    assert!(error.to_string().contains("大小不符"), "{error}");
    std::fs::write(&list, names).unwrap();
    // Alone in another place it says what it lacks.
    let apart = tempfile::tempdir().unwrap();
    let moved = apart.path().join("moved");
    std::fs::rename(&backup.folder, &moved).unwrap();
    let error = read_manifest(&moved).unwrap_err();
    assert!(error.to_string().contains(PIECES), "{error}");
}

#[test]
fn old_ones_go_with_the_pieces_that_nobody_else_names() {
    let mut house = House::new();
    scan(&mut house, 0);
    let day = 24 * 60;
    let mut backups = Vec::new();
    for age in [-60, -59, -1, 0] {
        scan(&mut house, u8::try_from(age + 60).unwrap());
        backups.push(made(&house, age * day, false).folder);
    }
    let before = files(&house.folder.join("b").join(PIECES)).len();
    // Pieces are as old as their files say: three days from now none of these is new any more.
    let later = chrono::Utc::now() + chrono::Duration::days(3);
    let gone = thin(&house.folder, &backups, later).unwrap();
    assert!(!gone.is_empty() && gone.len() < 4, "{gone:?}");
    assert!(files(&house.folder.join("b").join(PIECES)).len() < before);
    for (at, backup) in backups.iter().filter(|one| !gone.contains(one)).enumerate() {
        assert!(cases_in(backup, house.folder.join(format!("r{at}"))) >= 2);
    }
}

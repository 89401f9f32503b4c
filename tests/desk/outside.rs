//! Files from outside at the counter: one that eats memory or time costs itself, the program that holds the store never
//! reads it, and without the part that reads nothing is taken and nothing is lost.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

use counterfoil_tests::bombs;
use desk::api::Nothing;
use desk::counter::places::Places;
use desk::{Config, Desk};
use reader::ReaderCommand;
use token::WorkerCommand;

use super::counter::{Counter, done, refused};

/// Most that this process may grow by while such files are taken, in KB: their bytes, once for the pipe and once for the
/// books, and what else the tests beside this one take. Read here, each of them took gigabytes.
const GROWTH: u64 = 400 << 10;

/// Memory that this process holds at most so far, in KB.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A file that lies at rest in a folder.
fn leave(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let before = SystemTime::now() - Duration::from_secs(60);
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(before).unwrap();
}

/// The folder is watched from now on; a clerk sits there.
fn watch(counter: &Counter, folder: &Path) {
    counter.sign_in("admin");
    let mut devices = done(counter.commands().settings(Nothing {})).devices;
    devices.watch_folder = folder.display().to_string();
    done(counter.commands().save_devices(devices));
    counter.sign_in("linxy");
}

fn page() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(300, 400, |x, y| image::Rgb([x as u8, y as u8, 14]));
    scan::encode_png(&picture)
}

#[test]
fn a_bomb_in_the_watched_folder_costs_itself_and_the_next_file_is_taken() {
    let counter = Counter::new();
    let folder = tempfile::tempdir().unwrap();
    watch(&counter, folder.path());
    let bombs = bombs::scans();
    for (_, name, bytes) in &bombs {
        leave(folder.path(), name, bytes);
    }
    // By its name the last of them.
    leave(folder.path(), "zz-good.png", &page());
    let before = peak_kb();
    let (mut origins, mut findings) = (Vec::new(), Vec::new());
    while !folder.path().join("done/zz-good.png").is_file() {
        let came = done(counter.commands().poll_watch_folder(Nothing {}));
        assert!(
            !came.pages.is_empty() || !came.findings.is_empty(),
            "nothing came"
        );
        origins.extend(came.pages.into_iter().map(|page| page.origin));
        findings.extend(came.findings);
    }
    assert!(
        origins.iter().any(|origin| origin == "zz-good.png"),
        "{origins:?}"
    );
    let grown = peak_kb() - before;
    assert!(grown < GROWTH, "{} MB more", grown >> 10);
    for (what, name, _) in &bombs {
        let aside = folder.path().join("搁置").join(name).is_file();
        let taken = folder.path().join("done").join(name).is_file();
        assert!(aside != taken, "{what}: {name} lies in one of the two");
        let told = findings.iter().any(|finding| finding.message.contains(name));
        assert!(taken || told, "{what}: nobody was told: {findings:#?}");
    }
    let aside = std::fs::read_dir(folder.path().join("搁置")).unwrap().count();
    assert!(aside >= 5, "{aside} set aside: {findings:#?}");
}

#[test]
fn without_the_part_that_reads_nothing_is_taken_and_no_file_is_blamed() {
    let mut counter = Counter::new();
    let folder = tempfile::tempdir().unwrap();
    watch(&counter, folder.path());
    let mut places = Places::find(&[]).unwrap();
    places.reader = ReaderCommand::program("/nowhere/counterfoil-reader".into());
    counter.desk = Desk::new(Config {
        store_dir: counter.folder.path().to_owned(),
        places,
        worker: WorkerCommand::program(counterfoil_tests::program("token-worker"), Vec::new()),
        cost: store::KdfCost::QUICK_FOR_TESTS,
    });
    counter.sign_in("linxy");
    leave(folder.path(), "good.png", &page());
    refused(
        counter.commands().poll_watch_folder(Nothing {}),
        "reader-unavailable",
    );
    assert!(folder.path().join("good.png").is_file(), "it waits where it lay");
    refused(
        counter.commands().receive_scan("good.png", 0, page()),
        "reader-unavailable",
    );
    let settings = done(counter.commands().settings(Nothing {}));
    assert!(!settings.isolation.reader, "{:?}", settings.isolation);
    assert!(!settings.isolation.remedy.is_empty());
    // The program is put right: the same file is taken.
    counter.desk = super::counter::desk_over(counter.folder.path().to_owned());
    counter.sign_in("linxy");
    let came = done(counter.commands().poll_watch_folder(Nothing {}));
    assert_eq!(came.pages.len(), 1, "{came:#?}");
}

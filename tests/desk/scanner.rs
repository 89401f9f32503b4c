//! The scanner, on SANE's own test device: a stack through the feeder, one sheet from the flatbed, a jam, an empty
//! feeder, an open cover, and stopping.

use desk::api::{AboutScanner, Nothing, PageLine, Refusal, ScannerOptions, StartScan};

use super::counter::{Counter, done, refused};

const DEVICE: &str = "test:0";

/// A counter whose SANE knows the test device only, with these lines of its configuration.
fn counter(more: &str) -> Counter {
    let counter = Counter::new();
    let config = counter.folder.path().join("sane.d");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("dll.conf"), "test\n").unwrap();
    std::fs::write(config.join("test.conf"), more).unwrap();
    counter.sign_in("linxy");
    counter
}

fn options(counter: &Counter) -> ScannerOptions {
    done(counter.commands().scanner_options(AboutScanner {
        device: DEVICE.to_owned(),
    }))
}

/// Starts at the source with these words; small pages, so that ten of them take no time.
fn start(counter: &Counter, source: &str) {
    let options = options(counter);
    let mut sources = options.sources.iter();
    let source = sources.find(|s| s.words == source);
    let source = source.unwrap_or_else(|| panic!("{options:#?}")).clone();
    let order = StartScan {
        device: DEVICE.to_owned(),
        source: Some(source),
        mode: "Color".to_owned(),
        dpi: Some(100),
        width_mm: Some(40.0),
        height_mm: Some(60.0),
        case_id: None,
    };
    done(counter.commands().start_scan(order));
}

/// Everything that comes until the stack is through: its pages, and what stopped it.
fn all(counter: &Counter) -> (Vec<PageLine>, Option<Refusal>) {
    let mut pages = Vec::new();
    loop {
        let came = done(counter.commands().next_scanned(Nothing {}));
        assert!(came.findings.is_empty());
        pages.extend(came.pages);
        if !came.running {
            return (pages, came.stopped_by);
        }
    }
}

#[test]
fn a_stack_comes_page_by_page_until_the_feeder_is_empty() {
    let counter = counter("");
    let scanners = done(counter.commands().scanners(Nothing {}));
    assert!(scanners.iter().any(|s| s.device == DEVICE), "{scanners:?}");
    start(&counter, "进纸器（单面）");
    refused(
        counter.commands().start_scan(StartScan {
            device: DEVICE.to_owned(),
            source: None,
            mode: String::new(),
            dpi: None,
            width_mm: None,
            height_mm: None,
            case_id: None,
        }),
        "scanner-running",
    );
    let (pages, stopped_by) = all(&counter);
    assert!(pages.len() == 10 && stopped_by.is_none(), "{stopped_by:?}");
    let kept = done(counter.commands().tray(Nothing {}));
    let waits = |page: &PageLine| !page.read && page.origin == "扫描仪";
    assert!(kept.iter().filter(|page| waits(page)).count() == 10, "{kept:#?}");
    start(&counter, "平板");
    assert_eq!(all(&counter).0.len(), 1, "a flatbed has one sheet");
}

#[test]
fn jam_empty_feeder_and_open_cover_are_told_in_words() {
    for (status, code) in [
        ("SANE_STATUS_JAMMED", "scanner-jam"),
        ("SANE_STATUS_NO_DOCS", "scanner-empty"),
        ("SANE_STATUS_COVER_OPEN", "scanner-cover"),
        ("SANE_STATUS_DEVICE_BUSY", "scanner-busy"),
        ("SANE_STATUS_IO_ERROR", "scanner-failed"),
    ] {
        let counter = counter(&format!("read-status-code \"{status}\"\n"));
        start(&counter, "进纸器（单面）");
        let (mut pages, mut stopped_by) = all(&counter);
        // The test device's own reader has been seen to hang for good; the desk ends it, says so, and the stack is
        // put in again.
        if stopped_by.as_ref().is_some_and(|by| by.code == "scanner-hung") {
            start(&counter, "进纸器（单面）");
            (pages, stopped_by) = all(&counter);
        }
        assert!(pages.is_empty(), "{status}");
        let by = stopped_by.expect("a refusal");
        assert_eq!(by.code, code, "{by:#?}");
        assert!(!by.remedy.is_empty());
    }
}

#[test]
fn a_stack_that_is_stopped_keeps_what_has_come() {
    // Each page takes the test device 0.4 s, so that nine are still to come when the stack is stopped at its first.
    let counter = counter("read-delay true\nread-delay-duration 200000\n");
    start(&counter, "进纸器（单面）");
    let first = loop {
        let came = done(counter.commands().next_scanned(Nothing {}));
        if !came.pages.is_empty() {
            break came;
        }
    };
    assert!(first.running);
    done(counter.commands().stop_scan(Nothing {}));
    let (rest, stopped_by) = all(&counter);
    assert!(stopped_by.is_none(), "stopping is no fault");
    assert!(rest.len() < 9, "{} came after the stop", rest.len());
    let kept = done(counter.commands().tray(Nothing {}));
    assert_eq!(kept.len(), 1 + rest.len());
}

#[test]
fn a_scanner_that_is_not_there_is_told_with_what_to_do() {
    let counter = counter("");
    let told = counter
        .commands()
        .scanner_options(AboutScanner {
            device: "test:7".to_owned(),
        })
        .unwrap_err();
    assert_eq!(told.code, "scanner-failed", "{told}");
    assert!(told.remedy.contains("拖入"), "{told}");
}

//! The scanner, on SANE's own test device: a stack through the feeder, one sheet from the flatbed, a jam, an empty
//! feeder, an open cover, and stopping.

use serde_json::{Value, json};

use super::counter::Counter;

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

fn options(counter: &Counter) -> Value {
    counter.ok("scanner_options", json!({ "device": DEVICE }))
}

/// Starts at the source with these words; small pages, so that ten of them take no time.
fn start(counter: &Counter, source: &str) {
    let options = options(counter);
    let mut sources = options["sources"].as_array().unwrap().iter();
    let source = sources
        .find(|s| s["words"] == source)
        .unwrap_or_else(|| panic!("{options:#}"));
    let order = json!({
        "device": DEVICE, "source": source, "mode": "Color", "dpi": 100, "widthMm": 40.0, "heightMm": 60.0, "caseId": null,
    });
    counter.ok("start_scan", order);
}

/// Everything that comes until the stack is through: its pages, and what stopped it.
fn all(counter: &Counter) -> (Vec<Value>, Value) {
    let mut pages = Vec::new();
    loop {
        let came = counter.ok("next_scanned", json!({}));
        assert_eq!(came["findings"], json!([]));
        pages.extend(came["pages"].as_array().unwrap().iter().cloned());
        if came["running"] == false {
            return (pages, came["stoppedBy"].clone());
        }
    }
}

#[test]
fn a_stack_comes_page_by_page_until_the_feeder_is_empty() {
    let counter = counter("");
    let scanners = counter.ok("scanners", json!({}));
    assert!(
        scanners.as_array().unwrap().iter().any(|s| s["device"] == DEVICE),
        "{scanners}"
    );
    start(&counter, "进纸器（单面）");
    counter.refused(
        "start_scan",
        json!({ "device": DEVICE, "source": null, "mode": "", "dpi": null, "widthMm": null, "heightMm": null, "caseId": null }),
        "scanner-running",
    );
    let (pages, stopped_by) = all(&counter);
    assert_eq!((pages.len(), &stopped_by), (10, &Value::Null));
    let kept = counter.ok("tray", json!({}));
    let waits = |page: &Value| page["read"] == false && page["origin"] == "扫描仪";
    assert!(
        kept.as_array().unwrap().iter().filter(|page| waits(page)).count() == 10,
        "{kept:#}"
    );
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
        if stopped_by["code"] == "scanner-hung" {
            start(&counter, "进纸器（单面）");
            (pages, stopped_by) = all(&counter);
        }
        assert!(pages.is_empty(), "{status}");
        assert_eq!(stopped_by["code"], code, "{stopped_by:#}");
        assert!(!stopped_by["remedy"].as_str().unwrap().is_empty());
    }
}

#[test]
fn a_stack_that_is_stopped_keeps_what_has_come() {
    // Each read waits, so that the stack is still running when it is stopped.
    let counter =
        counter("read-limit true\nread-limit-size 200\nread-delay true\nread-delay-duration 2000\n");
    start(&counter, "进纸器（单面）");
    let first = loop {
        let came = counter.ok("next_scanned", json!({}));
        if came["pages"] != json!([]) {
            break came;
        }
    };
    assert_eq!(first["running"], true);
    counter.ok("stop_scan", json!({}));
    let (rest, stopped_by) = all(&counter);
    assert_eq!(stopped_by, Value::Null, "stopping is no fault");
    assert!(rest.len() < 9, "{} came after the stop", rest.len());
    let kept = counter.ok("tray", json!({}));
    assert_eq!(kept.as_array().unwrap().len(), 1 + rest.len());
}

#[test]
fn a_scanner_that_is_not_there_is_told_with_what_to_do() {
    let counter = counter("");
    let told = counter
        .desk
        .call("scanner_options", json!({ "device": "test:7" }))
        .unwrap_err();
    assert_eq!(told.code, "scanner-failed", "{told}");
    assert!(told.remedy.contains("拖入"), "{told}");
}

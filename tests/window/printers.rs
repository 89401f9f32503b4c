//! The settings page of printers at the window, by the keyboard alone: a calibration page is printed, measured with a
//! ruler, scanned back and kept; and a form goes onto the CA's own paper, with its own offset.

use std::path::Path;

use counterfoil_tests::tool;
use image::RgbImage;
use scan::synth::Capture;

use super::clerk::practice;
use super::driver::{ALT, DOWN, ENTER, Window};
use super::printer::Printer;

const DPI: f64 = 200.0;
/// What the printer does to a page: to the right, down, in millimetres.
const STRAYS: (f64, f64) = (2.2, -1.4);
const TAB_OF_PRINTERS: &str = "[data-tab='printers']";

impl Window {
    /// Tab to a button by its `data-test` name, and Enter.
    pub fn tab_and_press(&self, name: &str) {
        self.tab_to(&format!("[data-test='{name}']:not(:disabled)"));
        self.keys(&[ENTER]);
    }

    /// Tab to a number, all of it selected, and another typed over it.
    fn tab_and_set(&self, name: &str, number: &str) {
        self.tab_to(&format!("[data-test='{name}'] input"));
        self.run("document.activeElement.select()");
        self.type_here(number);
    }

    /// Moves a list's choice down by one.
    fn next_choice(&self) {
        self.run("window.choiceBefore = document.activeElement.selectedIndex");
        self.keys(&[DOWN]);
        self.wait(
            "document.activeElement.selectedIndex === window.choiceBefore + 1",
            "the choice moves down",
        );
    }
}

/// What the printer made of a page, scanned back a little askew.
fn scanned(pdf: &Path) -> Vec<u8> {
    let stem = pdf.with_extension("");
    let dpi = DPI.to_string();
    let args = ["-r", &dpi, "-png", "-singlefile"].map(std::ffi::OsStr::new);
    let args = args.into_iter().chain([pdf.as_os_str(), stem.as_os_str()]);
    assert_eq!(tool("pdftoppm", args).code, 0);
    let page: RgbImage = image::open(stem.with_extension("png")).unwrap().to_rgb8();
    let mut capture = Capture::flatbed(77, DPI / 25.4);
    (capture.torn, capture.stain, capture.turn_deg) = (None, None, 0.8);
    (capture.print_shift, capture.print_scale) = (STRAYS, 0.996);
    capture.take(&page).jpeg()
}

#[test]
fn a_printer_is_calibrated_and_a_form_goes_onto_the_cas_paper_by_the_keyboard_alone() {
    let printer = Printer::plugged();
    let window = Window::open_in("printers", &printer.environment(), practice);
    window.sign_in("admin");
    // Among the pages of the settings the arrows go up and down.
    window.keys(&[ALT, '9']);
    window.see("settings");
    window.focus_is("[data-tab]");
    let at = |tab: &str| window.has(&format!("[data-tab='{tab}'][aria-current]"));
    while !at("accounts") {
        window.keys(&[super::driver::UP]);
    }
    while !at("printers") {
        window.keys(&[DOWN]);
    }
    window.focus_is(TAB_OF_PRINTERS);
    window.wait_text("[data-test='calibration-state']", "没有校准");
    window.shots("none");

    // The page is printed, and a ruler tells what became of it.
    window.tab_and_press("calibration-page");
    window.wait(
        "document.body.textContent.includes('份：校准页')",
        "the page is told",
    );
    window.tab_and_press("ask-ruler");
    window.wait_for("[data-test='ruler']");
    window.tab_and_set("ruler-leftMm", "21.4");
    window.tab_and_set("ruler-topMm", "27.2");
    window.tab_and_set("ruler-acrossMm", "169.2");
    window.shots("ruler");
    window.tab_and_press("rule");
    window.wait_text("[data-test='calibration-said']", "要校正");
    window.focus_is("[data-test='keep']");
    window.shots("ruled");

    // Better than a ruler: the page scanned back.
    let page = window.folder("scans").join("calibration.jpg");
    std::fs::write(&page, scanned(&printer.paper())).expect("a scan");
    window.attach("calibration-scan", &page);
    window.wait_text("[data-test='calibration-said']", "要校正");
    window.focus_is("[data-test='keep']");
    window.shots("read");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='calibration-state']", "已校准");
    window.shots("kept");

    // What is printed from now on comes out where it was designed.
    window.tab_and_press("calibration-again");
    window.wait(
        "document.body.textContent.includes('份：复验页')",
        "the page is told",
    );
    std::fs::write(&page, scanned(&printer.paper())).expect("a scan");
    window.attach("calibration-scan", &page);
    window.wait_text("[data-test='calibration-said']", "在 ±0.3 毫米之内");
    window.shots("again");

    // The CA's own paper: which form, where its print lies, and a trial.
    window.tab_to("[data-test='paper-form']");
    window.next_choice();
    window.tab_and_set("paper-right", "1.5");
    window.tab_and_set("paper-down", "-0.8");
    window.shots("paper");
    window.tab_and_press("use-paper");
    window.wait_for("[data-test='overprints']");
    window.tab_and_press("try-paper");
    window.wait_for("[data-test='paper-said']");
    window.shots("used");
    window.tab_and_press("drop-paper");
    window.wait_gone("[data-test='overprints']");
    window.tab_and_press("forget-calibration");
    window.wait_text("[data-test='calibration-state']", "没有校准");
}

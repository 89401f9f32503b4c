//! A whole intake by the keyboard alone, in few keys: forty times a day every one of them counts.

use super::clerk::{Applicant, practice};
use super::driver::Window;
use super::hand::Hand;
use super::printer::Printer;

/// As many command keys as a clean intake may take.
const MOST_KEYS: u32 = 27;

#[test]
fn a_clean_intake_is_printed_with_few_keys() {
    let printer = Printer::plugged();
    let window = Window::open_in("few-keys", &printer.environment(), practice);
    let applicant = Applicant { unit: 1, operator: 1 };
    window.sign_in("linxy");
    window.see("board");
    let mut hand = Hand::on(&window);
    hand.open_case(applicant.name(), "netca-gd-zfcg", "new");
    println!("opened with {} keys", hand.keys);
    let mut values = applicant.fields();
    values.push(("years".to_owned(), "1".to_owned()));
    values.push(("fee".to_owned(), "300".to_owned()));
    hand.fill_by_keys(&values);
    println!("filled with {} keys", hand.keys);
    hand.pay_and_tick();
    println!("ticked with {} keys", hand.keys);
    hand.print();
    println!("a clean intake took {} command keys", hand.keys);
    assert!(hand.keys <= MOST_KEYS, "{} command keys", hand.keys);
}

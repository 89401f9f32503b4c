//! The real window, driven through WebDriver on a display of its own, as a clerk would use it.
//!
//! Never here: a call past the screen. What a test wants to know it reads from the screen, or from the papers the
//! counter leaves. Nothing waits for a time; everything waits for something to be seen.

#![allow(clippy::expect_used, clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../desk/accounts.rs"]
mod accounts;
mod acts_on;
mod annex;
mod bursts;
#[allow(dead_code)]
#[path = "../desk/ca.rs"]
mod ca;
mod clerk;
mod closing;
// A store with cases in it is prepared as the desk's own tests do it; they need more of it.
#[allow(dead_code)]
#[path = "../desk/counter.rs"]
mod counter;
mod customer;
mod devices;
mod driver;
mod exchange;
mod fence;
mod few_keys;
mod first_run;
mod free;
#[cfg(feature = "hall")]
mod hall;
mod hand;
mod handover;
mod intake_by_keys;
mod keyboard;
mod ledger;
mod long_names;
mod pin_letter;
mod plugged;
mod post;
mod printer;
mod printers;
mod privacy;
mod processes;
mod reprinted;
mod restoring;
mod returned;
mod safety;
mod samples;
mod scanner;
#[path = "../desk/site.rs"]
mod site;
mod so_pin;
mod spoiled;
mod stack;
mod stock;
mod tenth;
mod terms;
mod tray;
mod unlock;
mod unmasking;
mod unpredictable;
mod uploaded;
mod ways;
mod whole_case;
mod wire;
mod wish;
#[path = "../desk/yesterday.rs"]
mod yesterday;

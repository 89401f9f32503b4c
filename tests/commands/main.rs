//! Every command of the window with arguments that no window sends, at a real counter: a short look with each test run.
//! `cargo xtask fuzz commands` looks as long as it is told.

// What only the long look needs is here too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, dead_code)]

mod asking;
mod shapes;

use desk::doors::dispatch::{Kind, WHO};

/// Commands of the short look.
const ROUNDS: u64 = 1500;

#[test]
fn whatever_a_command_is_asked_the_desk_answers_and_goes_on() {
    let mut counter = asking::Counter::new(14);
    counter.ask(ROUNDS);
    let told = &counter.told;
    assert_eq!(told.asked, ROUNDS);
    // Arguments of the right shape get past the door, and some of them are done.
    let unread = told.refused.get("wrong-arguments").copied().unwrap_or_default();
    assert!(unread < ROUNDS / 2, "{told:?}");
    assert!(told.done > ROUNDS / 50, "{told:?}");
}

#[test]
fn every_command_has_a_shape_in_the_bindings() {
    let shapes = shapes::Shapes::read();
    let known: Vec<&str> = shapes.commands().collect();
    for (name, kind, _) in WHO {
        assert!(
            *kind == Kind::Upload || known.contains(name),
            "{name} is not asked"
        );
    }
}

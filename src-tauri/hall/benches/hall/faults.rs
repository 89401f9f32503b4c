//! What goes wrong, and when: cables, windows and the server, by the dice and by the clock.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::dice::Dice;
use crate::journal::now;
use crate::rig::Rig;
use crate::wanted::Wanted;

/// A time in which something was wrong.
#[derive(Debug, Clone)]
pub struct Span {
    pub what: &'static str,
    /// With which window; none when it was the server.
    pub window: Option<usize>,
    pub from: u64,
    pub to: u64,
}

/// How often each thing was done, and when.
#[derive(Debug, Default)]
pub struct Spans {
    pub spans: Vec<Span>,
    pub counts: std::collections::BTreeMap<&'static str, u32>,
}

/// Micros of a time.
pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap()
}

impl Spans {
    /// The server, from a moment until now, and a little longer: windows find their way back.
    fn server(&mut self, what: &'static str, from: u64) {
        self.count(what);
        let to = now() + micros(BACK);
        self.spans.push(Span {
            what,
            window: None,
            from,
            to,
        });
    }

    /// A window, from now for some time.
    fn window(&mut self, what: &'static str, window: usize, time: Duration) {
        self.count(what);
        let (from, window) = (now(), Some(window));
        self.spans.push(Span {
            what,
            window,
            from,
            to: from + micros(time),
        });
    }

    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }
}

/// What befalls the server, and after which part of the time.
const SERVER: [(f64, &str); 7] = [
    (0.12, "server killed"),
    (0.22, "server killed"),
    (0.32, "server stopped for long"),
    (0.44, "server killed"),
    (0.55, "failed over"),
    (0.66, "copy taken"),
    (0.80, SET_BACK),
];
/// The older copy comes back in place of the newest.
const SET_BACK: &str = "server set back";
/// An older copy is one that windows have seen more than: the time in which every window looks.
const SEEN: Duration = Duration::from_secs(30);
/// Windows find their way back after a server that came back.
const BACK: Duration = Duration::from_secs(3);

/// Lets everything happen.
pub fn let_loose(rig: &mut Rig, wanted: &Wanted) -> Spans {
    let mut spans = Spans::default();
    let mut dice = Dice::new(wanted.seed, 7);
    let all = Duration::from_secs_f64(wanted.minutes * 60.0);
    let began = Instant::now();
    let mut server = SERVER.into_iter().peekable();
    let mut next = Instant::now() + Duration::from_secs(5);
    let mut again: Vec<(Instant, usize)> = Vec::new();
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let old = rig.room.join("older");
    let mut copied = None;
    while began.elapsed() < all {
        thread::sleep(Duration::from_millis(100));
        let part = began.elapsed().as_secs_f64() / all.as_secs_f64();
        let seen_since = copied.is_none_or(|at: Instant| at.elapsed() > SEEN);
        if let Some((_, what)) = server.next_if(|(at, what)| part >= *at && (seen_since || *what != SET_BACK))
        {
            let from = now();
            copied = (what == "copy taken").then(Instant::now).or(copied);
            at_server(rig, what, &old);
            spans.server(what, from);
        }
        told.retain(|number| {
            let is_told = rig.seats[*number].sign("freeze").exists();
            if !is_told {
                again.push((Instant::now() + Duration::from_secs(20), *number));
            }
            is_told
        });
        again.retain(|(at, number)| {
            let due = Instant::now() >= *at;
            if due {
                rig.signal(*number, "-CONT");
                rig.open(*number);
            }
            !due
        });
        for number in 0..rig.seats.len() {
            // Those that killed themselves in the middle of a save come again.
            if !again.iter().any(|(_, other)| *other == number) {
                rig.open(number);
            }
        }
        if part < 0.92 && Instant::now() >= next {
            next = Instant::now() + Duration::from_millis(dice.pause(3000.0));
            befall(rig, &mut dice, &mut spans, &mut again, &mut told);
        }
    }
    again.iter().for_each(|(_, number)| rig.signal(*number, "-CONT"));
    thread::sleep(Duration::from_secs(6));
    spans
}

/// Something befalls a cable or a window.
fn befall(
    rig: &mut Rig,
    dice: &mut Dice,
    spans: &mut Spans,
    again: &mut Vec<(Instant, usize)>,
    told: &mut BTreeSet<usize>,
) {
    let number = dice.below(rig.seats.len() as u64) as usize;
    let busy = told.contains(&number) || again.iter().any(|(_, other)| *other == number);
    let throw = dice.next();
    let after = Duration::from_millis(500 + dice.below(6000));
    match dice.below(13) {
        0..=4 => {
            if let Some(whose) = rig.cables.cut(throw) {
                spans.window("cables cut", whose, Duration::ZERO);
            }
        }
        5 | 6 if rig.cables.swallow(throw).is_some() => spans.count("answers swallowed"),
        7 => {
            if let Some(whose) = rig.cables.stall(throw, after) {
                spans.window("cables stalled", whose, after);
            }
        }
        8 if !busy => {
            rig.kill(number);
            spans.window("windows killed", number, after);
            again.push((Instant::now() + after, number));
        }
        9 => {
            fs::write(rig.seats[number].sign("die"), "").unwrap();
            spans.count("windows told to die in a save");
        }
        10 if !busy => {
            rig.signal(number, "-STOP");
            spans.window("windows frozen", number, after);
            again.push((Instant::now() + after, number));
        }
        11 if !busy => {
            fs::write(rig.seats[number].sign("freeze"), "").unwrap();
            spans.count("windows told to freeze in a save");
            told.insert(number);
        }
        12 => {
            fs::write(rig.seats[number].sign("deaf"), "").unwrap();
            spans.count("windows told to hear no answer from somewhere in a save on");
        }
        _ => {}
    }
}

fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-a").args([from, to]).status().unwrap();
    assert!(done.success(), "the data could not be copied");
}

fn at_server(rig: &Rig, what: &str, old: &Path) {
    let second = |n| thread::sleep(Duration::from_secs(n));
    match what {
        "server killed" => {
            rig.primary.kill().unwrap();
            second(2);
            rig.primary.start_again().unwrap();
        }
        "server stopped for long" => {
            rig.primary.stop().unwrap();
            second(25);
            rig.primary.start_again().unwrap();
        }
        "failed over" => rig.fail_over(),
        "copy taken" => {
            rig.standby.stop().unwrap();
            copy(&rig.standby.data(), old);
            rig.standby.start_again().unwrap();
        }
        _ => {
            let (data, newest) = (rig.standby.data(), rig.standby.folder().join("newest"));
            rig.standby.stop().unwrap();
            fs::rename(&data, &newest).unwrap();
            copy(old, &data);
            rig.standby.start_again().unwrap();
            // Time for every window to look and to try.
            second(15);
            rig.standby.stop().unwrap();
            fs::rename(&data, rig.standby.folder().join("set-back")).unwrap();
            fs::rename(&newest, &data).unwrap();
            rig.standby.start_again().unwrap();
        }
    }
}

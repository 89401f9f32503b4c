//! How long everything took: from pressing to saved, where that time went, and who held the lock meanwhile.

use std::collections::BTreeMap;

use crate::cable::Swallowed;
use crate::faults::Span;
use crate::journal::Line;

/// The longest that a save may take at the 99th of a hundred, outside outages.
const MARK: u64 = 2_000_000;
/// What counts as a slow save, whose time is told in parts.
const SLOW: u64 = 500_000;
/// How long a window that fell silent in a save, and those that queued behind it, are felt by others.
const FELT: u64 = 3_500_000;
/// The longest that a window keeps the lock while it works, and when the server takes it back from a silent one.
const LONGEST: u64 = 5_000_000;
const LAPSE: u64 = 1_100_000;
/// A window finds its way back after what befell itself.
const BACK: u64 = 2_000_000;

/// When what was wrong, with whom.
pub struct Wrongs {
    spans: Vec<Span>,
}

impl Wrongs {
    /// What was done, what the cables tell, and what windows did to themselves in the middle of a save.
    pub fn new(spans: &[Span], swallowed: &[Swallowed], journals: &[Vec<Line>]) -> Self {
        let mut all = spans.to_vec();
        let mut own = |what, window, from, to| {
            let window = Some(window);
            all.push(Span {
                what,
                window,
                from,
                to,
            });
        };
        for one in swallowed {
            own("answers swallowed", one.window, one.from, one.to);
        }
        for (window, lines) in journals.iter().enumerate() {
            for (at, line) in lines.iter().enumerate() {
                match line.kind.as_str() {
                    "die" | "freeze" => {
                        // It says nothing until it goes on, or comes back.
                        let next = lines.get(at + 1).map_or(u64::MAX, |next| next.at);
                        own("fell silent in a save", window, line.at, next);
                    }
                    _ => {}
                }
            }
        }
        Self { spans: all }
    }

    fn any(&self, from: u64, to: u64, is_it: impl Fn(&Span) -> bool) -> bool {
        let meets = |span: &Span| {
            let back = if span.window.is_some() { BACK } else { 0 };
            from < span.to.saturating_add(back) && span.from < to
        };
        self.spans.iter().any(|span| is_it(span) && meets(span))
    }

    /// Whether the server was away.
    fn server(&self, from: u64, to: u64) -> bool {
        self.any(from, to, |span| span.window.is_none())
    }

    /// Whether a window was itself killed or frozen, or its own cable cut, stalled or deaf.
    fn own(&self, window: usize, from: u64, to: u64) -> bool {
        self.any(from, to, |span| span.window == Some(window))
    }

    /// Whether any window had fallen silent a moment before, which may have held the lock.
    fn felt(&self, from: u64, to: u64) -> bool {
        let begins_silence = |span: &Span| span.window.is_some() && span.what != "cables cut";
        self.spans
            .iter()
            .any(|span| begins_silence(span) && from < span.from + FELT && span.from < to)
    }
}

/// One save that was acknowledged, with its last try.
struct Save<'l> {
    window: usize,
    ack: &'l Line,
    held: &'l Line,
}

impl Save<'_> {
    fn pressed(&self) -> u64 {
        self.ack.number(3)
    }

    fn took(&self) -> u64 {
        self.ack.at.saturating_sub(self.pressed())
    }

    /// Its time in parts.
    fn parts(&self) -> [u64; PARTS.len()] {
        let [began, asked, locked, work, worked, over] = [0, 1, 2, 3, 4, 5].map(|at| self.held.number(at));
        [
            began.saturating_sub(self.pressed()),
            asked.saturating_sub(began),
            locked.saturating_sub(asked),
            work.saturating_sub(locked),
            worked.saturating_sub(work),
            over.saturating_sub(worked).saturating_sub(self.held.number(8)),
            self.held.number(8),
            self.held.at.saturating_sub(over),
        ]
    }
}

const PARTS: [&str; 8] = [
    "tries before that were refused",
    "before the lock: asking, catching up",
    "waiting for the lock",
    "catching up under the lock",
    "own work",
    "signing, sealing, parts of scans",
    "sending rows and link, kept by server and standby",
    "own commit and mark",
];

fn saves(journals: &[Vec<Line>]) -> Vec<Save<'_>> {
    let mut all = Vec::new();
    for (window, lines) in journals.iter().enumerate() {
        let mut last = None;
        for line in lines {
            match (line.kind.as_str(), last) {
                ("held", _) => last = Some(line),
                ("ack", Some(held)) => all.push(Save {
                    window,
                    ack: line,
                    held,
                }),
                _ => {}
            }
        }
    }
    all
}

/// The middle, the 99th of a hundred and the longest, in milliseconds.
fn row(what: &str, took: impl IntoIterator<Item = u64>) -> u64 {
    let mut took: Vec<u64> = took.into_iter().collect();
    took.sort_unstable();
    let at = |part: f64| {
        took.get(((took.len() as f64 * part) as usize).min(took.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0)
    };
    println!(
        "| {what} | {} | {:.1} | {:.1} | {:.1} |",
        took.len(),
        ms(at(0.5)),
        ms(at(0.99)),
        ms(at(1.0))
    );
    at(0.99)
}

fn ms(us: u64) -> f64 {
    us as f64 / 1000.0
}

/// Prints every row, and says what missed its mark.
pub fn times(journals: &[Vec<Line>], wrongs: &Wrongs, wrong: &mut Vec<String>) {
    let saves = saves(journals);
    let is_away = |save: &&Save<'_>| wrongs.server(save.pressed(), save.ack.at);
    let (inside, outside): (Vec<_>, Vec<_>) = saves.iter().partition(is_away);
    let own: Vec<&Save<'_>> = outside
        .iter()
        .filter(|save| !wrongs.own(save.window, save.pressed(), save.ack.at))
        .copied()
        .collect();
    let calm: Vec<&Save<'_>> = own
        .iter()
        .filter(|save| !wrongs.felt(save.pressed(), save.ack.at))
        .copied()
        .collect();
    println!("| ms | times | p50 | p99 | longest |\n|---|---|---|---|---|");
    let took = |saves: &[&Save<'_>]| saves.iter().map(|save| save.took()).collect::<Vec<_>>();
    let p99 = row(
        "from pressing to saved, outside outages of the server (what befell the window itself included)",
        took(&outside),
    );
    row(
        "the same at windows to which nothing was done themselves (others' faults included)",
        took(&own),
    );
    row("the same while no window had fallen silent", took(&calm));
    for (at, part) in PARTS.iter().enumerate() {
        row(&format!("of it {part}"), calm.iter().map(|save| save.parts()[at]));
    }
    row("in outages of the server", took(&inside));
    let scans = calm
        .iter()
        .filter(|save| save.ack.word(0).contains("/scan1048576-"));
    row(
        "a save with a scan of 1 MiB",
        scans.map(|save| save.ack.number(5)),
    );
    boards(journals, wrongs, wrong);
    slow(journals, &own);
    let settled = journals.iter().flatten();
    let settled = settled.filter(|line| line.kind == "held" && line.number(9) > 0);
    let there = saves.iter().filter(|save| save.held.number(9) > 0);
    println!(
        "answers that did not come and were asked about: {}, of them saved {}",
        settled.count(),
        there.count()
    );
    if p99 > MARK {
        wrong.push("p99 outside outages is over two seconds".to_owned());
    }
}

/// How soon boards show what was submitted.
fn boards(journals: &[Vec<Line>], wrongs: &Wrongs, wrong: &mut Vec<String>) {
    let all = |kind: &'static str| {
        let windows = journals.iter().enumerate();
        windows.flat_map(move |(window, lines)| {
            let lines = lines.iter().filter(move |line| line.kind == kind);
            lines.map(move |line| (window, line))
        })
    };
    let looks = all("look").filter(|(window, line)| {
        !wrongs.server(line.at, line.at + 1) && !wrongs.own(*window, line.at, line.at + 1)
    });
    row(
        "a look at the board, catching up included",
        looks.map(|(_, line)| line.number(0)),
    );
    let submitted: BTreeMap<u64, u64> = all("ack")
        .filter(|(_, line)| line.word(0).ends_with("/submit"))
        .map(|(_, line)| (line.number(1), line.at))
        .collect();
    let (mut reviewers, mut undisturbed, mut clerks) = (vec![], vec![], vec![]);
    for (window, line) in all("seen") {
        let Some(from) = submitted.get(&line.number(0)).filter(|at| line.at > **at) else {
            continue;
        };
        if wrongs.server(*from, line.at) {
            continue;
        }
        let took = line.at - from;
        if window % 4 != 0 {
            clerks.push(took);
            continue;
        }
        reviewers.push(took);
        if !wrongs.own(window, *from, line.at) {
            undisturbed.push(took);
        }
    }
    let p99 = row(
        "from a submission's acknowledgement to a reviewer's board (looks every 0.8 s)",
        reviewers,
    );
    row(
        "the same at reviewers to whom nothing was done themselves",
        undisturbed,
    );
    row("the same to a clerk's board (looks every 5 s)", clerks);
    if p99 > MARK {
        wrong.push("p99 to a reviewer's board is over two seconds".to_owned());
    }
}

/// Where the time of slow saves went, and who held the lock while they waited for it.
fn slow(journals: &[Vec<Line>], saves: &[&Save<'_>]) {
    let slow: Vec<_> = saves.iter().filter(|save| save.took() > SLOW).collect();
    let total: u64 = slow.iter().map(|save| save.took()).sum();
    println!(
        "slow saves (over {} ms, nothing done to the window itself): {} of {}",
        ms(SLOW),
        slow.len(),
        saves.len()
    );
    let percent = |part: u64, of: u64| part as f64 * 100.0 / of.max(1) as f64;
    for (at, part) in PARTS.iter().enumerate() {
        let sum: u64 = slow.iter().map(|save| save.parts()[at]).sum();
        println!("  {part}: {:.1} % of their time", percent(sum, total));
    }
    let mut holds: Vec<[u64; 3]> = journals
        .iter()
        .flatten()
        .filter(|line| line.kind == "held")
        .map(|line| [line.number(2), line.number(5), line.number(1)])
        .collect();
    holds.sort_unstable();
    let (mut waited, mut held, mut turns, mut passed) = (0, 0, 0, 0);
    for save in &slow {
        let [asked, locked] = [1, 2].map(|at| save.held.number(at));
        waited += locked.saturating_sub(asked);
        let upto = holds.partition_point(|hold| hold[0] < locked);
        for [from, to, came] in holds[..upto]
            .iter()
            .rev()
            .take_while(|hold| hold[0] + 60_000_000 > asked)
        {
            // One that froze has lost the lock long before it says that it gave it back.
            let to = if to - from > LONGEST { from + LAPSE } else { *to };
            let shared = to.min(locked).saturating_sub((*from).max(asked));
            held += shared;
            turns += u64::from(shared > 0);
            passed += u64::from(*came > asked && *from < locked && *from > asked);
        }
    }
    println!(
        "  of their {:.1} s of waiting for the lock others' saves held it {:.1} %; the rest nobody who could still say so \
         (fallen silent, or between two); {:.1} turns before each, {:.1} of them of windows that had asked later",
        waited as f64 / 1e6,
        percent(held, waited),
        turns as f64 / slow.len().max(1) as f64,
        passed as f64 / slow.len().max(1) as f64,
    );
}

//! What the trials of each kind came to, as a table.

use std::fmt;

use crate::trial::{Kind, Outcome};

/// What the trials of one kind came to.
#[derive(Debug, Default, Clone)]
pub struct Row {
    runs: usize,
    struck: usize,
    acknowledged: usize,
    lost: usize,
    /// Trials that lost something, and those of them in which the store said so.
    losing: usize,
    losing_named: usize,
    refused: usize,
    half: usize,
    orphans: usize,
    false_alarms: usize,
    /// The first few of what went wrong, with their seeds.
    pub wrong: Vec<String>,
}

/// One row a kind, in the order of [`Kind::ALL`].
#[derive(Debug, Default)]
pub struct Tally(pub Vec<Row>);

impl Tally {
    /// An empty table.
    pub fn new() -> Self {
        Self(vec![Row::default(); Kind::ALL.len()])
    }

    /// Adds a trial.
    pub fn add(&mut self, kind: usize, seed: u64, out: &Outcome) {
        let honest = Kind::ALL[kind].2;
        let row = &mut self.0[kind];
        row.runs += 1;
        row.struck += usize::from(out.struck);
        row.acknowledged += out.acknowledged;
        row.lost += out.lost;
        row.losing += usize::from(out.lost > 0);
        row.losing_named += usize::from(out.lost > 0 && out.named);
        row.refused += usize::from(out.refused);
        row.half += out.half;
        row.orphans += out.orphans;
        row.false_alarms += usize::from(out.false_alarm);
        let mut wrong = out.wrong.clone();
        if honest && out.lost > 0 {
            wrong.push(format!("{} acknowledged deeds are lost", out.lost));
        }
        if out.lost > 0 && !out.named {
            wrong.push("a loss was not named".into());
        }
        // A disk that lies about syncs may leave anything, as long as it is named.
        if (honest || !out.named) && out.half + out.orphans > 0 || out.false_alarm {
            wrong.push(format!(
                "half {}, orphans {}, false alarm {}",
                out.half, out.orphans, out.false_alarm
            ));
        }
        row.wrong
            .extend(wrong.into_iter().map(|words| format!("seed {seed}: {words}")));
    }

    /// Everything that went wrong.
    pub fn wrong(&self) -> Vec<String> {
        let rows = self.0.iter().zip(Kind::ALL);
        let lines =
            rows.flat_map(|(row, (_, name, _))| row.wrong.iter().map(move |w| format!("{name}: {w}")));
        lines.collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| fault | runs (struck) | acknowledged | lost | runs that lost: named | would not open: named | half | orphans | \
             false alarms |\n|---|---|---|---|---|---|---|---|---|"
        )?;
        for (row, (_, name, _)) in self.0.iter().zip(Kind::ALL) {
            let Row {
                runs,
                struck,
                acknowledged,
                lost,
                losing,
                losing_named,
                refused,
                half,
                orphans,
                false_alarms,
                ..
            } = row;
            writeln!(
                f,
                "| {name} | {runs} ({struck}) | {acknowledged} | {lost} | {losing}: {losing_named} | {refused} | {half} | \
                 {orphans} | {false_alarms} |"
            )?;
        }
        Ok(())
    }
}

//! Figures beside their marks: one row for each thing that was measured, printed as the table of the README.
//!
//! Never here: a measurement. A row without a single value misses its mark; what was not seen was not reached.

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Milliseconds,
    /// Of the peer in the same run.
    Times,
    /// Of one core.
    Percent,
    Mebibytes,
}

impl Unit {
    fn show(self, value: f64) -> String {
        match self {
            Self::Milliseconds => format!("{value:.0} ms"),
            Self::Times => format!("{value:.2} ×"),
            Self::Percent => format!("{value:.2} %"),
            Self::Mebibytes => format!("{value:.0} MiB"),
        }
    }
}

/// What a row is held against.
#[derive(Debug, Clone, Copy)]
pub enum Mark {
    /// No value may pass it.
    Longest(f64),
    /// For comparison only.
    None,
}

/// One line of the table.
#[derive(Debug)]
pub struct Row {
    what: String,
    unit: Unit,
    /// In order of size.
    values: Vec<f64>,
    mark: Mark,
}

impl Row {
    pub fn new(what: impl Into<String>, unit: Unit, mut values: Vec<f64>, mark: Mark) -> Self {
        values.sort_by(f64::total_cmp);
        let what = what.into();
        Self {
            what,
            unit,
            values,
            mark,
        }
    }

    /// The value below which this share of all lies; none where nothing was measured.
    pub fn at(&self, share: f64) -> f64 {
        let last = self.values.len().saturating_sub(1);
        let at = (last as f64 * share).ceil() as usize;
        self.values.get(at).copied().unwrap_or(f64::NAN)
    }

    /// What is past the mark, in words; none when it is kept.
    fn missed(&self) -> Option<String> {
        let Mark::Longest(mark) = self.mark else {
            return None;
        };
        let value = self.at(1.0);
        // Not "value > mark": no value at all is past every mark.
        let is_kept = value <= mark;
        let past = || {
            format!(
                "{}: {}, mark {}",
                self.what,
                self.unit.show(value),
                self.unit.show(mark)
            )
        };
        (!is_kept).then(past)
    }

    fn line(&self) -> String {
        let show = |share| self.unit.show(self.at(share));
        let mark = match self.mark {
            Mark::Longest(mark) => self.unit.show(mark),
            Mark::None => String::new(),
        };
        let missed = if self.missed().is_some() {
            " **missed**"
        } else {
            ""
        };
        format!(
            "| {} | {} | {} | {} | {} | {mark}{missed} |",
            self.what,
            self.values.len(),
            show(0.5),
            show(0.95),
            show(1.0)
        )
    }
}

/// Prints the head of the table.
pub fn print_head() {
    println!("| measured | times | median | p95 | longest or most | mark |\n|---|---|---|---|---|---|");
}

/// Prints rows and gives back what is past its mark.
pub fn print(rows: &[Row]) -> Vec<String> {
    for row in rows {
        println!("{}", row.line());
    }
    rows.iter().filter_map(Row::missed).collect()
}

//! Telling another program what is being saved and what was taken, line by line, so that it can hold the store to it
//! after this program was killed in the middle of something.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

static TELLS: AtomicBool = AtomicBool::new(false);

/// From now on it is told.
pub fn start() {
    TELLS.store(true, Ordering::Relaxed);
}

fn tell(line: &Value) {
    if TELLS.load(Ordering::Relaxed) {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{line}")
            .and_then(|()| out.flush())
            .expect("whoever listens is there");
    }
}

/// These fields of a case are about to be saved.
pub fn trying(case: u32, fields: &BTreeMap<String, String>) {
    tell(&json!({ "case": case, "trying": fields }));
}

/// They were taken.
pub fn took(case: u32, fields: &BTreeMap<String, String>) {
    tell(&json!({ "case": case, "took": fields }));
}

/// What a store must hold after its program was killed: by case and field the value that was taken last, and what was
/// being saved after it.
#[derive(Default)]
pub struct Told(BTreeMap<(u32, String), (String, Vec<String>)>);

impl Told {
    /// Takes in a line. A line that was cut off in the middle tells nothing.
    pub fn hear(&mut self, line: &str) {
        let Ok(said) = serde_json::from_str::<Value>(line) else {
            return;
        };
        let Some(case) = said["case"].as_u64().and_then(|id| u32::try_from(id).ok()) else {
            return;
        };
        for (word, taken) in [("trying", false), ("took", true)] {
            for (field, value) in said[word].as_object().into_iter().flatten() {
                let value = value.as_str().unwrap_or_default().to_owned();
                let place = self.0.entry((case, field.clone())).or_default();
                match taken {
                    true => *place = (value, Vec::new()),
                    false => place.1.push(value),
                }
            }
        }
    }

    /// How many fields were taken.
    pub fn taken(&self) -> usize {
        self.0.len()
    }

    /// What does not hold of a store's fields; `there` reads one of them.
    pub fn lost(&self, there: impl Fn(u32, &str) -> String) -> Vec<String> {
        let held = |(case, field): &(u32, String), (last, tried): &(String, Vec<String>)| {
            let now = there(*case, field);
            // The number of the organisation follows the credit code.
            let derived = field == "org_code";
            (now != *last && !tried.contains(&now) && !derived)
                .then(|| format!("case {case}, {field}: taken {last:?}, there {now:?}"))
        };
        self.0
            .iter()
            .filter_map(|(place, values)| held(place, values))
            .collect()
    }
}

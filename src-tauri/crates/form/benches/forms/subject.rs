//! What is measured: every form of every project, filled with the made-up case of the tests.
//!
//! The same description and values go to our own printer and, as an outline, to the peers. A value is another one each
//! time, so that nobody measures a cache of whole pages.

use std::path::Path;

use form::outline::{Outline, outline};
use form::{Filling, FormDescription, Rendered, render};

use crate::clock::Took;
use crate::shared;

/// One form.
pub struct Subject {
    /// Project and form.
    pub name: String,
    description: FormDescription,
}

impl Subject {
    /// Every form of every project, by name.
    pub fn all() -> Vec<Self> {
        let projects = shared::repository().join("forms");
        let mut all = Vec::new();
        for folder in entries(&projects)
            .into_iter()
            .filter(|f| f.join("project.toml").is_file())
        {
            let include = |name: &str| {
                std::fs::read_to_string(folder.join(format!("{name}.kdl")))
                    .ok()
                    .or_else(|| shared::clause(name))
            };
            for file in entries(&folder.join("forms")) {
                let name = format!("{}/{}", stem(&folder), stem(&file));
                let text = std::fs::read_to_string(&file).expect("a form's file");
                let description = FormDescription::parse(&name, &text, &include)
                    .unwrap_or_else(|e| panic!("{e} — {}", e.remedy()));
                all.push(Self { name, description });
            }
        }
        all
    }

    /// The first copy on paper, with all marks, for the `turn`th time.
    pub fn print(&self, turn: usize) -> Rendered {
        let mut marks = shared::marks("f-ylbx-1");
        marks.project = self.name.split('/').next().unwrap_or_default().to_owned();
        marks.case = format!("YL-20261121-{turn:04}");
        render(
            &self.description,
            &filling(turn),
            Some(&marks),
            1..=1,
            shared::fonts(),
        )
        .unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }

    /// The same words for the peers.
    pub fn outline(&self, turn: usize) -> Outline {
        outline(&self.description, &filling(turn), shared::fonts())
            .unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }

    /// How long one printing takes when the fonts are open: the median of `times`, each with another value.
    pub fn measure(&self, times: usize) -> Took {
        self.print(0);
        let took: Vec<Took> = (1..=times).map(|turn| Took::of(|| self.print(turn)).0).collect();
        Took::median(&took)
    }
}

/// The made-up case, its unit another one each turn.
fn filling(turn: usize) -> Filling {
    let mut filling = shared::filling();
    filling.values.insert(
        "unit_name".to_owned(),
        format!("粤东某某社会保险服务中心第{turn}分部"),
    );
    filling
}

/// All characters of an outline but the white ones, sorted.
pub fn characters(outline: &Outline) -> Vec<char> {
    let words = outline.texts().into_iter().flat_map(|text| &text.words);
    let mut all: Vec<char> = words
        .flat_map(|w| w.text.chars())
        .filter(|c| !c.is_whitespace())
        .collect();
    all.sort_unstable();
    all
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

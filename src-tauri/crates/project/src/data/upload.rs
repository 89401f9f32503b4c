//! The places of an authority's upload page, each of which takes one file.

use serde::{Deserialize, Serialize};

/// A place that takes one file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadSlot {
    /// Its name as the site shows it; the file is called after it.
    pub name: String,
    /// Whose pages become its file, in this order: form ids and rows of the materials.
    pub papers: Vec<String>,
    /// The site takes no application without it.
    #[serde(default)]
    pub needed: bool,
    /// Seed guide.
    #[serde(default)]
    pub seed: String,
    /// Lines.
    #[serde(default)]
    pub lines: String,
}

impl UploadSlot {
    /// At which place among its papers one stands, by a form's id or a line of the checklist; none where it is not
    /// among them.
    pub fn place_of(&self, paper: &str) -> Option<usize> {
        // A row that stands for several papers numbers them behind its own id.
        let is_of = |row: &String| {
            let rest = paper.strip_prefix(row.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        self.papers.iter().position(is_of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_knows_its_papers_and_the_lines_of_a_row() {
        let slot = UploadSlot {
            name: "申请表".to_owned(),
            papers: vec!["f-ln-1".to_owned(), "f-ln-1a".to_owned(), "LU-1".to_owned()],
            needed: true,
            seed: String::new(),
            lines: String::new(),
        };
        for (paper, place) in [
            ("f-ln-1", Some(0)),
            ("f-ln-1a", Some(1)),
            ("LU-1-2", Some(2)),
            ("LU-10", None),
            ("f-ln-2", None),
        ] {
            assert_eq!(slot.place_of(paper), place, "{paper}");
        }
    }
}

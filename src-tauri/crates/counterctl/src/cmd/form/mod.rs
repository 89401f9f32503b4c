//! `form …`: a made-up case, a case printed, and what is done when a CA changes its form or a new CA comes.

mod compare;
mod docx;
mod loose;
mod render;
mod sizes;
mod watch;

use std::path::PathBuf;

use clap::Subcommand;

use crate::output::Outcome;

/// Forms of a project.
#[derive(Subcommand)]
pub enum Form {
    /// Print a made-up case in the JSON that `form render --case` reads.
    Example(render::Example),
    /// Print a case on a form, or a description that lies in no project yet.
    Render(render::Render),
    /// Show an old form beside a new one, and what differs.
    Compare(compare::Compare),
    /// Make a first description of a form out of a CA's Word file.
    FromDocx(docx::FromDocx),
    /// The smallest type on each form: blank, filled as usual, with long ordinary values, at its worst.
    Sizes(sizes::Sizes),
    /// Print a description anew whenever it is saved, and say what is wrong in it.
    Watch(watch::Watch),
}

impl Form {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::Example(example) => example.run(forms),
            Self::Render(render) => render.run(forms),
            Self::Compare(compare) => compare.run(forms),
            Self::FromDocx(docx) => docx.run(forms),
            Self::Sizes(sizes) => sizes.run(forms),
            Self::Watch(watch) => watch.run(forms),
        }
    }
}

//! Project folders: whether reading one comes to an end.
//!
//! A description and its forms become part of the program's own data, so they are understood again by whoever loads
//! them. What a reader has read to its end within its bounds, on a smaller stack, ends there too.

use project::Folder;

use crate::ask::{CheckProject, ProjectFile};
use crate::error::ReadError;
use crate::readers::Readers;

impl Readers {
    /// Reads a project folder and all its forms and forgets them again; what is wrong with them is told by whoever
    /// loads it.
    ///
    /// # Errors
    /// [`ReadError::SetAside`] for one that takes its reader with it.
    pub fn project_folder(&self, folder: &Folder) -> Result<(), ReadError> {
        let description = folder.description().unwrap_or_default().as_bytes();
        let texts = folder.texts().iter();
        let (names, texts): (Vec<_>, Vec<_>) = texts.map(|(name, text)| (name, text.as_bytes())).unzip();
        let files: Vec<&[u8]> = std::iter::once(description).chain(texts).collect();
        let names = names.into_iter().cloned().map(ProjectFile::Text);
        let question = CheckProject {
            folder: folder.name().to_owned(),
            files: std::iter::once(ProjectFile::Description).chain(names).collect(),
        };
        self.with(&files)?.ask(question, 1)?;
        Ok(())
    }
}

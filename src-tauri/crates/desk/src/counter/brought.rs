//! Project folders that somebody brought, beside the shipped ones: read by a process that is shut in before anything of
//! them is understood here.

use project::{Folder, Problem};
use reader::{ReadError, Readers};

/// Whether reading a folder comes to an end, within what a file from outside may take.
pub(crate) fn comes_to_an_end(readers: &Readers, folder: &Folder) -> Result<(), Problem> {
    let read = readers.project_folder(folder);
    read.map_err(|error| {
        let code = match error {
            ReadError::Unavailable { .. } => "reader-unavailable",
            _ => ReadError::SET_ASIDE,
        };
        folder.refused(code, error.to_string(), &error.remedy())
    })
}

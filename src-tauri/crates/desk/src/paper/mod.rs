//! Papers on their way out: preview, printing, the slip, and the documents of a case that are looked at again.

pub mod api;
pub mod documents;
pub mod forms;
pub mod looking;
pub mod printing;
pub mod readable;
pub mod sheets_of_form;
pub mod slip;

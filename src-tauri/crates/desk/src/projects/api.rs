//! What the counter has installed: the projects with their versions, and the texts of their long agreements.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

/// A text of an agreement that was installed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct AgreementVersion {
    /// The installed text.
    pub id: u32,
    /// The authority's word for the version.
    pub version: String,
    /// The authority's date of the text.
    pub dated: String,
    /// SHA-256 of the text in UTF-8.
    pub sha256: String,
    /// Its characters.
    pub characters: u32,
    /// Who installed it.
    pub by: String,
    /// When.
    pub at: String,
}

/// A long agreement of a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct AgreementLine {
    /// Its id in the project.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Titles of the forms on which the text stands.
    pub forms: Vec<String>,
    /// Where the authority publishes the current text.
    pub published: String,
    /// The text that is printed now; none while none is installed.
    pub current: Option<AgreementVersion>,
    /// Texts that were printed before, newest first.
    pub earlier: Vec<AgreementVersion>,
}

/// A project at hand.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct InstalledProject {
    /// Project id.
    pub id: String,
    /// Full name.
    pub name: String,
    /// The certificate authority.
    pub ca: String,
    /// Version of its data.
    pub version: String,
    /// Number of its forms.
    pub forms: u32,
    /// The counter's own, from the folder beside the store; otherwise it came with the program.
    pub own: bool,
    /// Its long agreements.
    pub agreements: Vec<AgreementLine>,
    /// Why its contracts may be printed without their articles today, where an administrator has put it down.
    pub permitted: Option<PrintPermission>,
}

/// An administrator's word that contracts may be printed without their articles, for one day.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PrintPermission {
    /// The day.
    pub day: String,
    /// Who gave it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Letting a project's contracts be printed without their articles today.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PermitPrinting {
    /// Project id.
    pub project: String,
    /// Why.
    pub reason: String,
}

/// What is wrong with a project folder, and where.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FolderProblem {
    /// Stable code.
    pub code: String,
    /// The project is left out; otherwise one part of it is missing.
    pub left_out: bool,
    /// The file.
    pub file: String,
    /// Line from 1, where the problem stands in a text.
    pub line: Option<u32>,
    /// Column from 1, in characters.
    pub column: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// The projects at hand, their agreements, and folders that could not be used.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Installed {
    /// The projects, by id.
    pub projects: Vec<InstalledProject>,
    /// What is wrong with project folders.
    pub problems: Vec<FolderProblem>,
    /// The folder for the counter's own projects, beside the store's files.
    pub folder: String,
}

/// A text read from a file, or installed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct AgreementText {
    /// The whole text.
    pub text: String,
    /// SHA-256 of the text in UTF-8.
    pub sha256: String,
    /// Its characters.
    pub characters: u32,
    /// How the file was encoded; UTF-8 once it is installed.
    pub encoding: String,
}

/// A text to be installed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct InstallAgreement {
    /// Project id.
    pub project: String,
    /// The agreement's id in the project.
    pub agreement: String,
    /// The authority's word for the version.
    pub version: String,
    /// The authority's date of the text.
    pub dated: String,
    /// The whole text, as it was read.
    pub text: String,
}

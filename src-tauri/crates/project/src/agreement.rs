//! The long agreements (服务协议, 责任书) that go with a project's forms, and what must hold of their declarations.
//!
//! A project only declares them: title, on which forms the text stands, where the authority publishes it. The text is
//! no part of a project: the counter installs the authority's current one.

use crate::Project;
use crate::data::agreement::AgreementSpec;
use crate::data::file::ProjectFile;
use crate::problem::Problems;

impl Project {
    /// The long agreements that go with this project's forms.
    pub fn agreements(&self) -> &[AgreementSpec] {
        &self.file.agreements
    }

    /// One agreement by its id.
    pub fn agreement(&self, id: &str) -> Option<&AgreementSpec> {
        self.file.agreements.iter().find(|a| a.id == id)
    }
}

/// Ids are words, forms exist, and where to find the text is said.
pub(crate) fn validate(file: &ProjectFile, problems: &mut Problems<'_>) {
    for agreement in &file.agreements {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if agreement.id.is_empty() || agreement.id.len() > 40 || !agreement.id.chars().all(word) {
            problems.refuse(
                "agreement-id",
                problems.at("[[agreements]]", &agreement.id),
                format!("协议编号“{}”应由小写字母、数字和-组成", agreement.id),
                "请改协议编号，并与表里的 agreement 一致",
            );
        }
        let known = |id: &String| file.forms.iter().any(|f| f.id == *id);
        if agreement.form.is_empty() || !agreement.form.iter().all(known) {
            problems.refuse(
                "agreement-form",
                problems.at(&agreement.id, "form"),
                format!("协议“{}”要指明 forms 中的表", agreement.title),
                "请在 form 里写明协议正文印在哪几张表上",
            );
        }
        if agreement.published.trim().is_empty() {
            problems.refuse(
                "agreement-published",
                problems.at(&agreement.id, "published"),
                format!("协议“{}”没有写 CA 在哪里公布正文", agreement.title),
                "请写明网址或索取的地方",
            );
        }
    }
}

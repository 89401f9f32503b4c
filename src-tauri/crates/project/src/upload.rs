//! What the authorities' sites take as an upload (rules U-size, N-size, C-size), asked before the customer is
//! sent home to try it.

use case::{CaseContent, Finding, Severity};

use crate::Project;
use crate::data::source::with_source;
use crate::facts::{CaseAsked, Facts};

/// Before the codes of findings about an upload.
pub(crate) const CODE: &str = "upload-";

impl Project {
    /// The rule by which the papers of a case must equal what was uploaded, with its words and their place; none where
    /// no papers are handed in.
    pub fn paper_equals_upload(&self, content: &CaseContent, facts: &Facts) -> Option<String> {
        let rule = self.upload().paper.as_ref()?;
        let holds = |part: &CaseContent| {
            let conditions = self.conditions_of(part, facts);
            rule.when.holds(&CaseAsked {
                content: part,
                conditions: &conditions,
                facts,
            })
        };
        let applies = content.parts().iter().any(holds);
        applies.then(|| with_source(&rule.words, &rule.seed, &rule.lines))
    }

    /// What the authority's upload rules say to a file, by its name and its length in bytes; where the guide states no
    /// rule, only that an empty file is none.
    pub fn upload_findings(&self, name: &str, bytes: u64) -> Vec<Finding> {
        let rules = self.upload();
        let finding = |what: &str, message: String, remedy: &str| Finding {
            code: format!("{CODE}{what}"),
            severity: Severity::Refuse,
            field: None,
            message,
            remedy: with_source(remedy, &rules.seed, &rules.lines),
            suggestion: None,
        };
        let ending = name
            .rsplit_once('.')
            .map_or("", |(_, ending)| ending)
            .to_lowercase();
        let mut findings = Vec::new();
        if bytes == 0 {
            findings.push(finding("empty", format!("“{name}”是空文件"), "请重新扫描或拍摄"));
        }
        if let Some(most) = rules.max_bytes.filter(|most| bytes > *most) {
            let message = format!("“{name}”有{bytes}字节，最多{most}字节：{}", rules.note);
            findings.push(finding("size", message, "请降低分辨率或压缩后再上传"));
        }
        if !rules.formats.is_empty() && !rules.formats.contains(&ending) {
            let message = format!("“{name}”的格式不收：{}", rules.note);
            let remedy = format!("请改存为：{}", rules.formats.join("、"));
            findings.push(finding("format", message, &remedy));
        }
        findings
    }
}

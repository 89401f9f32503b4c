//! Which seals and signatures a case gives: samples for the electronic seal, and what the second check looks for where
//! the forms are signed or stamped.

use case::{BusinessType, CaseContent, CertKind};
use serde::{Deserialize, Serialize};

use crate::rule::{CaseAsked, Facts};
use crate::{Project, When};

/// Seal or signature samples taken on a form.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealSampling {
    /// Sampling id.
    pub id: String,
    /// Form that carries the frames.
    pub form: String,
    /// Certificate kinds it is asked of; none named means all.
    #[serde(default)]
    pub kind: Vec<CertKind>,
    /// Business types it is asked at; none named means all that print the form.
    #[serde(default)]
    pub business: Vec<BusinessType>,
    /// The circumstances in which it is asked.
    #[serde(default, skip_serializing)]
    pub when: When,
    /// Which seal, in the guide's word.
    pub what: String,
    /// Frames of the form, one a sample.
    pub frames: Vec<String>,
    /// Expected diameter in millimetres.
    #[serde(default)]
    pub size_mm: Option<f32>,
    /// Whether the guide states the size; otherwise it is the counter's default.
    #[serde(default)]
    pub size_stated: bool,
    /// The guide's instruction.
    pub instruction: String,
    /// Seed guide.
    pub seed: String,
    /// Lines.
    pub lines: String,
}

/// A place of the forms where somebody signs or stamps, as the second check looks at it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignaturePlace {
    /// Its name in the form descriptions, for instance `sign.operator`.
    pub place: String,
    /// The form's own words for it.
    pub label: String,
    /// What has to stand there, in words for the reviewer.
    pub expect: String,
    /// The circumstances in which it has to be signed or stamped.
    #[serde(default, skip_serializing)]
    pub when: When,
    /// Filled by the counter or the authority afterwards, so not looked at in the second check.
    #[serde(default)]
    pub office: bool,
}

impl SealSampling {
    /// Number of samples.
    pub fn samples(&self) -> usize {
        self.frames.len()
    }
}

impl Project {
    /// Seal samples to take; empty when the project takes none.
    pub fn seals(&self) -> &[SealSampling] {
        &self.file.seals
    }

    /// Seal samples taken on the forms of a case: those whose kind, business and circumstances are the case's.
    pub fn seals_for(&self, content: &CaseContent, facts: &Facts) -> Vec<&SealSampling> {
        let (business, kind) = (content.business, content.kind);
        let forms = self.forms(business, kind);
        let conditions = self.conditions_of(content, facts);
        let asked = CaseAsked {
            content,
            conditions: &conditions,
            facts,
        };
        self.file
            .seals
            .iter()
            .filter(|s| forms.iter().any(|f| f.id == s.form))
            .filter(|s| s.kind.is_empty() || s.kind.contains(&kind))
            .filter(|s| s.business.is_empty() || s.business.contains(&business))
            .filter(|s| s.when.holds(&asked))
            .collect()
    }

    /// Whether a frame of a form is for samples at all, in whatever circumstances; other frames take pasted copies.
    pub fn is_sampled(&self, form: &str, frame: &str) -> bool {
        let named = |s: &&SealSampling| s.form == form && s.frames.iter().any(|f| f == frame);
        self.file.seals.iter().any(|s| named(&s))
    }

    /// What the second check looks for where a form is signed or stamped; none where nobody has to sign in such a case,
    /// or not yet.
    pub fn signature_at(&self, place: &str, content: &CaseContent, facts: &Facts) -> Option<&SignaturePlace> {
        let conditions = self.conditions_of(content, facts);
        let asked = CaseAsked {
            content,
            conditions: &conditions,
            facts,
        };
        let here = self.file.signatures.iter().filter(|s| s.place == place);
        here.filter(|s| !s.office).find(|s| s.when.holds(&asked))
    }

    /// Every place of the forms where somebody signs or stamps.
    pub fn signatures(&self) -> &[SignaturePlace] {
        &self.file.signatures
    }
}

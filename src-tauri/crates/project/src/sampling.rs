//! Which seals and signatures a case gives: samples for the electronic seal, and what the second check looks for where
//! the forms are signed or stamped.

use case::CaseContent;

use crate::Project;
use crate::data::sampling::{SealSampling, SignaturePlace};
use crate::facts::{CaseAsked, Facts};

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

//! Seals, samples and signatures as a project file asks for them.

use case::{BusinessType, CertKind};
use serde::{Deserialize, Serialize};

use crate::when::When;

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

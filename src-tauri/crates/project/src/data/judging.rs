//! How a project file wants its samples judged and sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A figure of the judgement. Lengths are millimetres, areas mm², angles degrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "应写成一个数、{ look = 数, reject = 数 }、[从, 到] 或 [[宽, 高], …]"
)]
pub enum Threshold {
    /// One limit.
    One(f64),
    /// Beyond the first a person looks, beyond the second the sample is rejected.
    Band {
        /// From here on a person looks.
        look: f64,
        /// From here on the sample is rejected.
        reject: f64,
    },
    /// What lies between is usual.
    Range([f64; 2]),
    /// Widths and heights that are usual.
    Sizes(Vec<[f64; 2]>),
}

/// How samples of a project are judged and what is sent of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// Figures in place of the program's own, by name.
    #[serde(default)]
    pub thresholds: BTreeMap<String, Threshold>,
    /// The pictures that the authority gets.
    #[serde(default)]
    pub pictures: PictureRules,
}

/// The files of a chosen sample.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PictureRules {
    /// `png`, `jpeg`, `bmp`, `gif`, the preferred one first; empty when not stated.
    #[serde(default)]
    pub formats: Vec<String>,
    /// Largest file in bytes, when stated.
    #[serde(default)]
    pub max_bytes: Option<u64>,
    /// Whether the pictures go into the package for the authority, beside the certificate request.
    #[serde(default)]
    pub in_package: bool,
    /// The guide's words, or that they are the counter's own.
    #[serde(default)]
    pub note: String,
    /// Seed guide.
    #[serde(default)]
    pub seed: String,
    /// Lines.
    #[serde(default)]
    pub lines: String,
}

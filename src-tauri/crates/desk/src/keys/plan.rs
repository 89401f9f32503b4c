//! The plan of a key job: which steps it has, which is next, what the journal says of each.
//!
//! The journal (`store`, table key_step) records each step before and after. A step that was started and not
//! finished is taken again; every step is written so that taking it again does no harm (see `key_work`).

use case::BusinessType;
use store::{KeyJob as Job, KeyStep as Entry, StepPhase, Tx};
use token::KeyStep;

use crate::casework::seen::Seen;
use crate::keys::api::{KeyStepLine, StepState};
use crate::rim::api::Refusal;

/// How a job works on its key. Stored as the job's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A blank key is initialised.
    Fresh,
    /// A further key pair on the customer's own key; the old certificate stays until the new one is proven.
    SameKey,
    /// The PIN of a locked or forgotten key is set anew.
    Unlock,
}

impl Mode {
    /// The stored word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::SameKey => "same-key",
            Self::Unlock => "unlock",
        }
    }

    /// The mode of a job; a job that has not met its key yet is planned as for a blank one.
    pub fn of(job: &Job) -> Self {
        match job.state.as_str() {
            "same-key" => Self::SameKey,
            "unlock" => Self::Unlock,
            _ => Self::Fresh,
        }
    }

    /// The steps of every job of this mode, in order.
    fn steps(self) -> &'static [KeyStep] {
        use KeyStep as S;
        match self {
            Self::Fresh => &[
                S::MatchSerial,
                S::Initialise,
                S::SetUserPin,
                S::ProveUnlock,
                S::GenerateKeyPair,
                S::Request,
                S::Export,
                S::Import,
                S::WriteCertificate,
                S::ReadBack,
                S::Prove,
            ],
            Self::SameKey => &[
                S::MatchSerial,
                S::GenerateKeyPair,
                S::Request,
                S::Export,
                S::Import,
                S::WriteCertificate,
                S::ReadBack,
                S::Prove,
            ],
            Self::Unlock => &[S::MatchSerial, S::SetUserPin, S::ProveUnlock],
        }
    }
}

/// What a job that brings an encryption key back does after its signing key is proven.
const RECOVERY: &[KeyStep] = &[
    KeyStep::ImportEncryptionKey,
    KeyStep::WriteEncryptionCertificate,
    KeyStep::ProveEncryption,
];

/// What stands in the journal where the key clerk has confirmed the term of a certificate.
pub(crate) const TERM_SEEN: &str = "term-seen";

/// A job with its plan and journal.
pub struct Plan {
    /// The stored job.
    pub job: Job,
    /// How it works.
    pub mode: Mode,
    journal: Vec<Entry>,
}

impl Plan {
    /// Reads a job's plan.
    pub fn load(tx: &Tx<'_>, job: Job) -> Result<Self, Refusal> {
        let journal = tx.steps_of_job(job.id)?;
        Ok(Self {
            mode: Mode::of(&job),
            job,
            journal,
        })
    }

    /// Whether an encryption key is to be brought back.
    pub fn is_recovery(&self) -> bool {
        self.job.kind == BusinessType::KeyRecovery.word()
    }

    /// The steps, in order.
    fn steps(&self) -> impl Iterator<Item = KeyStep> {
        let further = if self.is_recovery() { RECOVERY } else { &[] };
        self.mode.steps().iter().chain(further).copied()
    }

    fn last(&self, step: KeyStep) -> Option<&Entry> {
        self.journal.iter().rev().find(|e| e.step == step.code())
    }

    /// Whether the key clerk has confirmed the term of the certificate that came last.
    pub fn is_term_seen(&self) -> bool {
        let last = |step: &str| {
            let is_done = |e: &Entry| e.step == step && e.phase == StepPhase::Done;
            self.journal.iter().rposition(is_done)
        };
        last(TERM_SEEN) > last(KeyStep::Import.code())
    }

    /// The newest line of the journal.
    pub fn last_entry(&self) -> Option<&Entry> {
        self.journal.last()
    }

    /// Whether a step is done.
    pub fn is_done(&self, step: KeyStep) -> bool {
        self.last(step).is_some_and(|e| e.phase == StepPhase::Done)
    }

    /// The first step that is not done.
    pub fn next(&self) -> Option<KeyStep> {
        self.steps().find(|s| !self.is_done(*s))
    }

    /// The journal as the window shows it.
    pub fn lines(&self, seen: &Seen<'_>) -> Vec<KeyStepLine> {
        let next = self.next();
        let line = |step: KeyStep| {
            let entry = self.last(step);
            let state = match (entry.map(|e| e.phase), next == Some(step)) {
                (Some(StepPhase::Done), _) => StepState::Done,
                (Some(StepPhase::Failed), _) => StepState::Failed,
                // Started and never finished: the program or the key went away in between.
                (Some(StepPhase::Started), _) => StepState::Failed,
                (None, true) if step == KeyStep::Import => StepState::Waiting,
                (None, true) => StepState::Next,
                (None, false) => StepState::Todo,
            };
            let detail = match entry {
                Some(e) if e.phase == StepPhase::Started => "上次做到一半中断，可以接着做".to_owned(),
                Some(e) => e.detail.clone(),
                None => String::new(),
            };
            KeyStepLine {
                step: step.into(),
                word: step.name().to_owned(),
                state,
                at: entry.map(|e| seen.local(e.at)),
                detail: seen.told(&detail),
                if_pulled: step.if_pulled_now().to_owned(),
                needs_key: step.needs_key(),
            }
        };
        self.steps().map(line).collect()
    }
}

/// Names under which a job's secrets are sealed.
pub mod sealed {
    use store::KeyJobId;

    /// The transport PIN of a freshly initialised key, until hand-over.
    pub fn pin(job: KeyJobId) -> String {
        format!("pin:job:{job}")
    }

    /// The SO PIN drawn for a job, before the key has its new serial.
    pub fn so_pin_of_job(job: KeyJobId) -> String {
        format!("so-pin:job:{job}")
    }

    /// The SO PIN of a key, kept as long as the key may come back locked.
    pub fn so_pin(serial: &str) -> String {
        format!("so-pin:token:{serial}")
    }
}

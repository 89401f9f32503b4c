//! Card readers through PC/SC: which are there, which hold a card, and a wait for the next change.
//!
//! Never here: a dialogue with a card. That is the `piv` driver's. A USB key that speaks through its own module
//! need not show up here at all.
//!
//! Facts: PC/SC Workgroup part 5 (SCardGetStatusChange). A key that goes in is told within 0.3 s, one that goes out
//! within 1 s.

use std::time::Duration;

use pcsc::{Context, ReaderState, Scope, State};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A reader and whether a card is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Its name.
    pub name: String,
    /// Whether a card is in it.
    pub card: bool,
    /// The card's answer to reset, by which a model is known. Empty without a card.
    #[serde(with = "crate::hex::hex_bytes")]
    pub atr: Vec<u8>,
}

/// Why the readers cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReaderError {
    /// The reader service does not run.
    #[error("读卡器服务没有运行")]
    NoService,
    /// Anything else PC/SC says.
    #[error("读卡器服务没有应答")]
    Service(String),
}

impl ReaderError {
    /// The stable word by which programs decide.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoService => "reader-service-missing",
            Self::Service(_) => "reader-service-error",
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::NoService => {
                "请管理员安装并启动读卡器服务（软件包 pcscd）。只用 UKey 时可以不理会。".to_owned()
            }
            Self::Service(_) => "请重新插拔读卡器；仍不行时重新启动电脑。".to_owned(),
        }
    }
}

impl From<pcsc::Error> for ReaderError {
    fn from(error: pcsc::Error) -> Self {
        match error {
            pcsc::Error::NoService | pcsc::Error::ServiceStopped => Self::NoService,
            other => Self::Service(other.to_string()),
        }
    }
}

/// The readers attached now. An empty list means that the service runs and no reader is attached.
///
/// # Errors
/// [`ReaderError::NoService`], [`ReaderError::Service`].
pub fn readers() -> Result<Vec<Reader>, ReaderError> {
    seen(&Context::establish(Scope::User)?)
}

/// The readers that a connection to the service sees now.
pub(crate) fn seen(context: &Context) -> Result<Vec<Reader>, ReaderError> {
    let mut states = states(context)?;
    if states.is_empty() {
        return Ok(Vec::new());
    }
    match context.get_status_change(Duration::ZERO, &mut states) {
        Ok(()) | Err(pcsc::Error::Timeout) => Ok(states.iter().map(reader).collect()),
        Err(error) => Err(error.into()),
    }
}

/// Waits until a reader or a card comes or goes, at most `limit`, and tells whether one did. Blocks its thread.
///
/// # Errors
/// [`ReaderError::NoService`], [`ReaderError::Service`].
pub fn wait_for_change(known: &[Reader], limit: Duration) -> Result<bool, ReaderError> {
    let context = Context::establish(Scope::User)?;
    let mut states = states(&context)?;
    let names = |state: &ReaderState| state.name().to_string_lossy().into_owned();
    if states.len() != known.len()
        || states
            .iter()
            .any(|state| known.iter().all(|one| one.name != names(state)))
    {
        return Ok(true);
    }
    for state in &mut states {
        let name = names(state);
        let held = known.iter().any(|one| one.name == name && one.card);
        *state = ReaderState::new(state.name(), if held { State::PRESENT } else { State::EMPTY });
    }
    states.push(ReaderState::new(pcsc::PNP_NOTIFICATION(), State::UNAWARE));
    match context.get_status_change(limit, &mut states) {
        Ok(()) => Ok(true),
        Err(pcsc::Error::Timeout) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn states(context: &Context) -> Result<Vec<ReaderState>, ReaderError> {
    match context.list_readers_owned() {
        Ok(names) => Ok(names
            .into_iter()
            .map(|name| ReaderState::new(name, State::UNAWARE))
            .collect()),
        Err(pcsc::Error::NoReadersAvailable) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

fn reader(state: &ReaderState) -> Reader {
    Reader {
        name: state.name().to_string_lossy().into_owned(),
        card: state.event_state().contains(State::PRESENT),
        atr: state.atr().to_vec(),
    }
}

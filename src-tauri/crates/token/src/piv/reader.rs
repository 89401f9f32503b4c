//! Cards in readers: a connection, one transaction, and the card reset behind it.
//!
//! Never here: what is said to a card. Facts: PC/SC Workgroup part 5 (SCardConnect, SCardBeginTransaction,
//! SCardTransmit); the names of its errors are those of pcsclite.

use std::ffi::CString;

use pcsc::{Context, Disposition, MAX_BUFFER_SIZE_EXTENDED, Protocols, Scope, ShareMode, Transaction};
use zeroize::Zeroizing;

use super::apdu::Wire;
use crate::error::TokenError;

/// A card in a reader.
pub(super) struct Plugged {
    context: Context,
    reader: CString,
    /// The number of the reader.
    pub at: u64,
    /// The card's answer to reset.
    pub atr: Vec<u8>,
}

/// What becomes of the card's state after a transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// Nothing was signed in to: other programs' state stays as it was.
    Leave,
    /// Reset: a verified PIN and an authenticated management key are forgotten.
    Forget,
}

/// The cards that are in readers now.
///
/// # Errors
/// [`TokenError::ReaderService`] when the reader service does not run.
pub(super) fn plugged() -> Result<Vec<Plugged>, TokenError> {
    let context = Context::establish(Scope::User).map_err(explain)?;
    let mut plugged = Vec::new();
    let readers = crate::readers::seen(&context).map_err(|error| TokenError::ReaderService {
        reason: error.to_string(),
    })?;
    for (at, reader) in (0..).zip(readers) {
        if reader.card {
            let name = CString::new(reader.name).map_err(|_| explain(pcsc::Error::UnknownReader))?;
            plugged.push(Plugged {
                context: context.clone(),
                reader: name,
                at,
                atr: reader.atr,
            });
        }
    }
    Ok(plugged)
}

impl Plugged {
    /// Runs `work` on this card, alone with it. Nothing when the card went away before.
    pub fn run<T>(
        &self,
        after: After,
        work: impl FnOnce(&dyn Wire, &[u8]) -> Result<Option<T>, TokenError>,
    ) -> Result<Option<T>, TokenError> {
        let connected = self
            .context
            .connect(&self.reader, ShareMode::Shared, Protocols::ANY);
        let mut card = match connected {
            Ok(card) => card,
            Err(pcsc::Error::NoSmartcard | pcsc::Error::UnknownReader | pcsc::Error::ReaderUnavailable) => {
                return Ok(None);
            }
            Err(error) => return Err(explain(error)),
        };
        let transaction = match card.transaction2() {
            Ok(transaction) => transaction,
            // Somebody reset it since: meet it anew.
            Err((card, pcsc::Error::ResetCard)) => {
                card.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::LeaveCard)
                    .map_err(explain)?;
                card.transaction().map_err(explain)?
            }
            Err((_, error)) => return Err(explain(error)),
        };
        let done = work(&Air(&transaction), &self.atr);
        let disposition = match (after, &done) {
            // A card that is gone has nothing to forget; a reader told to reset it may lose its footing for the next
            // one.
            (After::Leave, _) | (After::Forget, Err(TokenError::KeyPulled { .. })) => Disposition::LeaveCard,
            (After::Forget, _) => Disposition::ResetCard,
        };
        // A card pulled in the middle makes both fail too; the work's own answer is the one that counts.
        let _ = transaction.end(disposition);
        let _ = card.disconnect(Disposition::LeaveCard);
        done
    }
}

/// A transaction as a wire.
struct Air<'t>(&'t Transaction<'t>);

impl Wire for Air<'_> {
    fn transmit(&self, apdu: &[u8]) -> Result<Vec<u8>, TokenError> {
        let mut room = Zeroizing::new(vec![0_u8; MAX_BUFFER_SIZE_EXTENDED]);
        let answer = self.0.transmit(apdu, &mut room).map_err(explain)?;
        Ok(answer.to_vec())
    }
}

/// What PC/SC says, in our words.
fn explain(error: pcsc::Error) -> TokenError {
    use pcsc::Error as E;
    match error {
        E::NoService | E::ServiceStopped => TokenError::ReaderService {
            reason: crate::readers::ReaderError::NoService.to_string(),
        },
        E::RemovedCard
        | E::ResetCard
        | E::NoSmartcard
        | E::UnresponsiveCard
        | E::UnpoweredCard
        | E::NotTransacted
        | E::CommError
        | E::CommDataLost
        | E::UnknownReader
        | E::ReaderUnavailable
        | E::InvalidHandle => TokenError::KeyPulled {
            step: "读写卡片".to_owned(),
        },
        other => TokenError::ReaderService {
            reason: other.to_string(),
        },
    }
}

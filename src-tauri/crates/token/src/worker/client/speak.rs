//! The vocabulary spoken through the pipe: each operation becomes one question to the worker of the module that holds
//! the token.
//!
//! Never here: timeouts and restarts, which are the parent module's, or anything a driver decides.

use super::super::wire::Ask;
use super::{Survey, Workers, lock};

use crate::error::TokenError;
use crate::vocabulary::{Act, Driver, Op, Said};

impl Driver for Workers {
    fn perform(&self, op: Op) -> Result<Said, TokenError> {
        let Op::On { serial, act } = op else {
            let Survey {
                tokens,
                failures,
                readers,
                ..
            } = self.survey();
            return match (op, failures.into_iter().next()) {
                (Op::Readers, None) => Ok(Said::Readers(readers.unwrap_or_default())),
                (Op::List, Some(failure)) if tokens.is_empty() => Err(failure),
                (Op::Readers, Some(failure)) => Err(failure),
                _ => Ok(Said::Tokens(tokens)),
            };
        };
        // Initialised, a token may have another serial number.
        let is_renamed = matches!(act, Act::Initialise { .. });
        let ask = Ask::Op(Op::On {
            serial: serial.clone(),
            act,
        });
        let said = self.ask_token(&serial, ask)?;
        if is_renamed {
            lock(&self.seen).remove(&serial);
        }
        Ok(said)
    }
}

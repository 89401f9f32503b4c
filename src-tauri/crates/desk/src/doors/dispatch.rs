//! From a command's name and JSON arguments to its handler and back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::counter::desk::Desk;
use crate::doors::api::*;
use crate::doors::commands::with_commands;
use crate::rim::api::Bytes;
use crate::rim::refusal;

fn parse<T: DeserializeOwned>(args: Value) -> Result<T, Refusal> {
    serde_json::from_value(args).map_err(|e| refusal::wrong_arguments(&e))
}

fn answer<T: Serialize>(out: &T) -> Result<Value, Refusal> {
    serde_json::to_value(out).map_err(|e| refusal::wrong_arguments(&e))
}

macro_rules! write_dispatch {
    (json { $($(#[$jdoc:meta])* $json:ident($args:ty) -> $out:ty = $h1:path;)* }
     bytes { $($(#[$bdoc:meta])* $bytes:ident($bargs:ty) = $h2:path;)* }
     upload { $($(#[$udoc:meta])* $upload:ident -> $uout:ty = $h3:path;)* }) => {
        impl Desk {
            /// Runs a command that answers in JSON. Errors: the use case's refusal; `unknown-command`.
            pub fn call(&self, command: &str, args: Value) -> Result<Value, Refusal> {
                match command {
                    $(stringify!($json) => {
                        let out: $out = $h1(self, parse::<$args>(args)?)?;
                        answer(&out)
                    })*
                    _ => Err(refusal::unknown_command(command)),
                }
            }

            /// Runs a command that answers in bytes.
            pub fn bytes(&self, command: &str, args: Value) -> Result<Bytes, Refusal> {
                match command {
                    $(stringify!($bytes) => $h2(self, parse::<$bargs>(args)?),)*
                    _ => Err(refusal::unknown_command(command)),
                }
            }

            /// Runs a command that takes a file: its name, what it is about, its bytes.
            pub fn upload(&self, command: &str, name: &str, about: u32, bytes: Vec<u8>) -> Result<Value, Refusal> {
                match command {
                    $(stringify!($upload) => {
                        let out: $uout = $h3(self, name, about, bytes)?;
                        answer(&out)
                    })*
                    _ => Err(refusal::unknown_command(command)),
                }
            }
        }
    };
}

with_commands!(write_dispatch);

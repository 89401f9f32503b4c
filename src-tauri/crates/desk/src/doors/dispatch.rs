//! From a command to its handler and back: typed methods for programs, names and JSON for the window.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::counter::desk::Desk;
use crate::counter::memory::idle::AtWork;
use crate::counter::places::shown_name;
use crate::doors::api::*;
use crate::doors::commands::with_commands;
use crate::doors::who::{Shows, Who};
use crate::rim::api::Bytes;
use crate::rim::refusal;

/// How a command is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Arguments and answer are JSON.
    Json,
    /// It answers in bytes.
    Bytes,
    /// It takes a file.
    Upload,
}

/// The commands as typed methods; each asks first who may call it.
#[derive(Clone, Copy)]
pub struct Commands<'a>(&'a Desk);

fn parse<T: DeserializeOwned>(args: Value) -> Result<T, Refusal> {
    serde_json::from_value(args).map_err(|e| refusal::wrong_arguments(&e))
}

fn answer<T: Serialize>(out: &T) -> Result<Value, Refusal> {
    serde_json::to_value(out).map_err(|e| refusal::wrong_arguments(&e))
}

macro_rules! write_dispatch {
    (json { $($(#[$jdoc:meta])* $jwho:ident $jshows:ident $json:ident($args:ty) -> $out:ty = $h1:path;)* }
     bytes { $($(#[$bdoc:meta])* $bwho:ident $bshows:ident $bytes:ident($bargs:ty) = $h2:path;)* }
     upload { $($(#[$udoc:meta])* $uwho:ident $ushows:ident $upload:ident -> $uout:ty = $h3:path;)* }) => {
        /// Every command with who may call it, in the order of the list.
        pub const WHO: &[(&str, Kind, Who)] = &[
            $((stringify!($json), Kind::Json, Who::$jwho),)*
            $((stringify!($bytes), Kind::Bytes, Who::$bwho),)*
            $((stringify!($upload), Kind::Upload, Who::$uwho),)*
        ];

        /// Every command with where its answer is shown, in the order of the list.
        pub const SHOWS: &[(&str, Shows)] = &[
            $((stringify!($json), Shows::$jshows),)*
            $((stringify!($bytes), Shows::$bshows),)*
            $((stringify!($upload), Shows::$ushows),)*
        ];

        impl Commands<'_> {
            $(
                $(#[$jdoc])*
                pub fn $json(&self, args: $args) -> Result<$out, Refusal> {
                    let _work = self.0.at_work(stringify!($json));
                    self.0.admit(Who::$jwho)?;
                    $h1(self.0, args)
                }
            )*
            $(
                $(#[$bdoc])*
                pub fn $bytes(&self, args: $bargs) -> Result<Bytes, Refusal> {
                    self.0.admit(Who::$bwho)?;
                    $h2(self.0, args)
                }
            )*
            $(
                $(#[$udoc])*
                pub fn $upload(&self, name: &str, about: u32, bytes: Vec<u8>) -> Result<$uout, Refusal> {
                    let _work = self.0.at_work(stringify!($upload));
                    self.0.admit(Who::$uwho)?;
                    // A name that arrives is never a path.
                    $h3(self.0, &shown_name(name), about, bytes)
                }
            )*
        }

        impl Desk {
            /// Runs a command that answers in JSON. Who may not call it learns nothing of its arguments.
            ///
            /// # Errors
            /// The use case's refusal; `not-signed-in`, `role-missing`, `unknown-command`.
            pub fn call(&self, command: &str, args: Value) -> Result<Value, Refusal> {
                let _work = self.at_work(command);
                match command {
                    $(stringify!($json) => {
                        self.admit(Who::$jwho)?;
                        answer(&$h1(self, parse(args)?).map_err(Refusal::within_a_screen)?)
                    })*
                    _ => Err(refusal::unknown_command(command)),
                }
            }

            /// Runs a command that answers in bytes. Errors: as [`Desk::call`].
            pub fn bytes(&self, command: &str, args: Value) -> Result<Bytes, Refusal> {
                match command {
                    $(stringify!($bytes) => {
                        self.admit(Who::$bwho)?;
                        $h2(self, parse(args)?).map_err(Refusal::within_a_screen)
                    })*
                    _ => Err(refusal::unknown_command(command)),
                }
            }

            /// Runs a command that takes a file: its name, what it is about, its bytes. Errors: as [`Desk::call`].
            pub fn upload(
                &self,
                command: &str,
                name: &str,
                about: u32,
                bytes: Vec<u8>,
            ) -> Result<Value, Refusal> {
                match command {
                    $(stringify!($upload) => {
                        let taken = self.commands().$upload(name, about, bytes);
                        answer(&taken.map_err(Refusal::within_a_screen)?)
                    })*
                    _ => Err(refusal::unknown_command(command)),
                }
            }
        }
    };
}

with_commands!(write_dispatch);

/// What only waits for something to happen at the machine: nobody is at work with it.
const WAITS: [&str; 1] = ["plugged"];

impl Desk {
    /// Whether somebody waits for a command's answer: no session ends meanwhile for want of a touch.
    fn at_work(&self, command: &str) -> Option<AtWork<'_>> {
        (!WAITS.contains(&command)).then(|| self.idle.work())
    }

    /// The commands as typed methods, for programs that stand on the desk without a window.
    pub fn commands(&self) -> Commands<'_> {
        Commands(self)
    }
}

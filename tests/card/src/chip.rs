//! The chip: the application under power, between the reader's wire and the memory in a folder.
//!
//! Never here: an answer of the card's own. Everything but SELECT by a shortened name and chaining is the
//! application's.

use std::io;
use std::path::Path;
use std::process;

use piv_authenticator::{Authenticator, Options};
use rand_core::OsRng;
use trussed::backend::BackendId;
use trussed::pipe::TrussedChannel;
use trussed::platform;
use trussed::virt::{Runner, StorageConfig, Store, StoreConfig, UserInterface};
use vpicc::{Connection, VSmartCard};

use crate::Pull;
use crate::backends::{Backend, Backends};
use crate::chaining::Chaining;

/// The order in which the parts of the crypto service are asked: RSA before everything, the core last.
const ORDER: &[BackendId<Backend>] = &[
    BackendId::Custom(Backend::Rsa),
    BackendId::Custom(Backend::Auth),
    BackendId::Custom(Backend::Staging),
    BackendId::Core,
];

/// What the application is made of here.
pub type Application<'a> = Authenticator<trussed::virt::Client<'a, Backends>>;

/// The crypto service's machine. Not the crate's own one, whose randomness is the same for every card.
struct Machine<'a> {
    rng: OsRng,
    store: Store<'a>,
    ui: UserInterface,
}

impl<'a> platform::Platform for Machine<'a> {
    type R = OsRng;
    type S = Store<'a>;
    type UI = UserInterface;

    fn rng(&mut self) -> &mut OsRng {
        &mut self.rng
    }

    fn store(&self) -> Store<'a> {
        self.store
    }

    fn user_interface(&mut self) -> &mut UserInterface {
        &mut self.ui
    }
}

/// Runs `life` with the application under power, on the memory in `folder`.
pub fn powered<T>(folder: &Path, life: impl FnOnce(Application<'_>) -> T) -> T {
    let mut memory = StoreConfig {
        internal: StorageConfig::filesystem(folder.join("internal")),
        external: StorageConfig::filesystem(folder.join("external")),
        volatile: StorageConfig::ram(),
    };
    memory.with_store(|store| {
        let machine = Machine {
            rng: OsRng,
            store,
            ui: UserInterface::new(),
        };
        let channel = TrussedChannel::new();
        let mut runner = Runner::new();
        let Some((requester, responder)) = channel.split() else {
            unreachable!("a fresh channel has both its ends");
        };
        runner.add_endpoint(responder, "piv", ORDER);
        let client = trussed::virt::Client::new(requester, runner.syscall(), None);
        runner.run(machine, Backends::new(), || {
            life(Authenticator::new(client, Options::new()))
        })
    })
}

/// The application with its wire.
pub struct Chip<'a> {
    application: Application<'a>,
    chaining: Chaining,
    pull: Pull,
    is_on: bool,
}

impl<'a> Chip<'a> {
    /// A chip that has just got power.
    pub fn new(application: Application<'a>, pull: Pull) -> Self {
        Self {
            application,
            chaining: Chaining::default(),
            pull,
            is_on: true,
        }
    }

    /// When it is to be pulled, counted from now.
    pub fn pull(&self) -> Pull {
        self.pull
    }

    /// Answers the reader until it takes the power away. Errors: the reader is gone.
    pub fn until_power_off(&mut self, reader: &mut Connection) -> io::Result<()> {
        while self.is_on {
            reader.poll(self)?;
        }
        Ok(())
    }

    /// One APDU nearer to being pulled; whether it is now.
    fn pulled(&mut self) -> Option<Pull> {
        let (Pull::Before(count) | Pull::After(count)) = &mut self.pull else {
            return None;
        };
        *count = count.saturating_sub(1);
        (*count == 0).then_some(self.pull)
    }
}

impl VSmartCard for Chip<'_> {
    fn power_off(&mut self) {
        self.is_on = false;
    }

    fn reset(&mut self) {
        self.is_on = false;
    }

    fn execute(&mut self, apdu: &[u8]) -> Vec<u8> {
        let pulled = self.pulled();
        // Ending the process closes the wire without an answer: the reader sees an empty slot.
        if let Some(Pull::Before(_)) = pulled {
            process::exit(0);
        }
        let answer = self.chaining.answer(apdu, &mut self.application);
        if let Some(Pull::After(_)) = pulled {
            process::exit(0);
        }
        answer
    }
}

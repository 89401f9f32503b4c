//! How a worker is started.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::walls::Walls;
use super::wire::Ask;

use crate::module::ModuleSpec;
use crate::vocabulary::Pace;

/// The first argument that turns a program into a worker.
pub(super) const WORKER_ARGUMENT: &str = "token-worker";

/// How to start a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerCommand {
    /// The program: commonly this very program, see [`WorkerCommand::this_program`].
    pub program: PathBuf,
    /// Its arguments; the first is `token-worker`.
    pub args: Vec<String>,
    /// Set on top of this program's own environment.
    pub env: Vec<(String, String)>,
    /// How long it may take to answer.
    pub timeouts: Timeouts,
    /// Folders that no module may reach: the store's.
    pub hidden: Vec<PathBuf>,
    /// Files and folders that the modules may use beyond what every worker may, hidden or not.
    pub opened: Vec<PathBuf>,
}

impl WorkerCommand {
    /// This program as its own worker: its `main` begins with [`serve_if_asked`].
    ///
    /// # Errors
    /// What the operating system says when it cannot name this program's file.
    pub fn this_program(env: Vec<(String, String)>) -> std::io::Result<Self> {
        Ok(Self::program(std::env::current_exe()?, env))
    }

    /// Another program whose `main` begins with [`serve_if_asked`].
    pub fn program(program: PathBuf, env: Vec<(String, String)>) -> Self {
        Self {
            program,
            args: vec![WORKER_ARGUMENT.to_owned()],
            env,
            timeouts: Timeouts::default(),
            hidden: Vec::new(),
            opened: Vec::new(),
        }
    }

    /// The process for this module, or for none.
    pub(super) fn process(&self, module: Option<&ModuleSpec>) -> Command {
        let walls = Walls {
            hidden: self.hidden.clone(),
            opened: self.opened.clone(),
            module: module.map(|module| module.path.clone()),
        };
        let mut process = Command::new(&self.program);
        process
            .args(&self.args)
            .args(walls.arguments())
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        process
    }
}

/// How long a module may take for each kind of question. The defaults are generous: real keys take up to a minute for
/// an RSA key pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Start the worker and load the module.
    pub open: Duration,
    /// Look at what is plugged in, read, check a PIN.
    pub look: Duration,
    /// Sign.
    pub sign: Duration,
    /// Write, delete, set a PIN.
    pub write: Duration,
    /// Initialise.
    pub initialise: Duration,
    /// Make a key pair.
    pub generate: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            open: Duration::from_secs(20),
            look: Duration::from_secs(20),
            sign: Duration::from_secs(30),
            write: Duration::from_secs(60),
            initialise: Duration::from_secs(120),
            generate: Duration::from_secs(180),
        }
    }
}

impl Timeouts {
    /// The same limit for everything.
    pub fn all(limit: Duration) -> Self {
        Self {
            open: limit,
            look: limit,
            sign: limit,
            write: limit,
            initialise: limit,
            generate: limit,
        }
    }

    pub(super) fn of(&self, ask: &Ask) -> Duration {
        match ask {
            Ask::Open { .. } => self.open,
            Ask::Op(op) => match op.traits().pace {
                Pace::Look => self.look,
                Pace::Sign => self.sign,
                Pace::Write => self.write,
                Pace::Initialise => self.initialise,
                Pace::Generate => self.generate,
            },
        }
    }
}

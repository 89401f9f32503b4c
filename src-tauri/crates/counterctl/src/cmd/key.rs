//! `key …`: what is plugged in, and unlocking by SO PIN. Initialising and writing go through a case, with its
//! journal; this command does nothing to a key that a case should record.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;
use token::{ModuleSpec, Token as _, WorkerCommand, Workers};

use crate::output::{Answer, Outcome};
use crate::secret;

/// Where the keys are.
#[derive(Args)]
pub struct Driver {
    /// PKCS #11 module; SoftHSM2 for practice when left out.
    #[arg(long)]
    module: Option<PathBuf>,
    /// Folder of a practice token (with softhsm2.conf).
    #[arg(long, value_name = "DIR")]
    token_dir: Option<PathBuf>,
}

impl Driver {
    fn workers(&self) -> Result<Workers, desk::api::Refusal> {
        let env = match &self.token_dir {
            Some(dir) => vec![(
                "SOFTHSM2_CONF".to_owned(),
                dir.join("softhsm2.conf").display().to_string(),
            )],
            None => Vec::new(),
        };
        let spec = match &self.module {
            Some(path) => ModuleSpec {
                name: path
                    .file_stem()
                    .map(|s| s.to_string_lossy().into_owned())
                    .unwrap_or_default(),
                path: path.clone(),
            },
            None => token::softhsm::module(),
        };
        Ok(Workers::new(vec![spec], WorkerCommand::this_program(env)?))
    }
}

/// Keys.
#[derive(Subcommand)]
pub enum Key {
    /// What is plugged in: serial, label, PIN state, certificates.
    List {
        #[command(flatten)]
        driver: Driver,
    },
    /// Set a new PIN by SO PIN; both are asked, the SO PIN first.
    Unlock {
        #[command(flatten)]
        driver: Driver,
        /// Serial of the key; may be left out when exactly one is plugged in.
        #[arg(long)]
        serial: Option<String>,
    },
    /// Try a PIN; it is asked.
    CheckPin {
        #[command(flatten)]
        driver: Driver,
        /// Serial of the key.
        #[arg(long)]
        serial: Option<String>,
    },
}

impl Key {
    /// Runs it.
    pub fn run(&self) -> Outcome {
        match self {
            Self::List { driver } => list(&driver.workers()?),
            Self::Unlock { driver, serial } => {
                let workers = driver.workers()?;
                let token = token::choose(&workers.list()?, serial.as_deref())?.clone();
                let (so_pin, new_pin) = (secret::ask("管理员口令")?, secret::ask("新 PIN")?);
                workers.unlock(&token.serial, &so_pin.secret(), &new_pin.secret())?;
                workers.check_pin(&token.serial, &new_pin.secret())?;
                let words = format!("UKey {} 已解锁，新 PIN 已验证", token.serial);
                Ok(Answer::new(
                    &json!({ "serial": token.serial, "unlocked": true }),
                    words,
                ))
            }
            Self::CheckPin { driver, serial } => {
                let workers = driver.workers()?;
                let token = token::choose(&workers.list()?, serial.as_deref())?.clone();
                workers.check_pin(&token.serial, &secret::ask("PIN")?.secret())?;
                Ok(Answer::new(
                    &json!({ "serial": token.serial, "pin": "ok" }),
                    format!("UKey {} 的 PIN 正确", token.serial),
                ))
            }
        }
    }
}

fn list(workers: &Workers) -> Outcome {
    let survey = workers.survey();
    if survey.tokens.is_empty()
        && let Some(failure) = survey.failures.into_iter().next()
    {
        return Err(failure.into());
    }
    let tokens: Vec<_> = survey
        .tokens
        .iter()
        .map(|t| {
            let certificates: Vec<_> = t
                .certificates
                .iter()
                .filter_map(|c| pki::Certificate::from_der(&c.der).ok())
                .map(|c| {
                    json!({
                        "subject": c.subject().common_name,
                        "serial": c.serial_hex(),
                        "not_after": c.not_after(),
                    })
                })
                .collect();
            json!({
                "serial": t.serial,
                "label": t.label,
                "manufacturer": t.manufacturer,
                "model": t.model,
                "module": t.module,
                "blank": t.is_blank(),
                "pin": t.user_pin.word(),
                "tries_left": t.tries_left,
                "certificates": certificates,
            })
        })
        .collect();
    let words = survey.tokens.iter().map(|t| {
        let state = if t.is_blank() { "空白" } else { "已有内容" };
        format!(
            "{:<18} {:<24} {state}　PIN {}",
            t.serial,
            t.label,
            t.user_pin.word()
        )
    });
    let words = words.collect::<Vec<_>>().join("\n");
    let words = if words.is_empty() {
        "没有插 UKey".to_owned()
    } else {
        words
    };
    Ok(Answer::new(&json!({ "tokens": tokens }), words))
}

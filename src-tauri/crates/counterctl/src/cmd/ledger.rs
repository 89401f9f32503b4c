//! `ledger …`: holders with their keys and certificates over the years, and what is entered from elsewhere.

use std::path::PathBuf;

use case::{BusinessType, CertKind};
use clap::{Args, Subcommand, ValueEnum};
use desk::api::{
    AskResumption, Beside, ById, Done, EnterCertificate, KeyWhere, Ledger as Found, LedgerAsked, LedgerEntry,
    LedgerHolder, LedgerLine, OpenCase, PlaceKey, RecordRevoked, Refusal,
};

use super::read;
use super::who::As;
use crate::output::{Answer, Outcome};
use crate::secret;

/// The ledger.
#[derive(Subcommand)]
pub enum Ledger {
    /// Holders with their keys and certificates.
    List {
        #[command(flatten)]
        who: As,
        /// Name, pinyin initials, code, serial number of a certificate or a key, case number; everybody when left out.
        #[arg(default_value = "", hide_default_value = true)]
        text: String,
    },
    /// One certificate: its line of life, and what may be begun from it.
    Show {
        #[command(flatten)]
        who: As,
        /// Its number in the ledger, as `--json` of `list` tells it.
        id: u32,
    },
    /// Open a case that acts on a certificate; its holder's data comes along.
    Begin {
        #[command(flatten)]
        who: As,
        /// The certificate, by its number in the ledger.
        id: u32,
        /// The business: renew, change, replace, unlock, revoke, suspend …
        business: BusinessType,
    },
    /// Enter a certificate that came from elsewhere.
    Enter(Box<Enter>),
    /// Put down where a key is: handed in, given back, destroyed.
    Key {
        #[command(flatten)]
        who: As,
        /// Serial number of the key.
        serial: String,
        /// Where it is now.
        place: Place,
        /// Who brought or took it, and why.
        #[arg(long)]
        reason: String,
        /// Login of the reviewer beside, where one is asked for; the password is asked after one's own.
        #[arg(long)]
        beside: Option<String>,
    },
    /// Ask the CA to let a certificate on hold count again; the password of the reviewer is asked after one's own.
    Resume {
        #[command(flatten)]
        who: As,
        /// The certificate, by its number in the ledger.
        id: u32,
        /// Why.
        #[arg(long)]
        reason: String,
        /// Login of the reviewer beside.
        #[arg(long)]
        beside: String,
    },
    /// Put down that the CA has revoked a certificate of its own accord.
    Revoked {
        #[command(flatten)]
        who: As,
        /// The certificate, by its number in the ledger.
        id: u32,
        /// How it is known.
        #[arg(long)]
        reason: String,
    },
}

/// Where a key may be put down to be.
#[derive(Clone, Copy, ValueEnum)]
pub enum Place {
    /// Handed in at the window.
    Returned,
    /// Given back to its holder.
    HandedOver,
    /// Destroyed, a reviewer beside.
    Destroyed,
}

/// A certificate from elsewhere.
#[derive(Args)]
pub struct Enter {
    #[command(flatten)]
    who: As,
    /// The project.
    #[arg(long)]
    project: String,
    /// Kind of certificate: org, org_employee, person.
    #[arg(long)]
    kind: CertKind,
    /// The certificate itself, DER or PEM; then its serial number, issuer and days are not given.
    #[arg(long, conflicts_with_all = ["serial", "issuer", "from", "until"])]
    file: Option<PathBuf>,
    /// Name of the unit.
    #[arg(long, default_value = "")]
    unit: String,
    /// Its unified code.
    #[arg(long, default_value = "")]
    uscc: String,
    /// Name of the person.
    #[arg(long, default_value = "")]
    person: String,
    /// Number of the person.
    #[arg(long, default_value = "")]
    id_no: String,
    /// Serial number, hexadecimal.
    #[arg(long, default_value = "")]
    serial: String,
    /// Issuer's name.
    #[arg(long, default_value = "")]
    issuer: String,
    /// First day.
    #[arg(long, default_value = "")]
    from: String,
    /// Last day.
    #[arg(long, default_value = "")]
    until: String,
    /// Serial number of the key that it is on.
    #[arg(long, default_value = "")]
    key: String,
    /// From which counter, on whose word.
    #[arg(long)]
    origin: String,
}

impl Ledger {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::List { who, text } => {
                let text = text.clone();
                listed(&who.desk(forms)?.commands().ledger(LedgerAsked { text })?)
            }
            Self::Show { who, id } => shown(&who.desk(forms)?.commands().ledger_entry(ById { id: *id })?),
            Self::Begin { who, id, business } => begun(who, forms, *id, *business),
            Self::Enter(enter) => enter.run(forms),
            Self::Key {
                who,
                serial,
                place,
                reason,
                beside,
            } => {
                let desk = who.desk(forms)?;
                let args = PlaceKey {
                    serial: serial.clone(),
                    place: (*place).into(),
                    reason: reason.clone(),
                    beside: beside.as_deref().map(beside_of).transpose()?,
                };
                done(&desk.commands().place_key(args)?)
            }
            Self::Resume {
                who,
                id,
                reason,
                beside,
            } => {
                let desk = who.desk(forms)?;
                let args = AskResumption {
                    certificate: *id,
                    reason: reason.clone(),
                    beside: beside_of(beside)?,
                };
                super::exchange::waiting(&desk.commands().ask_resumption(args)?)
            }
            Self::Revoked { who, id, reason } => {
                let args = RecordRevoked {
                    certificate: *id,
                    reason: reason.clone(),
                };
                done(&who.desk(forms)?.commands().record_revoked(args)?)
            }
        }
    }
}

impl From<Place> for KeyWhere {
    fn from(place: Place) -> Self {
        match place {
            Place::Returned => Self::Returned,
            Place::HandedOver => Self::HandedOver,
            Place::Destroyed => Self::Destroyed,
        }
    }
}

impl Enter {
    fn run(&self, forms: &[PathBuf]) -> Outcome {
        let desk = self.who.desk(forms)?;
        let der = match &self.file {
            Some(file) => desk.commands().read_certificate("", 0, read(file)?)?.der,
            None => String::new(),
        };
        let args = EnterCertificate {
            project: self.project.clone(),
            kind: Some(self.kind),
            der,
            unit_name: self.unit.clone(),
            unit_code: self.uscc.clone(),
            person_name: self.person.clone(),
            person_code: self.id_no.clone(),
            serial: self.serial.clone(),
            issuer: self.issuer.clone(),
            not_before: self.from.clone(),
            not_after: self.until.clone(),
            key: self.key.clone(),
            key_model: String::new(),
            origin: self.origin.clone(),
        };
        shown(&desk.commands().enter_certificate(args)?)
    }
}

/// The reviewer beside; the password is asked.
fn beside_of(login: &str) -> Result<Beside, Refusal> {
    Ok(Beside {
        login: login.to_owned(),
        password: secret::ask("在旁者的口令")?,
    })
}

fn done(told: &Done) -> Outcome {
    Ok(Answer::new(told, told.message.clone()))
}

fn begun(who: &As, forms: &[PathBuf], id: u32, business: BusinessType) -> Outcome {
    let desk = who.desk(forms)?;
    let entry = desk.commands().ledger_entry(ById { id })?;
    let case = desk.commands().open_case(OpenCase {
        project: entry.project,
        kind: entry.kind,
        business,
        channel: None,
        customer: None,
        from_case: None,
        certificate: Some(id),
    })?;
    Ok(Answer::new(&case, format!("已开件 {}", case.number)))
}

fn listed(found: &Found) -> Outcome {
    let mut lines: Vec<String> = found.holders.iter().flat_map(holder).collect();
    match found.found as usize - found.holders.len() {
        _ if found.found == 0 => lines.push("台账里没有找到".to_owned()),
        0 => {}
        n => lines.push(format!("还有 {n} 位持有人，请把要找的写得再细一些")),
    }
    Ok(Answer::new(found, lines.join("\n")))
}

fn holder(one: &LedgerHolder) -> Vec<String> {
    let unit = one
        .unit
        .as_ref()
        .map(|unit| format!("（{unit}）"))
        .unwrap_or_default();
    let mut lines = vec![format!("{}{unit}  {}", one.name, one.code)];
    for key in &one.keys {
        lines.push(match &key.serial {
            Some(serial) => format!("  UKey {serial}  {}  自 {}", key.place_word, key.since),
            None => format!("  {}", key.place_word),
        });
        lines.extend(key.certificates.iter().map(certificate));
    }
    lines
}

fn certificate(one: &LedgerLine) -> String {
    let id = one.id.map_or_else(String::new, |id| format!("{id}  "));
    format!(
        "    {id}{}  {} {}  {} 至 {}  {}",
        one.serial, one.project_name, one.kind_word, one.not_before, one.not_after, one.state_word
    )
}

fn shown(entry: &LedgerEntry) -> Outcome {
    let unit = entry
        .unit
        .as_ref()
        .map(|unit| format!("（{unit}）"))
        .unwrap_or_default();
    let mut lines = vec![format!("{}{unit}  {}", entry.holder, entry.holder_code)];
    lines.push(certificate(&entry.line));
    lines.push(format!("  签发者 {}", entry.issuer));
    if let Some(key) = &entry.key {
        lines.push(format!("  UKey {key}  {}", entry.key_place_word));
    }
    for act in &entry.acts {
        let why = if act.may.open {
            "可办"
        } else {
            act.may.reason.as_str()
        };
        lines.push(format!("  {}（{}）：{why}", act.word, act.business));
    }
    for line in &entry.life {
        let case = line.case_number.as_deref().unwrap_or_default();
        let day = line.at.get(..10).unwrap_or(&line.at);
        lines.push(format!("  {day}  {}  {case}", line.words));
    }
    Ok(Answer::new(entry, lines.join("\n")))
}

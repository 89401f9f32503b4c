//! The whole journey without a window: a made-up applicant from the counter to a written and proven key, through
//! the same commands as the window's, with real parts, leaving every paper in a folder.
//!
//! What a customer and a scanner do is played (see [`customer`]), and the scan taken in like any other. Nothing else
//! is played.

use std::path::{Path, PathBuf};

use desk::api::secrecy_text::SecretText;
use desk::api::{
    ById, CaseState, CaseView, ENCRYPTION, HandOver, KeyPin, Leaving, LeavingWay, Nothing, Refusal,
    SamplePicture, Severity,
};
use desk::casework::people;
use desk::counter::places::{Places, write_whole};
use desk::counter::practice;
use desk::doors::dispatch::Commands;
use desk::{Config, Desk, random};
use serde::Serialize;
use store::Store;
use token::WorkerCommand;

use crate::guest::{self, Guest, Wish};
use crate::{customer, doing, training};

/// What a walkthrough is asked to do.
pub struct Order {
    /// What is wanted.
    pub wish: Wish,
    /// Where the papers go.
    pub out: PathBuf,
    /// Where the token's files stay; in a folder of the papers when not named.
    pub keep_token: Option<PathBuf>,
    /// The ticket of an empty hall in which it is walked; at one PC when there is none.
    pub ticket: Option<PathBuf>,
    /// Shipped data.
    pub places: Places,
    /// How a worker process is started.
    pub worker: WorkerCommand,
}

/// What it left.
#[derive(Debug, Serialize)]
pub struct Left {
    /// Case number.
    pub number: String,
    /// Files, relative to the folder.
    pub files: Vec<String>,
    /// What was done, in order.
    pub steps: Vec<String>,
    /// PIN of the key, for whoever looks at it afterwards; practice only. Empty where no key was made.
    pub pin: String,
    /// Folder of the token, with `softhsm2.conf`.
    pub token: String,
}

/// A desk with its books and the folder its papers go to.
struct Walk {
    desk: Desk,
    books: Store,
    store_dir: PathBuf,
    out: PathBuf,
    left: Left,
}

/// Walks one case of the project from intake to hand-over. Errors: the refusal of the step that failed; what was
/// left so far stays in the folder.
pub fn walk(order: Order) -> Result<Left, Refusal> {
    std::fs::create_dir_all(&order.out)?;
    let store_dir = order.out.join("store");
    if Store::exists(&store_dir) {
        let remedy = "请换一个空目录，或删去上次的 store 目录";
        return Err(Refusal::new(
            "walkthrough-exists",
            format!("{} 里已有一次演练", order.out.display()),
            remedy,
        ));
    }
    let tokens = order.keep_token.unwrap_or_else(|| order.out.join("token"));
    std::fs::create_dir_all(&tokens)?;
    training::make(
        &store_dir,
        Some(&tokens),
        &[&order.wish.project],
        store::KdfCost::default(),
    )?;
    if let Some(ticket) = &order.ticket {
        training::move_in(&store_dir, ticket)?;
    }
    let desk = Desk::new(Config {
        store_dir: store_dir.clone(),
        places: order.places,
        worker: order.worker,
        cost: store::KdfCost::default(),
    });
    let left = Left {
        number: String::new(),
        files: Vec::new(),
        steps: Vec::new(),
        pin: String::new(),
        token: tokens.display().to_string(),
    };
    let mut walk = Walk {
        desk,
        books: doing::books(&store_dir)?,
        store_dir,
        out: order.out,
        left,
    };
    walk.all(&order.wish)?;
    Ok(walk.left)
}

impl Walk {
    fn commands(&self) -> Commands<'_> {
        self.desk.commands()
    }

    fn did(&mut self, words: impl Into<String>) {
        self.left.steps.push(words.into());
    }

    fn leave(&mut self, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
        write_whole(&self.out.join(name), bytes)?;
        self.left.files.push(name.to_owned());
        Ok(())
    }

    fn sign_in(&mut self, login: &str) -> Result<(), Refusal> {
        doing::sign_in(&self.desk, login)?;
        self.did(format!("{login} 登录"));
        Ok(())
    }

    fn all(&mut self, wish: &Wish) -> Result<(), Refusal> {
        self.permit_without_articles(&wish.project)?;
        self.sign_in("linxy")?;
        let mut case = self.intake(wish, Guest::default())?;
        if !case.forms.is_empty() {
            case = self.print_and_scan(&case)?;
            self.choose_samples(&case)?;
        }
        let case = self.commands().submit(ById { id: case.id })?;
        self.did("送复核");
        self.sign_in("hemin")?;
        self.second_check(case.id)?;
        let has_key = self.state(case.id)? == CaseState::Approved;
        if has_key {
            self.sign_in("luoyi")?;
            self.make_key(case.id)?;
        }
        self.sign_in("linxy")?;
        if has_key {
            self.leave_files(case.id)?;
        }
        self.hand_over(case.id)?;
        self.audit_report(case.id)
    }

    fn permit_without_articles(&mut self, project: &str) -> Result<(), Refusal> {
        if doing::permit_without_articles(&self.desk, project)? {
            self.did("管理员准予今日不印协议正文先打印");
        }
        Ok(())
    }

    fn state(&self, case: u32) -> Result<CaseState, Refusal> {
        Ok(self.commands().get_case(ById { id: case })?.state)
    }

    /// The made-up customer comes to the window; everything is filled and every paper seen.
    fn intake(&mut self, wish: &Wish, guest: Guest) -> Result<CaseView, Refusal> {
        let case = guest::take_in(&self.desk, wish, guest)?;
        self.left.number.clone_from(&case.number);
        self.did(format!(
            "受理 {}：{} {}",
            case.number, case.title, case.fee.formula
        ));
        Ok(case)
    }

    /// Prints; plays the customer's stamp and the scanner; takes every page in.
    fn print_and_scan(&mut self, case: &CaseView) -> Result<CaseView, Refusal> {
        let printed = self.commands().print(doing::all_forms(case.id))?;
        for file in &printed.files {
            let path = Path::new(file);
            let name = path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            let pdf = std::fs::read(path)?;
            self.leave(&name, &pdf)?;
            self.scan_copy(case.id, &name, &pdf)?;
        }
        let slip = self.commands().print_slip(ById { id: case.id })?;
        for file in slip.files {
            self.leave("materials-slip.pdf", &std::fs::read(file)?)?;
        }
        self.did(format!("打印并扫描：{}", printed.message));
        self.commands().get_case(ById { id: case.id })
    }

    /// Stamps and scans the pages of the first copy.
    fn scan_copy(&mut self, case: u32, name: &str, pdf: &[u8]) -> Result<(), Refusal> {
        for (file, scan) in doing::scan_copy(&self.desk, &self.books, case, name, pdf, customer::DPI)? {
            self.leave(&file, &scan)?;
        }
        Ok(())
    }

    /// Chooses the suggested sample of each group, looking at those that need a look.
    fn choose_samples(&mut self, case: &CaseView) -> Result<(), Refusal> {
        let samples = self.commands().samples(ById { id: case.id })?;
        for sample in &samples {
            for (raw, tail) in [(true, "-raw"), (false, "")] {
                let (_, picture) = self.commands().sample_picture(SamplePicture {
                    id: sample.id,
                    raw,
                    edit: None,
                })?;
                self.leave(&format!("sample-{}{tail}.png", sample.frame), &picture)?;
            }
        }
        if !samples.is_empty() {
            let report = serde_json::to_vec_pretty(&samples).map_err(std::io::Error::from)?;
            self.leave("samples.json", &report)?;
        }
        for words in doing::choose_samples(&self.desk, &samples)? {
            self.did(words);
        }
        Ok(())
    }

    fn second_check(&mut self, case: u32) -> Result<(), Refusal> {
        let items = doing::second_check(&self.desk, case)?;
        self.did(format!("复核通过，{items} 项一致"));
        Ok(())
    }

    /// Every step of every job; the training CA answers.
    fn make_key(&mut self, case: u32) -> Result<(), Refusal> {
        let mut desk = self.commands().key_desk(ById { id: case })?;
        while let Some(job) = desk.jobs.iter().find(|j| !j.done).cloned() {
            let went = if job.waits_for_file {
                self.commands().training_issue(ById { id: job.id })?
            } else if job.term_to_confirm.is_some() {
                self.commands().confirm_term(ById { id: job.id })?
            } else {
                let serial = job.serial.clone().map_or_else(|| self.blank_key(case), Ok)?;
                self.commands().key_go(doing::key_step(&job, serial))?
            };
            if let Some(refused) = went.findings.iter().find(|f| f.severity == Severity::Refuse) {
                return Err(Refusal::new(&refused.code, &refused.message, &refused.remedy));
            }
            self.did(went.message.clone());
            desk = went.desk;
        }
        Ok(())
    }

    /// The files that went to the CA and came back; a clerk takes them out, because a package shows papers.
    fn leave_files(&mut self, case: u32) -> Result<(), Refusal> {
        for document in &self.commands().documents(ById { id: case })? {
            let ending = document.name.rsplit('.').next().unwrap_or_default();
            let (_, bytes) = self.commands().document(ById { id: document.id })?;
            match ending {
                "cer" if document.name.ends_with(ENCRYPTION) => self.leave(
                    "encryption-certificate.pem",
                    pki::to_pem(pki::PemLabel::Certificate, &bytes).as_bytes(),
                )?,
                "csr" => self.leave("request.pem", &bytes)?,
                "cer" => self.leave(
                    "certificate.pem",
                    pki::to_pem(pki::PemLabel::Certificate, &bytes).as_bytes(),
                )?,
                "zip" => self.leave("request-package.zip", &bytes)?,
                _ => {}
            }
        }
        let root = practice::ca(&self.store_dir)?.root_pem();
        self.leave("training-ca.pem", root.as_bytes())
    }

    fn blank_key(&self, case: u32) -> Result<String, Refusal> {
        doing::blank_key(&self.desk, case)
    }

    /// The customer comes in person, everything of the plan is seen, and each new key gets the customer's own PIN.
    fn hand_over(&mut self, case: u32) -> Result<(), Refusal> {
        let operator = &people::PERSONS[0];
        let before = self.commands().hand_over_view(ById { id: case })?;
        let way = before
            .plan
            .ways
            .iter()
            .find(|way| way.way == LeavingWay::Applicant);
        let way = way.ok_or_else(|| Refusal::new("hand-over-way", "本件没有本人来领这一种", "请看领取台"))?;
        let pin = match way.pins_of.is_empty() {
            true => SecretText::from(""),
            false => random::digits(8)?,
        };
        let pins = way.pins_of.iter().map(|job| KeyPin {
            job_id: *job,
            new_pin: pin.clone(),
        });
        let view = self.commands().hand_over(HandOver {
            id: case,
            leaving: Leaving::Applicant {
                name: operator.name.to_owned(),
                id_no: operator.id_no.to_owned(),
            },
            pins: pins.collect(),
            seen: way.ticks.iter().map(|tick| tick.id.clone()).collect(),
        })?;
        self.left.pin = pin.expose().to_owned();
        if let Some(sheet) = view.sheet {
            let (_, bytes) = self.commands().document(ById { id: sheet.id })?;
            self.leave("handover.pdf", &bytes)?;
        }
        let title = view.done.map(|done| done.title).unwrap_or_default();
        self.did(format!("{title}，{}", view.case.state_word));
        Ok(())
    }

    /// The audit trail in words, and what the walkthrough did.
    fn audit_report(&mut self, case: u32) -> Result<(), Refusal> {
        let lines = self.commands().audit_of_case(ById { id: case })?;
        let mut text = format!("受理件 {} 审计记录\n\n", self.left.number);
        for line in lines {
            text.push_str(&format!(
                "{:>5}  {}  {}  {}\n",
                line.seq, line.at, line.who, line.words
            ));
        }
        self.leave("audit.txt", text.as_bytes())
    }
}

/// Fills a practice store with a few cases at different steps, so that the first look at the board shows work.
/// Errors: the refusal of the step that failed.
pub fn seed(places: Places, store_dir: &Path, worker: WorkerCommand) -> Result<(), Refusal> {
    let desk = Desk::new(Config {
        store_dir: store_dir.to_owned(),
        places,
        worker,
        cost: store::KdfCost::default(),
    });
    let scratch = tempfile::tempdir()?;
    let left = Left {
        number: String::new(),
        files: Vec::new(),
        steps: Vec::new(),
        pin: String::new(),
        token: String::new(),
    };
    let mut walk = Walk {
        desk,
        books: doing::books(store_dir)?,
        store_dir: store_dir.to_owned(),
        out: scratch.path().to_owned(),
        left,
    };
    walk.sign_in("linxy")?;
    for (project, guest, far) in [
        ("netca-gd-ylbx", Guest { unit: 3, person: 3 }, Far::Submitted),
        ("netca-gd-zfcg", Guest { unit: 1, person: 1 }, Far::Printed),
        ("netca-gd-ylbx", Guest { unit: 4, person: 4 }, Far::Entered),
    ] {
        let wish = Wish {
            project: project.to_owned(),
            ..Wish::default()
        };
        let case = walk.intake(&wish, guest)?;
        match far {
            Far::Entered => {}
            Far::Printed => {
                walk.commands().print(doing::all_forms(case.id))?;
            }
            Far::Submitted => {
                let case = walk.print_and_scan(&case)?;
                walk.choose_samples(&case)?;
                walk.commands().submit(ById { id: case.id })?;
            }
        }
    }
    walk.commands().sign_out(Nothing {})?;
    Ok(())
}

/// How far a seeded case has come.
enum Far {
    Entered,
    Printed,
    Submitted,
}

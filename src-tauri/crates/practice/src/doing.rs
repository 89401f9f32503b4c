//! What the people at a practice counter do, one thing at a time and through the window's own commands: sign in, scan
//! what the customer stamped, choose samples, check beside the paper. Walkthroughs and stories are put together from
//! it.

use std::path::Path;

use desk::Desk;
use desk::api::secrecy_text::SecretText;
use desk::api::{
    Approve, ById, DecideSample, InstalledProject, KeyGo, KeyJob, KeyPresence, Nothing, PageState,
    PermitPrinting, Print, PrintTo, Refusal, SampleDecision, SampleLine, SampleVerdict, SetVerdict, SignIn,
    VerdictGiven,
};
use desk::counter::practice::{ACCOUNTS, PASSWORD};
use desk::machine::pdftoppm;
use store::Store;

use crate::customer;

/// Somebody signs in with the practice password. Errors: those of the command.
pub(crate) fn sign_in(desk: &Desk, login: &str) -> Result<(), Refusal> {
    desk.commands().sign_in(SignIn {
        login: login.to_owned(),
        password: PASSWORD.into(),
    })?;
    Ok(())
}

/// The books of a practice store, to look into beside the commands. Errors: the store's.
pub(crate) fn books(folder: &Path) -> Result<Store, Refusal> {
    let (login, ..) = ACCOUNTS[0];
    let (store, _) = Store::unlock(folder, login, &SecretText::from(PASSWORD).secret())?;
    Ok(store)
}

/// A practice counter has no authority's agreement: where the project's forms carry one, the administrator puts down
/// that they print without it today. Tells whether that was needed. Errors: those of the commands.
pub(crate) fn permit_without_articles(desk: &Desk, project: &str) -> Result<bool, Refusal> {
    sign_in(desk, "admin")?;
    let installed = desk.commands().installed(Nothing {})?;
    let bare = |p: &InstalledProject| p.id == project && p.agreements.iter().any(|a| a.current.is_none());
    let is_bare = installed.projects.iter().any(bare);
    if is_bare {
        desk.commands().permit_printing(PermitPrinting {
            project: project.to_owned(),
            reason: "演练：没有 CA 的协议正文".to_owned(),
        })?;
    }
    Ok(is_bare)
}

/// Stamps and scans the pages of the first copy of a printed file, and files them. Gives each scan with its name.
/// Errors: `walkthrough-scan` for a page that does not find its place by itself.
pub(crate) fn scan_copy(
    desk: &Desk,
    books: &Store,
    case: u32,
    name: &str,
    pdf: &[u8],
    dpi: u16,
) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let mut scans = Vec::new();
    for (at, places) in customer::places_to_stamp(books, case, name)? {
        let page = pdftoppm::page_png(pdf, at, u32::from(dpi))?;
        let jpeg = customer::stamp_and_scan_at(&page, &places, u64::from(at) + 7, dpi)?;
        let file = format!("scan-{}-{at}.jpg", name.trim_end_matches(".pdf"));
        let imported = desk.commands().import_scan(&file, case, jpeg.clone())?;
        if let Some(line) = imported.pages.iter().find(|p| p.state != PageState::Filed) {
            let said = line.findings.iter().map(|f| f.message.as_str());
            let words = said.collect::<Vec<_>>().join("；");
            return Err(Refusal::new(
                "walkthrough-scan",
                format!("{file} 没有自动归页：{words}"),
                "请看该扫描件",
            ));
        }
        scans.push((file, jpeg));
    }
    Ok(scans)
}

/// Chooses the suggested sample of each group, looking at those that need a look. Gives what was chosen, in words.
/// Errors: those of the commands.
pub(crate) fn choose_samples(desk: &Desk, samples: &[SampleLine]) -> Result<Vec<String>, Refusal> {
    let mut chosen = Vec::new();
    for sample in samples.iter().filter(|s| s.suggested) {
        let decide = |decision: SampleDecision, reason: &str| {
            desk.commands().decide_sample(DecideSample {
                id: sample.id,
                decision,
                reason: reason.to_owned(),
            })
        };
        if sample.verdict == SampleVerdict::Look {
            decide(SampleDecision::Accept, "演练：看过原图，印文清晰完整")?;
        }
        decide(SampleDecision::Choose, "")?;
        chosen.push(format!("选用印模 {}（{}）", sample.label, sample.verdict_word));
    }
    Ok(chosen)
}

/// Finds every item right and signs off. Gives how many items there were. Errors: those of the commands.
pub(crate) fn second_check(desk: &Desk, case: u32) -> Result<usize, Refusal> {
    let view = desk.commands().review(ById { id: case })?;
    for item in &view.items {
        desk.commands().set_verdict(SetVerdict {
            id: case,
            item: item.id.clone(),
            verdict: VerdictGiven::Ok,
            reason: String::new(),
        })?;
    }
    desk.commands().approve(Approve {
        id: case,
        bound_hash: view.bound_hash,
    })?;
    Ok(view.items.len())
}

/// The next step of a job, on this key; whoever asks for PINs adds them.
pub(crate) fn key_step(job: &KeyJob, serial: String) -> KeyGo {
    KeyGo {
        job_id: job.id,
        step: job.next,
        serial,
        new_pin: SecretText::default(),
        pin: SecretText::default(),
        so_pin: SecretText::default(),
        confirm_last_try: false,
    }
}

/// All forms of a case, printed into files.
pub(crate) fn all_forms(case: u32) -> Print {
    Print {
        id: case,
        forms: Vec::new(),
        to: PrintTo::File,
        white: false,
    }
}

/// The serial number of a blank key. Errors: `no-blank-key`.
pub(crate) fn blank_key(desk: &Desk, case: u32) -> Result<String, Refusal> {
    let tokens = desk.commands().tokens(ById { id: case })?;
    let blank = tokens
        .tokens
        .into_iter()
        .find(|t| t.presence == KeyPresence::Blank);
    blank
        .map(|t| t.serial)
        .ok_or_else(|| Refusal::new("no-blank-key", tokens.word, tokens.remedy))
}

//! What the people at a practice counter do, one thing at a time and through the window's own commands: sign in, scan
//! what the customer stamped, choose samples, check beside the paper. Walkthroughs and stories are put together from
//! it.

use serde_json::{Value, json};

use crate::case_view::api::CaseView;
use crate::counter::desk::Desk;
use crate::counter::practice;
use crate::keys::api::Tokens;
use crate::machine::pdftoppm;
use crate::pages::api::PageState;
use crate::practice::customer;
use crate::practice::guest::{call, read};
use crate::projects::api::{Installed, InstalledProject};
use crate::review::api::ReviewView;
use crate::rim::api::Refusal;
use crate::samples::api::SampleLine;
use crate::scanning::api::Imported;
use crate::session::api::Status;

/// Somebody signs in with the practice password. Errors: those of the command.
pub(crate) fn sign_in(desk: &Desk, login: &str) -> Result<(), Refusal> {
    let args = json!({ "login": login, "password": practice::PASSWORD });
    let _: Status = call(desk, "sign_in", args)?;
    Ok(())
}

/// A practice counter has no authority's agreement: where the project's forms carry one, the administrator puts down
/// that they print without it today. Tells whether that was needed. Errors: those of the commands.
pub(crate) fn permit_without_articles(desk: &Desk, project: &str) -> Result<bool, Refusal> {
    sign_in(desk, "admin")?;
    let installed: Installed = call(desk, "installed", json!({}))?;
    let bare = |p: &InstalledProject| p.id == project && p.agreements.iter().any(|a| a.current.is_none());
    let is_bare = installed.projects.iter().any(bare);
    if is_bare {
        let args = json!({ "project": project, "reason": "演练：没有 CA 的协议正文" });
        let _: Installed = call(desk, "permit_printing", args)?;
    }
    Ok(is_bare)
}

/// Stamps and scans the pages of the first copy of a printed file, and files them. Gives each scan with its name.
/// Errors: `walkthrough-scan` for a page that does not find its place by itself.
pub(crate) fn scan_copy(
    desk: &Desk,
    case: u32,
    name: &str,
    pdf: &[u8],
    dpi: u16,
) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let mut scans = Vec::new();
    for (at, places) in desk.places_to_stamp(case, name)? {
        let page = pdftoppm::page_png(pdf, at, u32::from(dpi))?;
        let jpeg = customer::stamp_and_scan_at(&page, &places, u64::from(at) + 7, dpi)?;
        let file = format!("scan-{}-{at}.jpg", name.trim_end_matches(".pdf"));
        let imported: Imported = read(desk.upload("import_scan", &file, case, jpeg.clone())?)?;
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
        let decide = |decision: &str, reason: &str| -> Result<Value, Refusal> {
            let args = json!({ "id": sample.id, "decision": decision, "reason": reason });
            call(desk, "decide_sample", args)
        };
        if sample.verdict == "look" {
            decide("accept", "演练：看过原图，印文清晰完整")?;
        }
        decide("choose", "")?;
        chosen.push(format!("选用印模 {}（{}）", sample.label, sample.verdict_word));
    }
    Ok(chosen)
}

/// Finds every item right and signs off. Gives how many items there were. Errors: those of the commands.
pub(crate) fn second_check(desk: &Desk, case: u32) -> Result<usize, Refusal> {
    let view: ReviewView = call(desk, "review", json!({ "id": case }))?;
    for item in &view.items {
        let verdict = json!({ "id": case, "item": item.id, "verdict": "ok", "reason": "" });
        let _: ReviewView = call(desk, "set_verdict", verdict)?;
    }
    let _: CaseView = call(
        desk,
        "approve",
        json!({ "id": case, "boundHash": view.bound_hash }),
    )?;
    Ok(view.items.len())
}

/// The serial number of a blank key. Errors: `no-blank-key`.
pub(crate) fn blank_key(desk: &Desk, case: u32) -> Result<String, Refusal> {
    let tokens: Tokens = call(desk, "tokens", json!({ "id": case }))?;
    let blank = tokens.tokens.into_iter().find(|t| t.presence == "blank");
    blank
        .map(|t| t.serial)
        .ok_or_else(|| Refusal::new("no-blank-key", tokens.word, tokens.remedy))
}

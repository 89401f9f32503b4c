//! Hand-over: who fetches, the customer's PINs, the sheet, the end of the case.
//!
//! What is handed over and how it may be done is [`plan`]'s, what stands in the way is [`check`]'s, what is kept and
//! printed is [`sheet`]'s. Here a case is handed over, once.

use case::{Role, Step};
use form::{Filling, Rendered};
use secrecy::{ExposeSecret as _, SecretString};
use store::{
    Account, AuditAction, AuditEntry, CaseId, Circle, KeyJobId, KeyPlace, NewParcel, NewPrint, ParcelKind,
    PrintOutcome, PrintRecord, Tx, retention_end,
};
use token::Token as _;
use zeroize::Zeroizing;

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::making::Stop;
use crate::hand_over::api::{
    HandOver, HandOverChecked, HandOverPlan, HandOverView, KeyPin, Leaving, PinState,
};
use crate::hand_over::{check, plan, sheet};
use crate::keys::plan::{Mode, sealed};
use crate::machine::printer_words;
use crate::paper::documents::documents_of;
use crate::paper::printing::{self, Paper, Place, state_of};
use crate::prints::api::PrintState;
use crate::prints::sheets::{self, SHEET, SHEET_TITLE};
use crate::rights::groups::FieldGroup;
use crate::rights::papers::may_open;
use crate::rim::api::{ById, Gate, Refusal};
use crate::rim::refusal;

/// What will be handed over, or was.
pub fn view(desk: &Desk, args: ById) -> Result<HandOverView, Refusal> {
    desk.read(|open| {
        open.store
            .read(|tx| seen_view(&Seen::load(desk, tx, &open.account, args.id)?, tx))
    })
}

fn seen_view(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<HandOverView, Refusal> {
    seen.desk.shown.tell(&seen.row);
    let documents = documents_of(seen.desk, tx, seen.account, seen.row.id)?;
    let is_closed = seen.row.state == case::CaseState::Closed;
    let plan = plan::plan(seen, tx)?;
    let print = newest_sheet(seen, tx)?;
    let has_named = plan.keys.iter().any(|key| key.pin == PinState::Named);
    Ok(HandOverView {
        default_pin: has_named.then(|| {
            "UKey 现在是 CA 指南写明的默认 PIN，谁都知道。请客户现在就在这里设自己的 PIN".to_owned()
        }),
        may_hand_over: gate(seen),
        done: match is_closed {
            true => tx
                .case_past(seen.row.id)?
                .handed_over
                .map(|record| sheet::shown(seen, record)),
            false => None,
        },
        pin_once: None,
        note: print
            .as_ref()
            .and_then(|p| sheet_note(state_of(p.outcome), p.told.as_deref())),
        sheet_state: print.map(|p| state_of(p.outcome)),
        sheet: documents.into_iter().rev().find(|d| d.name.contains(SHEET)),
        case: seen.view(tx)?,
        plan,
    })
}

fn gate(seen: &Seen<'_>) -> Gate {
    if seen.row.state != case::CaseState::Ready {
        return Gate::closed(match seen.row.state {
            case::CaseState::Closed => "本件已经领取，不能再交付一次".to_owned(),
            state => format!("受理件现为“{}”，制证完成后才能交付", state.chinese()),
        });
    }
    if !seen.account.roles.has(Role::Clerk) {
        return Gate::closed("只有受理员可以交付");
    }
    Gate::open()
}

/// What still stands in the way of a hand-over as it is filled in so far.
pub fn check(desk: &Desk, args: HandOver) -> Result<HandOverChecked, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            let may = gate(&seen);
            if !open.account.roles.has(Role::Clerk) {
                // Held against the number in the case, what is typed would tell it to whoever may not read it.
                return Ok(HandOverChecked {
                    may,
                    at: None,
                    findings: Vec::new(),
                });
            }
            let problems = check::problems(&seen, &plan::plan(&seen, tx)?, &args);
            let mut checked = check::checked(&problems);
            if !may.open {
                checked.may = may;
                checked.at = None;
            }
            Ok(checked)
        })
    })
}

/// Refuses what may not be handed over in this way now.
fn must_be_complete(seen: &Seen<'_>, tx: &Tx<'_>, args: &HandOver) -> Result<HandOverPlan, Refusal> {
    let gate = gate(seen);
    if !gate.open {
        let remedy = match seen.row.state {
            case::CaseState::Ready => "请由受理员办理",
            case::CaseState::Closed => "交接单可以在这里或档案里重打",
            _ => "请先完成制证",
        };
        return Err(Refusal::new("hand-over-closed", gate.reason, remedy));
    }
    let plan = plan::plan(seen, tx)?;
    check::refuse(&check::problems(seen, &plan, args))?;
    Ok(plan)
}

/// Sets the customer's PINs, closes the case, prints the sheet. A PIN is told once, in the answer, and nowhere else.
///
/// Everything is checked before the first key is touched. A PIN that a key has taken is recorded at once, so that
/// nothing that fails afterwards asks the customer for it again.
pub fn hand_over(desk: &Desk, mut args: HandOver) -> Result<HandOverView, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            must_be_complete(&seen, tx, &args).map(|_| ())
        })
    })?;
    let pins = std::mem::take(&mut args.pins);
    for pin in pins.iter().filter(|pin| !pin.new_pin.expose().is_empty()) {
        set_pin(desk, args.id, pin)?;
    }
    let (mut view, sheet) = desk.write_made(
        Some(Role::Clerk),
        || drawn(desk, &args),
        |tx, me, drawn| closed(desk, tx, me, &args, drawn),
    )?;
    // The hand-over is recorded and the sheet is stored: a printer that fails must not swallow the PIN told here.
    send(desk, sheet, &mut view);
    Ok(view)
}

/// The sheet of a hand-over that is about to be done, and what it is laid out from.
struct Drawn {
    record: store::HandOver,
    filling: Filling,
    rendered: Rendered,
}

/// Lays the sheet out while nobody waits.
fn drawn(desk: &Desk, args: &HandOver) -> Result<Drawn, Refusal> {
    let (number, record, filling) = desk.look(|tx, me| {
        let seen = Seen::load(desk, tx, me, args.id)?;
        let plan = must_be_complete(&seen, tx, args)?;
        let record = sheet::record(&seen, &plan.keys, &args.leaving);
        let filling = sheet::filling(&seen, tx, Some(&record))?;
        Ok((seen.row.number, record, filling))
    })?;
    Ok(Drawn {
        rendered: sheets::render(desk, SHEET, &number, &filling)?,
        record,
        filling,
    })
}

/// Closes the case; gives the answer with the PINs that are told, and the sheet.
fn closed(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    args: &HandOver,
    drawn: Drawn,
) -> Result<(HandOverView, Paper), Stop> {
    let seen = Seen::load(desk, tx, me, args.id)?;
    let plan = must_be_complete(&seen, tx, args)?;
    let next = seen.row.state.after(Step::HandOver, seen.course());
    let next = next.map_err(Refusal::from)?;
    let Drawn {
        record,
        filling,
        rendered,
    } = drawn;
    if !sheet::says_the_same(&filling, &sheet::filling(&seen, tx, Some(&record))?) {
        return Err(Stop::Stale);
    }
    let told = take_secrets(tx, &seen, &plan)?;
    tx.keep_hand_over(seen.row.id, &record)?;
    let name = format!("{}-{SHEET}", seen.row.number);
    let file = format!("{name}.pdf");
    let attachment = tx.add_attachment("application/pdf", &file, &rendered.pdf, desk.utc())?;
    let print = NewPrint {
        case_id: seen.row.id,
        form: SHEET.to_owned(),
        version: sheets::version(desk, SHEET)?,
        copies: 1,
        content_hash: store::content_hash(seen.content())?,
        paper_hash: None,
        outcome: PrintOutcome::Printing,
        page_maps: serde_json::to_value(&rendered.pages).map_err(|e| refusal::wrong_arguments(&e))?,
        attachment,
        by: me.id,
    };
    let print = tx.add_print(&print, desk.utc())?.id;
    let certificates = tx.certificates_of_case(seen.row.id)?;
    let place = match sheet::is_posted(&args.leaving) {
        true => KeyPlace::Posted,
        false => KeyPlace::HandedOver,
    };
    for job in tx.jobs_of_case(seen.row.id)? {
        if let Some(serial) = job.token_serial.filter(|serial| !serial.is_empty()) {
            tx.keep_held_key(&serial, "", None, place, desk.utc())?;
        }
    }
    keep_parcel(desk, tx, me, &seen, args, plan.keys.len())?;
    let lapses = certificates.iter().map(|c| c.not_after).max();
    let from = lapses.map_or(desk.utc(), |lapses| lapses.max(desk.utc()));
    let until = retention_end(from, seen.project.retention().years);
    tx.close_case(seen.row.id, next, until, desk.utc())?;
    tx.remember_customer(seen.row.id, desk.utc())?;
    let warned = match (told.is_empty(), sheet::is_posted(&args.leaving)) {
        (true, _) => "",
        (false, _) if plan.keys.iter().any(|key| key.pin == PinState::Named) => {
            "；交付时仍是默认 PIN，已提醒客户马上修改"
        }
        (false, true) => "；初始 PIN 另行告知，不在快递里",
        (false, false) => "；初始 PIN 已当面告知，请客户尽快修改",
    };
    let words = format!("{}{warned}", sheet::sentence(&record, &seen, &args.leaving));
    tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::HandedOver, words).case(seen.row.id))?;
    let mut view = seen_view(&Seen::load(desk, tx, me, args.id)?, tx)?;
    view.pin_once = (!told.is_empty()).then(|| SecretString::from(told.join("\n")).into());
    let sheet = Paper {
        print: Some(print),
        case: Some(seen.row.id),
        name,
        title: SHEET_TITLE.to_owned(),
        pdf: rendered.pdf,
        copies: Vec::new(),
        place: Place::AsDesigned,
    };
    Ok((view, sheet))
}

/// What leaves by courier stands among the parcels of the case, so that its receipt can be put down.
fn keep_parcel(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    seen: &Seen<'_>,
    args: &HandOver,
    keys: usize,
) -> Result<(), Refusal> {
    let Leaving::Posted {
        recipient,
        phone,
        address,
        courier,
        tracking,
        ..
    } = &args.leaving
    else {
        return Ok(());
    };
    let holds = format!("UKey {keys} 把，收件人 {} {}", recipient.trim(), phone.trim());
    let parcel = NewParcel {
        case_id: seen.row.id,
        kind: ParcelKind::Keys,
        holds: &holds,
        courier: courier.trim(),
        tracking: tracking.trim(),
        address: address.trim(),
        by: me.id,
        beside: None,
    };
    Ok(tx.add_parcel(&parcel, desk.utc())?)
}

/// Takes the sealed PINs out of the store; gives a line for each that is to be told.
fn take_secrets(
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    plan: &HandOverPlan,
) -> Result<Zeroizing<Vec<String>>, Refusal> {
    let mut told = Zeroizing::new(Vec::new());
    for job in tx.jobs_of_case(seen.row.id)? {
        let state = plan
            .keys
            .iter()
            .find(|key| key.job_id == job.id.0)
            .map(|key| key.pin);
        let serial = job.token_serial.as_deref().unwrap_or_default();
        let pin = tx.secret(Circle::Window, &sealed::pin(job.id))?;
        match (state, pin) {
            // What stands in a sealed letter is not shown beside it.
            (Some(PinState::Letter), _) => told.push(format!("UKey {serial} 初始 PIN：见密码信封")),
            (_, Some(pin)) if Mode::of(&job) == Mode::Fresh => {
                told.push(format!("UKey {serial} 初始 PIN：{}", pin.expose_secret()));
            }
            _ => {}
        }
        tx.drop_secret(&sealed::pin(job.id))?;
        tx.drop_secret(&sealed::so_pin_of_job(job.id))?;
    }
    Ok(told)
}

/// The customer's own PIN replaces the transport PIN of one key. The store forgets the old one with it.
fn set_pin(desk: &Desk, case: u32, pin: &KeyPin) -> Result<(), Refusal> {
    let id = KeyJobId(pin.job_id);
    let (serial, old, modules) = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            let serial = tx.key_job(id)?.token_serial.unwrap_or_default();
            let old = tx.secret(Circle::Window, &sealed::pin(id))?;
            let old = old.ok_or_else(|| {
                Refusal::new(
                    "pin-already-set",
                    "这把 UKey 的 PIN 已经由客户设过",
                    "请把新 PIN 一栏留空",
                )
            })?;
            Ok((serial, old, devices::devices(tx)?.modules))
        })
    })?;
    let workers = desk.workers(&modules);
    let new = pin.new_pin.secret();
    match workers.change_pin(&serial, &old, &new) {
        // Interrupted after the key had taken the new PIN: the same PIN opens it already.
        Err(token::TokenError::WrongPin { .. }) => workers.check_pin(&serial, &new)?,
        other => other?,
    }
    desk.write(Some(Role::Clerk), |tx, me| {
        tx.drop_secret(&sealed::pin(id))?;
        let words = format!("客户当面设了 UKey {serial} 的 PIN");
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::CustomerPin, words).case(CaseId(case)))?;
        Ok(())
    })
}

/// Prints the stored sheet of a case that was handed over once more.
pub fn print_sheet(desk: &Desk, args: ById) -> Result<HandOverView, Refusal> {
    let (mut view, print, pdf) = desk.look(|tx, me| {
        let seen = Seen::load(desk, tx, me, args.id)?;
        may_open(desk, me, Some(seen.row.id), FieldGroup::Papers)?;
        let view = seen_view(&seen, tx)?;
        if view.sheet.is_none() {
            return Err(Refusal::new(
                "sheet-not-yet",
                "本件还没有交接单",
                "交付以后才有交接单；请先办完领取",
            ));
        }
        let print = newest_sheet(&seen, tx)?.map(|print| print.id);
        Ok((view, print, sheet::pdf(&seen, tx)?))
    })?;
    // On record before it is printed.
    desk.write(None, |tx, me| {
        let case = tx.case(CaseId(args.id))?.id;
        may_open(desk, me, Some(case), FieldGroup::Papers)?;
        let words = format!("重打《{SHEET_TITLE}》");
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::PrintedAgain, words).case(case))?;
        Ok(())
    })?;
    let name = format!("{}-{SHEET}", view.case.number);
    let sheet = Paper {
        print,
        case: Some(CaseId(args.id)),
        name,
        title: SHEET_TITLE.to_owned(),
        pdf,
        copies: Vec::new(),
        place: Place::AsDesigned,
    };
    send(desk, sheet, &mut view);
    Ok(view)
}

/// The newest print of the sheet.
fn newest_sheet(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Option<PrintRecord>, Refusal> {
    let prints = tx.prints_of_case(seen.row.id)?;
    Ok(prints.into_iter().rev().find(|print| print.form == SHEET))
}

/// Sends the sheet to the printer, or into the print folder where none is set, and tells in the view what became of it.
fn send(desk: &Desk, paper: Paper, view: &mut HandOverView) {
    let sent = devices::current(desk)
        .and_then(|devices| printing::send_where_it_goes(desk, &devices.printer, paper));
    match sent {
        Ok(printed) => {
            let state = printed.papers.first().map(|paper| paper.state);
            let said = printed.findings.first();
            view.sheet_state = state;
            view.note = state.and_then(|state| note_of(state, said.map(|s| s.message.as_str())));
        }
        Err(refused) => {
            view.sheet_state = Some(PrintState::Failed);
            view.note = note_of(PrintState::Failed, Some(&refused.message));
        }
    }
}

/// What to say of a stored outcome and of what the printing system said of it.
fn sheet_note(state: PrintState, told: Option<&str>) -> Option<String> {
    let said = told.map(|code| printer_words::finding(code).message);
    note_of(state, said.as_deref())
}

/// What to do about a sheet that did not come out, or of which nobody knows. The hand-over stands in both cases.
fn note_of(state: PrintState, said: Option<&str>) -> Option<String> {
    let said = said.map_or("打印机没有打出来", |words| words.trim_end_matches('。'));
    match state {
        PrintState::Failed => Some(format!(
            "交接单没有打出来：{said}。交付已经记下，交接单已存入受理件，可以重打"
        )),
        PrintState::Unknown => Some(format!(
            "不知道交接单打出来没有：{said}。交付已经记下；请看打印机，没有纸的就重打"
        )),
        _ => None,
    }
}

//! The PIN letter (密码信封): the first PIN of a new key on paper, once. It goes to the printer from memory and is kept
//! nowhere, neither in the store nor as a file. Printing it again is a right of its own: an administrator beside, and
//! the reason on record.

use case::Role;
use form::Filling;
use secrecy::ExposeSecret as _;
use store::{AuditAction, AuditEntry, Circle, KeyJobId, Tx, Witness};
use zeroize::Zeroizing;

use crate::casework::seen::Seen;
use crate::counter::beside::beside;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::devices::printers;
use crate::counter::making::Stop;
use crate::keys::api::{KeyDesk, PinLetter};
use crate::keys::jobs::holder;
use crate::keys::letters::times;
use crate::keys::plan::sealed;
use crate::machine::{lp, printer_words};
use crate::prints::sheets;
use crate::rim::api::{ById, Refusal};

/// The sheet's form id, and its title for the printer's queue, which names no person.
const SHEET: &str = "pin-letter";
const TITLE: &str = "UKey 密码信封";

/// Prints the letter of a job.
pub fn print(desk: &Desk, args: PinLetter) -> Result<KeyDesk, Refusal> {
    let id = KeyJobId(args.job_id);
    let (before, case) = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            let job = tx.key_job(id)?;
            let before = times(tx, &job)?.ok_or_else(|| {
                Refusal::new(
                    "pin-letter-nothing",
                    "这一把没有可打印的初始 PIN",
                    "新 UKey 做好之后、交付之前才能打印密码信封；之后请办解锁重设 PIN",
                )
            })?;
            Ok((before, job.case_id))
        })
    })?;
    let again = match before {
        0 => None,
        _ => Some(by_right(desk, &args)?),
    };
    let printer = devices::current(desk)?.printer;
    let correction = printers::current(desk)?.correction(&printer);
    // Recorded before it is printed: a letter that may lie in the tray counts as printed.
    let pdf = desk.write_made(
        Some(Role::KeyClerk),
        || {
            let (number, filling) = desk.look(|tx, me| {
                let seen = Seen::load(desk, tx, me, case.0)?;
                Ok((seen.row.number.clone(), filling(&seen, tx, id)?))
            })?;
            let drawn = Zeroizing::new(sheets::render(desk, SHEET, &number, &filling)?.pdf);
            Ok((filling, Zeroizing::new(form::place(&drawn, correction)?)))
        },
        |tx, me, (drawn_from, pdf)| {
            let seen = Seen::load(desk, tx, me, case.0)?;
            if filling(&seen, tx, id)? != drawn_from {
                return Err(Stop::Stale);
            }
            // Another window may have printed it since: once more is a right of its own.
            if times(tx, &tx.key_job(id)?)? != Some(before) {
                return Err(already().into());
            }
            let again = match &again {
                None => String::new(),
                Some(witness) => {
                    tx.agreed_by(witness);
                    format!("，{} 在旁同意重打：{}", witness.account.name, args.reason.trim())
                }
            };
            tx.set_letters(id, before + 1)?;
            let words = format!("打印密码信封，第 {} 次{again}", before + 1);
            tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::PinLetter, words).case(case))?;
            Ok(pdf)
        },
    )?;
    let tools = desk.config.places.tools.as_deref();
    if let Err(code) = lp::send(tools, &printer, TITLE, &pdf) {
        let refused = printer_words::refused(code);
        // The printer took nothing: the PIN stands on no paper, and must still be told.
        desk.write(Some(Role::KeyClerk), |tx, me| {
            tx.set_letters(id, before)?;
            let words = "密码信封没有打出来，不计次数".to_owned();
            tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::PinLetter, words).case(case))?;
            Ok(())
        })?;
        return Err(Refusal::new(
            &refused.code,
            format!("密码信封没有打出来：{}", refused.message),
            format!("{}；密码信封不会存成文件", refused.remedy),
        ));
    }
    crate::keys::desk::desk(desk, ById { id: case.0 })
}

/// The right to print a letter again: an administrator beside, and a reason.
fn by_right(desk: &Desk, args: &PinLetter) -> Result<Witness, Refusal> {
    let is_said = !args.reason.trim().is_empty();
    let Some(named) = args.beside.as_ref().filter(|_| is_said) else {
        return Err(already());
    };
    beside(desk, named, Role::Admin)
}

fn already() -> Refusal {
    Refusal::new(
        "pin-letter-printed",
        "密码信封已打印过",
        "重打须写明原因，并由管理员在旁输入自己的登录名和口令；旧信请收回销毁",
    )
}

/// What stands on the letter.
fn filling(seen: &Seen<'_>, tx: &Tx<'_>, id: KeyJobId) -> Result<Filling, Refusal> {
    let job = tx.key_job(id)?;
    let pin = tx.secret(Circle::Window, &sealed::pin(id))?;
    let values = [
        ("case_no", seen.row.number.clone()),
        ("print_date", seen.desk.today().to_string()),
        ("holder", holder(seen.content(), &job)),
        ("key_serial", job.token_serial.clone().unwrap_or_default()),
        (
            "pin",
            pin.map(|pin| pin.expose_secret().to_owned()).unwrap_or_default(),
        ),
    ];
    Ok(Filling {
        values: values.map(|(name, value)| (name.to_owned(), value)).into(),
        ..Filling::default()
    })
}

//! What keeps the store safe over the years: who knows its key, what two people open, what lies in the safe.

use case::Role as Right;
use form::Filling;
use identifiers::chinese_date;
use store::{AuditAction, AuditEntry, Tx};

use crate::counter::beside::witness;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::machine::{lp, printer_words};
use crate::prints::sheets;
use crate::rim::api::Refusal;
use crate::rim::secret::SecretText;
use crate::session::{recovering, signing};
use crate::settings::api::{MakeRecoveryKey, RecoverySheets, RenewDatabaseKey, Safety, SealAnew};

/// The sheet of the recovery key, and its title for the printer's queue.
const SHEET: &str = "recovery-key";
const TITLE: &str = "恢复密钥";

/// How the store stands.
fn safety(desk: &Desk) -> Result<Safety, Refusal> {
    desk.read(|open| open.store.read(|tx| of(desk, tx)))
}

/// The same in a transaction.
pub(crate) fn of(desk: &Desk, tx: &Tx<'_>) -> Result<Safety, Refusal> {
    let key = tx.database_key()?;
    let made = tx.last_audit(AuditAction::RecoveryKeyMade)?;
    let day =
        |at: chrono::DateTime<chrono::Utc>| chinese_date(at.with_timezone(desk.now().offset()).date_naive());
    Ok(Safety {
        database_key_since: key.since.map(day),
        left: key.left,
        is_sealed_for_two: tx.is_sealed_for_two()?,
        sealed_for_former: tx.former_secrets_of_two()?,
        recovery_key_since: match tx.has_recovery_key()? {
            true => made.map(|row| day(row.at)),
            false => None,
        },
    })
}

/// Renews the database key. Nobody works meanwhile.
///
/// # Errors
/// Those of [`store::Store::renew_database_key`]; wrong passwords count as at the sign-in.
pub fn renew_database_key(desk: &Desk, args: RenewDatabaseKey) -> Result<Safety, Refusal> {
    let login = desk.read(|open| Ok(open.account.login.clone()))?;
    let attempt = desk.patience.begin(&login, desk.utc())?;
    let renewed = {
        let mut slot = desk.slot();
        let open = slot.as_mut().ok_or_else(crate::rim::refusal::not_signed_in)?;
        let renewed = open.store.renew_database_key(&args.password.secret(), desk.utc());
        (renewed, open.store.read(|tx| tx.store_name()).is_ok())
    };
    let (renewed, is_there) = renewed;
    if !is_there {
        // The new database lies in its place and could not be opened just now.
        signing::close(desk);
    }
    attempt.came_to(renewed)?;
    safety(desk)
}

/// Seals anew, for the people of today, what two of former times are here to open.
///
/// # Errors
/// `seal-anew-nothing`; those of [`witness`].
pub fn seal_anew(desk: &Desk, args: SealAnew) -> Result<Safety, Refusal> {
    let witness = witness(desk, &args.beside, "另一位同事")?;
    desk.write(Some(Right::Admin), |tx, me| {
        tx.agreed_by(&witness);
        let (sealed, left) = tx.renew_secrets_of_two(&witness, desk.utc())?;
        if sealed == 0 {
            return Err(Refusal::new(
                "seal-anew-nothing",
                format!("{}和{}打不开以前封存的口令", me.name, witness.account.name),
                "请两位封存时都在岗的复核员、制证员或管理员来；凑不齐的，那些 UKey 只能补办",
            ));
        }
        let left = match left {
            0 => String::new(),
            left => format!("，还有 {left} 个打不开"),
        };
        let words = format!(
            "为现有人员重新封存 {sealed} 个管理员口令，{} 在旁同意{left}",
            witness.account.name
        );
        tx.audit(&AuditEntry::new(
            desk.utc(),
            me,
            AuditAction::SoPinsSealedAnew,
            words,
        ))?;
        Ok(())
    })?;
    safety(desk)
}

/// Makes the key for the safe, told once; printed on the chosen printer, from memory, when that is wished.
///
/// # Errors
/// Those of [`recovering::make`]. That it could not be printed is told beside the key, which is made.
pub fn make_recovery_key(desk: &Desk, args: MakeRecoveryKey) -> Result<RecoverySheets, Refusal> {
    let beside = args
        .beside
        .as_ref()
        .filter(|named| !named.login.trim().is_empty());
    let witness = beside
        .map(|named| witness(desk, named, "另一位同事"))
        .transpose()?;
    let sheets = recovering::make(desk, &args.password, args.in_halves, witness.as_ref())?;
    let trouble = match args.print {
        true => printed(desk, &sheets).err(),
        false => None,
    };
    Ok(RecoverySheets {
        sheets: sheets.into_iter().map(Into::into).collect(),
        trouble,
        safety: safety(desk)?,
    })
}

/// Sends the sheets to the printer. They are kept nowhere, neither in the store nor as a file.
fn printed(desk: &Desk, sheets: &[SecretText]) -> Result<(), Refusal> {
    let printer = devices::current(desk)?.printer;
    let (counter, store, by) = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            Ok((tx.counter()?.name, tx.store_name()?, open.account.name.clone()))
        })
    })?;
    for (at, sheet) in sheets.iter().enumerate() {
        let values = [
            ("counter", counter.clone()),
            ("made_date", desk.today().to_string()),
            ("by", by.clone()),
            ("sheet", format!("第 {} 张，共 {} 张", at + 1, sheets.len())),
            ("store", store.clone()),
            ("key", sheet.expose().to_owned()),
        ];
        let filling = Filling {
            values: values.map(|(name, value)| (name.to_owned(), value)).into(),
            ..Filling::default()
        };
        let pdf = zeroize::Zeroizing::new(sheets::render(desk, SHEET, "", &filling)?.pdf);
        let tools = desk.config.places.tools.as_deref();
        lp::send(tools, &printer, TITLE, &pdf).map_err(|code| {
            let refused = printer_words::refused(code);
            Refusal::new(
                &refused.code,
                format!("恢复密钥没有打出来：{}", refused.message),
                "请照屏幕上的抄写；恢复密钥不会存成文件",
            )
        })?;
    }
    Ok(())
}

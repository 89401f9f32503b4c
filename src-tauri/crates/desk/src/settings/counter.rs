//! Settings: the counter, devices and folders, CA certificates; and all that the screen shows of them.

use case::Role as Right;
use identifiers::chinese_date;
use sha2::{Digest as _, Sha256};
use store::{Account, AuditAction, AuditEntry, Tx};

use crate::counter::api::{Counter, Devices, Role};
use crate::counter::cas::{CAS, StoredCa, add_cas};
use crate::counter::desk::Desk;
use crate::counter::devices::{devices, put_devices};
use crate::counter::who::require;
use crate::machine::lp;
use crate::rim::api::{Nothing, Refusal};
use crate::rim::hex::{from_hex, hex};
use crate::settings::api::{AccountLine, CaCertificate, Settings};
use crate::settings::{backing_up, isolation, key_models, safety, sealing};

/// Everything on the settings screen. Anyone may look; only administrators change.
pub fn get(desk: &Desk, _: Nothing) -> Result<Settings, Refusal> {
    let (key_models, key_problems) = key_models::all(desk);
    let isolation = isolation::of(desk.readers(), &desk.worker_command());
    desk.read(|open| {
        open.store.read(|tx| {
            let stored: Vec<StoredCa> = tx.setting(CAS)?.unwrap_or_default();
            let cas = stored.iter().map(|ca| {
                let der = from_hex(&ca.der)?;
                let certificate = pki::Certificate::from_der(&der)?;
                Ok(CaCertificate {
                    project: ca.project.clone(),
                    subject: certificate.subject().common_name.clone(),
                    not_after: certificate
                        .not_after()
                        .with_timezone(desk.now().offset())
                        .date_naive()
                        .to_string(),
                    fingerprint: hex(&Sha256::digest(&der)),
                    training: certificate.is_training(),
                })
            });
            let people = tx.accounts()?.into_iter().filter(is_person);
            let accounts = people.map(|a| {
                Ok(AccountLine {
                    id: a.id.0,
                    login: a.login,
                    name: a.name,
                    roles: a.roles.iter().filter_map(Role::of).collect(),
                    active: a.active,
                    password_given: tx.is_password_given(a.id)?,
                })
            });
            let last = tx.last_audit(AuditAction::BackedUp)?;
            Ok(Settings {
                counter: tx.counter()?.into(),
                accounts: accounts.collect::<Result<_, Refusal>>()?,
                takes_two: tx.has_second_person()?,
                devices: devices(tx)?,
                printers: lp::printers(),
                key_models,
                key_problems,
                isolation,
                ca_certificates: cas.collect::<Result<_, Refusal>>()?,
                ca_encryption: sealing::lines(desk, tx)?,
                backup_plan: backing_up::plan(tx)?,
                last_backup: last.map_or_else(String::new, |row| {
                    let at = row.at.with_timezone(desk.now().offset());
                    format!(
                        "{} {}，{}",
                        chinese_date(at.date_naive()),
                        at.format("%H:%M"),
                        row.words
                    )
                }),
                folder: desk.config.store_dir.display().to_string(),
                safety: safety::of(desk, tx)?,
            })
        })
    })
}

/// Whether an account is somebody's: the recovery key in the safe is nobody's to edit.
pub(super) fn is_person(account: &Account) -> bool {
    !account.roles.has(Right::Recovery)
}

/// One change by an administrator, told in the audit; answers with the settings as they are then.
pub(super) fn change(
    desk: &Desk,
    action: AuditAction,
    words: String,
    job: impl FnOnce(&mut Tx<'_>) -> Result<(), Refusal>,
) -> Result<Settings, Refusal> {
    desk.write(Some(Right::Admin), |tx, me| {
        job(tx)?;
        tx.audit(&AuditEntry::new(desk.utc(), me, action, words))?;
        Ok(())
    })?;
    get(desk, Nothing {})
}

/// Saves the counter's own data.
pub fn save_counter(desk: &Desk, args: Counter) -> Result<Settings, Refusal> {
    change(
        desk,
        AuditAction::CounterSaved,
        "修改受理点资料".to_owned(),
        |tx| Ok(tx.put_counter(&args.into())?),
    )
}

/// Saves devices and folders; key drivers start anew.
pub fn save_devices(desk: &Desk, args: Devices) -> Result<Settings, Refusal> {
    let minutes = args.lock_after_minutes;
    if !(1..=120).contains(&minutes) {
        return Err(Refusal::new(
            "lock-minutes",
            format!("锁屏时间 {minutes} 分钟不可用"),
            "请填 1 到 120 分钟",
        ));
    }
    let saved = change(
        desk,
        AuditAction::DevicesSaved,
        "修改设备与目录".to_owned(),
        |tx| put_devices(tx, &args),
    )?;
    desk.end_workers();
    Ok(saved)
}

/// Installs CA root and intermediate certificates (PEM, DER, P7B) for the project named `project`.
pub fn install_ca(desk: &Desk, project: &str, _: u32, bytes: Vec<u8>) -> Result<Settings, Refusal> {
    desk.read(|open| require(open, Right::Admin))?;
    let project = desk.project(project)?.id().to_owned();
    let file = pki::exchange::Incoming {
        name: "CA".to_owned(),
        bytes,
    };
    let found = desk.readers().certificates(&[file])?.certificates;
    let cas: Vec<&pki::Certificate> = found
        .iter()
        .map(|f| &f.certificate)
        .filter(|c| c.is_ca())
        .collect();
    if cas.is_empty() {
        return Err(Refusal::new(
            "ca-not-found",
            "文件里没有 CA 证书",
            "请选 CA 发布的根证书或中级证书文件（PEM、DER 或 P7B）；单位证书请在制证台导入",
        ));
    }
    let names = cas
        .iter()
        .map(|c| c.subject().common_name.clone())
        .collect::<Vec<_>>()
        .join("、");
    let ders: Vec<Vec<u8>> = cas.iter().map(|c| c.der().to_vec()).collect();
    change(
        desk,
        AuditAction::CaInstalled,
        format!("为 {project} 装入 CA 证书：{names}"),
        |tx| add_cas(tx, &project, &ders),
    )
}

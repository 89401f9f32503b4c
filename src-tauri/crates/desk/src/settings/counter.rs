//! Settings: accounts, the counter, devices and folders, CA certificates.

use case::{Role as Right, Roles};
use identifiers::chinese_date;
use sha2::{Digest as _, Sha256};
use store::{Account, AccountId, AuditAction, AuditEntry, NewAccount, StoreError, Tx};

use crate::counter::api::{Counter, Devices, Role};
use crate::counter::cas::{CAS, StoredCa, add_cas};
use crate::counter::desk::Desk;
use crate::counter::devices::{devices, put_devices};
use crate::counter::passwords;
use crate::counter::who::require;
use crate::machine::lp;
use crate::rim::api::{Nothing, Refusal};
use crate::rim::hex::{from_hex, hex};
use crate::settings::api::{AccountLine, AddAccount, CaCertificate, EditAccount, Settings};
use crate::settings::{backing_up, key_models};

/// Everything on the settings screen. Anyone may look; only administrators change.
pub fn get(desk: &Desk, _: Nothing) -> Result<Settings, Refusal> {
    let (key_models, key_problems) = key_models::all(desk);
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
            let accounts = people.map(|a| AccountLine {
                id: a.id.0,
                login: a.login,
                name: a.name,
                roles: a.roles.iter().filter_map(Role::of).collect(),
                active: a.active,
            });
            let last = tx.last_audit(AuditAction::BackedUp)?;
            Ok(Settings {
                counter: tx.counter()?.into(),
                accounts: accounts.collect(),
                devices: devices(tx)?,
                printers: lp::printers(),
                key_models,
                key_problems,
                ca_certificates: cas.collect::<Result<_, Refusal>>()?,
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
            })
        })
    })
}

/// Whether an account is somebody's: the recovery key in the safe is nobody's to edit.
fn is_person(account: &Account) -> bool {
    !account.roles.has(Right::Recovery)
}

/// One change by an administrator, told in the audit; answers with the settings as they are then.
fn change(
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

/// Adds an account.
pub fn add_account(desk: &Desk, args: AddAccount) -> Result<Settings, Refusal> {
    let counter = desk.read(|open| {
        require(open, Right::Admin)?;
        open.store.read(|tx| Ok::<_, Refusal>(tx.counter()?.name))
    })?;
    let password = passwords::check(&args.password, &[&args.login, &args.name, &counter])?;
    let roles = Roles::new(args.roles.iter().map(|r| (*r).into()));
    let new = NewAccount::new(&args.login, &args.name, roles);
    change(
        desk,
        AuditAction::AccountAdded,
        format!("新增账号 {}（{}）", args.login, args.name),
        |tx| {
            tx.add_account(&new, &password, desk.utc())?;
            Ok(())
        },
    )
}

/// Changes an account. The last active administrator cannot be taken away.
pub fn edit_account(desk: &Desk, args: EditAccount) -> Result<Settings, Refusal> {
    let id = AccountId(args.id);
    let roles = Roles::new(args.roles.iter().map(|r| (*r).into()));
    let password = match args.password.expose().is_empty() {
        true => None,
        false => {
            let (login, counter) = desk.read(|open| {
                require(open, Right::Admin)?;
                open.store
                    .read(|tx| Ok::<_, Refusal>((tx.account(id)?.login, tx.counter()?.name)))
            })?;
            Some(passwords::check(&args.password, &[&login, &args.name, &counter])?)
        }
    };
    desk.write(Some(Right::Admin), |tx, me| {
        let before = tx.account(id)?;
        if !is_person(&before) {
            return Err(StoreError::NotFound {
                what: "账号",
                id: i64::from(id.0),
            }
            .into());
        }
        if args.active && !before.has_password && password.is_none() {
            return Err(Refusal::new(
                "password-missing",
                format!("{} 的账号停用过，原来的口令已经作废", before.name),
                "请给它设一个新口令，再启用",
            ));
        }
        let others = tx
            .accounts()?
            .into_iter()
            .filter(|a| a.active && a.has_password && a.id != id && a.roles.has(Right::Admin));
        if !(args.active && roles.has(Right::Admin)) && others.count() == 0 {
            return Err(Refusal::new(
                "last-admin",
                "这是最后一个可用的管理员",
                "请先给另一个账号管理员权限，再修改这个账号",
            ));
        }
        if id == me.id && roles.iter().any(|role| !before.roles.has(role)) {
            return Err(Refusal::new(
                "own-rights",
                "不能给自己的账号加权限",
                "请另一位管理员在设置里修改",
            ));
        }
        tx.edit_account(id, &args.name, &roles)?;
        if before.active != args.active {
            tx.set_account_active(id, args.active)?;
        }
        if let Some(password) = &password {
            tx.set_password(id, password)?;
        }
        let words = changed_words(&before, &tx.account(id)?, password.is_some());
        tx.audit(&AuditEntry::new(
            desk.utc(),
            me,
            AuditAction::AccountChanged,
            words,
        ))?;
        Ok(())
    })?;
    get(desk, Nothing {})
}

/// What became of an account, fact by fact, for the record.
fn changed_words(before: &Account, after: &Account, password: bool) -> String {
    let roles = |account: &Account| {
        let words: Vec<_> = account.roles.iter().map(Right::chinese).collect();
        if words.is_empty() {
            "无".to_owned()
        } else {
            words.join("、")
        }
    };
    let mut facts = Vec::new();
    if before.name != after.name {
        facts.push(format!("姓名由 {} 改为 {}", before.name, after.name));
    }
    if before.roles != after.roles {
        facts.push(format!("权限由 {} 改为 {}", roles(before), roles(after)));
    }
    if before.active != after.active {
        facts.push(if after.active { "重新启用" } else { "停用" }.to_owned());
    }
    if password {
        facts.push("重设口令".to_owned());
    }
    if facts.is_empty() {
        facts.push("没有改动".to_owned());
    }
    format!("修改账号 {}（{}）：{}", after.login, after.name, facts.join("；"))
}

/// Installs CA root and intermediate certificates (PEM, DER, P7B) for the project named `project`.
pub fn install_ca(desk: &Desk, project: &str, _: u32, bytes: Vec<u8>) -> Result<Settings, Refusal> {
    desk.read(|open| require(open, Right::Admin))?;
    let project = desk.project(project)?.id().to_owned();
    let file = pki::exchange::Incoming {
        name: "CA".to_owned(),
        bytes,
    };
    let found = pki::exchange::import(&[file], &pki::exchange::Limits::default()).certificates;
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

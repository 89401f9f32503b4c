//! Accounts: who may sign in, and as what. What nobody may do alone, the store refuses without a second signature.

use case::{Role as Right, Roles};
use store::{Account, AccountId, AuditAction, AuditEntry, NewAccount, StoreError, Tx, Witness};

use crate::counter::api::Beside;
use crate::counter::beside::witness;
use crate::counter::desk::Desk;
use crate::counter::passwords;
use crate::counter::who::require;
use crate::rim::api::{Nothing, Refusal};
use crate::settings::api::{AddAccount, EditAccount, Settings};
use crate::settings::counter::{change, get, is_person};

/// Adds an account.
pub fn add_account(desk: &Desk, args: AddAccount) -> Result<Settings, Refusal> {
    let counter = desk.read(|open| {
        require(open, Right::Admin)?;
        open.store.read(|tx| Ok::<_, Refusal>(tx.counter()?.name))
    })?;
    let password = passwords::check(&args.password, &[&args.login, &args.name, &counter])?;
    let roles = Roles::new(args.roles.iter().map(|r| (*r).into()));
    let new = NewAccount::new(&args.login, &args.name, roles);
    let witness = agreeing(desk, args.beside.as_ref())?;
    change(
        desk,
        AuditAction::AccountAdded,
        format!(
            "新增账号 {}（{}）{}",
            args.login,
            args.name,
            agreed_words(witness.as_ref())
        ),
        |tx| {
            agree(tx, witness.as_ref());
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
    let witness = agreeing(desk, args.beside.as_ref())?;
    desk.write(Some(Right::Admin), |tx, me| {
        agree(tx, witness.as_ref());
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
        let words = words + &agreed_words(witness.as_ref());
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

/// Whoever agrees beside to what is done to an account, where somebody was named.
fn agreeing(desk: &Desk, beside: Option<&Beside>) -> Result<Option<Witness>, Refusal> {
    let named = beside.filter(|named| !named.login.trim().is_empty());
    named.map(|named| witness(desk, named, "另一位同事")).transpose()
}

fn agree(tx: &mut Tx<'_>, witness: Option<&Witness>) {
    if let Some(witness) = witness {
        tx.agreed_by(witness);
    }
}

fn agreed_words(witness: Option<&Witness>) -> String {
    witness.map_or_else(String::new, |witness| {
        format!("，{} 在旁同意", witness.account.name)
    })
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

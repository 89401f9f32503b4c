//! A second account beside the one signed in, by its password typed at the same window: four eyes for what one person
//! alone must not do. The session stays the first account's; both names go into the record.

use case::Role;
use store::Account;

use crate::counter::api::Beside;
use crate::counter::desk::Desk;
use crate::rim::api::Refusal;
use crate::rim::refusal;

/// The account beside the one signed in.
///
/// # Errors
/// `beside-missing`, `beside-same-account`, `role-missing`, `sign-in-paused`, and `store-wrong-password` for a wrong
/// password and an unknown login alike.
pub fn beside(desk: &Desk, named: &Beside, role: Role) -> Result<Account, Refusal> {
    let now = desk.utc();
    if named.login.trim().is_empty() || named.password.expose().is_empty() {
        return Err(Refusal::new(
            "beside-missing",
            format!("这一步要{}在旁输入自己的登录名和口令", role.chinese()),
            format!("请{}到窗口来", role.chinese()),
        ));
    }
    desk.patience.ask(&named.login, now)?;
    let account = desk.read(|open| {
        let found = open.store.read(|tx| tx.account_by_login(&named.login))?;
        let Some(known) = found.filter(|account| account.active) else {
            return Ok(None);
        };
        if known.id == open.account.id {
            return Err(Refusal::new(
                "beside-same-account",
                "在旁的须是另一个人",
                "请另一位同事输入自己的登录名和口令",
            ));
        }
        let right = open.store.check_password(&known, &named.password.secret());
        Ok(right.is_ok().then_some(known))
    })?;
    // An unknown login and a wrong password count and are told alike.
    let Some(account) = account else {
        desk.patience.wrong(&named.login, now);
        return Err(Refusal::new(
            "store-wrong-password",
            "在旁者的登录名或口令不对",
            "请在旁者核对后重新输入",
        ));
    };
    desk.patience.right(&named.login);
    if account.roles.has(role) {
        Ok(account)
    } else {
        Err(refusal::lacks_role(&account.name, role))
    }
}

//! Who may call a command, as its line of the list says. Asked once, before a command's arguments are even read; what
//! more it takes (a second person beside, another clerk's case) is the use case's own question.

use case::Role;

use crate::counter::desk::Desk;
use crate::rim::api::Refusal;
use crate::rim::refusal;
use crate::session::signing;
use crate::spool::handing;

/// Who may call a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Also nobody: what the window asks before anybody has signed in.
    Anyone,
    /// Whoever has signed in, even without a role: what is about the account itself.
    SignedIn,
    /// Whoever has signed in and has a role, whichever.
    Staff,
    /// 受理员
    Clerk,
    /// 复核员
    Reviewer,
    /// 制证员
    KeyClerk,
    /// 管理员
    Admin,
}

/// Where the answer of a command is shown, and so what of the personal data of a case may stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// It holds nothing of any case.
    Plain,
    /// Cases among others, and the lines of one.
    List,
    /// The pages of one case.
    Case,
    /// One value, to whoever says what for.
    Purpose,
}

impl Who {
    /// The one role that it takes; none where it takes no certain one.
    pub fn role(self) -> Option<Role> {
        match self {
            Self::Anyone | Self::SignedIn | Self::Staff => None,
            Self::Clerk => Some(Role::Clerk),
            Self::Reviewer => Some(Role::Reviewer),
            Self::KeyClerk => Some(Role::KeyClerk),
            Self::Admin => Some(Role::Admin),
        }
    }
}

impl Desk {
    /// Refuses whoever may not call a command. Errors: `not-signed-in`, `password-given`, `role-missing`,
    /// `account-without-role`.
    pub(crate) fn admit(&self, who: Who) -> Result<(), Refusal> {
        if who == Who::Anyone {
            return Ok(());
        }
        self.look_again_who_is_there()?;
        self.read(|open| {
            let account = &open.account;
            match who.role() {
                // What is about the account itself stays: changing the password is.
                _ if who != Who::SignedIn && open.is_password_given => Err(refusal::password_given()),
                Some(role) if !account.roles.has(role) => Err(refusal::lacks_role(&account.name, role)),
                None if who == Who::Staff && account.roles.iter().next().is_none() => {
                    Err(refusal::no_role_at_all(&account.name))
                }
                _ => Ok(()),
            }
        })?;
        handing::first(self);
        Ok(())
    }

    /// The account as it is in the books now: it may have been closed, or its roles changed, at another window. A
    /// session does not outlive its account. Errors: `not-signed-in`, `account-closed`.
    fn look_again_who_is_there(&self) -> Result<(), Refusal> {
        let closed = {
            let mut slot = self.slot();
            let open = slot.as_mut().ok_or_else(refusal::not_signed_in)?;
            let account = open.store.read(|tx| tx.account(open.account.id))?;
            let closed = !(account.active && account.has_password);
            open.account = account;
            closed
        };
        if !closed {
            return Ok(());
        }
        signing::close(self);
        Err(Refusal::new(
            "account-closed",
            "这个账号已被停用，已退出登录",
            "请换一个账号登录；停用有误的，请管理员在设置里重新启用",
        ))
    }
}

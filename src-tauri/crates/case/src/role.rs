//! The roles of a counter; rights are decided in `desk`, never on a screen.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What an account may be; one person may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 受理员: takes applications.
    Clerk,
    /// 复核员: does the second check.
    Reviewer,
    /// 制证员: works on keys.
    KeyClerk,
    /// 管理员: accounts, settings, backup.
    Admin,
    /// 恢复密钥: no person, but the printed key in the safe; gives an administrator a new password, and nothing else.
    Recovery,
}

impl Role {
    /// All roles that a person may have, in the order of the work.
    pub const ALL: [Self; 4] = [Self::Clerk, Self::Reviewer, Self::KeyClerk, Self::Admin];

    /// The role's Chinese name.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Clerk => "受理员",
            Self::Reviewer => "复核员",
            Self::KeyClerk => "制证员",
            Self::Admin => "管理员",
            Self::Recovery => "恢复密钥",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.chinese())
    }
}

/// The roles of one account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(Vec<Role>);

impl Roles {
    /// A set of roles; doubles are dropped.
    pub fn new(roles: impl IntoIterator<Item = Role>) -> Self {
        let mut roles: Vec<Role> = roles.into_iter().collect();
        roles.sort_unstable();
        roles.dedup();
        Self(roles)
    }

    /// Whether the role is among them.
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// The roles, in the order of the work.
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
    }
}

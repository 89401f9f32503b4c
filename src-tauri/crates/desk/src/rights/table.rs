//! What each role gets of each group of fields. In lists nobody gets a number whole; on the pages of a case those do
//! whose work it is: the clerk enters it, the reviewer compares it with the paper. Who makes keys needs the address of
//! mail that stands in certificates, who looks after the counter needs none of it. Whoever needs a value all the same
//! says what for ([`crate::doors::commands`]: `unmask`), and that is on record.
//!
//! 个人信息保护法 第六条 (no more than the purpose asks for), 第五十一条 (classes of data, and who may work with which).

use case::Role;

use crate::rights::groups::FieldGroup;

/// What is shown of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seeing {
    /// Nothing.
    Hidden,
    /// The ends of a number, enough to tell it from another one.
    Masked,
    /// All of it.
    Whole,
}

impl Seeing {
    /// Its word in the table that people read.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Hidden => "不给",
            Self::Masked => "遮盖",
            Self::Whole => "完整",
        }
    }
}

/// Where something is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Among other cases: board, look-up, ledger, archive, stacks, exchange, tray, stock, the words of the audit.
    List,
    /// On the pages of one case.
    Case,
}

/// A line of the table: what is shown of a group in lists, and on the pages of a case to each role.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// The group.
    pub group: FieldGroup,
    /// In lists, whoever looks.
    pub list: Seeing,
    /// 受理员
    pub clerk: Seeing,
    /// 复核员
    pub reviewer: Seeing,
    /// 制证员
    pub key_clerk: Seeing,
    /// 管理员
    pub admin: Seeing,
}

use Seeing::{Hidden, Masked, Whole};

/// The table.
pub const TABLE: [Line; 8] = [
    line(FieldGroup::IdNumbers, Masked, [Whole, Whole, Masked, Masked]),
    line(FieldGroup::Phones, Masked, [Whole, Whole, Masked, Masked]),
    line(FieldGroup::Emails, Masked, [Whole, Whole, Whole, Masked]),
    line(FieldGroup::Addresses, Masked, [Whole, Whole, Masked, Masked]),
    line(FieldGroup::Accounts, Masked, [Whole, Whole, Masked, Masked]),
    line(FieldGroup::Papers, Hidden, [Whole, Whole, Hidden, Hidden]),
    line(FieldGroup::Samples, Hidden, [Whole, Whole, Hidden, Hidden]),
    line(FieldGroup::Certificates, Hidden, [Whole, Whole, Whole, Hidden]),
];

const fn line(group: FieldGroup, list: Seeing, roles: [Seeing; 4]) -> Line {
    let [clerk, reviewer, key_clerk, admin] = roles;
    Line {
        group,
        list,
        clerk,
        reviewer,
        key_clerk,
        admin,
    }
}

impl Line {
    /// What a role gets on the pages of a case.
    pub fn of(&self, role: Role) -> Seeing {
        match role {
            Role::Clerk => self.clerk,
            Role::Reviewer => self.reviewer,
            Role::KeyClerk => self.key_clerk,
            Role::Admin => self.admin,
            Role::Recovery => Hidden,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_one_line() {
        let groups: Vec<FieldGroup> = TABLE.iter().map(|line| line.group).collect();
        assert_eq!(groups, FieldGroup::ALL);
    }

    #[test]
    fn lists_show_nothing_whole_and_the_recovery_key_nothing_at_all() {
        assert!(TABLE.iter().all(|line| line.list < Whole));
        assert!(TABLE.iter().all(|line| line.of(Role::Recovery) == Hidden));
    }
}

//! Which circles there are, and who belongs to them.

use case::Role;

use crate::acts::roster::Vouched;

/// What is sealed together, by who may open it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Circle {
    /// What works on keys: SO PINs and PUKs, the counter's own signing key. Key clerks, and administrators, who give
    /// that right and so can always take it; and the key in the safe, which has to give it to one of them again.
    Keys,
    /// What is told when a key is handed over: its transport PIN. Also clerks.
    Window,
}

impl Circle {
    /// All circles.
    pub(crate) const ALL: [Self; 2] = [Self::Keys, Self::Window];

    /// The stored word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Window => "window",
        }
    }

    /// The circle of a stored word.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|circle| circle.word() == word)
    }

    /// Any of these roles makes a member.
    pub(crate) fn roles(self) -> &'static [Role] {
        match self {
            Self::Keys => &[Role::KeyClerk, Role::Admin, Role::Recovery],
            Self::Window => &[Role::Clerk, Role::KeyClerk, Role::Admin, Role::Recovery],
        }
    }

    /// The people among its members, in Chinese.
    pub(crate) fn members(self) -> String {
        let people = self.roles().iter().filter(|role| Role::ALL.contains(role));
        let words: Vec<_> = people.map(|role| role.chinese()).collect();
        words.join("、")
    }

    /// Whether an account belongs to it, as it is vouched for.
    pub(crate) fn has(self, said: &Vouched) -> bool {
        said.active && self.roles().iter().any(|role| said.roles.has(*role))
    }
}

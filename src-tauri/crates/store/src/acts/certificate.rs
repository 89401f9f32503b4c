//! A certificate of an account: what it says, and the bytes of it that are signed.

use case::Roles;

use crate::AccountId;

const PURPOSE: &[u8] = b"counterfoil/account/1\0";
const PURPOSE_OF_TWO: &[u8] = b"counterfoil/account/2\0";

/// What a certificate says of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Vouched {
    /// The account.
    pub account: AccountId,
    /// The public half of its key.
    pub public: [u8; 32],
    /// Its roles.
    pub roles: Roles,
    /// May sign in.
    pub active: bool,
}

/// A certificate as it is stored.
pub(super) struct Stored {
    pub id: u32,
    pub said: Vouched,
    pub roles: String,
    pub by: AccountId,
    pub founders: u32,
    pub rule: u32,
    pub beside: Option<AccountId>,
    pub signature: Vec<u8>,
    pub second: Vec<u8>,
}

impl Stored {
    /// What is signed; `link` is the hash of the certificate before.
    pub(super) fn statement(&self, link: &[u8; 32]) -> Vec<u8> {
        let mut out = match self.rule {
            1 => PURPOSE.to_vec(),
            _ => {
                let beside = self.beside.map_or(0, |beside| beside.0);
                [PURPOSE_OF_TWO, &self.rule.to_be_bytes(), &beside.to_be_bytes()].concat()
            }
        };
        out.extend(link);
        for number in [self.id, self.said.account.0, self.by.0, self.founders] {
            out.extend(number.to_be_bytes());
        }
        out.extend(self.said.public);
        out.push(u8::from(self.said.active));
        out.extend((self.roles.len() as u64).to_be_bytes());
        out.extend(self.roles.as_bytes());
        out
    }
}

//! A certificate of an account: what it says, and the bytes of it that are signed.

use case::Roles;
use rusqlite::Row;

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
    /// The certificate in a row; none where it is not written as the program writes it.
    pub(super) fn of(row: &Row<'_>) -> rusqlite::Result<Option<Self>> {
        let roles: String = row.get(3)?;
        let public: Vec<u8> = row.get(2)?;
        let active = match row.get(4)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        };
        let listed = serde_json::from_str(&roles).ok();
        let Some(((public, active), listed)) = public.try_into().ok().zip(active).zip(listed) else {
            return Ok(None);
        };
        Ok(Some(Self {
            id: row.get(0)?,
            said: Vouched {
                account: row.get(1)?,
                public,
                roles: listed,
                active,
            },
            roles,
            by: row.get(5)?,
            founders: row.get(6)?,
            rule: row.get(8)?,
            beside: row.get(9)?,
            signature: row.get(7)?,
            second: row.get::<_, Option<Vec<u8>>>(10)?.unwrap_or_default(),
        }))
    }

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

//! The keys of two follow the roster, by the hand of whoever signs in: the first who may open makes a part of a key for
//! all who may, the second the other part, and from then on it is the one to seal with. When somebody comes, leaves or
//! gets another key from an administrator, the next two make the next one. What was sealed before stays with those who
//! had shares then, until two of them seal it anew ([`crate::Tx::renew_secrets_of_two`]).

use super::dealing::{self, JointKey, Member, Part};
use crate::acts::roster::{Roster, Vouched};
use crate::acts::signer::Signer;
use crate::circle::Circle;
use crate::{AccountId, Result, Tx};

/// What is to be done, by whoever is signed in.
enum Due {
    Nothing,
    /// A part of a key is to be made, with its number; in place of one that was never completed and does not fit.
    Part {
        generation: u32,
        part: u8,
        instead_of: Option<i64>,
    },
}

impl Tx<'_> {
    /// Brings the keys of two to where the roster stands, as far as whoever is signed in can, and seals for two what
    /// was sealed for a circle as long as there were no two.
    ///
    /// # Errors
    /// Those of the database; `store-no-random`.
    pub(crate) fn keep_joint_keys(&mut self) -> Result<()> {
        let roster = Roster::read(self.conn())?;
        let Some(signer) = self.signer.clone() else {
            return Ok(());
        };
        let members = dealing::members(&roster);
        if let Due::Part {
            generation,
            part,
            instead_of,
        } = self.due_part(&roster, &signer, &members)?
        {
            if let Some(id) = instead_of {
                self.take_part(id)?;
            }
            self.deal(&roster, &signer, (generation, part), &members)?;
        }
        self.move_secrets_of_circle(&roster)
    }

    /// Whether anything is to be done that whoever is signed in can do.
    pub(crate) fn are_joint_keys_due(&self) -> Result<bool> {
        let roster = Roster::read(self.conn())?;
        let Some(signer) = &self.signer else {
            return Ok(false);
        };
        let members = dealing::members(&roster);
        let is_due = !matches!(self.due_part(&roster, signer, &members)?, Due::Nothing);
        let works_on_keys = roster
            .of(signer.account)
            .is_some_and(|said| Circle::Keys.has(said));
        Ok(is_due
            || (works_on_keys && self.has_secrets_of_circle()? && self.newest_joint_key(&roster)?.is_some()))
    }

    /// The key to seal with: the newest that two people made.
    pub(super) fn newest_joint_key(&self, roster: &Roster) -> Result<Option<JointKey>> {
        Ok(self.joint_keys(roster)?.pop())
    }

    fn due_part(&self, roster: &Roster, signer: &Signer, members: &[Member]) -> Result<Due> {
        let is_member = members
            .iter()
            .any(|(id, public)| (*id, *public) == (signer.account, signer.public()));
        if !is_member || dealing::pairs(roster, members).is_empty() {
            return Ok(Due::Nothing);
        }
        let newest = self.newest_joint_key(roster)?;
        if let Some(key) = &newest
            && self.is_dealt_to(&[key.parts[0]], &key.members, members)?
        {
            return Ok(Due::Nothing);
        }
        let parts = self.parts()?;
        let complete = newest.map_or(0, |key| key.generation);
        let begun: Vec<&Part> = parts.iter().filter(|part| part.generation > complete).collect();
        let next = complete + 1;
        let part = |part, instead_of| Due::Part {
            generation: next,
            part,
            instead_of,
        };
        Ok(match begun.as_slice() {
            [] => part(1, None),
            [one] if one.generation == next && one.part == 1 => {
                let named = one.members == dealing::in_words(members);
                let numbers: Vec<_> = members.iter().map(|(id, _)| *id).collect();
                match named && self.is_dealt_to(&[one.id], &numbers, members)? {
                    true if one.by == signer.account => Due::Nothing,
                    true => part(2, None),
                    false => part(1, Some(one.id)),
                }
            }
            // More than was ever begun in order: named by the proof, and not built upon.
            _ => Due::Nothing,
        })
    }

    /// Whether parts were dealt to just these members, each under the key that they have now.
    fn is_dealt_to(&self, parts: &[i64], dealt: &[AccountId], members: &[Member]) -> Result<bool> {
        if !dealt.iter().eq(members.iter().map(|(id, _)| id)) {
            return Ok(false);
        }
        let mut statement = self.conn().prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM joint_share WHERE part_id = ?1 AND holder = ?2)
                AND NOT EXISTS (SELECT 1 FROM joint_share WHERE part_id = ?1 AND holder = ?2 AND public <> ?3)",
        )?;
        for part in parts {
            for (id, public) in members {
                if !statement.query_row((part, id, public.as_slice()), |row| row.get(0))? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// An administrator who got a new key comes into the shares of whoever is signed in, the key from the safe.
    pub(crate) fn give_shares_to(&mut self, account: AccountId) -> Result<()> {
        let roster = Roster::read(self.conn())?;
        match (self.signer.clone(), roster.of(account).map(|said| said.public)) {
            (Some(signer), Some(public)) => self.hand_shares_over(&roster, &signer, &(account, public)),
            _ => Ok(()),
        }
    }

    /// Whoever gets another key by the own hand takes the own shares along.
    pub(crate) fn keep_own_shares(&mut self, roster: &Roster, coming: &Vouched) -> Result<()> {
        let Some(signer) = self.signer.clone() else {
            return Ok(());
        };
        if coming.account != signer.account || coming.public == signer.public() {
            return Ok(());
        }
        self.hand_shares_over(roster, &signer, &(coming.account, coming.public))
    }
}

//! The circles follow the roster, by the hand of any member who is signed in: the first begins one, whoever comes or
//! has a new key gets an envelope, and when somebody leaves, the circle gets a new key and all its secrets are sealed
//! anew, so that what the leaver may have kept opens nothing that is written from then on.

use zeroize::Zeroizing;

use super::holding::{Envelope, Opened};
use super::membership::Circle;
use crate::acts::roster::{NO_KEY, Roster, Vouched};
use crate::keys::random;
use crate::{AccountId, Result, StoreError, Tx};

/// An account with the public half of its key.
type Member = (AccountId, [u8; 32]);

/// What is to be done for a circle, with its present key.
enum Due {
    /// Nothing, or nothing that whoever is signed in could do.
    Nothing,
    /// The circle has no key yet.
    Begin,
    /// Somebody left.
    Change(Opened),
    /// Some members have no envelope for the key that they have.
    Complete(Opened),
}

impl Tx<'_> {
    /// Brings every circle to where the roster stands.
    ///
    /// # Errors
    /// Those of the database; `store-no-random`.
    pub(crate) fn keep_circles(&mut self) -> Result<()> {
        let roster = Roster::read(self.conn())?;
        self.keep_circles_by(&roster, None)
    }

    /// The same by a roster that was read, as it stands or is about to: whoever makes the change is still who they
    /// were.
    pub(crate) fn keep_circles_by(&mut self, roster: &Roster, coming: Option<&Vouched>) -> Result<()> {
        for circle in Circle::ALL {
            let members = members(roster, circle, coming);
            match self.due(roster, circle, &members)? {
                Due::Nothing => {}
                Due::Begin => self.change_key(roster, circle, &members, None)?,
                Due::Change(former) => self.change_key(roster, circle, &members, Some(&former))?,
                Due::Complete(opened) => self.complete(roster, circle, &members, &opened)?,
            }
        }
        Ok(())
    }

    /// Whether anything is to be done that whoever is signed in can do.
    pub(crate) fn are_circles_due(&self) -> Result<bool> {
        let roster = Roster::read(self.conn())?;
        for circle in Circle::ALL {
            let members = members(&roster, circle, None);
            if !matches!(self.due(&roster, circle, &members)?, Due::Nothing) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn due(&self, roster: &Roster, circle: Circle, members: &[Member]) -> Result<Due> {
        let Some(signer) = &self.signer else {
            return Ok(Due::Nothing);
        };
        let there = self.envelopes(circle)?;
        if there.is_empty() {
            let own = roster.of(signer.account);
            let is_member = own.is_some_and(|own| circle.has(own) && own.public == signer.public());
            // Where envelopes were taken away, a new key would leave what they opened closed for good.
            let is_first = is_member && !self.has_sealed(circle)?;
            return Ok(if is_first { Due::Begin } else { Due::Nothing });
        }
        let opened = match self.own_key_of(roster, circle, &there) {
            Ok(Some(opened)) => opened,
            // An envelope that nobody of the circle made keeps nobody from signing in, nor an administrator from
            // closing the account of whoever put it there. It is named where a secret is wanted, and by the proof.
            Ok(None) | Err(StoreError::Damaged { .. }) => return Ok(Due::Nothing),
            Err(error) => return Err(error),
        };
        let left = |one: &Envelope| !members.iter().any(|(id, _)| *id == one.account);
        if there.iter().any(left) {
            return Ok(Due::Change(opened));
        }
        let has_envelope = |(id, public): &Member| {
            there
                .iter()
                .any(|one| one.account == *id && one.public == *public)
        };
        let is_complete = members.iter().all(has_envelope);
        Ok(if is_complete {
            Due::Nothing
        } else {
            Due::Complete(opened)
        })
    }

    /// A new key for the circle: an envelope for each member, and every secret sealed anew.
    fn change_key(
        &mut self,
        roster: &Roster,
        circle: Circle,
        members: &[Member],
        former: Option<&Opened>,
    ) -> Result<()> {
        let new = Opened {
            generation: former.map_or(0, |former| former.generation) + 1,
            key: Zeroizing::new(random()?),
        };
        for name in self.secrets_of(circle)? {
            self.seal_anew(circle, &name, former, &new)?;
        }
        for one in self.envelopes(circle)? {
            self.take_envelope(circle, one.account)?;
        }
        for (account, public) in members {
            self.give(roster, circle, &new, (*account, public))?;
        }
        Ok(())
    }

    /// Envelopes for members who have none.
    fn complete(
        &mut self,
        roster: &Roster,
        circle: Circle,
        members: &[Member],
        opened: &Opened,
    ) -> Result<()> {
        let there = self.envelopes(circle)?;
        for (account, public) in members {
            if !there
                .iter()
                .any(|one| one.account == *account && one.public == *public)
            {
                self.give(roster, circle, opened, (*account, public))?;
            }
        }
        Ok(())
    }
}

/// The members of a circle with their keys, as the roster stands or is about to.
fn members(roster: &Roster, circle: Circle, coming: Option<&Vouched>) -> Vec<Member> {
    let others = roster
        .all()
        .filter(|said| coming.is_none_or(|coming| coming.account != said.account));
    others
        .chain(coming)
        .filter(|said| said.public != NO_KEY && circle.has(said))
        .map(|said| (said.account, said.public))
        .collect()
}

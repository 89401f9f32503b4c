//! Tables `joint_part` and `joint_share`: the two parts of each key, and the shares of each part, closed in an
//! envelope for whoever holds it. A part is signed by the person who made it; a key of whose parts one is missing, or
//! not made by somebody who might, or both are by one person, is none.

use rusqlite::Row;

use super::curve::{self, Factor, Point};
use crate::acts::roster::{NO_KEY, Roster, Vouched};
use crate::acts::signer::{Signer, is_signed};
use crate::circle::{Circle, envelope};
use crate::migration::Migration;
use crate::{AccountId, Result, StoreError, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "joint-1",
    sql: "CREATE TABLE joint_part(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            generation INTEGER NOT NULL CHECK (generation > 0),
            part INTEGER NOT NULL CHECK (part IN (1, 2)),
            public BLOB NOT NULL,
            members TEXT NOT NULL,
            by_account INTEGER NOT NULL REFERENCES account(id),
            roster INTEGER NOT NULL,
            signature BLOB NOT NULL,
            UNIQUE (generation, part)
          ) STRICT;
          -- Of the pair (one, other) with one < other; `side` 1 is the share of one, 2 that of the other. The holder is
          -- whose share it is, or who came into it.
          CREATE TABLE joint_share(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            part_id INTEGER NOT NULL REFERENCES joint_part(id),
            one INTEGER NOT NULL REFERENCES account(id),
            other INTEGER NOT NULL REFERENCES account(id),
            side INTEGER NOT NULL CHECK (side IN (1, 2)),
            holder INTEGER NOT NULL REFERENCES account(id),
            public BLOB NOT NULL,
            envelope BLOB NOT NULL,
            UNIQUE (part_id, one, other, side, holder)
          ) STRICT;
          CREATE INDEX joint_share_by_holder ON joint_share(holder, part_id);
          CREATE TABLE joint_secret(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            generation INTEGER NOT NULL,
            ephemeral BLOB NOT NULL,
            body BLOB NOT NULL,
            signature BLOB NOT NULL,
            at TEXT NOT NULL
          ) STRICT;
          CREATE TABLE joint_release(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            ephemeral BLOB NOT NULL,
            one INTEGER NOT NULL REFERENCES account(id),
            other INTEGER NOT NULL REFERENCES account(id),
            to_account INTEGER NOT NULL REFERENCES account(id),
            by_account INTEGER NOT NULL REFERENCES account(id),
            envelope BLOB NOT NULL,
            UNIQUE (name, to_account, by_account)
          ) STRICT;",
}];

const PURPOSE: &[u8] = b"counterfoil/joint-part/1\0";

/// A person with the public half of their key.
pub(super) type Member = (AccountId, [u8; 32]);

/// Two people who may open together, the lower number first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub one: AccountId,
    pub other: AccountId,
}

/// A share of a pair, whole: of both parts of its key.
pub(super) struct Held {
    pub pair: Pair,
    /// 1 or 2.
    pub side: u8,
    pub share: Factor,
}

/// A key that two people made.
pub(super) struct JointKey {
    pub generation: u32,
    pub public: Point,
    /// For whom it was dealt, by number.
    pub members: Vec<AccountId>,
    /// The rows of its parts.
    pub parts: [i64; 2],
}

/// A part as it lies in the store.
pub(super) struct Part {
    pub id: i64,
    pub generation: u32,
    pub part: u8,
    pub public: Vec<u8>,
    pub members: String,
    pub by: AccountId,
    roster: u32,
    signature: Vec<u8>,
}

impl Part {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            generation: row.get("generation")?,
            part: row.get("part")?,
            public: row.get("public")?,
            members: row.get("members")?,
            by: row.get("by_account")?,
            roster: row.get("roster")?,
            signature: row.get("signature")?,
        })
    }

    /// What its maker signs.
    fn statement(&self, roster: &Roster) -> Vec<u8> {
        let mut out = [PURPOSE, roster.store.as_slice(), &[self.part]].concat();
        for number in [self.generation, self.by.0, self.roster] {
            out.extend(number.to_be_bytes());
        }
        for text in [self.public.as_slice(), self.members.as_bytes()] {
            out.extend((text.len() as u64).to_be_bytes());
            out.extend(text);
        }
        out
    }

    /// Whether somebody who may open made it, and did not have the right taken since.
    fn is_made(&self, roster: &Roster) -> bool {
        let key = roster.key_at(self.by, self.roster);
        key.is_some_and(|key| is_signed(&key, &self.statement(roster), &self.signature))
            && roster.may_give(self.by, MAY_OPEN, self.roster)
    }
}

/// Any of these roles lets a person open together with another.
const MAY_OPEN: &[case::Role] = &[
    case::Role::KeyClerk,
    case::Role::Reviewer,
    case::Role::Admin,
    case::Role::Recovery,
];

/// Who may open with another, as the roster stands, by number.
pub(super) fn members(roster: &Roster) -> Vec<Member> {
    let may = |said: &&Vouched| {
        said.active && said.public != NO_KEY && MAY_OPEN.iter().any(|role| said.roles.has(*role))
    };
    roster
        .all()
        .filter(may)
        .map(|said| (said.account, said.public))
        .collect()
}

/// The members in the words of a part.
pub(super) fn in_words(members: &[Member]) -> String {
    let numbers: Vec<_> = members.iter().map(|(id, _)| id.to_string()).collect();
    numbers.join(",")
}

/// The pairs of a roster: of two people one works on keys.
pub(super) fn pairs(roster: &Roster, members: &[Member]) -> Vec<Pair> {
    let works_on_keys = |id: AccountId| roster.of(id).is_some_and(|said| Circle::Keys.has(said));
    let mut pairs = Vec::new();
    for (at, (one, _)) in members.iter().enumerate() {
        for (other, _) in &members[at + 1..] {
            if works_on_keys(*one) || works_on_keys(*other) {
                pairs.push(Pair {
                    one: *one,
                    other: *other,
                });
            }
        }
    }
    pairs
}

/// Where the envelope of a share is to lie.
fn place(generation: u32, part: u8, pair: Pair, side: u8) -> Vec<u8> {
    let numbers = [generation, pair.one.0, pair.other.0].map(u32::to_be_bytes);
    [b"share\0", [part, side].as_slice(), numbers.as_flattened()].concat()
}

impl Tx<'_> {
    /// All parts that lie in the store, the oldest first.
    pub(super) fn parts(&self) -> Result<Vec<Part>> {
        let mut statement = self
            .conn()
            .prepare_cached("SELECT * FROM joint_part ORDER BY generation, part")?;
        let rows = statement.query_map((), Part::of)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The keys that two people made, the oldest first.
    pub(super) fn joint_keys(&self, roster: &Roster) -> Result<Vec<JointKey>> {
        let parts = self.parts()?;
        let made = |pair: &[Part]| match pair {
            [first, second] if first.generation == second.generation && first.by != second.by => {
                let is_sound = first.members == second.members
                    && [first, second].into_iter().all(|part| part.is_made(roster));
                let point = |part: &Part| Point::try_from(part.public.as_slice()).ok();
                let public = curve::sum_of_points(&point(first)?, &point(second)?)?;
                let members = first
                    .members
                    .split(',')
                    .map(|number| number.parse().map(AccountId));
                is_sound.then_some(JointKey {
                    generation: first.generation,
                    public,
                    members: members.collect::<Result<_, _>>().ok()?,
                    parts: [first.id, second.id],
                })
            }
            _ => None,
        };
        Ok(parts.windows(2).filter_map(made).collect())
    }

    /// A key by its number; none unless two people made it.
    pub(super) fn joint_key(&self, roster: &Roster, generation: u32) -> Result<Option<JointKey>> {
        let mut keys = self.joint_keys(roster)?;
        keys.retain(|key| key.generation == generation);
        Ok(keys.pop())
    }

    /// Makes a part of a key and deals it.
    pub(super) fn deal(
        &mut self,
        roster: &Roster,
        signer: &Signer,
        (generation, part): (u32, u8),
        members: &[Member],
    ) -> Result<()> {
        let secret = curve::drawn()?;
        let mut made = Part {
            id: 0,
            generation,
            part,
            public: curve::public_of(&secret).to_vec(),
            members: in_words(members),
            by: signer.account,
            roster: roster.newest,
            signature: Vec::new(),
        };
        made.signature = signer.sign(&made.statement(roster)).to_vec();
        self.insert(
            "INSERT INTO joint_part(generation, part, public, members, by_account, roster, signature)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                made.generation,
                made.part,
                &made.public,
                &made.members,
                made.by,
                made.roster,
                &made.signature,
            ),
        )?;
        let id = self.conn().last_insert_rowid();
        let public_of =
            |account: AccountId| members.iter().find(|(id, _)| *id == account).map(|(_, key)| key);
        for pair in pairs(roster, members) {
            for ((side, account), share) in [(1, pair.one), (2, pair.other)]
                .into_iter()
                .zip(curve::dealt(&secret)?)
            {
                if let Some(public) = public_of(account) {
                    let place = place(generation, part, pair, side);
                    self.put_share((id, pair, side), (account, public), &place, &share)?;
                }
            }
        }
        Ok(())
    }

    /// Closes a share for whoever is to hold it, in place of the envelope that they had.
    fn put_share(
        &mut self,
        (part, pair, side): (i64, Pair, u8),
        (holder, public): (AccountId, &[u8; 32]),
        place: &[u8],
        share: &Factor,
    ) -> Result<()> {
        let Some(bytes) = envelope::close(public, place, &curve::to_bytes(share))? else {
            return Ok(());
        };
        self.insert(
            "INSERT INTO joint_share(part_id, one, other, side, holder, public, envelope)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT(part_id, one, other, side, holder)
             DO UPDATE SET public = excluded.public, envelope = excluded.envelope",
            (part, pair.one, pair.other, side, holder, public.as_slice(), bytes),
        )
    }

    /// The shares of a key that a person holds and can open.
    ///
    /// # Errors
    /// `store-damaged` for an envelope that does not open.
    pub(super) fn shares_of(&self, key: &JointKey, signer: &Signer) -> Result<Vec<Held>> {
        let mut held = Vec::new();
        for (pair, side, first) in self.part_of_shares(key, 0, signer)? {
            let second = self.part_of_shares(key, 1, signer)?;
            let second = second.into_iter().find(|(of, at, _)| (*of, *at) == (pair, side));
            if let Some((_, _, second)) = second {
                held.push(Held {
                    pair,
                    side,
                    share: curve::sum(&first, &second),
                });
            }
        }
        Ok(held)
    }

    /// The shares of one part (0 or 1) of a key that a person can open.
    fn part_of_shares(
        &self,
        key: &JointKey,
        part: usize,
        signer: &Signer,
    ) -> Result<Vec<(Pair, u8, Factor)>> {
        let mut statement = self.conn().prepare_cached(
            "SELECT one, other, side, envelope FROM joint_share
              WHERE part_id = ?1 AND holder = ?2 AND public = ?3 ORDER BY id",
        )?;
        let mut rows = statement.query((key.parts[part], signer.account, signer.public().as_slice()))?;
        let mut shares = Vec::new();
        while let Some(row) = rows.next()? {
            let pair = Pair {
                one: row.get(0)?,
                other: row.get(1)?,
            };
            let side: u8 = row.get(2)?;
            let number = if part == 0 { 1 } else { 2 };
            let place = place(key.generation, number, pair, side);
            let opened = envelope::unclose(signer, &place, &row.get::<_, Vec<u8>>(3)?)?;
            let share = opened.and_then(|bytes| curve::from_bytes(&bytes));
            shares.push((pair, side, share.ok_or_else(broken)?));
        }
        Ok(shares)
    }

    /// Who holds the other side of a pair, with the key for which their share is closed.
    pub(super) fn share_holders(&self, key: &JointKey, pair: Pair, side: u8) -> Result<Vec<Member>> {
        let mut statement = self.conn().prepare_cached(
            "SELECT holder, public FROM joint_share
              WHERE part_id = ?1 AND one = ?2 AND other = ?3 AND side = ?4 ORDER BY id",
        )?;
        let rows = statement.query_map((key.parts[0], pair.one, pair.other, side), |row| {
            Ok((row.get::<_, AccountId>(0)?, row.get::<_, Vec<u8>>(1)?))
        })?;
        let mut holders = Vec::new();
        for row in rows {
            let (holder, public) = row?;
            holders.push((holder, public.try_into().map_err(|_| broken())?));
        }
        Ok(holders)
    }

    /// Closes all shares that a person holds for another key, of the same person or of whoever comes into them.
    /// Shares whose other half is the heir's own are left out: nobody holds both halves.
    pub(super) fn hand_shares_over(&mut self, roster: &Roster, from: &Signer, to: &Member) -> Result<()> {
        for key in self.joint_keys(roster)? {
            for (at, number) in [(0, 1), (1, 2)] {
                for (pair, side, share) in self.part_of_shares(&key, at, from)? {
                    let theirs = if side == 1 { pair.other } else { pair.one };
                    if theirs == to.0 {
                        continue;
                    }
                    let place = place(key.generation, number, pair, side);
                    self.put_share((key.parts[at], pair, side), (to.0, &to.1), &place, &share)?;
                }
            }
        }
        Ok(())
    }

    /// Takes a part away that was never completed.
    pub(super) fn take_part(&mut self, id: i64) -> Result<()> {
        self.insert("DELETE FROM joint_share WHERE part_id = ?1", [id])?;
        self.insert("DELETE FROM joint_part WHERE id = ?1", [id])
    }
}

pub(super) fn broken() -> StoreError {
    StoreError::damaged("两人共同封存用的密钥被改动过")
}

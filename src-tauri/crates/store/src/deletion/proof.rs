//! Whether a deletion was one: two people who might have signed it, with keys that the roster vouches for, and nothing
//! went but what it lists. What is missing of a store without such a reason is named.

use std::collections::{BTreeMap, BTreeSet};

use case::Role;
use rusqlite::Connection;

use crate::acts::digest::GONE;
use crate::acts::message::Message;
use crate::acts::roster::Roster;
use crate::acts::signer::is_signed;
use crate::acts::touched::RowKey;
use crate::acts::written;
use crate::deletion::statement::{Gone, Statement, beside_bytes, by_bytes, store_word};
use crate::{AccountId, CaseId, Result};

/// Tables of which this program deletes a row with its case only.
const KEPT: [&str; 19] = [
    "case_file",
    "case_past",
    "page",
    "print_record",
    "print_agreement",
    "sample",
    "review",
    "key_step",
    "recovered_key",
    "certificate",
    "certificate_note",
    "exchange",
    "parcel",
    "key_decision",
    "outside_file",
    "customer",
    "holder",
    "held_key",
    "attachment",
];

/// Whether rows of a table go only with their case.
pub(crate) fn is_kept(table: &str) -> bool {
    KEPT.contains(&table)
}

/// A deletion as it is stored.
pub(crate) struct Stored {
    pub id: i64,
    pub case: CaseId,
    pub text: String,
    pub by: AccountId,
    pub beside: AccountId,
    pub by_signature: Vec<u8>,
    pub beside_signature: Vec<u8>,
    pub roster: u32,
    pub certificates: Option<String>,
    pub gone: String,
    /// When it went from this store: later than what both signed says, where a ledger repeated it.
    pub at: String,
}

/// A deletion that holds, or why it does not.
pub(crate) struct Judged {
    pub id: i64,
    pub case: CaseId,
    pub gone: BTreeSet<RowKey>,
    /// A ledger brought it, with certificates that this store may lack.
    pub brought: bool,
    pub why: Option<&'static str>,
}

/// Every deletion of a store, in order; none of a store from before there were any.
pub(crate) fn stored(conn: &Connection) -> Result<Vec<Stored>> {
    let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'deletion')";
    if !conn.query_row(there, (), |row| row.get::<_, bool>(0))? {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare(
        "SELECT id, case_id, statement, by, beside, by_signature, beside_signature, roster, certificates, gone, at
           FROM deletion ORDER BY id",
    )?;
    let rows = statement.query_map((), |row| {
        Ok(Stored {
            id: row.get(0)?,
            case: row.get(1)?,
            text: row.get(2)?,
            by: row.get(3)?,
            beside: row.get(4)?,
            by_signature: row.get(5)?,
            beside_signature: row.get(6)?,
            roster: row.get(7)?,
            certificates: row.get(8)?,
            gone: row.get(9)?,
            at: row.get(10)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Judges every deletion of a store.
pub(crate) fn judged(conn: &Connection, roster: &Roster) -> Result<Vec<Judged>> {
    let all = stored(conn)?.into_iter();
    all.map(|one| judge(conn, roster, one)).collect()
}

fn judge(conn: &Connection, roster: &Roster, one: Stored) -> Result<Judged> {
    let listed: Option<Gone> = serde_json::from_str(&one.gone).ok();
    let why = match &listed {
        None => Some("所删的记录读不出来"),
        Some(gone) => fault(conn, roster, &one, gone)?,
    };
    let gone = listed.into_iter().flatten();
    Ok(Judged {
        id: one.id,
        case: one.case,
        brought: one.certificates.is_some(),
        gone: gone
            .flat_map(|(table, rows)| rows.into_iter().map(move |row| (table.clone(), row)))
            .collect(),
        why,
    })
}

/// What is wrong with a deletion.
fn fault(conn: &Connection, roster: &Roster, one: &Stored, gone: &Gone) -> Result<Option<&'static str>> {
    let Ok(said) = serde_json::from_str::<Statement>(&one.text) else {
        return Ok(Some("两人签的话读不出来"));
    };
    // A store that came back from a backup may be older than the accounts that signed: the ledger brought theirs.
    let brought = one
        .certificates
        .as_deref()
        .map(|text| written::of_same_store(roster, text));
    let roster = match &brought {
        Some(None) => return Ok(Some("随台账带来的账号凭证不成立")),
        Some(Some(brought)) => brought,
        None => roster,
    };
    if let Some(why) = signed(roster, &said, one) {
        return Ok(Some(why));
    }
    if said.store != store_word(&roster.store) || said.case != one.case {
        return Ok(Some("签的不是这个库的这一件"));
    }
    let more = |(table, rows): (&String, &Vec<i64>)| {
        let agreed = said.counts.get(table).copied().unwrap_or_default();
        // What others share, and who is left alone by it, is found when it goes.
        let counted = !["attachment", "customer", "holder", "held_key"].contains(&table.as_str());
        counted && rows.len() > agreed as usize
    };
    if gone.iter().any(more) {
        return Ok(Some("删去的比两人同意的多"));
    }
    let state: Option<String> = conn
        .prepare_cached("SELECT state FROM case_file WHERE id = ?1")?
        .query_map([one.case], |row| row.get(0))?
        .next()
        .transpose()?;
    Ok((state.as_deref() != Some("deleted")).then_some("受理件还在"))
}

/// Why two signatures are not those of an administrator and of somebody else who might agree.
pub(crate) fn signed(roster: &Roster, said: &Statement, one: &Stored) -> Option<&'static str> {
    if said.by != one.by || said.beside != one.beside || said.by == said.beside {
        return Some("不是两个人");
    }
    if one.roster > roster.newest {
        return Some("所依据的账号凭证不对");
    }
    let has_signed = |account: AccountId, bytes: &[u8], signature: &[u8]| {
        let key = roster.key_at(account, one.roster);
        key.is_some_and(|key| is_signed(&key, bytes, signature))
    };
    if !has_signed(one.by, &by_bytes(&one.text), &one.by_signature)
        || !has_signed(one.beside, &beside_bytes(&one.text), &one.beside_signature)
    {
        return Some("签名不是所记的两个人签的");
    }
    let may = |account: AccountId, roles: &[Role]| {
        roles
            .iter()
            .any(|role| roster.had_role(account, *role, one.roster))
    };
    if !may(one.by, &[Role::Admin]) || !may(one.beside, &[Role::Admin, Role::Reviewer]) {
        return Some("两人里没有管理员，或同意的人无权同意");
    }
    None
}

/// In which act a deletion was recorded, and by whom.
struct Recorded {
    act: u64,
    account: AccountId,
    roster: u32,
}

/// Acts in which rows of kept tables went, with which; and in which act each deletion was recorded.
#[derive(Default)]
pub(crate) struct Followed {
    gone: BTreeMap<u64, BTreeSet<RowKey>>,
    recorded: BTreeMap<i64, Recorded>,
    again: BTreeSet<i64>,
}

impl Followed {
    /// Takes the next act.
    pub fn follow(&mut self, act: &Message) {
        // Where all rows are listed anew nothing was done.
        if act.whole {
            return;
        }
        for (key, digest) in &act.rows {
            if *digest == GONE && is_kept(&key.0) {
                self.gone.entry(act.seq).or_default().insert(key.clone());
            } else if *digest != GONE && key.0 == "deletion" {
                let recorded = Recorded {
                    act: act.seq,
                    account: AccountId(act.account),
                    roster: act.roster,
                };
                if self.recorded.insert(key.1, recorded).is_some() {
                    self.again.insert(key.1);
                }
            }
        }
    }

    /// What went without a reason, and deletions that are none, in words.
    pub fn faults(&self, roster: &Roster, judged: &[Judged]) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        for one in judged {
            if let Some(why) = one.why.or_else(|| self.fault(roster, one)) {
                let words = format!("第 {} 号删除记录（受理件编号 {}）：{why}", one.id, one.case);
                found.push(("deletion-unsigned", words));
            }
        }
        for (act, rows) in &self.gone {
            let mut left = rows.clone();
            for one in judged.iter().filter(|one| one.why.is_none()) {
                if self
                    .recorded
                    .get(&one.id)
                    .is_some_and(|recorded| recorded.act == *act)
                {
                    left.retain(|key| !one.gone.contains(key));
                }
            }
            if let Some((table, row)) = left.iter().next() {
                let words = format!(
                    "第 {act} 号签名记录删去了 {} 行（{table} 第 {row} 行等），没有两人签字的删除记录",
                    left.len()
                );
                found.push(("act-row-gone", words));
            }
        }
        found
    }

    fn fault(&self, roster: &Roster, one: &Judged) -> Option<&'static str> {
        if self.again.contains(&one.id) {
            return Some("事后被改过");
        }
        let recorded = self.recorded.get(&one.id)?;
        // Certificates that a ledger brought prove themselves only; an administrator took them in.
        let took = !one.brought || roster.had_role(recorded.account, Role::Admin, recorded.roster);
        (!took).then_some("随台账带来的账号凭证不是管理员收下的")
    }
}

/// Audit rows whose saying went, that no deletion lets go.
pub(crate) fn silenced(conn: &Connection, judged: &[Judged]) -> Result<Vec<(&'static str, String)>> {
    let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'audit_erased')";
    if !conn.query_row(there, (), |row| row.get::<_, bool>(0))? {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare(
        "SELECT e.seq, e.deletion_id, a.case_id FROM audit_erased e JOIN audit a ON a.seq = e.seq ORDER BY e.seq",
    )?;
    let rows = statement.query_map((), |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, i64>(1)?,
            row.get::<_, Option<CaseId>>(2)?,
        ))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (seq, deletion, case) = row?;
        let of = judged.iter().find(|one| one.id == deletion && one.why.is_none());
        let lets_go = of.is_some_and(|one| case.is_none_or(|case| case == one.case));
        if !lets_go {
            found.push((
                "act-audit",
                format!("审计记录第 {seq} 行的内容被抹去，没有相应的删除记录"),
            ));
        }
    }
    Ok(found)
}

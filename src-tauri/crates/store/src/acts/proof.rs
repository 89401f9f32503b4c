//! Proves the acts of a store: the roster, then every act in order, then every row against the act that listed it last.

use std::collections::BTreeSet;

use case::Role;
use rusqlite::{Connection, OptionalExtension as _};

use crate::acts::digest::{self, GONE, TAINTED};
use crate::acts::listing::{self, Listed, Listing, Part};
use crate::acts::message::{Message, agreed, link};
use crate::acts::roster::Roster;
use crate::acts::sealing;
use crate::acts::signer::is_signed;
use crate::acts::touched::{RowKey, bound_tables};
use crate::deletion::proof::{self as deletion, Followed};
use crate::{AccountId, AuditAction, Result};

/// How far a clock may go back between two acts, in milliseconds.
const CLOCK: i64 = 120_000;

/// What is asked of the acts of a store whose schema has had so many steps.
#[derive(Clone, Copy)]
pub(crate) struct Rules {
    /// Whether it keeps the signatures of two.
    pub seconds: fn(u32) -> bool,
    /// Whether an administrator, or the key from the safe, lists all rows anew.
    pub listers: fn(u32) -> bool,
}

/// Something that the acts do not hold: a stable code and a Chinese sentence.
pub(crate) type Named = (&'static str, String);

/// What is wrong, and which rows.
#[derive(Default)]
pub(crate) struct Found {
    /// In the order in which it was found.
    pub named: Vec<Named>,
    /// Rows that are not as their act says.
    pub rows: BTreeSet<RowKey>,
}

/// How a store stood before its schema was brought up to date.
pub(crate) struct Before {
    /// It is from before acts were signed.
    pub unsigned: bool,
    /// Rows that had been changed beside the program: listing them anew must not make them good.
    pub tainted: BTreeSet<RowKey>,
}

impl Before {
    /// Looks at a database whose rows are about to be listed anew.
    pub fn of(conn: &Connection, rules: Rules) -> Result<Self> {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'act'";
        let unsigned = conn.query_row(sql, (), |row| row.get::<_, i64>(0))? == 0;
        let tainted = match unsigned {
            true => BTreeSet::new(),
            false => prove(conn, rules, |_| String::new())?.rows,
        };
        Ok(Self { unsigned, tainted })
    }
}

/// Proves the roster, the acts and the rows.
pub(crate) fn prove(conn: &Connection, rules: Rules, names: impl Fn(u32) -> String) -> Result<Found> {
    prove_in(conn, Part::all(conn)?, rules, names)
}

/// The same, with the rows in such parts.
pub(super) fn prove_in(
    conn: &Connection,
    parts: impl Iterator<Item = Part>,
    rules: Rules,
    names: impl Fn(u32) -> String,
) -> Result<Found> {
    let mut found = Found::default();
    let roster = Roster::read(conn)?;
    if let Some((id, why)) = roster.broken {
        found.name("roster-differs", format!("第 {id} 张账号凭证：{why}"));
    }
    accounts(conn, &roster, &mut found)?;
    let followed = chain(conn, &roster, rules, &mut found)?;
    schema(conn, &mut found)?;
    let deletions = deletion::judged(conn, &roster)?;
    for (code, words) in followed.faults(&roster, &deletions) {
        found.name(code, words);
    }
    for (code, words) in deletion::silenced(conn, &deletions)? {
        found.name(code, words);
    }
    for part in parts {
        let listing = Listing::of(conn, part)?;
        authors(conn, &roster, &listing, &names, &mut found)?;
        numbers(conn, &listing, &mut found)?;
        rows(conn, listing, &names, &mut found)?;
    }
    Ok(found)
}

impl Found {
    fn name(&mut self, code: &'static str, words: String) {
        self.named.push((code, words));
    }
}

/// Every account is what the roster vouches for, and nobody else may sign in.
fn accounts(conn: &Connection, roster: &Roster, found: &mut Found) -> Result<()> {
    let mut statement = conn.prepare("SELECT id, login, roles, active FROM account ORDER BY id")?;
    let mut rows = statement.query(())?;
    let mut there = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (number, login): (i64, String) = (row.get(0)?, row.get(1)?);
        let (roles, active): (String, bool) = (row.get(2)?, row.get(3)?);
        let Ok(id) = u32::try_from(number).map(AccountId) else {
            found.name("roster-differs", format!("账号 {login}：编号不合理"));
            continue;
        };
        there.insert(id);
        let why = match roster.of(id) {
            None => "没有管理员签名的账号凭证",
            Some(said) if serde_json::from_str(&roles).ok().as_ref() != Some(&said.roles) => {
                "权限与管理员签名的不同"
            }
            Some(said) if said.active != active => "停用或启用与管理员签名的不同",
            Some(_) => continue,
        };
        found.name("roster-differs", format!("账号 {login}：{why}"));
    }
    for said in roster.all().filter(|said| !there.contains(&said.account)) {
        found.name(
            "roster-differs",
            format!("编号 {} 的账号有凭证，却不在账号表里", said.account),
        );
    }
    Ok(())
}

/// Follows the acts from the first to the last; in which of them kept rows went.
fn chain(conn: &Connection, roster: &Roster, rules: Rules, found: &mut Found) -> Result<Followed> {
    let mut followed = Followed::default();
    let mut statement = conn.prepare("SELECT * FROM act ORDER BY seq")?;
    let mut rows = statement.query(())?;
    let mut before = Message::before_the_first();
    let mut prev = [0; 32];
    let present: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        let (bytes, signature, second) = sealing::signed(row)?;
        let Some(act) = Message::read(&bytes).filter(|act| act.seq == seq.cast_unsigned()) else {
            found.name("act-signature", format!("第 {seq} 号签名记录读不出来"));
            return Ok(followed);
        };
        for (code, why) in faults(conn, roster, present, (&before, prev), &act, &bytes, &signature)? {
            found.name(code, format!("第 {seq} 号签名记录：{why}"));
        }
        if act.whole && (rules.listers)(act.schema) && !roster.may_list(AccountId(act.account), act.roster) {
            let why = "不是管理员，却把全库重新登记了一遍";
            found.name("act-role", format!("第 {seq} 号签名记录：{why}"));
        }
        let wants = (rules.seconds)(act.schema) && wants_second(conn, before.audit_seq, &act)?;
        if let Some((code, why)) = second_fault(roster, wants, &act, (&bytes, &second)) {
            found.name(code, format!("第 {seq} 号签名记录：{why}"));
        }
        prev = link(&bytes, &signature, &second);
        followed.follow(&act);
        let newest = before.at.max(act.at);
        before = Message {
            at: newest,
            rows: Vec::new(),
            ..act
        };
    }
    let last: i64 = conn.query_row("SELECT coalesce(max(seq), 0) FROM audit", (), |row| row.get(0))?;
    if before.seq == 0 {
        found.name("act-missing", "库里没有签名记录".to_owned());
    } else if last.cast_unsigned() != before.audit_seq {
        let signed = before.audit_seq;
        found.name(
            "act-audit",
            format!("审计记录有 {last} 行，签名记录只认到第 {signed} 行"),
        );
    }
    Ok(followed)
}

/// Tables, indexes and triggers are those that an act listed last.
fn schema(conn: &Connection, found: &mut Found) -> Result<()> {
    let listed = listing::of_schema(conn)?;
    if listed.is_some_and(|listed| digest::of_schema(conn).is_ok_and(|present| present != listed)) {
        found.name("schema-differs", "数据库的表、索引或触发器被改动过".to_owned());
    }
    Ok(())
}

/// What is wrong with an act after the one before.
fn faults(
    conn: &Connection,
    roster: &Roster,
    present: u32,
    (before, prev): (&Message, [u8; 32]),
    act: &Message,
    bytes: &[u8],
    signature: &[u8],
) -> Result<Vec<(&'static str, String)>> {
    let mut faults = Vec::new();
    let mut fault = |code, why: &str| faults.push((code, why.to_owned()));
    if act.seq != before.seq + 1 {
        fault("act-seq", "前面缺少记录");
    }
    if act.prev != prev {
        fault("act-prev", "与前一号不相接");
    }
    if act.store != roster.store {
        fault("act-prev", "不是这个库的记录");
    }
    let account = AccountId(act.account);
    let key = roster.key_at(account, act.roster);
    if act.roster < before.roster || act.roster > roster.newest {
        fault("act-signature", "所依据的账号凭证不对");
    } else if !key.is_some_and(|key| is_signed(&key, bytes, signature)) {
        fault("act-signature", "签名不是所记的人签的");
    }
    if act.seq == 1 && !(act.whole && roster.is_founding(account, act.roster)) {
        fault("act-seq", "不是建库的人登记全库的那一号，原来的记录被换掉了");
    }
    if !roster.may_sign(account, before.roster, act.roster) {
        fault("act-role", "签名的账号当时已经停用");
    }
    if act.whole && act.schema <= before.schema {
        fault("act-role", "无故把全库重新登记了一遍");
    }
    if act.schema < before.schema || act.schema > present {
        fault("act-seq", "结构版本与前后不合");
    }
    if act.at != 0 && act.at + CLOCK < before.at {
        let minutes = (before.at - act.at) / 60_000;
        fault("act-time", &format!("电脑时间比前一号早了 {minutes} 分钟"));
    }
    let (mine, all) = audited(conn, before.audit_seq, act)?;
    if mine != all {
        fault("act-author", "把审计记录记在了别人名下");
    }
    let held: Option<String> = match act.audit_seq {
        0 => None,
        seq => {
            let mut statement = conn.prepare_cached("SELECT hash FROM audit WHERE seq = ?1")?;
            let mut rows = statement.query([seq.cast_signed()])?;
            rows.next()?.map(|row| row.get(0)).transpose()?
        }
    };
    let says = match act.audit_seq {
        0 => act.audit_hash == [b'0'; 64],
        _ => held.is_some_and(|hash| hash.as_bytes() == act.audit_hash),
    };
    if !says {
        fault("act-audit", "审计记录与签名时不同");
    }
    Ok(faults)
}

/// What is wrong with the signature of whoever agreed beside to an act, of its bytes and that signature, or with there
/// being none where the act `wants` one.
fn second_fault(
    roster: &Roster,
    wants: bool,
    act: &Message,
    (bytes, second): (&[u8], &[u8]),
) -> Option<Named> {
    let fault = |why: &str| Some(("act-second", why.to_owned()));
    let Some(beside) = act.beside else {
        return match (second.is_empty(), wants) {
            (false, _) => fault("多出一个没有名字的第二签名"),
            (true, true) => fault("要两个人的事只有一个人签名"),
            (true, false) => None,
        };
    };
    let key = roster.key_at(AccountId(beside), act.roster);
    let is_signed = key.is_some_and(|key| is_signed(&key, &agreed(bytes), second));
    let is_in = roster.may_sign(AccountId(beside), act.roster, act.roster);
    match is_signed && is_in && beside != act.account {
        true => None,
        false => fault("在旁同意的人的签名不对"),
    }
}

/// Whether an act put something on record that takes two.
fn wants_second(conn: &Connection, from: u64, act: &Message) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT action FROM audit WHERE seq > ?1 AND seq <= ?2")?;
    let mut rows = statement.query((from.cast_signed(), act.audit_seq.cast_signed()))?;
    while let Some(row) = rows.next()? {
        let action: String = row.get(0)?;
        if AuditAction::OF_TWO.iter().any(|of_two| of_two.word() == action) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many audit rows an act adds, and how many of them in the signer's own name. The first act takes over what was on
/// record before acts were signed.
fn audited(conn: &Connection, from: u64, act: &Message) -> Result<(i64, i64)> {
    if act.seq == 1 {
        return Ok((0, 0));
    }
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FILTER (WHERE account_id = ?3), count(*) FROM audit WHERE seq > ?1 AND seq <= ?2",
    )?;
    let params = (from.cast_signed(), act.audit_seq.cast_signed(), act.account);
    Ok(statement.query_row(params, |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Every row of a part against the act that listed it last, table by table.
fn rows(
    conn: &Connection,
    mut listing: Listing,
    names: &impl Fn(u32) -> String,
    found: &mut Found,
) -> Result<()> {
    for table in bound_tables(conn)? {
        let mut statement = conn.prepare(&format!(
            "SELECT t.rowid, s.salt, t.* FROM \"{table}\" t LEFT JOIN act_row s ON s.name = ?1 AND s.id = t.rowid
              WHERE (t.rowid % ?2 + ?2) % ?2 = ?3"
        ))?;
        let columns = digest::columns(&statement).split_off(2);
        let Part { of, number } = listing.part;
        let mut rows = statement.query((&table, of, number))?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let salt: Option<Vec<u8>> = row.get(1)?;
            let Some(entry) = listing.remove(&table, id).filter(|entry| entry.digest != GONE) else {
                found.row(
                    (table.clone(), id),
                    "act-row-foreign",
                    "没有签名记录，是绕过程序写入的".to_owned(),
                );
                continue;
            };
            let present = digest::of(row, 2, &columns, &salt.unwrap_or_default())?;
            if entry.digest == TAINTED || entry.digest != present {
                let (by, seq) = (writer(&entry, names), entry.seq);
                let why = format!("与{by}最后写入时不同（第 {seq} 号签名记录）");
                found.row((table.clone(), id), "act-row-differs", why);
            }
        }
    }
    for (table, id, entry) in listing.left() {
        let why = format!("由{}写入，现在不见了", writer(&entry, names));
        found.row((table, id), "act-row-gone", why);
    }
    Ok(())
}

/// A table that gives no number twice knows the last one that it gave: else a new row would take the place of one that
/// was deleted.
fn numbers(conn: &Connection, listing: &Listing, found: &mut Found) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT s.seq FROM sqlite_schema t LEFT JOIN sqlite_sequence s ON s.name = t.name
          WHERE t.type = 'table' AND t.name = ?1 AND t.sql LIKE '%AUTOINCREMENT%'",
    )?;
    for (table, highest) in listing.highest() {
        let given = statement
            .query_row([table], |row| row.get::<_, Option<i64>>(0))
            .optional()?;
        if given.is_some_and(|given| given.unwrap_or(0) < *highest) {
            let words = format!("{}的编号被改小，用过的编号会再给一次", in_words(table));
            found.name("schema-differs", words);
        }
    }
    Ok(())
}

/// Who wrote a row last, in words.
fn writer(entry: &Listed, names: &impl Fn(u32) -> String) -> String {
    entry.by.map_or_else(
        || "启用签名之前".to_owned(),
        |(account, _)| format!(" {} ", names(account)),
    )
}

impl Found {
    fn row(&mut self, key: RowKey, code: &'static str, why: String) {
        self.name(code, format!("{}第 {} 行：{why}", in_words(&key.0), key.1));
        self.rows.insert(key);
    }
}

/// What a table holds, in the counter's words.
fn in_words(table: &str) -> &str {
    match table {
        "account" => "账号",
        "case_file" | "case_past" => "受理件",
        "customer" => "客户",
        "attachment" => "附件",
        "page" => "扫描页",
        "sample" => "印模样本",
        "print_record" => "打印记录",
        "review" | "review_verdict" => "复核记录",
        "key_job" | "key_step" => "制证记录",
        "certificate" | "certificate_note" | "certificate_anew" => "证书",
        "revocation" => "待注销清单",
        "secret" => "封存的口令",
        "deletion" | "audit_erased" => "删除记录",
        "setting" => "设置",
        _ => "其他记录",
    }
}

/// A decided second check was written last by its reviewer, who was one.
fn authors(
    conn: &Connection,
    roster: &Roster,
    listing: &Listing,
    names: &impl Fn(u32) -> String,
    found: &mut Found,
) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT id, reviewer FROM review
          WHERE outcome IN ('approved', 'returned') AND (id % ?1 + ?1) % ?1 = ?2 ORDER BY id",
    )?;
    let Part { of, number } = listing.part;
    let mut rows = statement.query((of, number))?;
    while let Some(row) = rows.next()? {
        let (id, reviewer): (i64, AccountId) = (row.get(0)?, row.get(1)?);
        let Some(entry) = listing.get("review", id) else {
            continue;
        };
        let Some((account, standing)) = entry.by else {
            continue;
        };
        let by = names(account);
        if account != reviewer.0 {
            found.name(
                "act-author",
                format!("第 {id} 次复核记在 {} 名下，却由 {by} 写入", names(reviewer.0)),
            );
        } else if !roster.had_role(reviewer, Role::Reviewer, standing) {
            found.name("act-role", format!("第 {id} 次复核由没有复核权限的 {by} 写入"));
        }
    }
    Ok(())
}

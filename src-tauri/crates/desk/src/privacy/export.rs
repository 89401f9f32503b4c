//! One person's data, handed out: a folder of its owner alone with a list that programs read, the same in plain words,
//! and the papers where they are asked for. Whoever does not see everything whole by role needs somebody beside who
//! does; both names and the purpose are on record, and every file is one of those that are removed by rule.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use store::{
    Account, AttachmentId, AuditAction, AuditEntry, AuditRow, CaseId, HolderRow, OutsideKind, Tx, Witness,
};

use crate::casework::versions;
use crate::counter::beside::witness;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::making::Stop;
use crate::counter::outside::{self, Named, Outside};
use crate::counter::reading::read_whole;
use crate::paper::documents::documents_of;
use crate::privacy::api::{ExportPerson, PersonExported};
use crate::privacy::listing::keeps;
use crate::privacy::person::{Found, Part, Wanted, cases_of, holders_of, numbers};
use crate::rights::sight::Sight;
use crate::rights::table::Place;
use crate::rights::unmasking::purpose_of;
use crate::rim::api::Refusal;

/// The list that programs read, and the same in words.
const LIST: &str = "个人信息.json";
const WORDS: &str = "个人信息.txt";

/// What is handed out.
struct Collected {
    list: Value,
    words: String,
    /// Papers: in which folder, under which name, of which case.
    papers: Vec<(String, String, CaseId, AttachmentId)>,
}

/// Hands one person's data out into a folder.
///
/// # Errors
/// `person-none` where there is nothing; `person-ambiguous` where a name is that of several; `purpose-empty`,
/// `person-empty`; `beside-missing` and others for whoever stands beside; those of the file system.
pub fn export(desk: &Desk, args: ExportPerson) -> Result<PersonExported, Refusal> {
    let purpose = purpose_of(args.purpose, &args.words)?;
    let wanted = Wanted::of(&args.name, &args.id_no)?;
    let beside = agreeing(desk, &args)?;
    let folder = place(desk)?;
    let written = desk.write_made(
        None,
        || written(desk, &args, &wanted, &folder),
        |tx, me, mut written| {
            let found = cases_of(desk, tx, &wanted)?;
            let holders = holders_of(tx, &wanted)?;
            if Stands::of(desk, tx, me, &found, &holders)? != written.from {
                return Err(Stop::Stale);
            }
            if let Some(beside) = &beside {
                tx.agreed_by(beside);
            }
            let agreed = beside
                .as_ref()
                .map_or_else(String::new, |b| format!("，{} 同意", b.account.name));
            let words = format!(
                "导出 {} 的个人信息，用途：{purpose}；{} 件{}{agreed}",
                wanted.masked(),
                found.len(),
                if args.papers {
                    "，附扫描件和文件"
                } else {
                    ""
                }
            );
            let entry = AuditEntry::new(desk.utc(), me, AuditAction::PersonExported, words);
            tx.audit(
                &entry.facts(json!({ "purpose": args.purpose, "cases": found.len(), "papers": args.papers })),
            )?;
            for file in &mut written.files {
                file.record(desk, tx, me, None)?;
            }
            Ok(written.files)
        },
    );
    let named = written.and_then(|files| {
        let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
        outside::name(desk, files).map(|()| count)
    });
    let files = named.inspect_err(|_| {
        // Half of somebody's data is nobody's.
        let _ = std::fs::remove_dir_all(&folder);
    })?;
    Ok(PersonExported {
        message: format!("已导出 {files} 个文件，交给本人以后请从这里删除；到期没删的由程序清除"),
        folder: folder.display().to_string(),
        files,
    })
}

/// Whoever has to agree: none where the account sees everything whole by its roles. Errors: `beside-missing` and the
/// like; `beside-sees-less` for somebody who does not see it whole either.
fn agreeing(desk: &Desk, args: &ExportPerson) -> Result<Option<Witness>, Refusal> {
    let sees_all = desk.read(|open| Ok(Sight::of(&open.account.roles, Place::Case).is_whole()))?;
    if sees_all {
        return Ok(None);
    }
    let Some(named) = &args.beside else {
        return Err(Refusal::new(
            "beside-missing",
            "您的角色看不到完整的个人信息，导出要受理员或复核员在旁同意",
            "请受理员或复核员到窗口来，输入自己的登录名和口令",
        ));
    };
    let witness = witness(desk, named, "受理员或复核员")?;
    match Sight::of(&witness.account.roles, Place::Case).is_whole() {
        true => Ok(Some(witness)),
        false => Err(Refusal::new(
            "beside-sees-less",
            format!("{} 的角色也看不到完整的个人信息", witness.account.name),
            "请受理员或复核员在旁同意",
        )),
    }
}

/// Refuses to hand out what is nobody's or several people's.
fn must_be_one(wanted: &Wanted, found: &[Found], holders: &[HolderRow]) -> Result<(), Refusal> {
    if found.is_empty() && holders.is_empty() {
        return Err(Refusal::new(
            "person-none",
            "库里没有这个人的信息",
            "请核对号码或姓名；保存期满已删除的，库里不再有",
        ));
    }
    let numbers = numbers(found, holders);
    if wanted.number.is_empty() && numbers.len() > 1 {
        return Err(Refusal::new(
            "person-ambiguous",
            format!("同名的有 {} 个不同的证件号码，分不清是谁的", numbers.len()),
            "请填本人的证件号码再导出",
        ));
    }
    Ok(())
}

/// A new folder in the print folder.
fn place(desk: &Desk) -> Result<PathBuf, Refusal> {
    let devices = devices::current(desk)?;
    let prints = devices::folder(desk, &devices.print_folder, "prints");
    let name = format!("person-{}", desk.now().format("%Y%m%d-%H%M%S"));
    let mut folder = prints.join(&name);
    let mut further = 2_u32;
    while folder.exists() {
        folder = prints.join(format!("{name}-{further}"));
        further += 1;
    }
    Ok(folder)
}

fn collect(
    desk: &Desk,
    tx: &Tx<'_>,
    me: &Account,
    args: &ExportPerson,
    found: &[Found],
    holders: &[HolderRow],
) -> Result<Collected, Refusal> {
    let counter = tx.counter()?;
    let mut words = vec![
        format!("{} 保存的个人信息", counter.name),
        format!("导出日期：{}　经办：{}", desk.today(), me.name),
        String::new(),
    ];
    let (mut cases, mut papers) = (Vec::new(), Vec::new());
    for one in found {
        cases.push(case_of(desk, tx, me, args, one, &mut words, &mut papers)?);
    }
    let mut register = Vec::new();
    for holder in holders {
        register.push(holder_of(desk, tx, holder, &mut words)?);
    }
    words.push("以上按 UTF-8 编码；同样的内容供程序读取的在 个人信息.json。".to_owned());
    Ok(Collected {
        list: json!({
            "format": 1,
            "counter": counter.name,
            "day": desk.today().to_string(),
            "by": me.name,
            "asked": { "name": args.name.trim(), "id_no": args.id_no.trim() },
            "cases": cases,
            "register": register,
        }),
        words: words.join("\r\n"),
        papers,
    })
}

fn case_of(
    desk: &Desk,
    tx: &Tx<'_>,
    me: &Account,
    args: &ExportPerson,
    one: &Found,
    words: &mut Vec<String>,
    papers: &mut Vec<(String, String, CaseId, AttachmentId)>,
) -> Result<Value, Refusal> {
    let row = &one.row;
    let project = versions::project_of(desk, tx, row);
    let project = project.map_or_else(|_| row.content.project.clone(), |p| p.name().to_owned());
    let kept = keeps(desk, tx, row.id)?;
    let opened = row.created.with_timezone(desk.now().offset()).date_naive();
    words.push(format!("受理件 {}　{project}", row.number));
    words.push(format!(
        "  {opened} 受理，现为“{}”；保存：{kept}",
        row.state.chinese()
    ));
    for part in &one.parts {
        words.push(format!("  {}", part.label));
        words.extend(
            part.values
                .iter()
                .map(|(label, value)| format!("    {label}：{value}")),
        );
    }
    if one.parts.is_empty() {
        words.push("  只在文字里提到".to_owned());
    }
    let sight = Sight::in_lists();
    let audit: Vec<AuditRow> = tx.audit_of_case(row.id)?;
    let trail: Vec<Value> = audit
        .iter()
        .map(|line| json!({ "at": line.at, "who": line.account_name, "what": sight.text(&line.words) }))
        .collect();
    words.push(format!("  经过 {} 条，见 个人信息.json", trail.len()));
    let mut files = Vec::new();
    for (name, id) in papers_of(desk, tx, me, row.id)? {
        files.push(json!({ "name": name, "handed_out": args.papers }));
        if args.papers {
            papers.push((row.number.clone(), name, row.id, id));
        }
    }
    match (args.papers, one.others) {
        (false, _) => words.push(format!("  扫描件和文件 {} 份，没有随附", files.len())),
        (true, 0) => words.push(format!(
            "  扫描件和文件 {} 份，在文件夹 {}",
            files.len(),
            row.number
        )),
        (true, others) => words.push(format!(
            "  扫描件和文件 {} 份，在文件夹 {}；上面还有另外 {others} 人的信息，交给本人之前请遮盖",
            files.len(),
            row.number
        )),
    }
    words.push(String::new());
    Ok(json!({
        "number": row.number,
        "project": project,
        "business": row.content.business.word(),
        "state": row.state.chinese(),
        "opened": opened.to_string(),
        "kept": kept,
        "parts": one.parts.iter().map(part_of).collect::<Vec<_>>(),
        "others": one.others,
        "trail": trail,
        "files": files,
    }))
}

fn part_of(part: &Part) -> Value {
    let value = |(label, value): &(String, String)| json!({ "label": label, "value": value });
    json!({ "part": part.label, "values": part.values.iter().map(value).collect::<Vec<_>>() })
}

/// Scans and documents of a case, by a name that tells what they are.
fn papers_of(desk: &Desk, tx: &Tx<'_>, me: &Account, case: CaseId) -> Result<Papers, Refusal> {
    let mut papers = Vec::new();
    for (at, page) in tx.pages_of_case(case)?.into_iter().enumerate() {
        let name = tx.attachment(page.attachment)?.name;
        papers.push((format!("扫描{:02}-{name}", at + 1), page.attachment));
    }
    for document in documents_of(desk, tx, me, case)? {
        let id = AttachmentId(document.id);
        papers.push((tx.attachment(id)?.name, id));
    }
    Ok(papers)
}

fn holder_of(
    desk: &Desk,
    tx: &Tx<'_>,
    holder: &HolderRow,
    words: &mut Vec<String>,
) -> Result<Value, Refusal> {
    let day =
        |at: chrono::DateTime<chrono::Utc>| at.with_timezone(desk.now().offset()).date_naive().to_string();
    let certificates: Vec<Value> = tx
        .certificates_of_holder(holder.id)?
        .iter()
        .map(|one| {
            let (from, until) = (day(one.not_before), day(one.not_after));
            json!({ "serial": one.serial, "subject": one.subject, "from": from, "until": until })
        })
        .collect();
    words.push(format!(
        "台账：{} {}，证书 {} 张",
        holder.name,
        holder.code.as_deref().unwrap_or_default(),
        certificates.len()
    ));
    words.push(String::new());
    Ok(json!({ "name": holder.name, "code": holder.code, "certificates": certificates }))
}

/// Scans and documents of a case, by a name that tells what they are.
type Papers = Vec<(String, AttachmentId)>;

/// What an export was made from. As long as it stands, so does the export.
#[derive(Debug, PartialEq)]
struct Stands {
    cases: Vec<(CaseId, u32, Papers)>,
    holders: Vec<HolderRow>,
}

impl Stands {
    fn of(
        desk: &Desk,
        tx: &Tx<'_>,
        me: &Account,
        found: &[Found],
        holders: &[HolderRow],
    ) -> Result<Self, Refusal> {
        let of = |one: &Found| {
            let papers = papers_of(desk, tx, me, one.row.id)?;
            Ok((one.row.id, one.row.revision, papers))
        };
        Ok(Self {
            cases: found.iter().map(of).collect::<Result<_, Refusal>>()?,
            holders: holders.to_vec(),
        })
    }
}

/// An export that is written, and neither on record nor under its names yet.
struct Written {
    from: Stands,
    files: Vec<Outside>,
}

/// Writes everything beside its places, while nobody waits.
fn written(desk: &Desk, args: &ExportPerson, wanted: &Wanted, folder: &Path) -> Result<Written, Refusal> {
    let (from, collected) = desk.look(|tx, me| {
        let found = cases_of(desk, tx, wanted)?;
        let holders = holders_of(tx, wanted)?;
        must_be_one(wanted, &found, &holders)?;
        let from = Stands::of(desk, tx, me, &found, &holders)?;
        Ok((from, collect(desk, tx, me, args, &found, &holders)?))
    })?;
    let list =
        serde_json::to_vec_pretty(&collected.list).map_err(|e| crate::rim::refusal::wrong_arguments(&e))?;
    let beside = |folder: &Path, name: &str, case: Option<CaseId>, bytes: &[u8]| {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let named = Named {
            kind: OutsideKind::Person,
            case,
            folder,
            stem,
            ending,
        };
        Outside::beside(named, bytes)
    };
    let mut files = vec![
        beside(folder, LIST, None, &list)?,
        beside(folder, WORDS, None, collected.words.as_bytes())?,
    ];
    for (of, name, case, id) in &collected.papers {
        let (_, bytes) = desk.look(|tx, _| read_whole(tx, *id))?;
        files.push(beside(&folder.join(of), name, Some(*case), &bytes)?);
    }
    Ok(Written { from, files })
}

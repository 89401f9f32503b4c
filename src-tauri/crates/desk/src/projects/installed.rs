//! What the counter has installed: projects and the texts of their long agreements. Anyone may look; administrators
//! install.

use case::Role;
use chrono::NaiveDate;
use project::{AgreementSpec, ProblemSeverity, Project};
use store::{Agreement, AgreementId, AuditAction, AuditEntry, NewAgreement, Tx};

use crate::casework::seen::name_of;
use crate::counter::desk::Desk;
use crate::counter::who::require;
use crate::prints::papers;
use crate::projects::agreement_text::{self, Encoding};
use crate::projects::api::{
    AgreementLine, AgreementText, AgreementVersion, FolderProblem, InstallAgreement, Installed,
    InstalledProject, PermitPrinting,
};
use crate::projects::articles::{self, REASON};
use crate::projects::{agreements, check_folder};
use crate::rim::api::{ById, Nothing, Refusal};

/// Longest word for a version, in characters.
const VERSION: usize = 20;

/// The projects at hand, their agreements, and folders that could not be used.
pub fn get(desk: &Desk, _: Nothing) -> Result<Installed, Refusal> {
    let own = desk.own_projects();
    desk.read(|open| {
        open.store.read(|tx| {
            let projects = desk.projects().iter().map(|project| {
                let agreements = project.agreements().iter();
                Ok(InstalledProject {
                    id: project.id().to_owned(),
                    name: project.name().to_owned(),
                    ca: project.ca().name.clone(),
                    version: project.version().to_owned(),
                    forms: u32::try_from(project.all_forms().len()).unwrap_or(u32::MAX),
                    own: own.join(project.id()).join("project.toml").is_file(),
                    agreements: agreements
                        .map(|a| line(desk, tx, project, a))
                        .collect::<Result<_, Refusal>>()?,
                    permitted: articles::permitted(desk, tx, project)?,
                })
            });
            let forms = desk.projects().iter().flat_map(check_folder::forms);
            Ok(Installed {
                projects: projects.collect::<Result<_, Refusal>>()?,
                problems: desk
                    .problems()
                    .iter()
                    .cloned()
                    .chain(forms)
                    .map(Into::into)
                    .collect(),
                folder: own.display().to_string(),
            })
        })
    })
}

fn line(desk: &Desk, tx: &Tx<'_>, project: &Project, spec: &AgreementSpec) -> Result<AgreementLine, Refusal> {
    let versions = tx.agreement_versions(project.id(), &spec.id)?;
    let mut versions = versions
        .into_iter()
        .map(|v| version(desk, tx, v))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter();
    let title = |id: &String| project.form(id).map(|f| f.title.clone());
    Ok(AgreementLine {
        id: spec.id.clone(),
        title: spec.title.clone(),
        forms: spec.form.iter().filter_map(title).collect(),
        published: spec.published.clone(),
        current: versions.next(),
        earlier: versions.collect(),
    })
}

fn version(desk: &Desk, tx: &Tx<'_>, row: Agreement) -> Result<AgreementVersion, Refusal> {
    Ok(AgreementVersion {
        id: row.id.0,
        characters: characters(&row.text),
        version: row.version,
        dated: row.dated.to_string(),
        sha256: row.sha256,
        by: name_of(tx, row.by)?,
        at: row.at.with_timezone(desk.now().offset()).to_rfc3339(),
    })
}

fn characters(text: &str) -> u32 {
    let inked = text.chars().filter(|c| !c.is_whitespace());
    u32::try_from(inked.count()).unwrap_or(u32::MAX)
}

/// Reads a file as an agreement's text; nothing is kept yet.
pub fn read(desk: &Desk, _: &str, _: u32, bytes: Vec<u8>) -> Result<AgreementText, Refusal> {
    desk.read(|open| require(open, Role::Admin))?;
    let (text, encoding) = agreement_text::read(desk.readers(), &bytes, desk.fonts()?)?;
    Ok(shown(text, encoding))
}

fn shown(text: String, encoding: Encoding) -> AgreementText {
    AgreementText {
        sha256: store::sha256_hex(text.as_bytes()),
        characters: characters(&text),
        encoding: agreement_text::name_of(encoding).to_owned(),
        text,
    }
}

/// An installed text, the current one or an earlier one.
pub fn text(desk: &Desk, args: ById) -> Result<AgreementText, Refusal> {
    desk.read(|open| {
        let row = open.store.read(|tx| tx.agreement(AgreementId(args.id)))?;
        Ok(shown(row.text, Encoding::Utf8))
    })
}

/// Installs the authority's current text; from now on the project's forms print it.
pub fn install(desk: &Desk, args: InstallAgreement) -> Result<Installed, Refusal> {
    let project = desk.project(&args.project)?;
    let spec = project.agreement(&args.agreement).ok_or_else(|| {
        let known: Vec<&str> = project.agreements().iter().map(|a| a.id.as_str()).collect();
        Refusal::new(
            "agreement-unknown",
            format!("{}没有协议“{}”", project.short_name(), args.agreement),
            match known.is_empty() {
                true => "这个项目的表不附长篇协议，不用装".to_owned(),
                false => format!("可装的协议：{}", known.join("、")),
            },
        )
    })?;
    let (version, dated) = (version_word(&args.version)?, date(desk, &args.dated)?);
    agreement_text::judge(&args.text, desk.fonts()?)?;
    for form in &spec.form {
        let bare = papers::description(project, form, &Default::default())?;
        agreement_text::judge_on(&bare, &args.text)?;
    }
    desk.write(Some(Role::Admin), |tx, me| {
        let sha256 = store::sha256_hex(args.text.as_bytes());
        let present = tx.current_agreement(project.id(), &spec.id)?;
        if present.is_some_and(|p| p.sha256 == sha256 && p.version == version && p.dated == dated) {
            return Err(Refusal::new(
                "agreement-same",
                format!("《{}》现在装的就是这一版", spec.title),
                "不用再装；CA 公布新版后再来",
            ));
        }
        let new = NewAgreement {
            project: project.id().to_owned(),
            name: spec.id.clone(),
            version: version.clone(),
            dated,
            text: args.text,
            by: me.id,
        };
        tx.add_agreement(&new, desk.utc())?;
        let words = format!(
            "为 {} 装入《{}》{version} 版（{dated}），SHA-256 {sha256}",
            project.short_name(),
            spec.title
        );
        tx.audit(&AuditEntry::new(
            desk.utc(),
            me,
            AuditAction::AgreementInstalled,
            words,
        ))?;
        Ok(())
    })?;
    get(desk, Nothing {})
}

fn version_word(word: &str) -> Result<String, Refusal> {
    let word = word.trim();
    let fits = (1..=VERSION).contains(&word.chars().count()) && !word.chars().any(char::is_control);
    if fits {
        return Ok(word.to_owned());
    }
    Err(Refusal::new(
        "agreement-version",
        format!("版本应为 1 至 {VERSION} 个字符"),
        "请照 CA 公布的写，例如 V2.1；CA 没有版本号的，写公布的年月，例如 2026.03",
    ))
}

fn date(desk: &Desk, text: &str) -> Result<NaiveDate, Refusal> {
    let date = text.trim().parse::<NaiveDate>().ok();
    date.filter(|d| *d <= desk.today()).ok_or_else(|| {
        Refusal::new(
            "agreement-date",
            format!("协议日期“{}”不可用", text.trim()),
            "请写 CA 公布这一版的日期，例如 2026-03-01，不晚于今天",
        )
    })
}

impl From<project::Problem> for FolderProblem {
    fn from(p: project::Problem) -> Self {
        Self {
            code: p.code.to_owned(),
            left_out: p.severity == ProblemSeverity::Refuse,
            file: p.file,
            line: p.line,
            column: p.column,
            message: p.message,
            remedy: p.remedy,
        }
    }
}

/// Puts down that a project's contracts may be printed without their articles today.
pub fn permit(desk: &Desk, args: PermitPrinting) -> Result<Installed, Refusal> {
    let project = desk.project(&args.project)?;
    let reason = args.reason.trim().to_owned();
    if !REASON.contains(&reason.chars().count()) {
        return Err(Refusal::new(
            "permission-reason",
            "没有写明为什么先印",
            format!(
                "请写 {} 至 {} 个字的理由，例如：正文已向 CA 索取，今日另附纸质正文",
                REASON.start(),
                REASON.end()
            ),
        ));
    }
    desk.write(Some(Role::Admin), |tx, me| {
        let installed = agreements::current(tx, project)?;
        if project
            .agreements()
            .iter()
            .all(|spec| installed.contains_key(&spec.id))
        {
            return Err(Refusal::new(
                "permission-needless",
                format!("{}的协议正文都已装入", project.short_name()),
                "直接打印即可，不用准予",
            ));
        }
        let words = format!(
            "准予{}今日不印协议正文先打印，理由：{reason}",
            project.short_name()
        );
        articles::allow(desk, tx, project, me, reason)?;
        tx.audit(&AuditEntry::new(
            desk.utc(),
            me,
            AuditAction::PrintWithoutArticles,
            words,
        ))?;
        Ok(())
    })?;
    get(desk, Nothing {})
}

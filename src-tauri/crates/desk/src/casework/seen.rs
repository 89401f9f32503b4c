//! A stored case at hand with its project, its account and the facts of the books; every screen is worked out from it.

use std::cell::OnceCell;

use case::{CaseContent, CaseState as State, Course, MadeBy};
use project::{FormRef, Project, SealSampling};
use store::{Account, CaseRow as Row, Certificate, Tx};

use crate::casework::{checks, versions};
use crate::counter::desk::Desk;
use crate::register::acted_on::{self, ActedOn, Asked};
use crate::register::claims::Claims;
use crate::register::crossing;
use crate::rights::groups::{FieldGroup, group_of};
use crate::rights::sight::{Known, Sight};
use crate::rights::table::Place;
use crate::rim::api::{Finding, Refusal, Severity};

/// The dictionary name in that of a field, which in an annex has its row before it.
fn id_in(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field)
}

/// What is said of a number that is not shown whole: what the checks say of it may tell it.
const COVERED: &str = "这一项的号码有要核对的地方，由受理员处理";

/// A stored case with its project, account and facts, from which screens are worked out.
pub struct Seen<'a> {
    /// The desk.
    pub desk: &'a Desk,
    /// Who looks.
    pub account: &'a Account,
    /// The stored row.
    pub row: Row,
    /// Its project.
    pub project: &'a Project,
    /// Facts from earlier cases that the guide's rules ask for.
    pub facts: project::Facts,
    /// Which certificates of the register it acts on.
    pub acted: ActedOn,
    /// Another case has the authority's number of this one.
    pub twin: Option<Twin>,
    /// Other cases under way that act on the same certificates.
    pub crossing: Vec<case::Finding>,
    /// What of its personal data this account gets to see.
    pub sight: Sight,
    known: OnceCell<Known>,
}

/// Another case with the same number of the authority.
#[derive(Debug, Clone)]
pub struct Twin {
    field: String,
    label: String,
    value: String,
    number: String,
    title: String,
}

impl<'a> Seen<'a> {
    /// Reads a case. Errors: `not-found`, `project-unknown`.
    pub fn load(desk: &'a Desk, tx: &Tx<'_>, account: &'a Account, id: u32) -> Result<Self, Refusal> {
        Self::of_row(desk, tx, account, tx.case(store::CaseId(id))?)
    }

    /// The same of a row as it is at hand, which may hold more than the books.
    pub fn of_row(desk: &'a Desk, tx: &Tx<'_>, account: &'a Account, row: Row) -> Result<Self, Refusal> {
        let project = versions::project_of(desk, tx, &row)?;
        let (facts, acted) = known(desk, tx, &row, project)?;
        let twin = twin(desk, tx, project, &row)?;
        let crossing = match asks(&row) {
            true => crossing::under_way(tx, row.id, &acted)?,
            false => Vec::new(),
        };
        Ok(Self {
            twin,
            crossing,
            desk,
            account,
            row,
            project,
            facts,
            acted,
            sight: Sight::of(&account.roles, Place::Case),
            known: OnceCell::new(),
        })
    }

    /// The entered content.
    pub fn content(&self) -> &CaseContent {
        &self.row.content
    }

    /// The personal values that the case holds.
    pub fn known(&self) -> &Known {
        self.known.get_or_init(|| Known::of(self.project, self.content()))
    }

    /// The group of a field, `employees.0.user_id_no` in the annex.
    pub fn group_of(&self, field: &str) -> Option<FieldGroup> {
        group_of(id_in(field), self.check_of(field))
    }

    /// What kind of number a field asks for.
    fn check_of(&self, field: &str) -> Option<identifiers::Kind> {
        let mut fields = self.project.every_field();
        fields.find_map(|spec| spec.check.filter(|_| spec.id == id_in(field)))
    }

    /// Whether this account sees a field whole.
    pub fn shows(&self, field: &str) -> bool {
        self.group_of(field).is_none_or(|group| self.sight.has(group))
    }

    /// A value of a field as this account gets to see it.
    pub fn covered_value(&self, field: &str, value: &str) -> String {
        self.sight.field(id_in(field), self.check_of(field), value)
    }

    /// A sentence about the case as this account gets to read it.
    pub fn told(&self, text: &str) -> String {
        match self.sight.is_whole() {
            true => text.to_owned(),
            false => self.sight.text_of(self.known(), text),
        }
    }

    /// Whether what these books know still bears on the case: once it is approved nothing is asked any more.
    pub fn asks(&self) -> bool {
        asks(&self.row)
    }

    /// The forms that the case prints; none for what the applicant does in the CA's own program, without papers.
    pub fn forms(&self) -> Vec<&'a FormRef> {
        match self.course().made_by {
            MadeBy::Client => Vec::new(),
            _ => self.project.forms(self.content().business, self.content().kind),
        }
    }

    /// The groups of samples that the case wants; none where it prints no form to stamp.
    pub fn seals(&self) -> Vec<&'a SealSampling> {
        match self.course().made_by {
            MadeBy::Client => Vec::new(),
            _ => self.project.seals_for(self.content(), &self.facts),
        }
    }

    /// What the case goes through after its second check.
    pub fn course(&self) -> Course {
        self.project.course(self.content(), &self.facts)
    }

    /// What the checks say, with what the clerk has decided to keep. Of a value that this account does not see whole
    /// nothing is told from which it could be put together, and no better one is offered.
    pub fn findings(&self) -> Vec<Finding> {
        let today = self.desk.today();
        let mut found = checks::findings(self.project, self.content(), &self.facts, today);
        found.extend(self.twin.as_ref().map(Twin::finding));
        if self.asks() {
            let claims = self.claims().findings(&found);
            found.extend(claims);
            found.extend(self.acted.findings(self.content(), self.desk.now()));
            found.extend(self.crossing.iter().cloned());
        }
        let kept = &self.content().kept_findings;
        found
            .into_iter()
            .map(|f| {
                let mark = format!("{}:{}", f.field.as_deref().unwrap_or(""), f.code);
                let mut finding = Finding::from(f);
                finding.kept = finding.severity != Severity::Refuse && kept.contains(&mark);
                self.covered(finding)
            })
            .collect()
    }

    fn covered(&self, finding: Finding) -> Finding {
        if self.sight.is_whole() {
            return finding;
        }
        let about = finding.field.as_deref();
        let message = match about.is_some_and(|field| !self.shows(field)) {
            true => COVERED.to_owned(),
            false => self.told(&finding.message),
        };
        Finding {
            message,
            remedy: self.told(&finding.remedy),
            suggestion: None,
            ..finding
        }
    }

    /// The certificates that the case acts on: those that it names. A case from before the register was kept names
    /// none; of it the only one that fitted when it was opened is meant, and none where there were several.
    pub fn acted_certificates(&self, tx: &Tx<'_>) -> Result<Vec<Certificate>, Refusal> {
        let content = self.content();
        let asked = |content| Asked {
            tx,
            project: self.project,
            case: Some(self.row.id),
            content,
            now: self.desk.utc(),
        };
        if !content.acts_on.is_empty() {
            return asked(content).named();
        }
        let likely = CaseContent {
            acts_on: asked(content).settled()?,
            ..content.clone()
        };
        let mut found = asked(&likely).named()?;
        found.retain(|c| c.not_before < self.row.created);
        Ok(found)
    }

    fn claims(&self) -> Claims<'_> {
        Claims {
            acted: &self.acted,
            project: self.project,
            content: self.content(),
            facts: &self.facts,
            zone: *self.desk.now().offset(),
        }
    }

    /// 单位法人数字证书 · 新申请 叁年
    pub fn what(&self) -> String {
        what(self.project, self.content())
    }
}

impl Seen<'_> {
    /// A stored time in the counter's own zone.
    pub fn local(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        at.with_timezone(self.desk.now().offset()).to_rfc3339()
    }
}

/// 单位法人数字证书 · 新申请 叁年; of an annex that asks for several things 新申请 壹年 ×2、变更
pub fn what(project: &Project, content: &CaseContent) -> String {
    let asked = content
        .parts()
        .iter()
        .map(|part| asked_for(project, part))
        .collect::<Vec<_>>();
    format!("{} · {}", project.kind_title(content.kind), asked.join("、"))
}

/// 新申请 壹年 ×2, of people who all ask for the same.
pub(crate) fn asked_for(project: &Project, part: &CaseContent) -> String {
    let years = part.years.filter(|_| part.business.asks_years());
    let years = years
        .map(|y| format!(" {}年", identifiers::capital_number(u64::from(y))))
        .unwrap_or_default();
    let count = match part.certificates() {
        1 => String::new(),
        n => format!(" ×{n}"),
    };
    format!("{}{years}{count}", project.business_word(part.business))
}

/// What the case cannot know: the day, how long the certificate lasts that it acts on, and from the books whether the
/// unit holds a unit certificate of the same project (rules R-Y1, R-Z3, N-one of the projects). That these books know
/// of none proves nothing: it may have been issued elsewhere. With them which certificates the case acts on.
pub fn known(
    desk: &Desk,
    tx: &Tx<'_>,
    row: &Row,
    project: &Project,
) -> Result<(project::Facts, ActedOn), Refusal> {
    let asked = Asked {
        tx,
        project,
        case: Some(row.id),
        content: &row.content,
        now: desk.utc(),
    };
    let acted = asked.acted_on()?;
    let held = asks(row) && acted_on::unit_holds_certificate(&asked)?;
    let facts = project::Facts {
        unit_has_certificate: held.then_some(true),
        certificate_until: acted.until(*desk.now().offset()),
        register_decides: acted.is_known(),
        today: Some(desk.today()),
    };
    Ok((facts, acted))
}

fn asks(row: &Row) -> bool {
    row.state.is_editable() || row.state == State::InReview
}

/// The case that has the authority's number already. Numbers are the authority's: any project with such numbers may
/// have it.
fn twin(desk: &Desk, tx: &Tx<'_>, project: &Project, row: &Row) -> Result<Option<Twin>, Refusal> {
    if !asks(row) {
        return Ok(None);
    }
    let fields = project.fields(row.content.business, row.content.kind, row.content.channel);
    let numbered = fields.into_iter().find(|spec| spec.case_number.is_some());
    let Some((spec, value)) = numbered.and_then(|spec| Some((spec.clone(), row.content.field(&spec.id)?)))
    else {
        return Ok(None);
    };
    let has_numbers = |p: &&Project| p.every_field().any(|f| f.case_number.is_some());
    let projects: Vec<&str> = desk
        .projects()
        .iter()
        .filter(has_numbers)
        .map(Project::id)
        .collect();
    let other = tx.case_with_value(&projects, &spec.id, value, row.id)?;
    Ok(other.map(|other| Twin {
        field: spec.id,
        label: spec.label,
        value: value.to_owned(),
        number: other.number,
        title: other.content.title().to_owned(),
    }))
}

impl Twin {
    fn finding(&self) -> case::Finding {
        case::Finding {
            code: "case-number-taken".to_owned(),
            severity: case::Severity::Refuse,
            field: Some(self.field.clone()),
            message: format!(
                "{}{} 已用在受理件 {}（{}）上",
                self.label.trim(),
                self.value,
                self.number,
                self.title
            ),
            remedy: "请核对 CA 系统里的单号；同一笔业务请在原来那一件里办".to_owned(),
            suggestion: None,
        }
    }
}

/// Name of an account.
pub fn name_of(tx: &Tx<'_>, id: store::AccountId) -> Result<String, Refusal> {
    Ok(tx.account(id)?.name)
}

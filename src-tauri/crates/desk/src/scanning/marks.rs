//! A page by its marks: which case it says it is of, and what speaks against it.

use case::Step;
use chrono::{DateTime, Utc};
use pagemark::PageMark;
use store::{CaseId, CaseRow, PrintRecord, Tx};

use crate::casework::versions;
use crate::counter::desk::Desk;
use crate::pages::belonging;
use crate::pages::finding::finding;
use crate::prints::standing;
use crate::rim::api::Refusal;

/// Where a page belongs, with what there is to say about it.
pub struct Place {
    /// The case, when nothing speaks against it.
    pub case: Option<CaseRow>,
    /// The case that it is offered for, where its mark names one and a person has to say more.
    pub offered: Option<CaseId>,
    /// The print it is of, where that can be told.
    pub print: Option<PrintRecord>,
    /// What is to be said.
    pub findings: Vec<case::Finding>,
}

impl Place {
    /// Nowhere, with what there is to say.
    pub fn nowhere(findings: Vec<case::Finding>) -> Self {
        Self {
            case: None,
            offered: None,
            print: None,
            findings,
        }
    }
}

/// The number that the bars of a case's forms say now: the authority's own where it has one, else the counter's.
pub fn bars_of(desk: &Desk, tx: &Tx<'_>, case: &CaseRow) -> Result<String, Refusal> {
    let own = versions::project_of(desk, tx, case)?.case_number(&case.content);
    Ok(own.unwrap_or_else(|| case.number.clone()))
}

/// The refusal of a page whose bars name another number than the case has, with both.
pub fn not_the_case(printed: &str, own: &str) -> case::Finding {
    finding(
        "barcode-not-the-case",
        format!("纸上的条码是 {printed}，本件的业务单号是 {own}，两个号不一致"),
        "请核对业务单号，重新打印后盖章再扫描",
    )
}

/// 辽宁's rule R-U2 for every authority with numbers of its own: the bars on a page say the case's number as it is now.
/// A page from before that number was known, or with another, is not the case's.
fn other_number(
    desk: &Desk,
    tx: &Tx<'_>,
    case: &CaseRow,
    mark: &PageMark,
) -> Result<Option<case::Finding>, Refusal> {
    let project = versions::project_of(desk, tx, case)?;
    let own = project.case_number(&case.content).unwrap_or_default();
    let must = project.form(&mark.form).is_some() && mark.ca_number != own;
    if !must {
        return Ok(None);
    }
    Ok(Some(not_the_case(mark.bars(), &bars_of(desk, tx, case)?)))
}

/// The place that a mark names, when the bars beside it do not contradict it and the case is open to pages.
pub fn place(
    desk: &Desk,
    tx: &Tx<'_>,
    mark: &PageMark,
    bars: Option<&str>,
    arrived: DateTime<Utc>,
    mut findings: Vec<case::Finding>,
) -> Result<Place, Refusal> {
    if let Some(bars) = bars.filter(|bars| *bars != mark.bars()) {
        let message = format!("条码是 {bars}，二维码是 {}，两个号不一致", mark.bars());
        findings.push(finding(
            "barcode-mismatch",
            message,
            "这页可能拼接或贴过条，请看原件后手工归页",
        ));
        return Ok(Place::nowhere(findings));
    }
    let Some(case) = tx.case_by_number(&mark.case)? else {
        let message = format!("本受理点没有受理件 {}", mark.case);
        findings.push(finding(
            "case-unknown",
            message,
            "请核对是否别的受理点的表；本点的表可手工归页",
        ));
        return Ok(Place::nowhere(findings));
    };
    if let Some(refused) = other_number(desk, tx, &case, mark)? {
        findings.push(refused);
        return Ok(Place::nowhere(findings));
    }
    let prints = belonging::prints_of(tx, case.id, &mark.form)?;
    let print = belonging::print_of_mark(mark, &prints, arrived);
    if print.is_none() {
        findings.push(belonging::not_told(&prints));
        return Ok(Place {
            offered: Some(case.id),
            ..Place::nowhere(findings)
        });
    }
    admitted(desk, tx, case, print.cloned(), findings)
}

/// Whether a case takes a page of one of its prints now; a page of another content is taken and said to be one.
pub fn admitted(
    desk: &Desk,
    tx: &Tx<'_>,
    case: CaseRow,
    print: Option<PrintRecord>,
    mut findings: Vec<case::Finding>,
) -> Result<Place, Refusal> {
    let project = versions::project_of(desk, tx, &case)?;
    let holds = print.as_ref().is_some_and(|p| match &p.paper_hash {
        Some(paper) => standing::paper_of(desk, project, &p.form, &case).as_ref() == Some(paper),
        None => p.content_hash == case.content_hash,
    });
    if !holds {
        findings.push(finding(
            "page-stale",
            "这页不是按现在的内容打印的",
            "请重新打印，由客户盖章签字后再扫描；内容改回去，这页就又算数",
        ));
    }
    if case.state.after(Step::FilePage, case.content.business).is_err() {
        let message = format!("{} 现为“{}”，不再收页", case.number, case.state.chinese());
        findings.push(finding(
            "case-closed-to-pages",
            message,
            "要补页须由复核员退回；这页先留在待归页",
        ));
        return Ok(Place {
            case: None,
            offered: None,
            print,
            findings,
        });
    }
    Ok(Place {
        case: Some(case),
        offered: None,
        print,
        findings,
    })
}

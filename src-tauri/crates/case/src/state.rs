//! Where a case stands, and the only ways on.
//!
//! 受理 → 打印 → 扫描 → 复核 → 制证 → 领取. A stored case is one value of [`CaseState`]; it moves by
//! [`CaseState::after`] alone, which refuses in words what the order of work does not allow.

use serde::{Deserialize, Serialize};

use crate::{Course, Role};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Being entered; everything may change.
    Draft,
    /// Printed; the applicant stamps and signs.
    Printed,
    /// Stamped pages are being scanned and filed.
    Scanning,
    /// Waiting for the second check.
    InReview,
    /// Sent back with reasons.
    Returned,
    /// Approved; waiting for the key desk.
    Approved,
    /// The request has left for the CA.
    AtCa,
    /// The key is written (or unlocked) and proven; the applicant may fetch it.
    Ready,
    /// Handed over; the books are closed.
    Closed,
    /// Given up.
    Void,
}

/// What is done to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Any change of the entered content.
    Edit,
    /// The forms were printed.
    Print,
    /// A page was filed.
    FilePage,
    /// Sent to the second check.
    Submit,
    /// Sent to the second check by a business that prints no form, so that nothing was printed or scanned before.
    SubmitUnprinted,
    /// The first of two approvers has signed off.
    ApproveFirst,
    /// Second check passed.
    Approve,
    /// Second check sent it back.
    Return,
    /// Taken back from the second check or from the key desk, for the clerk to amend.
    Recall,
    /// The approval holds no more (it has lapsed): to be checked once more as it is.
    Recheck,
    /// The request was exported to the CA.
    ExportRequest,
    /// The CA has refused what was asked of it.
    RefuseAtCa,
    /// The certificate was written and proven, or the key unlocked and proven.
    ProveKey,
    /// The certificate that came is wrong: another one is asked for.
    AskAnew,
    /// Handed over to the applicant.
    HandOver,
    /// Given up.
    Abandon,
}

/// A step that the case's state does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("受理件现为“{}”，不能{}", state.chinese(), step.chinese())]
pub struct Refused {
    /// Where the case stands.
    pub state: CaseState,
    /// What was asked.
    pub step: Step,
}

impl Refused {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        "case-wrong-state"
    }

    /// What to do next.
    pub fn remedy(&self) -> String {
        format!(
            "下一步：{}（{}）",
            self.state.next_step(),
            self.state.next_actor().map_or("客户", Role::chinese)
        )
    }
}

impl CaseState {
    /// All states, in the order of the work.
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Printed,
        Self::Scanning,
        Self::InReview,
        Self::Returned,
        Self::Approved,
        Self::AtCa,
        Self::Ready,
        Self::Closed,
        Self::Void,
    ];

    /// The state's word on every screen.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Printed => "待盖章交回",
            Self::Scanning => "待送复核",
            Self::InReview => "待复核",
            Self::Returned => "已退回",
            Self::Approved => "待制证",
            Self::AtCa => "等 CA 回包",
            Self::Ready => "待领取",
            Self::Closed => "已领取",
            Self::Void => "已作废",
        }
    }

    /// The state's word where nothing is made here: then nothing is fetched either.
    pub fn word_on(self, course: impl Into<Course>) -> &'static str {
        match (self, course.into().at_key_desk()) {
            (Self::Ready, false) => "待办结",
            (Self::Closed, false) => "已办结",
            (state, _) => state.chinese(),
        }
    }

    /// Who must act next; none when it is the customer's turn or nobody's.
    pub fn next_actor(self) -> Option<Role> {
        match self {
            Self::Draft | Self::Scanning | Self::Returned | Self::Ready => Some(Role::Clerk),
            Self::InReview => Some(Role::Reviewer),
            Self::Approved | Self::AtCa => Some(Role::KeyClerk),
            Self::Printed | Self::Closed | Self::Void => None,
        }
    }

    /// What has to be done next, in words.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::Draft => "录入并打印申请表",
            Self::Printed => "客户盖章后扫描归页",
            Self::Scanning => "核对扫描页后送复核",
            Self::InReview => "复核",
            Self::Returned => "按退回原因改正",
            Self::Approved => "制证",
            Self::AtCa => "导入 CA 回包，写入证书",
            Self::Ready => "交付 UKey",
            Self::Closed => "已办结",
            Self::Void => "已作废",
        }
    }

    /// The step of the case spine (受理 打印 扫描 复核 制证 领取) that is current, from 0; 6 when all are done.
    pub fn spine(self) -> u8 {
        match self {
            Self::Draft | Self::Void => 0,
            Self::Printed => 2,
            Self::Scanning => 2,
            Self::Returned => 0,
            Self::InReview => 3,
            Self::Approved | Self::AtCa => 4,
            Self::Ready => 5,
            Self::Closed => 6,
        }
    }

    /// Whether the entered content may still change. After printing, a change makes the printed paper stale and
    /// the case goes back to being a draft.
    pub fn is_editable(self) -> bool {
        matches!(
            self,
            Self::Draft | Self::Printed | Self::Scanning | Self::Returned
        )
    }

    /// Whether nothing is done to the case any more.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Closed | Self::Void)
    }

    /// The state after a step, or the refusal in words.
    pub fn after(self, step: Step, course: impl Into<Course>) -> Result<Self, Refused> {
        use CaseState as S;
        let course: Course = course.into();
        let refused = Err(Refused { state: self, step });
        match (step, self) {
            (Step::Edit, S::Draft | S::Printed | S::Scanning) => Ok(S::Draft),
            (Step::Edit, S::Returned) => Ok(S::Returned),
            (Step::Print, S::Draft | S::Printed | S::Returned) => Ok(S::Printed),
            (Step::Print, S::Scanning) => Ok(S::Scanning),
            (Step::FilePage, S::Printed | S::Scanning | S::Returned) => Ok(S::Scanning),
            (Step::FilePage, S::Draft) => Ok(S::Draft),
            (Step::Submit, S::Scanning | S::Returned) => Ok(S::InReview),
            (Step::SubmitUnprinted, S::Draft | S::Returned) => Ok(S::InReview),
            (Step::ApproveFirst, S::InReview) => Ok(S::InReview),
            (Step::Approve, S::InReview) if course.at_key_desk() => Ok(S::Approved),
            (Step::Approve, S::InReview) => Ok(S::Ready),
            (Step::Return, S::InReview) => Ok(S::Returned),
            (Step::Recall, S::InReview | S::Approved) => Ok(S::Returned),
            (Step::Recheck, S::Approved) => Ok(S::InReview),
            (Step::ExportRequest, S::Approved | S::AtCa) if course.writes_certificate() => Ok(S::AtCa),
            (Step::RefuseAtCa, S::AtCa) => Ok(S::Returned),
            // What the counter only reports is with the authority as soon as it is approved.
            (Step::RefuseAtCa, S::Ready) if !course.at_key_desk() => Ok(S::Returned),
            (Step::ProveKey, S::AtCa) if course.writes_certificate() => Ok(S::Ready),
            (Step::ProveKey, S::Approved) if course.at_key_desk() && !course.writes_certificate() => {
                Ok(S::Ready)
            }
            (Step::AskAnew, S::Ready) if course.writes_certificate() => Ok(S::Approved),
            (Step::HandOver, S::Ready) => Ok(S::Closed),
            // Customers change their minds at any time; what was made for them by then is the desk's to settle.
            (Step::Abandon, state) if !state.is_end() => Ok(S::Void),
            _ => refused,
        }
    }
}

impl Step {
    /// All steps.
    pub const ALL: [Self; 16] = [
        Self::Edit,
        Self::Print,
        Self::FilePage,
        Self::Submit,
        Self::SubmitUnprinted,
        Self::ApproveFirst,
        Self::Approve,
        Self::Return,
        Self::Recall,
        Self::Recheck,
        Self::ExportRequest,
        Self::RefuseAtCa,
        Self::ProveKey,
        Self::AskAnew,
        Self::HandOver,
        Self::Abandon,
    ];

    /// The step as a verb on screen.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Edit => "修改内容",
            Self::Print => "打印",
            Self::FilePage => "归入扫描页",
            Self::Submit | Self::SubmitUnprinted => "送复核",
            Self::ApproveFirst | Self::Approve => "复核通过",
            Self::Return => "退回",
            Self::Recall => "退回受理员修改",
            Self::Recheck => "送去重新复核",
            Self::ExportRequest => "导出证书请求",
            Self::RefuseAtCa => "登记 CA 退回",
            Self::ProveKey => "完成制证",
            Self::AskAnew => "重新申请证书",
            Self::HandOver => "交付",
            Self::Abandon => "作废",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BusinessType, MadeBy};

    /// Every course that a project may give to a business.
    fn courses() -> Vec<Course> {
        let of = |business: &BusinessType| {
            let business = *business;
            MadeBy::ALL.iter().map(move |made_by| Course {
                business,
                made_by: *made_by,
            })
        };
        BusinessType::ALL.iter().flat_map(of).collect()
    }

    /// The states that can be reached from one, itself among them.
    fn reached(from: CaseState, course: Course, steps: &[Step]) -> Vec<CaseState> {
        let mut all = vec![from];
        let mut at = 0;
        while let Some(state) = all.get(at).copied() {
            for next in steps.iter().filter_map(|step| state.after(*step, course).ok()) {
                if !all.contains(&next) {
                    all.push(next);
                }
            }
            at += 1;
        }
        all
    }

    /// All states × businesses × makers: on to the end, out by giving up, and back to where the clerk amends.
    #[test]
    fn no_state_is_without_a_way_on_a_way_back_and_a_way_out() {
        for course in courses() {
            for state in reached(CaseState::Draft, course, &Step::ALL) {
                if state.is_end() {
                    assert_eq!(
                        reached(state, course, &Step::ALL),
                        [state],
                        "{course:?}: an end is an end"
                    );
                    continue;
                }
                let all = reached(state, course, &Step::ALL);
                assert!(
                    all.contains(&CaseState::Closed),
                    "{course:?} {state:?}: no way on"
                );
                assert_eq!(
                    state.after(Step::Abandon, course),
                    Ok(CaseState::Void),
                    "{course:?} {state:?}: no way out"
                );
                // A key that is unlocked is unlocked: there is nothing about it that the clerk could amend.
                let unlocked =
                    state == CaseState::Ready && course.at_key_desk() && !course.writes_certificate();
                assert!(
                    unlocked || all.iter().any(|s| s.is_editable()),
                    "{course:?} {state:?}: no way back to the clerk"
                );
            }
        }
    }

    #[test]
    fn what_is_not_made_here_never_comes_to_the_key_desk() {
        for course in courses().into_iter().filter(|c| !c.at_key_desk()) {
            let all = reached(CaseState::Draft, course, &Step::ALL);
            assert!(
                !all.contains(&CaseState::Approved) && !all.contains(&CaseState::AtCa),
                "{course:?}: {all:?}"
            );
        }
    }

    #[test]
    fn the_authority_refuses_only_what_was_asked_of_it() {
        for course in courses() {
            for state in CaseState::ALL {
                let asked = match course.at_key_desk() {
                    true => state == CaseState::AtCa,
                    false => matches!(state, CaseState::AtCa | CaseState::Ready),
                };
                assert_eq!(
                    state.after(Step::RefuseAtCa, course).is_ok(),
                    asked,
                    "{course:?} {state:?}"
                );
            }
        }
        let anew = CaseState::Ready.after(Step::AskAnew, BusinessType::New);
        assert_eq!(anew, Ok(CaseState::Approved));
        assert!(
            CaseState::Ready
                .after(Step::AskAnew, BusinessType::Unlock)
                .is_err(),
            "no certificate was asked for"
        );
    }

    #[test]
    fn a_new_case_goes_the_whole_way() {
        use Step as T;
        let way = [
            T::Edit,
            T::Print,
            T::FilePage,
            T::Submit,
            T::Approve,
            T::ExportRequest,
            T::ProveKey,
            T::HandOver,
        ];
        let end = way
            .iter()
            .try_fold(CaseState::Draft, |s, t| s.after(*t, BusinessType::New));
        assert_eq!(end, Ok(CaseState::Closed));
    }

    #[test]
    fn only_a_business_without_forms_goes_to_review_unprinted() {
        let draft = CaseState::Draft;
        assert!(draft.after(Step::Submit, BusinessType::Renew).is_err());
        assert_eq!(
            draft.after(Step::SubmitUnprinted, BusinessType::Renew),
            Ok(CaseState::InReview)
        );
        let printed = CaseState::Printed.after(Step::SubmitUnprinted, BusinessType::Renew);
        assert!(printed.is_err(), "what was printed has to come back");
    }

    #[test]
    fn an_unlock_case_skips_the_ca_and_others_do_not() {
        let proven = CaseState::Approved.after(Step::ProveKey, BusinessType::Unlock);
        assert_eq!(proven, Ok(CaseState::Ready));
        assert!(
            CaseState::Approved
                .after(Step::ProveKey, BusinessType::New)
                .is_err()
        );
        assert!(
            CaseState::Approved
                .after(Step::ExportRequest, BusinessType::Unlock)
                .is_err()
        );
    }

    #[test]
    fn what_is_only_reported_to_the_authority_needs_no_key_desk() {
        for business in [BusinessType::Revoke, BusinessType::Suspend] {
            let ready = CaseState::InReview.after(Step::Approve, business);
            assert_eq!(ready, Ok(CaseState::Ready));
            assert_eq!(
                ready.unwrap().after(Step::HandOver, business),
                Ok(CaseState::Closed)
            );
        }
    }

    #[test]
    fn nothing_moves_after_the_end_and_nothing_changes_under_review() {
        for state in [
            CaseState::Closed,
            CaseState::Void,
            CaseState::InReview,
            CaseState::Approved,
        ] {
            let refused = state.after(Step::Edit, BusinessType::New).unwrap_err();
            assert!(refused.to_string().contains(state.chinese()) && !refused.remedy().is_empty());
        }
    }
}

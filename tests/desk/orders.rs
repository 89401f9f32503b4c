//! What is ordered of a counter, in the words of a test.

use case::Channel;
use desk::api::{
    Abandon, Approve, Beside, ById, CasePatch, CaseRow, CaseView, DecideSample, DocumentLine, FilePage,
    KeyJob, KeyPin, Leaving, OpenCase, PageLine, Print, PrintTo, ReturnCase, ReviewView, SampleDecision,
    SampleLine, SetVerdict, SignIn, VerdictGiven,
};
use desk::counter::practice;

/// What is asked for by its number.
pub trait Numbered {
    fn number(&self) -> u32;
}

macro_rules! numbered {
    ($($line:ty)*) => { $(impl Numbered for $line {
        fn number(&self) -> u32 {
            self.id
        }
    })* };
}
numbered!(CaseView CaseRow KeyJob PageLine SampleLine DocumentLine);

/// A case, a job, a page and whatever else has a number, as an argument.
pub fn by_id(of: &impl Numbered) -> ById {
    ById { id: of.number() }
}

/// A change of these fields.
pub fn fields<const N: usize>(changed: [(&str, &str); N]) -> CasePatch {
    let changed = changed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    CasePatch {
        fields: Some(changed.into()),
        ..CasePatch::default()
    }
}

/// A change of something else.
pub fn changed(change: impl FnOnce(&mut CasePatch)) -> CasePatch {
    let mut patch = CasePatch::default();
    change(&mut patch);
    patch
}

/// A case that is given up before a key was touched.
pub fn given_up(case: &CaseView, reason: &str, refund_cents: Option<u32>) -> Abandon {
    Abandon {
        id: case.id,
        reason: reason.to_owned(),
        refund_cents,
        keys: Vec::new(),
        beside: None,
    }
}

/// A case that is sent back with the verdicts alone.
pub fn sent_back(case: &CaseView) -> ReturnCase {
    ReturnCase {
        id: case.id,
        note: String::new(),
    }
}

/// A page filed by hand, as the first page of a form or as a paper of the checklist.
pub fn filed(page_id: u32, case: &CaseView, form: &str) -> FilePage {
    FilePage {
        page_id,
        case_id: case.id,
        form: form.to_owned(),
        page: 1,
        copy: 1,
    }
}

/// A decision on a sample.
pub fn decided(sample: &SampleLine, decision: SampleDecision, reason: &str) -> DecideSample {
    DecideSample {
        id: sample.id,
        decision,
        reason: reason.to_owned(),
    }
}

/// A new case of somebody who was never here, at the counter.
pub fn fresh(project: &str, kind: &str, business: &str) -> OpenCase {
    OpenCase {
        project: project.to_owned(),
        kind: kind.parse().expect("a kind of certificate"),
        business: business.parse().expect("a business type"),
        channel: Some(Channel::Counter),
        customer: None,
        from_case: None,
        certificate: None,
    }
}

/// Printing forms of a case into files; all of them when none is named.
pub fn to_file(case: &CaseView, forms: &[&str]) -> Print {
    Print {
        id: case.id,
        forms: forms.iter().map(|form| (*form).to_owned()).collect(),
        to: PrintTo::File,
        white: false,
    }
}

/// A verdict on an item of the second check.
pub fn verdict(case: &CaseView, item: &str, verdict: VerdictGiven, reason: &str) -> SetVerdict {
    SetVerdict {
        id: case.id,
        item: item.to_owned(),
        verdict,
        reason: reason.to_owned(),
    }
}

/// The signature under what is seen.
pub fn signed(view: &ReviewView) -> Approve {
    Approve {
        id: view.case.id,
        bound_hash: view.bound_hash.clone(),
    }
}

pub fn sign_in_as(login: &str) -> SignIn {
    signing_in(login, practice::PASSWORD)
}

/// Somebody signs in by a password.
pub fn signing_in(login: &str, password: &str) -> SignIn {
    SignIn {
        login: login.to_owned(),
        password: password.into(),
    }
}

/// A practice account that stands beside.
pub fn beside(login: &str) -> Beside {
    beside_with(login, practice::PASSWORD)
}

/// Somebody who stands beside, by a password.
pub fn beside_with(login: &str, password: &str) -> Beside {
    Beside {
        login: login.to_owned(),
        password: password.into(),
    }
}

/// The PIN of one of several keys.
pub fn key_pin(job_id: u32, pin: &str) -> KeyPin {
    KeyPin {
        job_id,
        new_pin: pin.into(),
    }
}

/// Somebody fetches as the person who applied.
pub fn fetches(name: &str, id_no: &str) -> Leaving {
    Leaving::Applicant {
        name: name.to_owned(),
        id_no: id_no.to_owned(),
    }
}

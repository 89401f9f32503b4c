//! What an unpredictable clerk may do: every act is a small record that means something whatever happened before, so
//! that any part of a list of acts can be left out and the rest still be done.
//!
//! Numbers pick: `case: 7` is the eighth case, counted round. Never here: what an act does (`doing`) or should come
//! to (`oracle`).

use proptest::prelude::*;

/// The people of the practice counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Linxy,
    Hemin,
    Luoyi,
}

impl Who {
    pub fn login(self) -> &'static str {
        match self {
            Self::Linxy => "linxy",
            Self::Hemin => "hemin",
            Self::Luoyi => "luoyi",
        }
    }

    /// The one role that each has, as the program names it.
    pub fn role(self) -> case::Role {
        match self {
            Self::Linxy => case::Role::Clerk,
            Self::Hemin => case::Role::Reviewer,
            Self::Luoyi => case::Role::KeyClerk,
        }
    }
}

/// How the printer is today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes the job and puts it on paper.
    Prints,
    /// Nobody has set a default printer; CUPS's words are English.
    NoDefault,
    /// Takes the job, then stops: out of paper.
    Stops,
    /// Takes the job, then drops it.
    Drops,
}

/// How a page goes into the scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Straight,
    UpsideDown,
}

/// A choice of the intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Years,
    Count,
    Kind,
    Business,
    Channel,
    Project,
    Condition,
    Payment,
    Fee,
    Employees,
}

/// One thing that somebody does at one of two windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    SignIn {
        window: u8,
        who: Who,
        right: bool,
    },
    Lock {
        window: u8,
    },
    Kill {
        window: u8,
    },
    Open {
        window: u8,
        wish: u8,
        returning: bool,
    },
    Look {
        window: u8,
        case: u8,
    },
    LookUp {
        window: u8,
        text: u8,
    },
    Fill {
        window: u8,
        case: u8,
        guest: u8,
    },
    Type {
        window: u8,
        case: u8,
        field: u8,
        text: u8,
    },
    Choose {
        window: u8,
        case: u8,
        what: What,
        option: u8,
    },
    Tick {
        window: u8,
        case: u8,
        paper: u8,
        seen: bool,
    },
    TickAll {
        window: u8,
        case: u8,
    },
    Keep {
        window: u8,
        case: u8,
    },
    Printer {
        mood: Mood,
    },
    Print {
        window: u8,
        case: u8,
        form: u8,
        to_printer: bool,
    },
    Confirm {
        window: u8,
        case: u8,
        came_out: bool,
    },
    Slip {
        window: u8,
        case: u8,
    },
    Scan {
        window: u8,
        paper: u8,
        page: u8,
        how: How,
    },
    Junk {
        window: u8,
        case: u8,
        kind: u8,
    },
    File {
        window: u8,
        page: u8,
        case: u8,
        form: u8,
    },
    Unfile {
        window: u8,
        page: u8,
    },
    Discard {
        window: u8,
        page: u8,
    },
    Read {
        window: u8,
        page: u8,
    },
    Sample {
        window: u8,
        case: u8,
        sample: u8,
        decision: u8,
    },
    Submit {
        window: u8,
        case: u8,
    },
    Verdict {
        window: u8,
        case: u8,
        item: u8,
        verdict: u8,
    },
    PassAll {
        window: u8,
        case: u8,
    },
    Approve {
        window: u8,
        case: u8,
        seen_before: bool,
    },
    Return {
        window: u8,
        case: u8,
    },
    Abandon {
        window: u8,
        case: u8,
        reason: bool,
    },
    KeyDesk {
        window: u8,
        case: u8,
    },
    KeyStep {
        window: u8,
        case: u8,
        other_step: bool,
    },
    HandOver {
        window: u8,
        case: u8,
        person: u8,
        pin: u8,
    },
    Uploads {
        window: u8,
        case: u8,
    },
    Documents {
        window: u8,
        case: u8,
    },
    /// What a diligent counter would do next with the case: the right person signs in and does it.
    On {
        window: u8,
        case: u8,
    },
}

impl Act {
    /// Its first word, for the count of acts by kind.
    pub fn kind(&self) -> String {
        let words = format!("{self:?}");
        words.split(' ').next().unwrap_or_default().to_owned()
    }
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![3 => Just(Who::Linxy), 2 => Just(Who::Hemin), 1 => Just(Who::Luoyi)]
}

fn mood() -> impl Strategy<Value = Mood> {
    prop_oneof![
        3 => Just(Mood::Prints),
        1 => Just(Mood::NoDefault),
        1 => Just(Mood::Stops),
        1 => Just(Mood::Drops),
    ]
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![4 => Just(How::Straight), 1 => Just(How::UpsideDown)]
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        Just(What::Years),
        Just(What::Count),
        Just(What::Kind),
        Just(What::Business),
        Just(What::Channel),
        Just(What::Project),
        Just(What::Condition),
        Just(What::Payment),
        Just(What::Fee),
        Just(What::Employees),
    ]
}

/// The window at which most things are done is the first; the second is there to come in between.
fn window() -> impl Strategy<Value = u8> {
    prop_oneof![4 => Just(0_u8), 1 => Just(1_u8)]
}

/// One of the first cases: few are worked on at a time, so that acts meet.
fn case() -> impl Strategy<Value = u8> {
    prop_oneof![3 => Just(0_u8), 1 => Just(1_u8), 1 => Just(2_u8)]
}

/// Any act at all. `weight` of the diligent next step says how far cases come among all the rest.
pub fn next(weight: u32) -> BoxedStrategy<Act> {
    let n = || 0_u8..24;
    let entering = prop_oneof![
        2 => (window(), 0_u8..=255, any::<bool>())
            .prop_map(|(window, wish, returning)| Act::Open { window, wish, returning }),
        2 => (window(), case(), n()).prop_map(|(window, case, guest)| Act::Fill { window, case, guest }),
        6 => (window(), case(), 0_u8..40, n())
            .prop_map(|(window, case, field, text)| Act::Type { window, case, field, text }),
        4 => (window(), case(), what(), n())
            .prop_map(|(window, case, what, option)| Act::Choose { window, case, what, option }),
        2 => (window(), case(), n(), any::<bool>())
            .prop_map(|(window, case, paper, seen)| Act::Tick { window, case, paper, seen }),
        1 => (window(), case()).prop_map(|(window, case)| Act::TickAll { window, case }),
        1 => (window(), case()).prop_map(|(window, case)| Act::Keep { window, case }),
        1 => (window(), case()).prop_map(|(window, case)| Act::Look { window, case }),
        1 => (window(), n()).prop_map(|(window, text)| Act::LookUp { window, text }),
        1 => (window(), case(), any::<bool>())
            .prop_map(|(window, case, reason)| Act::Abandon { window, case, reason }),
    ];
    let paper = prop_oneof![
        1 => mood().prop_map(|mood| Act::Printer { mood }),
        3 => (window(), case(), n(), any::<bool>())
            .prop_map(|(window, case, form, to_printer)| Act::Print { window, case, form, to_printer }),
        1 => (window(), case()).prop_map(|(window, case)| Act::Slip { window, case }),
        1 => (window(), case(), any::<bool>())
            .prop_map(|(window, case, came_out)| Act::Confirm { window, case, came_out }),
        3 => (window(), n(), n(), how())
            .prop_map(|(window, paper, page, how)| Act::Scan { window, paper, page, how }),
        1 => (window(), case(), n()).prop_map(|(window, case, kind)| Act::Junk { window, case, kind }),
        1 => (window(), n(), case(), n())
            .prop_map(|(window, page, case, form)| Act::File { window, page, case, form }),
        1 => (window(), n()).prop_map(|(window, page)| Act::Unfile { window, page }),
        1 => (window(), n()).prop_map(|(window, page)| Act::Discard { window, page }),
        1 => (window(), n()).prop_map(|(window, page)| Act::Read { window, page }),
        1 => (window(), case(), n(), n())
            .prop_map(|(window, case, sample, decision)| Act::Sample { window, case, sample, decision }),
        1 => (window(), case()).prop_map(|(window, case)| Act::Uploads { window, case }),
        1 => (window(), case()).prop_map(|(window, case)| Act::Documents { window, case }),
    ];
    let checking = prop_oneof![
        2 => (window(), case()).prop_map(|(window, case)| Act::Submit { window, case }),
        2 => (window(), case(), n(), n())
            .prop_map(|(window, case, item, verdict)| Act::Verdict { window, case, item, verdict }),
        1 => (window(), case()).prop_map(|(window, case)| Act::PassAll { window, case }),
        1 => (window(), case(), any::<bool>())
            .prop_map(|(window, case, seen_before)| Act::Approve { window, case, seen_before }),
        2 => (window(), case()).prop_map(|(window, case)| Act::Return { window, case }),
        1 => (window(), case()).prop_map(|(window, case)| Act::KeyDesk { window, case }),
        1 => (window(), case(), any::<bool>())
            .prop_map(|(window, case, other_step)| Act::KeyStep { window, case, other_step }),
        1 => (window(), case(), n(), n())
            .prop_map(|(window, case, person, pin)| Act::HandOver { window, case, person, pin }),
    ];
    let people = prop_oneof![
        4 => (window(), who(), prop::bool::weighted(0.8))
            .prop_map(|(window, who, right)| Act::SignIn { window, who, right }),
        1 => window().prop_map(|window| Act::Lock { window }),
        1 => window().prop_map(|window| Act::Kill { window }),
    ];
    prop_oneof![
        weight => (window(), case()).prop_map(|(window, case)| Act::On { window, case }),
        6 => entering,
        5 => paper,
        4 => checking,
        3 => people,
    ]
    .boxed()
}

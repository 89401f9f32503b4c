//! One act after the other: the case is opened, filled, printed, scanned, checked, made and handed over as far as the
//! act says. The first refusal ends the act and stands in the answer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use case::{CaseState, CertKind, FieldMap, ROW_BUSINESS, ROW_YEARS};
use desk::api::secrecy_text::SecretText;
use desk::api::{ById, CaseView, HandOver, KeyPin, Leaving, LeavingWay, Refusal, Severity};
use desk::casework::people;
use desk::{Desk, random};
use store::Store;

use crate::doing;
use crate::guest::{Entered, Wish, fill, open};
use crate::play::api::{Played, RefusedAct};
use crate::play::meaning::{Acted, Known, Meaning, meaning};
use crate::play::story::{Act, Before, Person, Story, Unit, Who};
use crate::play::{entering, keys, telling};

/// Resolution of the played scans: enough for the marks and the seals, and a quarter of the work of a usual scan.
const DPI: u16 = 150;

/// The counter while a story is played.
pub(crate) struct Stage<'a> {
    story: &'a Story,
    desk: &'a Desk,
    books: Store,
    folder: PathBuf,
    /// What was there before.
    before: Vec<Known>,
    /// What was opened so far.
    acted: Vec<Acted>,
    refused: Vec<RefusedAct>,
    /// PINs that the customers set, by the key's serial number.
    pins: BTreeMap<String, SecretText>,
    /// Projects whose forms may be printed without the authority's text.
    permitted: Vec<String>,
}

impl<'a> Stage<'a> {
    /// An empty counter, with its books.
    pub fn new(story: &'a Story, desk: &'a Desk, books: Store, folder: &Path) -> Self {
        Self {
            story,
            desk,
            books,
            folder: folder.to_owned(),
            before: Vec::new(),
            acted: Vec::new(),
            refused: Vec::new(),
            pins: BTreeMap::new(),
            permitted: Vec::new(),
        }
    }

    /// Plays an act; a refusal is kept and ends it.
    pub fn act(&mut self, act: &Act) {
        if let Err(refused) = self.try_act(act) {
            self.refuse(&act.id, refused);
        }
    }

    fn refuse(&mut self, act: &str, refused: Refusal) {
        self.refused.push(RefusedAct {
            act: act.to_owned(),
            code: refused.code,
            message: refused.message,
            remedy: refused.remedy,
        });
    }

    /// The clerk enters a certificate from before; a refusal is kept.
    pub fn enter(&mut self, before: &Before) {
        let entered = doing::sign_in(self.desk, &Who::default().clerk)
            .and_then(|()| entering::enter(self.desk, self.story, before, self.before.len()));
        match entered {
            Ok(known) => self.before.push(known),
            Err(refused) => self.refuse(&before.id, refused),
        }
    }

    /// What stands at the end. Errors: the store's.
    pub fn told(self) -> Result<Played, Refusal> {
        doing::sign_in(self.desk, "luoyi")?;
        telling::tell(self.desk, &self.books, &self.before, &self.acted, self.refused)
    }

    fn try_act(&mut self, act: &Act) -> Result<(), Refusal> {
        let known = telling::known(&self.books, &self.before, &self.acted)?;
        let meaning = meaning(self.desk, self.story, &known, act)?;
        if !self.permitted.contains(&meaning.project) {
            doing::permit_without_articles(self.desk, &meaning.project)?;
            self.permitted.push(meaning.project.clone());
        }
        doing::sign_in(self.desk, &act.who.clerk)?;
        let case = self.take_in(act, &meaning)?;
        self.acted.push(Acted {
            act: act.id.clone(),
            case: case.id,
            meaning: meaning.clone(),
        });
        let case = self.fill(act, &meaning, &case)?;
        let prints = !case.forms.is_empty();
        if prints {
            self.print(&case, meaning.until)?;
        }
        if meaning.until == CaseState::Printed {
            return reached(self.state(case.id)?, meaning.until);
        }
        self.desk.commands().submit(ById { id: case.id })?;
        if meaning.until == CaseState::InReview {
            return Ok(());
        }
        doing::sign_in(self.desk, &act.who.reviewer)?;
        doing::second_check(self.desk, case.id)?;
        if meaning.until == CaseState::Approved {
            return Ok(());
        }
        if matches!(self.state(case.id)?, CaseState::Approved | CaseState::AtCa) {
            doing::sign_in(self.desk, &act.who.key_clerk)?;
            keys::make(self.desk, case.id, meaning.until, &mut self.pins)?;
        }
        let state = self.state(case.id)?;
        if meaning.until != CaseState::Closed {
            return reached(state, meaning.until);
        }
        doing::sign_in(self.desk, &act.who.clerk)?;
        self.hand_over(case.id)
    }

    fn state(&self, case: u32) -> Result<CaseState, Refusal> {
        Ok(self.desk.commands().get_case(ById { id: case })?.state.into())
    }

    fn take_in(&self, act: &Act, meaning: &Meaning) -> Result<CaseView, Refusal> {
        if act.years.is_some_and(|years| !(1..=99).contains(&years)) {
            return Err(Refusal::new(
                "years-not-offered",
                format!("年限 {} 不是可办的年数", act.years.unwrap_or_default()),
                "请改选指南写明的年限",
            ));
        }
        let wish = Wish {
            project: meaning.project.clone(),
            kind: Some(meaning.kind),
            business: Some(meaning.business),
            channel: Some(meaning.channel),
        };
        open(self.desk, &wish)
    }

    /// Everything is entered. Errors: the first thing that the counter refuses about it, by its own code.
    fn fill(&self, act: &Act, meaning: &Meaning, case: &CaseView) -> Result<CaseView, Refusal> {
        let entered = Entered {
            fields: fields(meaning),
            employees: employees(meaning),
            years: act.years.and_then(|years| u32::try_from(years).ok()),
            acts_on: meaning.on.iter().map(|id| id.0).collect(),
        };
        if meaning.kind != CertKind::Org && case.employee_columns.is_empty() && meaning.people.len() > 1 {
            return Err(Refusal::new(
                "story-one-person",
                "这种申请一件只办一个人",
                "请分成几件，每件写一个人",
            ));
        }
        rows_are_asked(case, &entered.employees)?;
        let case = fill(self.desk, case, &entered)?;
        let refused = case.findings.iter().find(|f| f.severity == Severity::Refuse);
        if let Some(finding) = refused.or(case.fee.refused.as_ref()) {
            return Err(Refusal::new(&finding.code, &finding.message, &finding.remedy));
        }
        if let Some(years) = entered
            .years
            .filter(|years| case.content.years.is_some_and(|y| y != *years))
        {
            return Err(Refusal::new(
                "years-not-offered",
                format!("{}不能办 {years} 年", case.project_name),
                "请改选指南写明的年限",
            ));
        }
        Ok(case)
    }

    /// Prints; the customer stamps, the clerk scans and chooses, unless printing is where the act ends.
    fn print(&self, case: &CaseView, until: CaseState) -> Result<(), Refusal> {
        let printed = self.desk.commands().print(doing::all_forms(case.id))?;
        if until == CaseState::Printed {
            return Ok(());
        }
        for file in &printed.files {
            let path = self.folder.join(file);
            let name = path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            doing::scan_copy(
                self.desk,
                &self.books,
                case.id,
                &name,
                &std::fs::read(&path)?,
                DPI,
            )?;
        }
        let samples = self.desk.commands().samples(ById { id: case.id })?;
        doing::choose_samples(self.desk, &samples)?;
        Ok(())
    }

    /// The person who applied comes, everything of the plan is seen, each new key gets a PIN of the customer's own.
    /// What needs nobody at the window is closed without.
    fn hand_over(&mut self, case: u32) -> Result<(), Refusal> {
        let before = self.desk.commands().hand_over_view(ById { id: case })?;
        let by = |wanted| before.plan.ways.iter().find(|way| way.way == wanted);
        let way = by(LeavingWay::Nothing).or_else(|| by(LeavingWay::Applicant));
        let way = way.ok_or_else(|| Refusal::new("hand-over-way", "本件没有可办的领取方式", "请看领取台"))?;
        let mut pins = Vec::new();
        for key in before
            .plan
            .keys
            .iter()
            .filter(|key| way.pins_of.contains(&key.job_id))
        {
            let new_pin = random::digits(8)?;
            self.pins.insert(key.serial.clone(), new_pin.clone());
            pins.push(KeyPin {
                job_id: key.job_id,
                new_pin,
            });
        }
        let name = before.plan.applicant.name.clone();
        let leaving = match way.way {
            LeavingWay::Nothing => Leaving::Nothing,
            _ => Leaving::Applicant {
                id_no: id_no_of(&before.case, &name),
                name,
            },
        };
        self.desk.commands().hand_over(HandOver {
            id: case,
            leaving,
            pins,
            seen: way.ticks.iter().map(|tick| tick.id.clone()).collect(),
        })?;
        Ok(())
    }
}

/// The act ends where it should. Errors: `story-until-unreachable` where this business never stands there.
fn reached(state: CaseState, until: CaseState) -> Result<(), Refusal> {
    if state == until {
        return Ok(());
    }
    Err(Refusal::new(
        "story-until-unreachable",
        format!("这项业务不经过“{}”，现为“{}”", until.chinese(), state.chinese()),
        "请改写 until",
    ))
}

/// The number of the person of this name who comes to fetch; a made-up one where the form asks for none.
fn id_no_of(view: &CaseView, name: &str) -> String {
    let fields = &view.content.fields;
    let is_named = |(field, value): &(&String, &String)| field.ends_with("_name") && value.as_str() == name;
    let own = fields
        .iter()
        .filter(is_named)
        .find_map(|(field, _)| fields.get(&field.replace("_name", "_id_no")));
    own.cloned()
        .unwrap_or_else(|| people::PERSONS[0].id_no.to_owned())
}

/// What the form asks for: the story's unit and people, the rest made up.
fn fields(meaning: &Meaning) -> FieldMap {
    let mut fields = people::fields(&people::UNITS[0], &people::PERSONS[0]);
    // It follows from the unit's own code.
    fields.remove("org_code");
    if let Some(unit) = &meaning.unit {
        fields.insert("unit_name".to_owned(), unit.name().to_owned());
        fields.insert("uscc".to_owned(), unit.uscc().to_owned());
    } else if meaning.kind == CertKind::Person {
        let nobody = Unit::made_up();
        fields.insert("unit_name".to_owned(), nobody.name().to_owned());
        fields.insert("uscc".to_owned(), nobody.uscc().to_owned());
    }
    if let Some(person) = meaning.people.first().filter(|_| meaning.kind != CertKind::Org) {
        fields.insert("applicant_name".to_owned(), person.name().to_owned());
        fields.insert("applicant_id_no".to_owned(), person.id_no().to_owned());
    }
    fields
}

/// The rows of the annex.
fn employees(meaning: &Meaning) -> Vec<FieldMap> {
    let row = |(at, person): (usize, &Person)| {
        let mut row = people::employee(&people::PERSONS[5]);
        row.insert("user_name".to_owned(), person.name().to_owned());
        row.insert("user_id_no".to_owned(), person.id_no().to_owned());
        let own = meaning.own.get(at);
        let business = own.and_then(|own| own.business);
        if let Some(business) = business.filter(|one| *one != meaning.business) {
            row.insert(ROW_BUSINESS.to_owned(), business.word().to_owned());
        }
        if let Some(years) = own.and_then(|own| own.years) {
            row.insert(ROW_YEARS.to_owned(), years.to_string());
        }
        row
    };
    meaning.people.iter().enumerate().map(row).collect()
}

/// What a row asks for of its own is asked for: the form has a box for it, and the case is one in which rows may
/// differ. Errors: `story-own-not-asked`.
fn rows_are_asked(case: &CaseView, employees: &[FieldMap]) -> Result<(), Refusal> {
    let column = |name: &str| case.employee_columns.iter().find(|column| column.id == name);
    let offers = |word: &String| {
        let offered = column(ROW_BUSINESS).into_iter().flat_map(|c| &c.options);
        offered.into_iter().any(|option| option.value == *word)
    };
    let unasked = |row: &FieldMap| {
        let is_apart = row.get(ROW_BUSINESS).is_some_and(|word| !offers(word));
        is_apart || (row.contains_key(ROW_YEARS) && column(ROW_YEARS).is_none())
    };
    match employees.iter().any(unasked) {
        false => Ok(()),
        true => Err(Refusal::new(
            "story-own-not-asked",
            format!(
                "{}的这项业务不能在一件里分人办不同的业务或年限",
                case.project_name
            ),
            "请分成几件办，每件一项业务",
        )),
    }
}

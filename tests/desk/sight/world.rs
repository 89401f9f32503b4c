//! A counter in the middle of its work: cases at every station, each filled with numbers of its own.

use case::CaseState as State;
use desk::api::{
    Abandon, ById, CaseView, EnterCertificate, KeyPresence, Leaving, LookOf, Nothing, PageState, Postage,
    Print, PrintTo, ReturnCase, TakeParcel, VerdictGiven,
};
use desk::rights::groups::FieldGroup;
use serde_json::{Value, json};

use super::marks::Marks;
use crate::ca::up_to_the_ca;
use crate::counter::{Counter, Folder, YLBX, ZFCG, beside, by_id, done, fields, given_up, verdict};
use crate::keeping::given_up_then;

/// The counter, its cases, and what was put into them.
pub struct World {
    pub counter: Counter,
    pub marks: Marks,
    pub cases: Vec<CaseView>,
    /// A folder of answers of the CA, for another case.
    pub answers: String,
}

impl World {
    /// Works a day.
    pub fn worked() -> Self {
        let counter = Counter::made(Folder::new(), &[YLBX, ZFCG, "bjca"]);
        let mut world = Self {
            counter,
            marks: Marks::default(),
            cases: Vec::new(),
            answers: String::new(),
        };
        world.counter.permit("bjca");
        let draft = world.draft();
        let returned = world.returned();
        let in_review = world.submitted(YLBX, "org_employee");
        let at_ca = world.at_the_ca();
        let fetched = world.fetched();
        let posted = world.posted();
        let void = world.given_up();
        let approved = world.approved(YLBX, "org_employee");
        let ready = world.ready();
        let revoking = world.revoking();
        let due = world.due();
        world.cases = vec![
            draft, returned, in_review, at_ca, fetched, posted, void, approved, ready, revoking, due,
        ];
        world.pages_that_wait();
        world.taken_up_elsewhere();
        world
    }

    fn taken(&self, project: &str, kind: &str) -> CaseView {
        self.counter.sign_in("linxy");
        let case = self.counter.intake(project, kind, "new", 0);
        self.marks.fill(&self.counter, &case)
    }

    /// A number that cannot be right, with the right one offered, and one of the former kind.
    fn draft(&self) -> CaseView {
        let case = self.taken(YLBX, "org");
        let right = self.marks.draw(FieldGroup::IdNumbers, None);
        let last = if right.ends_with('1') { '2' } else { '1' };
        let wrong = format!("{}{last}", &right[..17]);
        self.marks.know(FieldGroup::IdNumbers, &wrong);
        self.counter
            .save(&case, fields([("operator_id_no", wrong.as_str())]))
    }

    fn submitted(&self, project: &str, kind: &str) -> CaseView {
        let case = self.taken(project, kind);
        let case = self.counter.print_and_scan(&case);
        done(self.counter.commands().submit(by_id(&case)))
    }

    /// Back with reasons that say numbers.
    fn returned(&self) -> CaseView {
        let case = self.submitted(ZFCG, "org");
        self.counter.sign_in("hemin");
        let said = format!(
            "表上为{}，电话{}",
            self.marks.draw(FieldGroup::IdNumbers, None),
            self.marks.draw(FieldGroup::Phones, None)
        );
        let wrong = verdict(&case, "field:operator_id_no", VerdictGiven::Wrong, &said);
        done(self.counter.commands().set_verdict(wrong));
        done(self.counter.commands().return_case(ReturnCase {
            id: case.id,
            note: format!("请回电{}", self.marks.draw(FieldGroup::Phones, None)),
        }))
    }

    fn approved(&self, project: &str, kind: &str) -> CaseView {
        let case = self.submitted(project, kind);
        self.counter.sign_in("hemin");
        let case = self.counter.pass(&case);
        self.counter.sign_in("luoyi");
        case
    }

    /// A package for the CA has left, and what was approved before was taken back and changed.
    fn at_the_ca(&self) -> CaseView {
        let case = self.approved(ZFCG, "org");
        up_to_the_ca(&self.counter, &case);
        case
    }

    /// Its keys are made, and wait to be fetched.
    fn ready(&self) -> CaseView {
        let case = self.approved(YLBX, "org");
        self.counter.make_keys(&case);
        self.counter.sign_in("linxy");
        self.counter.get(&case)
    }

    /// The CA is to be asked to revoke a certificate.
    fn revoking(&self) -> CaseView {
        self.counter.sign_in("linxy");
        let case = self.counter.intake(YLBX, "org", "revoke", 1);
        let case = self.marks.fill(&self.counter, &case);
        let case = self.counter.print_and_scan(&case);
        let case = done(self.counter.commands().submit(by_id(&case)));
        self.counter.sign_in("hemin");
        self.counter.pass(&case)
    }

    /// Fetched by somebody else.
    fn fetched(&self) -> CaseView {
        let case = self.approved(YLBX, "org");
        self.counter.make_keys(&case);
        self.counter.sign_in("linxy");
        let leaving = Leaving::Other {
            name: "钟代领".to_owned(),
            id_no: self.marks.draw(FieldGroup::IdNumbers, None),
            authorised_from: "2026-01-01".to_owned(),
            authorised_until: "2999-12-31".to_owned(),
        };
        let handed = self.counter.leaving(&case, leaving);
        done(self.counter.commands().hand_over(handed)).case
    }

    /// Left by courier.
    fn posted(&self) -> CaseView {
        let case = self.approved(ZFCG, "org");
        self.counter.make_keys(&case);
        self.counter.sign_in("linxy");
        done(self.counter.commands().take_parcel(TakeParcel {
            id: case.id,
            courier: "顺丰速运".to_owned(),
            tracking: "SF000111222333".to_owned(),
            holds: format!("申请表，联系{}", self.marks.draw(FieldGroup::Phones, None)),
            beside: beside("hemin"),
        }));
        let leaving = Leaving::Posted {
            recipient: "钟收件".to_owned(),
            phone: self.marks.draw(FieldGroup::Phones, None),
            address: self.marks.draw(FieldGroup::Addresses, None),
            courier: "顺丰速运".to_owned(),
            tracking: "SF000111222444".to_owned(),
            postage: Some(Postage::Collect),
        };
        let handed = self.counter.leaving(&case, leaving);
        done(self.counter.commands().hand_over(handed)).case
    }

    fn given_up(&self) -> CaseView {
        let case = self.taken("bjca", "person");
        let said = format!("客户来电{}说不办了", self.marks.draw(FieldGroup::Phones, None));
        let gone: Abandon = given_up(&case, &said, None);
        done(self.counter.commands().abandon_case(gone))
    }

    /// Given up so long ago that it may be deleted.
    fn due(&self) -> CaseView {
        let case = self.taken(YLBX, "org");
        let at = chrono::Utc::now() - chrono::Months::new(13);
        given_up_then(&self.counter, case.id, at);
        case
    }

    /// A page that nobody knows, in a file that is named after a person, offered for a case and for none.
    fn pages_that_wait(&self) {
        self.counter.sign_in("linxy");
        let blank = image::RgbImage::from_pixel(700, 990, image::Rgb([250, 250, 250]));
        let mut jpeg = std::io::Cursor::new(Vec::new());
        blank
            .write_to(&mut jpeg, image::ImageFormat::Jpeg)
            .expect("a picture");
        for about in [0, self.cases[0].id] {
            let name = format!("张三{}.jpg", self.marks.draw(FieldGroup::IdNumbers, None));
            let imported = done(
                self.counter
                    .commands()
                    .import_scan(&name, about, jpeg.get_ref().clone()),
            );
            assert_eq!(imported.pages[0].state, PageState::Tray);
        }
    }

    /// A certificate of a person from another counter.
    fn taken_up_elsewhere(&self) {
        self.counter.sign_in("linxy");
        done(self.counter.commands().enter_certificate(EnterCertificate {
            project: YLBX.to_owned(),
            kind: Some(case::CertKind::OrgEmployee),
            unit_name: "别处的学校".to_owned(),
            unit_code: "12440307K3170265XE".to_owned(),
            person_name: "别处的人".to_owned(),
            person_code: self.marks.draw(FieldGroup::IdNumbers, None),
            serial: "77f0".to_owned(),
            issuer: "别处的 CA".to_owned(),
            not_before: "2026-01-01".to_owned(),
            not_after: "2029-01-01".to_owned(),
            origin: format!(
                "凭打印件登记，本人电话{}",
                self.marks.draw(FieldGroup::Phones, None)
            ),
            ..EnterCertificate::default()
        }));
    }

    /// The number of every case, page, document, sample, job and certificate that there is, as whoever sees them all
    /// finds them.
    pub fn known(&mut self) -> Known {
        let to = self.counter.commands();
        // The jobs of a case are laid out when the key clerk first looks at it.
        self.counter.sign_in("luoyi");
        for case in self
            .cases
            .iter()
            .filter(|case| State::from(case.state) == State::Approved)
        {
            done(to.key_desk(by_id(case)));
        }
        self.counter.sign_in("linxy");
        let mut known = Known {
            tray: done(to.tray(Nothing {})).iter().map(|page| page.id).collect(),
            ..Known::default()
        };
        for case in &self.cases {
            let row = by_id(case);
            known
                .pages
                .extend(done(to.pages_of_case(row.clone())).iter().map(|page| page.id));
            known
                .documents
                .extend(done(to.documents(row.clone())).iter().map(|one| one.id));
            known
                .samples
                .extend(done(to.samples(row.clone())).iter().map(|one| one.id));
            if [State::Approved, State::AtCa, State::Ready, State::Closed].contains(&case.state.into()) {
                for job in done(to.key_desk(row)).jobs {
                    known.jobs.push(job.id);
                    known.steps.extend(job.next.map(|step| (job.id, json!(step))));
                }
            }
        }
        let ledger = done(to.ledger(desk::api::LedgerAsked { text: String::new() }));
        for key in ledger.holders.iter().flat_map(|holder| &holder.keys) {
            known
                .certificates
                .extend(key.certificates.iter().filter_map(|line| line.id));
            known.keys.extend(key.serial.clone());
        }
        let tokens = done(to.tokens(ById { id: 0 })).tokens.into_iter();
        let mut blank = tokens.filter(|token| token.presence == KeyPresence::Blank);
        known.blank = blank.next().map(|token| token.serial);
        known
    }
}

/// What there is, by number.
#[derive(Default, Debug)]
pub struct Known {
    pub tray: Vec<u32>,
    pub pages: Vec<u32>,
    pub documents: Vec<u32>,
    pub samples: Vec<u32>,
    pub jobs: Vec<u32>,
    pub certificates: Vec<u32>,
    pub keys: Vec<String>,
    /// Jobs with the step that comes next.
    pub steps: Vec<(u32, Value)>,
    /// A blank key that is plugged in.
    pub blank: Option<String>,
}

/// Some of them by number, as arguments.
pub fn ids<'a>(all: impl IntoIterator<Item = &'a u32>) -> Vec<Value> {
    all.into_iter().map(|id| json!(ById { id: *id })).collect()
}

/// A record to be looked at, as arguments.
pub fn looks(of: LookOf, all: &[u32]) -> Vec<Value> {
    all.iter().map(|id| json!({ "of": of, "id": id })).collect()
}

/// Printing a case's forms into files.
pub fn prints(case: &CaseView) -> Value {
    json!(Print {
        white: false,
        id: case.id,
        forms: Vec::new(),
        to: PrintTo::File,
    })
}

//! What each role gets to see: every command of the list is asked by every role about cases that are full of numbers,
//! and no number stands in an answer that the table of rights does not give to that role at that place.

mod asking;
mod marks;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use case::Role;
use desk::api::{ById, Nothing, Purpose, Unmask, UnmaskOf};
use desk::doors::dispatch::{Kind, SHOWS, WHO};
use desk::doors::who::{Shows, Who};
use desk::rights::groups::FieldGroup;
use desk::rights::table::{Seeing, TABLE};
use serde_json::Value;

use crate::accounts::add_person;
use crate::counter::{Counter, YLBX, by_id, done, fields, refused, signing_in};
use asking::{Asked, asked, pieces, turn};
use marks::Mark;
use world::{Known, World};

/// A made-up password that the desk takes.
const PASSWORD: &str = "lavendel-9-brunnen-x";

/// Who asks.
const PEOPLE: [(&str, &[Role]); 6] = [
    ("neuling", &[]),
    ("luoyi", &[Role::KeyClerk]),
    ("admin", &[Role::Admin]),
    ("beides", &[Role::KeyClerk, Role::Admin]),
    ("hemin", &[Role::Reviewer]),
    ("linxy", &[Role::Clerk]),
];

/// Whether a number of a group may stand whole in an answer.
fn may_stand(group: FieldGroup, shows: Shows, roles: &[Role]) -> bool {
    let line = TABLE.iter().find(|line| line.group == group).expect("a line");
    match shows {
        Shows::Plain => false,
        Shows::List => line.list == Seeing::Whole,
        Shows::Case => roles.iter().any(|role| line.of(*role) == Seeing::Whole),
        Shows::Purpose => true,
    }
}

/// An answer as everything that can be read out of it.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    if bytes.starts_with(b"%PDF-") {
        text.push_str(&text_of_pdf(bytes));
    }
    if let Ok(mut zip) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) {
        for at in 0..zip.len() {
            let mut inner = Vec::new();
            zip.by_index(at)
                .expect("a file")
                .read_to_end(&mut inner)
                .expect("its bytes");
            text.push_str(&readable(&inner));
        }
    }
    text
}

fn text_of_pdf(bytes: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), bytes).expect("written");
    let said = std::process::Command::new("pdftotext")
        .args(["-layout", &file.path().display().to_string(), "-"])
        .output()
        .expect("pdftotext is there");
    String::from_utf8_lossy(&said.stdout)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// The marks that stand whole in a text: as they are, without what separates their groups, or as hexadecimal bytes.
fn standing<'m>(text: &str, marks: &'m [Mark]) -> Vec<&'m Mark> {
    let plain: String = text
        .chars()
        .filter(|c| c.is_alphanumeric() || "@.".contains(*c))
        .collect();
    let hexed = |value: &str| {
        value
            .bytes()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let stands = |value: &str| {
        let bare: String = value
            .chars()
            .filter(|c| c.is_alphanumeric() || "@.".contains(*c))
            .collect();
        text.contains(value) || plain.contains(&bare) || text.contains(&hexed(value))
    };
    marks.iter().filter(|(_, value)| stands(value)).collect()
}

/// What came of asking everything.
#[derive(Default)]
struct Tally {
    answered: BTreeMap<String, u32>,
    whole: BTreeSet<(String, String)>,
    found: Vec<String>,
    /// Why a command was refused last.
    refused: BTreeMap<String, String>,
}

impl Tally {
    fn look(&mut self, command: &str, login: &str, roles: &[Role], answer: &[u8], marks: &[Mark]) {
        let (_, shows) = SHOWS.iter().find(|(name, _)| *name == command).expect("a line");
        for (group, value) in standing(&readable(answer), marks) {
            if may_stand(*group, *shows, roles) {
                self.whole.insert((login.to_owned(), command.to_owned()));
            } else {
                self.found
                    .push(format!("{command} tells {login} the {} {value}", group.word()));
            }
        }
    }
}

fn ask(
    world: &World,
    known: &Known,
    tally: &mut Tally,
    login: &str,
    roles: &[Role],
    command: &str,
    kind: Kind,
) {
    let desk = &world.counter.desk;
    let marks = world.marks.all();
    // What somebody typed into a question is not told by the answer.
    let typed = |args: &Value| {
        let text = args.to_string();
        let own = marks.iter().filter(|(_, value)| !text.contains(value.as_str()));
        own.cloned().collect::<Vec<_>>()
    };
    let mut keep = |ok: bool, bytes: &[u8], marks: &[Mark]| {
        tally.look(command, login, roles, bytes, marks);
        if !ok {
            let said = String::from_utf8_lossy(bytes).into_owned();
            tally.refused.insert(format!("{command} of {login}"), said);
        } else {
            *tally.answered.entry(command.to_owned()).or_default() += 1;
        }
    };
    match asked(command, world, known) {
        Asked::Not(_) => {}
        Asked::Args(all) => {
            for args in all {
                let marks = typed(&args);
                let text = args["text"].as_str().unwrap_or_default().to_owned();
                let is_piece = pieces(&world.marks.all()).contains(&text);
                let may_probe = may_stand(FieldGroup::IdNumbers, Shows::Case, roles);
                match kind {
                    Kind::Json => match desk.call(command, args) {
                        Ok(answer) => {
                            let hits = answer.get("holders").unwrap_or(&answer);
                            let found = hits.as_array().is_some_and(|hits| !hits.is_empty());
                            assert!(
                                !is_piece || may_probe || !found,
                                "{command} finds by {text} for {login}"
                            );
                            keep(true, answer.to_string().as_bytes(), &marks)
                        }
                        Err(no) => keep(
                            false,
                            serde_json::to_string(&no).expect("JSON").as_bytes(),
                            &marks,
                        ),
                    },
                    _ => match desk.bytes(command, args) {
                        Ok((_, bytes)) => keep(true, &bytes, &marks),
                        Err(no) => keep(
                            false,
                            serde_json::to_string(&no).expect("JSON").as_bytes(),
                            &marks,
                        ),
                    },
                }
            }
        }
        Asked::Files(all) => {
            for (name, about, bytes) in all {
                match desk.upload(command, name, about, bytes) {
                    Ok(answer) => keep(true, answer.to_string().as_bytes(), &marks),
                    Err(no) => keep(
                        false,
                        serde_json::to_string(&no).expect("JSON").as_bytes(),
                        &marks,
                    ),
                }
            }
        }
    }
}

/// Every command × every role: what is not given to a role stands in none of its answers.
#[test]
fn no_role_gets_a_number_by_any_command_that_the_table_does_not_give_it() {
    let mut world = World::worked();
    let known = world.known();
    let answers = world.counter.folder.path().with_file_name("answers");
    std::fs::create_dir_all(&answers).expect("a folder");
    world.answers = answers.display().to_string();
    let to = world.counter.commands();
    for (login, roles) in [
        ("neuling", &[][..]),
        ("beides", &[desk::api::Role::KeyClerk, desk::api::Role::Admin]),
    ] {
        add_person(&world.counter, login, &format!("{login}某"), roles, PASSWORD);
    }

    let mut tally = Tally::default();
    for now in 0..3 {
        for (login, roles) in PEOPLE {
            match login {
                "neuling" | "beides" => drop(done(to.sign_in(signing_in(login, PASSWORD)))),
                login => world.counter.sign_in(login),
            }
            for (command, kind, _) in WHO.iter().filter(|(command, ..)| turn(command) == now) {
                ask(&world, &known, &mut tally, login, roles, command, *kind);
            }
        }
    }
    assert!(tally.found.is_empty(), "{}", tally.found.join("\n"));

    // The test could have failed: every command that covers anything answered somebody, and whoever may see saw.
    let covers = |command: &str, shows: Shows| {
        let (_, _, who) = WHO.iter().find(|(name, ..)| *name == command).expect("a line");
        let whole = matches!(who, Who::Clerk | Who::Reviewer);
        shows == Shows::List || (shows == Shows::Case && !whole)
    };
    let shows_cases = SHOWS
        .iter()
        .filter(|(command, shows)| covers(command, *shows))
        .map(|(command, _)| *command);
    let silent: Vec<&str> = shows_cases
        .filter(|command| !tally.answered.contains_key(*command))
        .filter(|command| !matches!(asked(command, &world, &known), Asked::Not(_)))
        .collect();
    let why = tally.refused.iter();
    let why = why.filter(|(asked, _)| {
        silent
            .iter()
            .any(|command| asked.starts_with(&format!("{command} ")))
    });
    let why: Vec<String> = why.map(|(asked, said)| format!("{asked}: {said}")).collect();
    assert_eq!(
        silent,
        UNANSWERED,
        "each of them has to answer somebody here\n{}",
        why.join("\n")
    );
    for login in ["linxy", "hemin"] {
        for command in ["get_case", "review", "look_at", "document", "hand_over_view"] {
            let saw = tally.whole.contains(&(login.to_owned(), command.to_owned()));
            assert!(saw, "{login} sees numbers whole by {command}");
        }
    }
    println!(
        "{} commands answered, {} told numbers to those who may",
        tally.answered.len(),
        tally.whole.len()
    );
}

/// Commands that nobody gets an answer from on this counter's day; what they would answer is what others do here: a case
/// (`get_case`), the desk of one (`key_desk`), the list for the CA (`revocations`).
const UNANSWERED: [&str; 5] = [
    "recheck_case",
    "take_over_job",
    "confirm_term",
    "ask_resumption",
    "print_pin_letter",
];

#[test]
fn a_covered_value_is_told_for_a_purpose_and_that_is_on_record() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let number = "440105198501010019".to_owned();
    let case = counter.save(&case, fields([("operator_id_no", number.as_str())]));
    counter.sign_in("luoyi");
    let to = counter.commands();
    let shown = done(to.get_case(by_id(&case)));
    assert_eq!(shown.content.fields["operator_id_no"], "4401************19");
    assert!(shown.covered.contains(&"operator_id_no".to_owned()) && !shown.papers_shown);

    let ask = |field: &str, purpose, words: &str| Unmask {
        of: UnmaskOf::Case,
        id: case.id,
        field: field.to_owned(),
        purpose,
        words: words.to_owned(),
    };
    refused(
        to.unmask(ask("operator_id_no", Purpose::Other, "看看")),
        "purpose-empty",
    );
    refused(
        to.unmask(ask("unit_name", Purpose::Contact, "")),
        "value-not-covered",
    );
    refused(
        to.unmask(ask("employees.7.user_id_no", Purpose::Contact, "")),
        "not-found",
    );
    assert!(
        !counter.trail(&case).contains("查看完整"),
        "nothing was told, and nothing is on record"
    );
    let told = done(to.unmask(ask("operator_id_no", Purpose::Compare, "客户在窗口")));
    assert_eq!((told.value.as_str(), told.seconds), (number.as_str(), 60));
    let trail = counter.trail(&case);
    assert!(
        trail.contains("查看完整的经办人资料里的身份证号，用途：与证件核对（客户在窗口）")
            && !trail.contains(&number),
        "{trail}"
    );
    counter.sign_in("admin");
    done(to.verify_store(desk::api::VerifyStore::default()));

    // Papers open for a while to whoever said what for, and to nobody else.
    counter.sign_in("linxy");
    counter.print(&case, &[]);
    let document = done(to.documents(by_id(&case)))[0].id;
    counter.sign_in("luoyi");
    assert!(!done(to.documents(by_id(&case)))[0].looks);
    refused(to.document(ById { id: document }), "papers-hidden");
    let told = done(to.unmask(ask("papers", Purpose::AskedByCa, "")));
    assert_eq!((told.value.as_str(), told.seconds), ("", 300));
    assert!(readable(&done(to.document(ById { id: document })).1).contains(&number));
    done(to.sign_out(Nothing {}));
    counter.sign_in("luoyi");
    refused(to.document(ById { id: document }), "papers-hidden");
}

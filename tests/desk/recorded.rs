//! What the double of the window's tests replays: answers of the real desk, recorded. They name no day, no machine and
//! no case, so that they are the same wherever they are recorded.

use std::collections::BTreeMap;
use std::path::Path;

use counterfoil_tests::root;
use desk::api::{
    CasePatch, CaseView, ChangePassword, FeeView, Gate, KeyGo, KeyPresence, KeyStepName, ListCases, LookUp,
    NewPin, Nothing, OpenCase, Printed, ProjectInfo, Refusal, ReturnCase, ShowSoPin, Tokens, VerdictGiven,
};
use desk::casework::people;
use desk::counter::practice;
use serde_json::{Value, json};

use super::counter::{
    Counter, Given, YLBX, ZFCG, beside, by_id, done, fresh, given_up, next, signing_in, verdict,
    waiting_for_answer,
};

const FILE: &str = "ui/src/host/double/recorded.json";
/// Set, the answers are recorded anew.
const RECORD: &str = "COUNTERFOIL_RECORD";

/// What is asked for on each business of a project, as it is opened.
fn opened(counter: &Counter, project: &ProjectInfo) -> BTreeMap<String, Value> {
    let mut views = BTreeMap::new();
    for kind in &project.kinds {
        for business in &kind.businesses {
            let view: CaseView = done(counter.commands().open_case(OpenCase {
                project: project.id.clone(),
                kind: kind.value,
                business: business.value,
                channel: Some(business.channels[0].value),
                customer: None,
                from_case: None,
                certificate: None,
            }));
            let preview = done(counter.commands().preview(by_id(&view)));
            let words: Vec<_> = view.spine.iter().map(|step| &step.word).collect();
            let asked = json!({
                "groups": view.groups,
                "employeeColumns": view.employee_columns,
                "years": view.years,
                "conditions": view.conditions,
                "materials": view.materials,
                "forms": view.forms,
                "fees": fees(counter, &view),
                "spine": words,
                "wantsSamples": view.wants_samples,
                "projectVersion": view.project_version,
                "making": view.making,
                "preview": preview.forms,
            });
            views.insert(format!("{}/{}/{}", project.id, kind.value, business.value), asked);
        }
    }
    views
}

/// The fee of a case by its years, and by how many people it is for: `3/1`. Of one whose guide states no fee by the
/// amount that was typed, in 分.
fn fees(counter: &Counter, opened: &CaseView) -> BTreeMap<String, FeeView> {
    let mut fees = BTreeMap::new();
    let mut case = opened.clone();
    if !case.fee.stated {
        for cents in [0, 10_000, 30_000] {
            let patch = CasePatch {
                typed_fee_cents: (cents > 0).then_some(cents),
                ..CasePatch::default()
            };
            case = counter.save(&case, patch);
            fees.insert(cents.to_string(), case.fee.clone());
        }
        return fees;
    }
    let offered = case.years.as_ref().map(|years| years.options.clone());
    let years: Vec<u32> = [0].into_iter().chain(offered.unwrap_or_default()).collect();
    let people = match case.employee_columns.is_empty() {
        true => 1..=1,
        false => 0..=2,
    };
    for (years, count) in years
        .iter()
        .flat_map(|years| people.clone().map(move |n| (*years, n)))
    {
        let rows = people::PERSONS.iter().take(count).map(people::employee).collect();
        let patch = CasePatch {
            years: (years > 0).then_some(years),
            employees: (!case.employee_columns.is_empty()).then_some(rows),
            ..CasePatch::default()
        };
        case = counter.save(&case, patch);
        fees.insert(format!("{years}/{count}"), case.fee.clone());
    }
    fees
}

/// A text without what is this case's alone.
fn of_any(case: &CaseView, text: &str) -> String {
    text.replace(&case.number, "{number}")
}

/// How a case that is over and its unit read in the look-up, by what they are.
fn hits(counter: &Counter, case: &CaseView) -> BTreeMap<String, String> {
    let to = counter.commands();
    let all = done(to.list_cases(ListCases {
        states: Vec::new(),
        text: case.number.clone(),
        limit: 1,
    }));
    let uscc = &case.content.fields["uscc"];
    let found = [&case.number, uscc].map(|text| done(to.look_up(LookUp { text: text.clone() })));
    let told = found
        .into_iter()
        .flatten()
        .filter(|hit| hit.detail.contains(&case.number));
    told.map(|hit| {
        let detail = of_any(case, &hit.detail)
            .replace(&all[0].state_word, "{stateWord}")
            .replace(&all[0].project, "{project}")
            .replace(&all[0].what, "{what}")
            .replace(uscc, "{uscc}");
        (json!(hit.kind).as_str().expect("a word").to_owned(), detail)
    })
    .collect()
}

/// What is said of a case that was opened, filled in and printed: its trail, its print.
fn told(counter: &Counter) -> Value {
    counter.sign_in("linxy");
    let to = counter.commands();
    let case = counter.intake(YLBX, "org", "new", 0);
    let printed = counter.print(&case, &[]);
    let slip = done(to.print_slip(by_id(&case)));
    let trail = done(to.audit_of_case(by_id(&case))).into_iter();
    let trail = trail.map(|line| of_any(&case, &line.words));
    let names = |printed: &Printed| -> Vec<String> {
        let files = printed
            .files
            .iter()
            .filter_map(|file| Path::new(file).file_name());
        files.map(|name| of_any(&case, &name.to_string_lossy())).collect()
    };
    let said = |printed: &Printed| {
        json!({
            "message": of_any(&case, &printed.message), "files": names(printed), "reprint": printed.reprint,
            "papers": printed.papers.iter().map(|paper| json!({
                "title": paper.title, "state": paper.state, "said": paper.said,
            })).collect::<Vec<_>>(),
        })
    };
    json!({
        "trail": trail.collect::<Vec<_>>(), "printed": said(&printed), "slip": said(&slip),
    })
}

/// The people of a practice counter.
fn staff(counter: &Counter) -> Value {
    counter.sign_in("admin");
    let accounts = done(counter.commands().settings(Nothing {})).accounts;
    let practice = done(counter.commands().status(Nothing {})).practice_accounts;
    json!({ "accounts": accounts, "practiceAccounts": practice })
}

/// How a case's line of a list reads in each state, by one case on its way and one that is given up.
fn lines(counter: &Counter, new: &CaseView) -> BTreeMap<String, Value> {
    let mut lines = BTreeMap::new();
    let mut look = |case: &CaseView| {
        let all = done(counter.commands().list_cases(ListCases {
            states: Vec::new(),
            text: case.number.clone(),
            limit: 1,
        }));
        let row = &all[0];
        let words =
            json!({ "stateWord": row.state_word, "nextStep": row.next_step, "nextActor": row.next_actor });
        lines.insert(json!(row.state).as_str().expect("a word").to_owned(), words);
    };
    let to = counter.commands();
    look(new);
    counter.print(new, &[]);
    look(new);
    counter.print_and_scan(new);
    look(new);
    let sent = done(to.submit(by_id(new)));
    look(new);
    counter.sign_in("hemin");
    let item = done(to.review(by_id(&sent))).items[0].id.clone();
    counter.pass_all(&sent);
    done(to.set_verdict(verdict(&sent, &item, VerdictGiven::Wrong, "与证件不符")));
    let (id, note) = (sent.id, String::new());
    done(to.return_case(ReturnCase { id, note }));
    look(new);
    counter.sign_in("linxy");
    done(to.submit(by_id(new)));
    counter.sign_in("hemin");
    counter.pass(new);
    look(new);
    counter.sign_in("luoyi");
    waiting_for_answer(counter, new);
    look(new);
    counter.make_keys(new);
    look(new);
    counter.sign_in("linxy");
    let person = &people::PERSONS[0];
    let fetched = counter.fetched(new, person.name, person.id_no, "28461937");
    done(to.hand_over(fetched));
    look(new);
    let over = done(to.open_case(fresh(YLBX, "org", "new")));
    done(to.abandon_case(given_up(&over, "客户改到线上办理", Some(0))));
    look(&over);
    lines
}

/// The steps of a key, of which nothing was done yet.
fn steps(counter: &Counter, case: &CaseView) -> Vec<Value> {
    let untouched = counter.job(case).steps.into_iter();
    let told = untouched.map(|step| {
        json!({
            "step": step.step, "word": step.word, "ifPulled": step.if_pulled, "needsKey": step.needs_key,
        })
    });
    told.collect()
}

/// What is plugged in. The number of a key and its driver are the machine's, and left out.
fn plugged(counter: &Counter, case: &CaseView) -> Tokens {
    let mut tokens = done(counter.commands().tokens(by_id(case)));
    tokens.tokens.retain(|line| line.presence == KeyPresence::Blank);
    for line in &mut tokens.tokens {
        line.serial.clear();
        line.module.clear();
    }
    tokens
}

/// What is refused in the same words at every counter, by its code.
fn refusals(counter: &Counter, case: &CaseView) -> BTreeMap<String, Refusal> {
    let to = counter.commands();
    counter.sign_in("admin");
    let weak = ChangePassword {
        old: practice::PASSWORD.into(),
        new: "short".into(),
    };
    let short = to.change_password(weak).err();
    counter.sign_in("luoyi");
    let job = counter.job(case);
    let other = KeyGo {
        step: Some(KeyStepName::Prove),
        ..next(&job, Given::Nothing)
    };
    let not_next = to.key_go(other).err();
    let silent = ShowSoPin {
        serial: "A1".to_owned(),
        reason: String::new(),
        beside: beside("hemin"),
    };
    let no_reason = to.show_so_pin(silent).err();
    let no_clerk = to.open_case(fresh(YLBX, "org", "new")).err();
    let stranger = to.sign_in(signing_in("nobody", "not-the-password"));
    let all = [short, not_next, no_reason, no_clerk, stranger.err()];
    let refused = all.map(|one| one.expect("a refusal"));
    refused.into_iter().map(|one| (one.code.clone(), one)).collect()
}

/// What is said of new PINs while they are typed: one that is taken, one too short, two that everybody tries.
fn pins(counter: &Counter) -> BTreeMap<&'static str, Gate> {
    let typed = ["50718293", "1234", "111111", "123456"];
    let gate = |pin: &str| {
        let new_pin = pin.into();
        done(counter.commands().look_at_pin(NewPin { new_pin }))
    };
    typed.into_iter().map(|pin| (pin, gate(pin))).collect()
}

fn recorded() -> Value {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let projects: Vec<ProjectInfo> = done(counter.commands().projects(Nothing {}))
        .into_iter()
        .filter(|project| [YLBX, ZFCG].contains(&project.id.as_str()))
        .collect();
    // Asked before anything is opened: nobody waits, and nothing names a day.
    let board = done(counter.commands().board(Nothing {}));
    let told = told(&Counter::new());
    let opened: BTreeMap<_, _> = projects.iter().flat_map(|one| opened(&counter, one)).collect();
    let new = counter.intake(YLBX, "org", "new", 0);
    let one = plugged(&counter, &new);
    let lines = lines(&counter, &new);
    let hits = hits(&counter, &new);
    let figures = done(counter.commands().board(Nothing {})).figures;
    let [new, unlock] = ["new", "unlock"].map(|business| counter.approved(YLBX, "org", business, 0));
    let steps = json!({ "new": steps(&counter, &new), "unlock": steps(&counter, &unlock) });
    let tokens = json!({ "one": one, "several": plugged(&counter, &new) });
    json!({
        "projects": projects, "states": board.states, "devices": board.devices, "figures": figures, "told": told, "hits": hits, "opened": opened,
        "lines": lines, "steps": steps, "tokens": tokens, "pins": pins(&counter),
        "refusals": refusals(&counter, &new), "people": staff(&counter),
    })
}

#[test]
fn what_the_double_replays_is_what_the_desk_answers() {
    let file = root().join(FILE);
    let now = format!("{:#}\n", recorded());
    if std::env::var_os(RECORD).is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(
        kept == now,
        "{FILE} is not what the desk answers any more: run this test with {RECORD}=1, and look at what changed"
    );
}

//! The hand-over as the desk plans, checks and does it: for every kind of case and every way in which one leaves.

use desk::api::{
    ById, CaseState, CaseView, HandOverView, KeyPin, KeyPresence, Leaving, LeavingWay, LedgerAsked, Nothing,
    ParcelReceived, Postage, PrintState, SendPinLetter, SpineState, TakeParcel,
};
use desk::casework::people;
use desk::counter::practice;
use serde_json::json;
use token::Token as _;

use super::counter::{
    Counter, LN_UKEY, YLBX, ZFCG, beside_with, by_id, done, fetches, key_pin, outside, refused, signed,
};
use super::keys::pin;
use super::yesterday;

const ANOTHER: (&str, &str) = ("李代领", "11010519491231002X");

/// A case of one unit, ready to be handed over; the clerk is signed in.
pub fn ready(counter: &Counter, project: &str, kind: &str, business: &str) -> CaseView {
    let case = match business {
        "revoke" => {
            let case = counter.submitted(project, kind, business, 0);
            counter.sign_in("hemin");
            let view = counter.pass_all(&case);
            done(counter.commands().approve(signed(&view)))
        }
        _ => {
            let case = counter.approved(project, kind, business, 0);
            counter.make_keys(&case);
            case
        }
    };
    counter.sign_in("linxy");
    case
}

/// The last sentence of the audit about handing over.
fn told(counter: &Counter, case: &CaseView) -> String {
    let lines = done(counter.commands().audit_of_case(by_id(case)));
    let mut words = lines.iter().map(|l| l.words.as_str());
    words
        .rfind(|w| w.starts_with('已'))
        .unwrap_or_default()
        .to_owned()
}

/// The words of the stored sheet.
pub fn sheet(counter: &Counter, view: &HandOverView) -> String {
    let (_, pdf) = counter
        .commands()
        .document(by_id(view.sheet.as_ref().unwrap()))
        .unwrap();
    let file = counter.folder.path().join("sheet.pdf");
    std::fs::write(&file, pdf).unwrap();
    let said = counterfoil_tests::tool("pdftotext", ["-layout".as_ref(), file.as_os_str(), "-".as_ref()]);
    said.out.split_whitespace().collect()
}

fn authorised(name: &str, id_no: &str, from: &str, until: &str) -> Leaving {
    Leaving::Other {
        name: name.to_owned(),
        id_no: id_no.to_owned(),
        authorised_from: from.to_owned(),
        authorised_until: until.to_owned(),
    }
}

fn posted(address: &str, tracking: &str, postage: Postage) -> Leaving {
    Leaving::Posted {
        recipient: "沈若川".to_owned(),
        phone: "13800000162".to_owned(),
        address: address.to_owned(),
        courier: "顺丰速运".to_owned(),
        tracking: tracking.to_owned(),
        postage: Some(postage),
    }
}

#[test]
fn a_revocation_hands_over_nothing_asks_no_pin_and_says_so_everywhere() {
    let counter = Counter::new();
    let case = ready(&counter, YLBX, "org", "revoke");
    let before = done(counter.commands().hand_over_view(by_id(&case)));
    assert!(before.plan.keys.is_empty(), "{before:#?}");
    let ways = before.plan.ways;
    let names: Vec<_> = ways.iter().map(|way| way.way).collect();
    assert_eq!(names, [LeavingWay::Nothing, LeavingWay::Applicant]);
    assert!(ways.iter().all(|way| way.pins_of.is_empty()), "{ways:#?}");
    // A PIN that is sent all the same is refused before anything happens.
    let person = &people::PERSONS[0];
    let mut with_pin = counter.fetched(&case, person.name, person.id_no, "");
    with_pin.pins = vec![key_pin(1, "50718293")];
    refused(counter.commands().hand_over(with_pin), "pin-not-asked");
    // A way for keys is none for this case.
    let mut by_post = counter.leaving(&case, Leaving::Nothing);
    by_post.leaving = posted("广州市海珠区榕荫路 18 号", "SF1234567890123", Postage::Collect);
    refused(counter.commands().hand_over(by_post), "hand-over-way");

    let view = done(
        counter
            .commands()
            .hand_over(counter.leaving(&case, Leaving::Nothing)),
    );
    assert_eq!(view.case.state, CaseState::Closed);
    assert!(view.pin_once.is_none());
    let title = view.done.as_ref().unwrap().title.as_str();
    assert_eq!(title, "已办结，本件没有 UKey 交付");
    assert!(
        told(&counter, &case).starts_with(title),
        "{}",
        told(&counter, &case)
    );
    let paper = sheet(&counter, &view);
    assert!(
        paper.contains("本件没有UKey交付") && paper.contains("直接办结"),
        "{paper}"
    );
    let spine = &view.case.spine;
    assert_eq!(
        (spine[4].state, spine[5].state),
        (SpineState::Skipped, SpineState::Done)
    );
}

/// What is wrong with a hand-over that is otherwise whole.
enum Change {
    Leaving(Leaving),
    NothingSeen,
    Pin(KeyPin),
}

#[test]
fn what_the_check_says_is_what_the_command_refuses_with_and_the_pin_is_not_lost() {
    let counter = Counter::new();
    let case = ready(&counter, ZFCG, "org", "new");
    let serial = counter.keys(&case, KeyPresence::ThisCase).remove(0);
    let person = &people::PERSONS[0];
    let whole = counter.fetched(&case, person.name, person.id_no, "50718293");
    let job = whole.pins[0].job_id;
    let id_of = |number: &str| fetches(person.name, number);
    let other_number = people::PERSONS[1].id_no;
    let wrong_check = {
        let last = if person.id_no.ends_with('1') { '2' } else { '1' };
        format!("{}{last}", &person.id_no[..17])
    };
    let table = [
        (Change::Leaving(fetches(" ", "")), "name", "hand-over-incomplete"),
        (
            Change::Leaving(fetches("路人甲", person.id_no)),
            "name",
            "not-the-operator",
        ),
        (Change::Leaving(id_of("")), "id-no", "hand-over-incomplete"),
        (Change::Leaving(id_of(other_number)), "id-no", "not-the-operator"),
        (
            Change::Leaving(id_of(&wrong_check)),
            "id-no",
            "resident-id-check-digit",
        ),
        (Change::NothingSeen, "tick-person", "hand-over-incomplete"),
        (Change::Pin(key_pin(job, "1234")), "pin", "new-pin-length"),
        (Change::Pin(key_pin(job, "88888888")), "pin", "new-pin-weak"),
        (Change::Pin(key_pin(4711, "50718293")), "pin", "pin-not-asked"),
        (
            Change::Leaving(authorised("", "", "", "")),
            "name",
            "hand-over-incomplete",
        ),
    ];
    for (change, at, code) in table {
        let mut args = whole.clone();
        match change {
            Change::Leaving(leaving) => args.leaving = leaving,
            Change::NothingSeen => args.seen.clear(),
            Change::Pin(pin) => args.pins = vec![pin],
        }
        let checked = done(counter.commands().check_hand_over(args.clone()));
        let refused = counter.commands().hand_over(args).unwrap_err();
        let said = &checked.may;
        assert_eq!((said.open, &said.reason), (false, &refused.message), "{refused}");
        assert!(checked.at.as_deref().unwrap().starts_with(at), "{checked:#?}");
        assert_eq!(refused.code, code, "{refused}");
        assert!(!refused.remedy.is_empty());
        // What was left empty is told by the gate alone; what was typed wrong is told at its field.
        let findings = &checked.findings;
        let complains = findings.iter().any(|finding| finding.field == checked.at);
        assert_eq!(complains, code != "hand-over-incomplete", "{checked:#?}");
    }
    // No refusal has touched the key: it still has the PIN that it was made with.
    outside(&counter)
        .check_pin(&serial, &pin("50718293"))
        .expect_err("not yet");
    assert!(done(counter.commands().check_hand_over(whole.clone())).may.open);
    let view = done(counter.commands().hand_over(whole.clone()));
    assert_eq!(view.done.as_ref().unwrap().title, "已交付 1 把 UKey");
    assert!(view.pin_once.is_none(), "the customer's own PIN is not told");
    outside(&counter)
        .check_pin(&serial, &pin("50718293"))
        .expect("the customer's PIN");
    // Handed over once.
    refused(counter.commands().hand_over(whole.clone()), "hand-over-closed");
    assert!(!done(counter.commands().check_hand_over(whole)).may.open);
}

#[test]
fn of_several_keys_one_takes_the_customers_pin_and_the_other_is_told() {
    let counter = Counter::new();
    let case = ready(&counter, LN_UKEY, "org_employee", "new");
    let person = &people::PERSONS[0];
    let mut args = counter.fetched(&case, person.name, person.id_no, "50718293");
    args.pins.truncate(1);
    let plan = done(counter.commands().hand_over_view(by_id(&case))).plan;
    let serials: Vec<_> = plan.keys.iter().map(|k| k.serial.as_str()).collect();
    assert_eq!(serials.len(), 2);
    let view = done(counter.commands().hand_over(args));
    outside(&counter)
        .check_pin(serials[0], &pin("50718293"))
        .expect("the customer's own");
    let told_once = view.pin_once.as_ref().unwrap().expose();
    assert!(
        told_once.contains(serials[1]) && !told_once.contains(serials[0]),
        "{}",
        told_once.lines().count()
    );
    assert_eq!(view.done.as_ref().unwrap().title, "已交付 2 把 UKey");
    assert!(told(&counter, &case).starts_with("已交付 2 把 UKey"));
    let paper = sheet(&counter, &view);
    assert!(
        paper.contains("2把") && serials.iter().all(|s| paper.contains(s)),
        "{paper}"
    );
}

#[test]
fn somebody_else_fetches_with_an_authorisation_that_runs_today() {
    let counter = Counter::new();
    let case = ready(&counter, ZFCG, "org", "new");
    let person = &people::PERSONS[0];
    let (name, id_no) = ANOTHER;
    let today = chrono::Utc::now().date_naive();
    let day = |days: i64| (today + chrono::Duration::days(days)).to_string();
    for (leaving, code) in [
        (
            authorised(name, id_no, &day(-30), &day(-1)),
            "authorisation-expired",
        ),
        (
            authorised(name, id_no, &day(2), &day(30)),
            "authorisation-not-yet",
        ),
        (
            authorised(name, id_no, &day(30), &day(2)),
            "authorisation-reversed",
        ),
        (authorised(name, id_no, "下周", &day(30)), "date-form"),
        (
            authorised(name, "110105194912310021", &day(-1), &day(30)),
            "resident-id-check-digit",
        ),
        (
            authorised(name, person.id_no, &day(-1), &day(30)),
            "fetcher-is-applicant",
        ),
    ] {
        let args = counter.leaving(&case, leaving);
        let refused = counter.commands().hand_over(args).unwrap_err();
        assert_eq!(refused.code, code, "{refused}");
    }
    let way = counter.way(&case, LeavingWay::Other);
    assert!(
        way.pins_of.is_empty(),
        "the holder's PIN is not for somebody else to set"
    );
    // A day may be written as the paper has it.
    let from = day(-1).replace('-', "");
    let args = counter.leaving(&case, authorised(name, id_no, &from, &day(60)));
    let mut unseen = args.clone();
    unseen.seen.retain(|id| id != "authorisation");
    refused(counter.commands().hand_over(unseen), "hand-over-incomplete");
    let view = done(counter.commands().hand_over(args));
    let paper = sheet(&counter, &view);
    for words in [name, id_no, person.name, "授权期限", "1把"] {
        assert!(paper.contains(words), "{words} is not on the sheet: {paper}");
    }
    let sentence = told(&counter, &case);
    assert!(
        sentence.contains(name) && !sentence.contains(id_no),
        "masked in the audit: {sentence}"
    );
    let again = done(counter.commands().hand_over_view(by_id(&case)));
    assert_eq!(json!(again.done), json!(view.done), "both are kept");
}

#[test]
fn a_posted_key_leaves_without_anybody_at_the_window() {
    let counter = Counter::new();
    let case = ready(&counter, YLBX, "org", "new");
    let posting = done(counter.commands().hand_over_view(by_id(&case)))
        .plan
        .posting
        .clone();
    assert_eq!(
        (posting.postage, posting.address_only),
        (Some(Postage::Collect), true),
        "{posting:#?}"
    );
    let address = posting.address.as_str();
    const TRACKING: &str = "SF1234567890123";
    let collect = Postage::Collect;
    for (leaving, code) in [
        (posted("别处 1 号", TRACKING, collect), "posted-elsewhere"),
        (posted(address, "S 1", collect), "tracking-form"),
        (posted(address, "", collect), "hand-over-incomplete"),
        (posted(address, TRACKING, Postage::Prepaid), "postage-differs"),
    ] {
        let refused = counter
            .commands()
            .hand_over(counter.leaving(&case, leaving))
            .unwrap_err();
        assert_eq!(refused.code, code, "{refused}");
    }
    let args = counter.leaving(&case, posted(address, TRACKING, collect));
    let mut together = args.clone();
    together.seen.retain(|id| id != "pin-apart");
    refused(counter.commands().hand_over(together), "hand-over-incomplete");
    let view = done(counter.commands().hand_over(args));
    assert_eq!(
        (view.case.state, view.done.as_ref().unwrap().title.as_str()),
        (CaseState::Closed, "已邮寄 1 把 UKey")
    );
    assert!(
        view.pin_once.is_some(),
        "the PIN is told, for a call or a letter of its own"
    );
    let paper = sheet(&counter, &view);
    assert!(
        paper.contains("SF1234567890123") && paper.contains("到付"),
        "{paper}"
    );
    let sentence = told(&counter, &case);
    assert!(
        sentence.contains("SF1234567890123") && sentence.contains("不在快递里"),
        "{sentence}"
    );
    follows_by_post(&counter, &case, address, view.plan.keys[0].serial.as_str());
}

/// What comes after keys that left by post: their receipt, which stands in the life of the certificate, and the letter
/// with the PIN, on another day, under another number, to the same address.
fn follows_by_post(counter: &Counter, case: &CaseView, address: &str, key: &str) {
    let parcels = done(counter.commands().parcels(by_id(case)));
    let keys = parcels.lines[0].clone();
    assert_eq!(
        (keys.word.as_str(), keys.address.as_str(), keys.may_receive),
        ("寄出 UKey", address, true),
        "{parcels:#?}"
    );
    let letter = |number: &str| SendPinLetter {
        id: case.id,
        courier: "顺丰".to_owned(),
        tracking: number.to_owned(),
    };
    let early = counter
        .commands()
        .send_pin_letter(letter("SF7654321"))
        .unwrap_err();
    assert_eq!(early.code, "pin-letter-post", "{early}");
    assert!(early.message.contains("同日"), "{early}");

    let receipt = |words: &str| ParcelReceived {
        id: keys.id,
        words: words.to_owned(),
    };
    refused(
        counter.commands().parcel_received(receipt("  ")),
        "parcel-missing",
    );
    let known = done(
        counter
            .commands()
            .parcel_received(receipt("门卫 11 月 25 日签收")),
    );
    assert_eq!(known.lines[0].received.as_deref(), Some("门卫 11 月 25 日签收"));
    refused(
        counter.commands().parcel_received(receipt("又一次")),
        "parcel-received",
    );
    let found = done(counter.commands().ledger(LedgerAsked { text: key.to_owned() }));
    let certificate = found.holders[0].keys[0].certificates[0].id.unwrap();
    let life = done(counter.commands().ledger_entry(ById { id: certificate })).life;
    assert!(
        life.iter().any(|line| line.words.contains("已签收：门卫")),
        "{life:?}"
    );

    // The same as if the keys had left the day before.
    yesterday::keys_left(counter, case, "SF0000001", address);
    refused(
        counter.commands().send_pin_letter(letter("SF0000001")),
        "parcel-not-apart",
    );
    let gone = done(counter.commands().send_pin_letter(letter("SF7654321")));
    assert_eq!(gone.lines[2].address, address, "{gone:#?}");
    refused(
        counter.commands().send_pin_letter(letter("SF7654322")),
        "pin-letter-post",
    );
}

/// A parcel that came is opened by two people, each with the own password; both names stay.
#[test]
fn a_parcel_that_came_is_opened_by_two() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let parcel = |number: &str, login: &str, password: &str| TakeParcel {
        id: case.id,
        courier: "邮政 EMS".to_owned(),
        tracking: number.to_owned(),
        holds: "申请表 2 份、执照复印件 1 份".to_owned(),
        beside: beside_with(login, password),
    };
    for (number, login, password, code) in [
        ("EA123456789CN", "", "", "beside-missing"),
        (
            "EA123456789CN",
            "linxy",
            practice::PASSWORD,
            "beside-same-account",
        ),
        (
            "EA123456789CN",
            "hemin",
            "not-the-password",
            "store-wrong-password",
        ),
        ("EA 12", "hemin", practice::PASSWORD, "tracking-form"),
        (" ", "hemin", practice::PASSWORD, "parcel-missing"),
    ] {
        refused(
            counter.commands().take_parcel(parcel(number, login, password)),
            code,
        );
    }
    let taken = done(
        counter
            .commands()
            .take_parcel(parcel("EA123456789CN", "hemin", practice::PASSWORD)),
    );
    let line = &taken.lines[0];
    assert_eq!(line.word, "收到");
    let by = line.by.as_str();
    assert_eq!(by.split('、').count(), 2, "{by}");
    refused(
        counter
            .commands()
            .take_parcel(parcel("EA123456789CN", "hemin", practice::PASSWORD)),
        "parcel-known",
    );
    let audit = counter.trail(&case);
    assert!(
        audit.contains("EA123456789CN") && audit.contains("一起拆开"),
        "{audit:?}"
    );
    // Whoever stood beside has had no hand in the papers.
    counter.sign_in("luoyi");
    refused(
        counter.commands().take_parcel(parcel("EA2", "hemin", "")),
        "role-missing",
    );
}

#[test]
fn a_sheet_that_no_printer_takes_is_told_and_can_be_printed_again() {
    let counter = Counter::new();
    let case = ready(&counter, ZFCG, "org", "new");
    refused(
        counter.commands().print_hand_over_sheet(by_id(&case)),
        "sheet-not-yet",
    );
    counter.sign_in("admin");
    let mut devices = done(counter.commands().settings(Nothing {})).devices;
    devices.printer = "no-such-printer".to_owned();
    done(counter.commands().save_devices(devices));
    counter.sign_in("linxy");
    let person = &people::PERSONS[0];
    let view = done(
        counter
            .commands()
            .hand_over(counter.fetched(&case, person.name, person.id_no, "")),
    );
    assert_eq!(
        view.case.state,
        CaseState::Closed,
        "the case is handed over once, whatever the printer does"
    );
    assert!(view.pin_once.is_some(), "and the PIN is told");
    assert!(view.note.as_ref().unwrap().contains("没有打出来"), "{view:#?}");
    assert_eq!(view.sheet_state, Some(PrintState::Failed));
    let looked = done(counter.commands().hand_over_view(by_id(&case)));
    assert_eq!(
        (&looked.sheet_state, &looked.note),
        (&view.sheet_state, &view.note)
    );
    let again = done(counter.commands().print_hand_over_sheet(by_id(&case)));
    assert!(again.note.is_some() && again.pin_once.is_none());
    assert_eq!(json!(again.sheet), json!(view.sheet), "the same paper");
}

#[test]
fn the_board_counts_what_waits_to_be_fetched() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    assert_eq!(done(counter.commands().board(Nothing {})).ready, 0);
    let case = ready(&counter, YLBX, "org", "revoke");
    assert_eq!(done(counter.commands().board(Nothing {})).ready, 1);
    done(
        counter
            .commands()
            .hand_over(counter.leaving(&case, Leaving::Nothing)),
    );
    assert_eq!(done(counter.commands().board(Nothing {})).ready, 0);
}

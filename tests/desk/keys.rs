//! The key desk on a real token: made, proven, handed over; renewed on the same key; unlocked; wrong keys refused.

use desk::api::{
    ById, CaseState, DecideKey, KeyGo, KeyPresence, KeyStepName, NewPin, Nothing, PinLetter, PluggedIn,
    StockClose, StockFate, StockIn, StockMark,
};
use desk::casework::people;
use token::{SecretString, Token as _};

use super::ca;
use super::counter::{
    Counter, Given, LN_UKEY, YLBX, ZFCG, beside, beside_with, by_id, done, next, outside, refused,
};

pub fn pin(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

#[test]
fn a_new_key_is_made_handed_over_with_the_customers_own_pin_and_unlocked_later() {
    let counter = Counter::new();
    let case = counter.closed(YLBX, 0, "28461937");
    assert_eq!(case.state, CaseState::Closed);
    let serial = counter.keys(&case, KeyPresence::ThisCase).remove(0);
    outside(&counter)
        .check_pin(&serial, &pin("28461937"))
        .expect("the customer's PIN");

    // Months later the PIN is forgotten.
    let unlock = counter.approved(YLBX, "org", "unlock", 0);
    let job = counter.job(&unlock);
    let blank = counter.keys(&unlock, KeyPresence::Blank).remove(0);
    assert_eq!(
        counter.step(&job, Given::Key(&blank)).unwrap_err().code,
        "key-not-of-case"
    );
    let went = counter.go(&job, Given::Key(&serial));
    let job = went.desk.jobs[0].clone();
    assert_eq!((job.asks_new_pin, job.asks_so_pin), (true, false), "{job:#?}");
    assert_eq!(
        counter.step(&job, Given::NewPin("111111")).unwrap_err().code,
        "new-pin-weak"
    );
    // The window asks while it is typed, and is told the same, also of what everybody tries first.
    for (typed, taken) in [
        ("111111", false),
        ("123456", false),
        ("密码密码密码", false),
        ("50718293", true),
    ] {
        let gate = done(counter.commands().look_at_pin(NewPin {
            new_pin: typed.into(),
        }));
        assert_eq!(gate.open, taken, "{typed}: {gate:?}");
    }
    let went = counter.go(&job, Given::NewPin("50718293"));
    let went = counter.go(&went.desk.jobs[0], Given::Nothing);
    assert_eq!(went.desk.case.state, CaseState::Ready, "{went:#?}");
    outside(&counter)
        .check_pin(&serial, &pin("50718293"))
        .expect("the new PIN");
    outside(&counter)
        .check_pin(&serial, &pin("28461937"))
        .expect_err("the old PIN is gone");

    counter.sign_in("linxy");
    let person = &people::PERSONS[0];
    let someone_else = counter.fetched(&unlock, "路人甲", person.id_no, "");
    refused(counter.commands().hand_over(someone_else), "not-the-operator");
    let view = done(
        counter
            .commands()
            .hand_over(counter.fetched(&unlock, person.name, person.id_no, "")),
    );
    assert_eq!(view.case.state, CaseState::Closed);
    assert!(
        view.pin_once.is_none(),
        "an unlocked key's PIN is the customer's own"
    );
}

#[test]
fn a_key_from_elsewhere_is_unlocked_by_the_code_that_its_authority_gives() {
    let counter = Counter::new();
    let keys = outside(&counter);
    let blank = keys.list().unwrap().into_iter().find(token::TokenInfo::is_blank);
    let serial = ca::made_elsewhere(&keys, &blank.unwrap(), people::UNITS[0].name, "7026418359");
    let unlock = counter.approved(YLBX, "org", "unlock", 0);
    let job = counter.job(&unlock);
    let went = counter.go(&job, Given::Key(&serial));
    let job = went.desk.jobs[0].clone();
    assert!(job.asks_so_pin, "this counter has none for it: {job:#?}");
    let refused = counter
        .step(&job, Given::Pins("50718293", "0000000000"))
        .unwrap_err();
    assert_eq!(refused.code, "so-pin-wrong", "{refused}");
    let job = counter.job(&unlock);
    let went = counter.go(&job, Given::Pins("50718293", "7026418359"));
    let went = counter.go(&went.desk.jobs[0], Given::SoPin("7026418359"));
    assert_eq!(went.desk.case.state, CaseState::Ready, "{went:#?}");
    outside(&counter)
        .check_pin(&serial, &pin("50718293"))
        .expect("the new PIN");
}

#[test]
fn renewal_on_the_same_key_keeps_the_old_certificate() {
    let counter = Counter::new();
    let first = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&first, KeyPresence::ThisCase).remove(0);
    let renewal = counter.approved(YLBX, "org", "renew", 0);
    let mut desk = done(counter.commands().key_desk(by_id(&renewal)));
    let wrong_pin_first = counter.go(&desk.jobs[0], Given::Key(&serial));
    let job = wrong_pin_first.desk.jobs[0].clone();
    assert!(job.asks_pin, "{job:#?}");
    let refused = counter.step(&job, Given::Pin("00000000")).unwrap_err();
    assert!(refused.code.contains("pin"), "{refused}");
    while let Some(job) = desk.jobs.iter().find(|j| !j.done).cloned() {
        desk = match job.waits_for_file {
            true => done(counter.commands().training_issue(by_id(&job))).desk.clone(),
            false => {
                let current = counter.job(&renewal);
                counter.go(&current, Given::Pin("28461937")).desk
            }
        };
    }
    let certificates = outside(&counter).read_certificates(&serial).unwrap();
    assert_eq!(certificates.len(), 2, "the old one stays beside the new one");
    assert_eq!(counter.get(&renewal).state, CaseState::Ready);
}

#[test]
fn two_employees_get_a_key_each_and_random_pins_are_told_once() {
    let counter = Counter::new();
    counter.closed(YLBX, 2, "28461937");
    let case = counter.approved(YLBX, "org_employee", "new", 2);
    let desk = counter.make_keys(&case);
    let holders: Vec<_> = desk.jobs.iter().map(|j| j.holder.as_str()).collect();
    assert_eq!(holders, [people::PERSONS[5].name, people::PERSONS[6].name]);
    let serials: std::collections::BTreeSet<_> = desk
        .jobs
        .iter()
        .map(|j| j.serial.as_deref().unwrap().to_owned())
        .collect();
    assert_eq!(serials.len(), 2, "a key each");
    counter.sign_in("linxy");
    let person = &people::PERSONS[2];
    let view = done(
        counter
            .commands()
            .hand_over(counter.fetched(&case, person.name, person.id_no, "")),
    );
    let told = view.pin_once.as_ref().unwrap().expose();
    assert_eq!(told.lines().count(), 2);
    for line in told.lines() {
        let (serial, drawn) = line
            .trim_start_matches("UKey ")
            .split_once(" 初始 PIN：")
            .unwrap();
        outside(&counter)
            .check_pin(serial, &pin(drawn))
            .expect("the PIN that was told");
    }
    let again = done(counter.commands().hand_over_view(by_id(&case)));
    assert!(again.pin_once.is_none(), "told once");
}

#[test]
fn a_key_with_a_foreign_certificate_is_not_touched() {
    let counter = Counter::new();
    let first = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&first, KeyPresence::ThisCase).remove(0);
    let other = counter.approved(ZFCG, "org", "new", 1);
    assert_eq!(
        counter.keys(&other, KeyPresence::Ours),
        std::slice::from_ref(&serial)
    );
    let job = counter.job(&other);
    assert_eq!(
        counter.step(&job, Given::Key(&serial)).unwrap_err().code,
        "key-foreign"
    );
    assert_eq!(
        counter.step(&job, Given::Key("")).unwrap_err().code,
        "token-choose-one"
    );
    assert_eq!(outside(&counter).read_certificates(&serial).unwrap().len(), 1);
}

#[test]
fn a_key_that_is_not_blank_is_wiped_only_by_a_decision_of_two_people() {
    let counter = Counter::new();
    let first = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&first, KeyPresence::ThisCase).remove(0);
    let other = counter.approved(ZFCG, "org", "new", 1);
    let line = |counter: &Counter| {
        let all = done(counter.commands().tokens(by_id(&other)));
        let mut lines = all.tokens.clone().into_iter();
        lines.find(|t| t.serial == serial.as_str()).unwrap()
    };
    let seen = line(&counter);
    assert_eq!(
        (seen.presence, seen.may_decide.open),
        (KeyPresence::Ours, true),
        "{seen:#?}"
    );
    assert_eq!(seen.case_number.as_ref(), Some(&first.number), "whose it is");
    assert_eq!(seen.holder.as_deref(), Some(people::UNITS[0].name));
    assert_eq!(seen.model, "SoftHSM2（练习用软 UKey）", "by the profile");
    let certificate = &seen.certificates[0];
    assert!(!certificate.expired, "{certificate:?}");
    assert!(certificate.issuer.contains("CA"), "{certificate:?}");

    let decide = |reason: &str, login: &str, password: &str| DecideKey {
        case_id: other.id,
        serial: serial.to_owned(),
        reason: reason.to_owned(),
        beside: beside_with(login, password),
    };
    let password = desk::counter::practice::PASSWORD;
    let why = "客户交回的旧 Key，同意清空";
    for (args, code) in [
        (decide("  ", "hemin", password), "reason-missing"),
        (decide(why, "", ""), "beside-missing"),
        (decide(why, "hemin", "not-the-password"), "store-wrong-password"),
        (decide(why, "nobody", password), "store-wrong-password"),
        (decide(why, "luoyi", password), "beside-same-account"),
        (decide(why, "linxy", password), "role-missing"),
    ] {
        refused(counter.commands().decide_key(args), code);
    }
    let job = counter.job(&other);
    assert_eq!(
        counter.step(&job, Given::Key(&serial)).unwrap_err().code,
        "key-foreign"
    );

    done(counter.commands().decide_key(decide(why, "hemin", password)));
    assert!(line(&counter).decision.unwrap().contains(why));
    counter.go(&job, Given::Key(&serial));
    let desk = counter.make_keys(&other);
    assert_eq!(desk.case.state, CaseState::Ready);
    let held = outside(&counter).read_certificates(&serial).unwrap();
    assert_eq!(held.len(), 1, "the old certificate is gone, the new one is there");
    let told = counter.trail(&other);
    assert!(told.contains(why) && told.contains("在旁同意"), "{told}");
}

#[test]
fn a_key_goes_through_the_stock_and_the_day_is_counted() {
    let counter = Counter::new();
    counter.sign_in("luoyi");
    let box_of = |box_no: &str, serials: &str| StockIn {
        box_no: box_no.to_owned(),
        model: "示范 Key".to_owned(),
        serials: serials.to_owned(),
    };
    refused(
        counter.commands().stock_in(box_of("箱 1", "A1-B2")),
        "stock-serial",
    );
    let stock = done(counter.commands().stock_in(box_of("箱 1", "A0001-A0003 B7")));
    assert_eq!(stock.boxes[0].counts.in_box, 4, "{stock:#?}");
    refused(
        counter.commands().stock_in(box_of("箱 2", "A0002")),
        "stock-known",
    );
    let mark = |state: StockFate, reason: &str| StockMark {
        serial: "A0002".to_owned(),
        state,
        reason: reason.to_owned(),
        beside: None,
    };
    refused(
        counter.commands().stock_mark(mark(StockFate::Damaged, "")),
        "reason-missing",
    );
    done(
        counter
            .commands()
            .stock_mark(mark(StockFate::Damaged, "插不进去")),
    );
    refused(
        counter.commands().stock_mark(mark(StockFate::Destroyed, "剪断")),
        "beside-missing",
    );
    let mut destroy = mark(StockFate::Destroyed, "剪断");
    destroy.beside = Some(beside("hemin"));
    done(counter.commands().stock_mark(destroy));
    refused(
        counter.commands().stock_mark(mark(StockFate::In, "又找回来")),
        "store-invalid",
    );

    // A key that is registered under the serial it will have: the practice token shows it once initialised.
    let case = counter.approved(YLBX, "org", "new", 0);
    counter.make_keys(&case);
    let serial = counter.keys(&case, KeyPresence::ThisCase).remove(0);
    let all = done(counter.commands().tokens(by_id(&case)));
    let seen = all.tokens.iter().find(|t| t.serial == serial.as_str());
    assert!(seen.unwrap().stock.is_none(), "not in stock is told");
    let journal = done(counter.commands().key_desk(by_id(&case)));
    let first = journal.jobs[0].steps[0].detail.as_str().to_owned();
    assert!(first.contains("不在库存登记里"), "{first}");

    let stock = done(counter.commands().stock_close(StockClose {
        counted: 2,
        returned: None,
    }));
    let said = stock.last_close.as_deref().unwrap();
    assert!(said.contains("账实不符") && said.contains("在库 3 把"), "{said}");
    let stock = done(counter.commands().stock_close(StockClose {
        counted: 3,
        returned: None,
    }));
    assert!(stock.last_close.as_deref().unwrap().contains("账实相符"));
    counter.sign_in("linxy");
    assert!(!done(counter.commands().stock(Nothing {})).may_change.open);
    refused(
        counter.commands().stock_close(StockClose {
            counted: 3,
            returned: None,
        }),
        "role-missing",
    );
}

#[test]
fn a_guides_default_pin_leaves_only_with_a_warning() {
    let counter = Counter::new();
    let case = counter.approved(LN_UKEY, "org_employee", "new", 0);
    counter.make_keys(&case);
    counter.sign_in("linxy");
    let view = done(counter.commands().hand_over_view(by_id(&case)));
    assert!(
        view.default_pin.as_deref().unwrap().contains("默认 PIN"),
        "{view:#?}"
    );
    let person = &people::PERSONS[0];
    let args = |pin: &str| counter.fetched(&case, person.name, person.id_no, pin);
    refused(counter.commands().hand_over(args("12345678")), "new-pin-weak");
    let view = done(counter.commands().hand_over(args("")));
    assert!(view.pin_once.as_ref().unwrap().expose().ends_with("12345678"));
    let told = counter.trail(&case);
    assert!(told.contains("默认 PIN"), "{told}");
}

#[test]
fn a_pin_letter_that_no_printer_takes_is_told_and_left_nowhere() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "new", 0);
    let job = counter.job(&case);
    let letter = PinLetter {
        job_id: job.id,
        reason: String::new(),
        beside: None,
    };
    refused(
        counter.commands().print_pin_letter(letter.clone()),
        "pin-letter-nothing",
    );
    counter.sign_in("admin");
    let mut devices = done(counter.commands().settings(Nothing {})).devices;
    devices.printer = "no-such-printer".to_owned();
    done(counter.commands().save_devices(devices));
    counter.sign_in("luoyi");
    counter.make_keys(&case);
    let told = counter.commands().print_pin_letter(letter).unwrap_err();
    assert!(
        ["printer-unknown", "printer-refused", "part-missing"].contains(&told.code.as_str()),
        "{told}"
    );
    let job = counter.job(&case);
    assert_eq!(job.letters, Some(0), "what was not printed does not count");
    let papers = counter
        .folder
        .path()
        .with_file_name("store-papers")
        .join("prints");
    let names: Vec<_> = std::fs::read_dir(papers)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        !names.is_empty() && !names.iter().any(|name| name.contains("pin-letter")),
        "a PIN letter is never a file: {names:?}"
    );
    let said = counter.trail(&case);
    assert!(said.contains("没有打出来"), "{said}");
}

#[test]
fn a_damaged_model_file_is_told_in_the_settings_and_the_others_go_on() {
    let counter = Counter::new();
    let models = counter.folder.path().join("models");
    std::fs::create_dir_all(&models).unwrap();
    let shipped = counterfoil_tests::root().join("assets/keys/softhsm2.toml");
    std::fs::copy(shipped, models.join("softhsm2.toml")).unwrap();
    std::fs::write(models.join("odd.toml"), "id = 'odd'\n").unwrap();
    let worker = token::WorkerCommand::program(counterfoil_tests::program("token-worker"), Vec::new());
    let desk = super::counter::desk_with_models(counter.folder.path().to_owned(), worker, models);
    let counter = Counter {
        desk,
        folder: counter.folder,
    };
    counter.sign_in("admin");
    let settings = done(counter.commands().settings(Nothing {}));
    assert_eq!(
        settings.key_problems[0].code, "key-profile-damaged",
        "{settings:#?}"
    );
    assert_eq!(settings.key_models.len(), 1);

    // Nobody named a driver: the model that is known does.
    let mut devices = settings.devices.clone();
    devices.modules.clear();
    done(counter.commands().save_devices(devices));
    assert_ne!(
        done(counter.commands().tokens(ById { id: 0 })).state,
        PluggedIn::NoModule
    );
}

#[test]
fn a_step_that_is_not_next_and_a_missing_driver_are_told() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "new", 0);
    let job = counter.job(&case);
    let skip = KeyGo {
        step: Some(KeyStepName::WriteCertificate),
        ..next(&job, Given::Nothing)
    };
    refused(counter.commands().key_go(skip), "step-not-next");
    counter.sign_in("admin");
    let mut devices = done(counter.commands().settings(Nothing {})).devices;
    devices.modules = vec!["/usr/lib/no-such-module.so".to_owned()];
    done(counter.commands().save_devices(devices));
    counter.sign_in("luoyi");
    let tokens = done(counter.commands().tokens(by_id(&case)));
    assert_eq!(tokens.state, PluggedIn::NoModule);
    assert!(!tokens.remedy.is_empty());
    assert_eq!(
        counter.step(&job, Given::Nothing).unwrap_err().code,
        "module-missing"
    );
}

#[test]
fn an_interrupted_job_goes_on_with_the_same_key_pair_and_is_never_initialised_twice() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "new", 0);
    let blank = counter.keys(&case, KeyPresence::Blank).remove(0);
    let mut job = counter.job(&case);
    for _ in 0..5 {
        let given = match job.serial {
            None => Given::Key(&blank),
            Some(_) => Given::Nothing,
        };
        job = counter.go(&job, given).desk.jobs.remove(0);
    }
    assert_eq!(job.next, Some(KeyStepName::Request));
    let serial = job.serial.as_deref().unwrap().to_owned();
    let made = outside(&counter).public_keys(&serial).unwrap();

    // The program dies; another one opens the same store.
    let again = Counter {
        desk: super::counter::desk_over(counter.folder.path().to_owned()),
        folder: counter.folder,
    };
    again.sign_in("luoyi");
    let desk = again.make_keys(&case);
    assert_eq!(desk.case.state, CaseState::Ready);
    assert_eq!(
        outside(&again).public_keys(&serial).unwrap(),
        made,
        "the same key pair"
    );
}

#[test]
fn giving_a_certificate_up_needs_no_key_desk_and_can_be_closed() {
    let counter = Counter::new();
    let case = counter.submitted(YLBX, "org", "revoke", 0);
    counter.sign_in("hemin");
    let case = counter.pass(&case);
    assert_eq!(case.state, CaseState::Ready);
    counter.sign_in("linxy");
    let view = done(counter.commands().hand_over_view(by_id(&case)));
    let nothing = view.plan.nothing.as_deref().unwrap();
    assert!(nothing.contains("报送"), "{view:?}");
    let person = &people::PERSONS[0];
    let closed = done(
        counter
            .commands()
            .hand_over(counter.fetched(&case, person.name, person.id_no, "")),
    );
    assert_eq!(closed.case.state, CaseState::Closed);
}

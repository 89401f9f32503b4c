//! What is plugged in, in words, and which one is meant.

use std::path::PathBuf;

use token::double::Double;
use token::{ModuleSpec, Presence, Survey, Token, TokenError, Wipe, Workers, choose};

use crate::bench::{Bench, PIN, SO_PIN, key_id, secret, worker};

#[test]
fn two_tokens_and_none_chosen_is_refused() {
    let bench = Bench::new();
    let serial = bench.ready("CF-A").serial;
    let tokens = bench.workers.list().unwrap();
    assert_eq!(tokens.len(), 2, "SoftHSM2 shows the next free slot beside it");
    match choose(&tokens, None) {
        Err(TokenError::ChooseOne { serials }) => assert!(serials.contains(&serial) && serials.len() == 2),
        other => panic!("{other:?}"),
    }
    assert_eq!(choose(&tokens, Some(&serial)).unwrap().serial, serial);
    assert_eq!(
        choose(&tokens, Some("other")).unwrap_err().code(),
        "token-not-found"
    );
    assert_eq!(choose(&[], None), Err(TokenError::NoToken));
    assert_eq!(choose(&tokens[..1], None).unwrap(), &tokens[0]);
    let twins = [tokens[0].clone(), tokens[0].clone()];
    assert_eq!(
        choose(&twins, Some(&tokens[0].serial)).unwrap_err().code(),
        "token-same-serial"
    );
}

#[test]
fn a_missing_module_names_its_package() {
    let path = PathBuf::from("/nowhere/libsofthsm2.so");
    let workers = Workers::new(
        vec![ModuleSpec {
            name: "gone".into(),
            path: path.clone(),
        }],
        worker(Vec::new()),
    );
    let told = workers.list().unwrap_err();
    assert_eq!(told, TokenError::ModuleMissing { path });
    assert_eq!(told.code(), "module-missing");
    // Where the file should lie is a fact of the error; people are told what to install.
    assert!(
        !told.to_string().contains('/') && told.remedy().contains("软件包 softhsm2"),
        "{told}"
    );
    let presence = Presence::judge(&workers.survey(), |_| false);
    assert_eq!((presence.code(), presence.word()), ("no-module", "缺少驱动"));
}

#[test]
fn a_file_that_is_no_module_is_told_and_hides_no_other() {
    let bench = Bench::new();
    let path = bench.file("broken.so", b"not a library");
    let modules = vec![
        ModuleSpec {
            name: "broken".into(),
            path,
        },
        token::softhsm::module(),
    ];
    let workers = Workers::new(modules, worker(bench.env.clone()));
    let survey = workers.survey();
    assert_eq!(
        (survey.tokens.len(), survey.failures.len(), survey.modules),
        (1, 1, 2)
    );
    assert_eq!(survey.failures[0].code(), "module-broken");
    assert_eq!(workers.list().unwrap().len(), 1);
}

#[test]
fn a_worker_program_that_is_not_there_is_told() {
    let command = token::WorkerCommand::program(PathBuf::from("/nowhere/worker"), Vec::new());
    let workers = Workers::new(vec![token::softhsm::module()], command);
    assert_eq!(workers.list().unwrap_err().code(), "worker-unavailable");
}

#[test]
fn presence_has_a_word_and_a_remedy_for_every_state() {
    let double = Double::new(&["A", "B"]);
    let survey = |double: &Double| Survey {
        tokens: double.list().unwrap(),
        modules: 1,
        ..Survey::default()
    };
    let word = |double: &Double, ours: bool| Presence::judge(&survey(double), |_| ours);
    assert_eq!(
        word(&double, false),
        Presence::Several(vec!["A".into(), "B".into()])
    );
    double.plug("B", false);
    assert_eq!(word(&double, false), Presence::Blank("A".into()));
    double
        .initialise("A", &secret(SO_PIN), "L", Wipe::Refuse)
        .unwrap();
    double.set_user_pin("A", &secret(SO_PIN), &secret(PIN)).unwrap();
    double
        .generate_key_pair("A", &secret(PIN), token::Algorithm::P256, &key_id("k"))
        .unwrap();
    assert_eq!(word(&double, false), Presence::Foreign("A".into()));
    assert_eq!(word(&double, true), Presence::Ours("A".into()));
    let mut torn = double.list().unwrap().remove(0);
    torn.contents_known = false;
    assert_eq!(Presence::of(&torn, false), Presence::Unreadable("A".into()));
    double.plug("A", false);
    assert_eq!(word(&double, false), Presence::NoKey);
    let reader = |card| token::Reader {
        name: "R".into(),
        card,
        atr: Vec::new(),
    };
    let seen = |readers: Vec<token::Reader>, only_cards| {
        let survey = Survey {
            readers: Some(readers),
            only_cards,
            ..survey(&double)
        };
        Presence::judge(&survey, |_| false)
    };
    assert_eq!(seen(Vec::new(), true), Presence::NoReader);
    assert_eq!(
        seen(Vec::new(), false),
        Presence::NoKey,
        "a USB key needs no reader"
    );
    assert_eq!(seen(vec![reader(false)], true), Presence::NoKey);
    let unknown = seen(vec![reader(false), reader(true)], true);
    assert_eq!((unknown.code(), unknown.word()), ("unknown", "未知 UKey"));
    assert_eq!(Presence::judge(&Survey::default(), |_| false), Presence::NoModule);
    let hung = TokenError::WorkerHung {
        module: "m".into(),
        step: "s".into(),
        seconds: 1,
    };
    let fails = Survey {
        failures: vec![hung],
        modules: 1,
        ..Survey::default()
    };
    let all = [
        Presence::judge(&fails, |_| false),
        Presence::NoReader,
        Presence::NoKey,
        Presence::NoModule,
    ];
    for presence in all.into_iter().chain([word(&double, true)]) {
        assert!(
            !presence.word().is_empty() && presence.remedy().ends_with('。'),
            "{presence:?}"
        );
    }
}

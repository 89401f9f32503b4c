//! Doing at the key desk: looking at it, and the steps of a key one by one.

use case::Role;
use desk::api::secrecy_text::SecretText;
use desk::api::{ById, KeyGo, KeyPresence, KeyStepName};

use super::counter::Counter;
use super::doing::{Asked, held};

pub fn key_desk(counter: &Counter, at: u8, id: u32) {
    let said = counter.ask(at, "key_desk", |to| to.key_desk(ById { id }));
    match said {
        Ok(desk) => {
            let texts = &counter.acknowledged.texts;
            super::words::gate("key_desk", &desk.may_work, texts);
            desk.jobs
                .iter()
                .for_each(|job| super::words::gate("key job", &job.may_go_on, texts));
        }
        Err(refused) => assert!(counter.who(at).is_none(), "anybody may look on: {refused}"),
    }
}

/// One step of the first key that is not done. Without keys in this seed only what is refused is asked for.
pub fn key_step(counter: &mut Counter, at: u8, id: u32, other_step: bool) {
    if counter.who(at).is_none() {
        return;
    }
    let desk = counter
        .ask(at, "key_desk", |to| to.key_desk(ById { id }))
        .expect("anybody may look on");
    let Some(job) = desk.jobs.iter().find(|job| !job.done) else {
        return;
    };
    if other_step {
        let args = KeyGo {
            job_id: job.id,
            step: Some(KeyStepName::Prove),
            serial: String::new(),
            new_pin: SecretText::default(),
            pin: SecretText::default(),
            so_pin: SecretText::default(),
            confirm_last_try: false,
        };
        let wrong = job.next != Some(KeyStepName::Prove);
        if wrong || !job.may_go_on.open {
            let said = counter.ask(at, "key_go", |to| to.key_go(args));
            assert!(said.is_err(), "a step that is not next was taken");
        }
        return;
    }
    let asked = Asked {
        what: "key_go",
        role: Role::KeyClerk,
        at,
    };
    if job.waits_for_file {
        if counter.has(at, Role::KeyClerk) {
            let said = counter.ask(at, "training_issue", |to| to.training_issue(ById { id: job.id }));
            assert!(said.is_ok(), "the training CA answers: {said:?}");
        }
        return;
    }
    if job.may_go_on.open && !counter.keys {
        return;
    }
    let serial = job.serial.clone().unwrap_or_else(|| blank_key(counter, at, id));
    let args = KeyGo {
        job_id: job.id,
        step: job.next,
        serial,
        new_pin: if job.asks_new_pin { "24681357" } else { "" }.into(),
        pin: SecretText::default(),
        so_pin: SecretText::default(),
        confirm_last_try: false,
    };
    let said = counter.ask(at, "key_go", |to| to.key_go(args));
    // A key of another business needs secrets or keys that nobody here has: then it is told, and nothing is done.
    if job.may_go_on.open && (job.asks_pin || job.asks_so_pin || said.is_err()) {
        return;
    }
    held(counter, &asked, &job.may_go_on, &said);
}

fn blank_key(counter: &Counter, at: u8, id: u32) -> String {
    if !counter.keys {
        return String::new();
    }
    let said = counter.ask(at, "tokens", |to| to.tokens(ById { id }));
    let tokens = said.map(|t| t.tokens).unwrap_or_default();
    let blank = tokens.into_iter().find(|t| t.presence == KeyPresence::Blank);
    blank.map(|t| t.serial).unwrap_or_default()
}

//! Modules and workers that hang, crash, chatter or are killed: told, replaced, and the key unharmed.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use token::double::ONCE_VARIABLE;
use token::{Algorithm, ModuleSpec, Timeouts, Token, TokenError, Wipe, Workers};

use crate::bench::{Bench, PIN, SO_PIN, key_id, secret, worker};

fn double(script: &str, env: Vec<(String, String)>) -> Workers {
    let module = ModuleSpec {
        name: "替身".into(),
        path: PathBuf::from(format!("double:{script}")),
    };
    Workers::new(vec![module], worker(env))
}

/// A double whose fault happens once over all restarts.
fn once(script: &str) -> (Workers, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("happened").to_str().unwrap().to_owned();
    (double(script, vec![(ONCE_VARIABLE.into(), file)]), dir)
}

#[test]
fn a_hanging_module_is_killed_and_the_next_call_works() {
    let (workers, _dir) = once("hang@list");
    let workers = workers.with_timeouts(Timeouts {
        look: Duration::from_secs(2),
        ..Timeouts::default()
    });
    let begun = Instant::now();
    let told = workers.list().unwrap_err();
    assert_eq!(
        told,
        TokenError::WorkerHung {
            module: "替身".into(),
            step: "查看 UKey".into(),
            seconds: 2
        }
    );
    assert!(told.leaves_unknown_state() && begun.elapsed() < Duration::from_secs(30));
    assert_eq!(workers.worker_pid("替身"), None, "the hung worker is gone");
    assert_eq!(workers.list().unwrap()[0].serial, "DOUBLE-0001");
}

#[test]
fn a_crashing_module_is_told_and_replaced() {
    let (workers, _dir) = once("crash@list");
    let told = workers.list().unwrap_err();
    assert_eq!(
        told,
        TokenError::WorkerDied {
            module: "替身".into(),
            step: "查看 UKey".into()
        }
    );
    assert_eq!(workers.list().unwrap().len(), 1);
}

#[test]
fn what_a_module_prints_does_no_harm() {
    let workers = double("noise@list", Vec::new());
    assert_eq!(workers.list().unwrap().len(), 1);
}

#[test]
fn a_worker_that_is_another_program_is_told() {
    for (program, args) in [
        ("/bin/cat", vec![]),
        ("/bin/true", vec![]),
        ("/usr/bin/yes", vec!["@token {}".to_owned()]),
    ] {
        let mut command = worker(Vec::new());
        command.program = PathBuf::from(program);
        command.args = args;
        let module = ModuleSpec {
            name: "m".into(),
            path: PathBuf::from("double:x"),
        };
        let workers =
            Workers::new(vec![module], command).with_timeouts(Timeouts::all(Duration::from_millis(500)));
        let code = workers.list().unwrap_err().code();
        assert!(
            ["worker-died", "worker-hung", "worker-garbled"].contains(&code),
            "{program}: {code}"
        );
    }
}

fn kill(pid: u32, signal: &str) {
    assert!(
        Command::new("kill")
            .args([signal, &pid.to_string()])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn a_worker_killed_while_idle_is_replaced_without_a_word() {
    let bench = Bench::new();
    let serial = bench.ready("CF-K").serial;
    let pid = bench.workers.worker_pid("softhsm2").unwrap();
    kill(pid, "-KILL");
    // Wait until the kernel has closed its pipes, so that the next call cannot meet it half dead.
    while !dead(pid) {
        std::thread::yield_now();
    }
    bench.workers.check_pin(&serial, &secret(PIN)).unwrap();
    assert_ne!(bench.workers.worker_pid("softhsm2"), Some(pid));
}

/// A process is dead when its first thread is a zombie and no other thread is left that holds its pipes.
fn dead(pid: u32) -> bool {
    let zombie = std::fs::read_to_string(format!("/proc/{pid}/stat")).map_or(true, |stat| {
        stat.rsplit(')')
            .next()
            .unwrap_or_default()
            .trim_start()
            .starts_with('Z')
    });
    zombie && std::fs::read_dir(format!("/proc/{pid}/task")).map_or(0, Iterator::count) <= 1
}

#[test]
fn a_stopped_worker_is_killed_and_the_key_pair_is_there_once() {
    let bench = Bench::new();
    let serial = bench.ready("CF-STOP").serial;
    let workers = bench.workers.with_timeouts(Timeouts {
        generate: Duration::from_millis(400),
        ..Timeouts::default()
    });
    let pid = workers.worker_pid("softhsm2").unwrap();
    kill(pid, "-STOP");
    let id = key_id("stopped");
    let told = workers
        .generate_key_pair(&serial, &secret(PIN), Algorithm::P256, &id)
        .unwrap_err();
    assert_eq!(told.code(), "worker-hung");
    let workers = workers.with_timeouts(Timeouts::default());
    let (spki, _) = workers
        .ensure_key_pair(&serial, &secret(PIN), Algorithm::P256, &id)
        .unwrap();
    let again = workers
        .ensure_key_pair(&serial, &secret(PIN), Algorithm::P256, &id)
        .unwrap();
    assert_eq!(again, (spki, false));
    assert_eq!(workers.public_keys(&serial).unwrap().len(), 1);
}

/// Kills the worker `after` the question was put, waits until it is dead, and gives what the question was answered
/// with.
fn killed<T: Send>(
    workers: &Workers,
    after: Duration,
    ask: impl FnOnce(&Workers) -> Result<T, TokenError> + Send,
) -> Result<T, TokenError> {
    workers.list().unwrap();
    let pid = workers.worker_pid("softhsm2").unwrap();
    let told = std::thread::scope(|scope| {
        let asking = scope.spawn(|| ask(workers));
        let begun = Instant::now();
        while begun.elapsed() < after {
            std::thread::yield_now();
        }
        kill(pid, "-KILL");
        asking.join().unwrap()
    });
    while !dead(pid) {
        std::thread::yield_now();
    }
    if let Err(told) = &told {
        assert!(told.leaves_unknown_state(), "{told:?}");
    }
    told
}

/// The worker is killed at forty different moments while it makes a key pair; whoever resumes asks again with the same
/// id, and in the end there is one whole pair of each id that signs.
#[test]
fn forty_kills_during_key_generation_leave_forty_whole_pairs() {
    let bench = Bench::new();
    let serial = bench.ready("CF-FAULT").serial;
    let workers = &bench.workers;
    let mut interrupted = 0;
    for round in 0..40_u32 {
        let id = key_id(&format!("round-{round}"));
        let face = bench.token_file();
        let told = killed(workers, Duration::from_micros(500) * round, |workers| {
            workers.generate_key_pair(&serial, &secret(PIN), Algorithm::P256, &id)
        });
        interrupted += usize::from(told.is_err());
        face.restore_if_torn();
        let (spki, _) = workers
            .ensure_key_pair(&serial, &secret(PIN), Algorithm::P256, &id)
            .unwrap();
        let signature = workers
            .sign(&serial, &secret(PIN), &id, Algorithm::P256, b"proof")
            .unwrap();
        bench.openssl_verify(&spki, b"proof", &signature);
    }
    assert!(
        interrupted > 5,
        "the kills came too late to interrupt anything: {interrupted}"
    );
    assert_eq!(workers.public_keys(&serial).unwrap().len(), 40);
}

#[test]
fn twenty_kills_during_writing_leave_each_certificate_once() {
    let bench = Bench::new();
    let serial = bench.ready("CF-WRITE").serial;
    let workers = &bench.workers;
    let id = key_id("k");
    let spki = workers
        .generate_key_pair(&serial, &secret(PIN), Algorithm::P256, &id)
        .unwrap();
    for round in 0..20_u32 {
        let der = bench.certificate(&spki, &format!("/CN={round}"));
        let face = bench.token_file();
        let _ = killed(workers, Duration::from_micros(400) * round, |workers| {
            workers.write_certificate(&serial, &secret(PIN), &id, "l", &der)
        });
        face.restore_if_torn();
        workers
            .write_certificate(&serial, &secret(PIN), &id, "l", &der)
            .unwrap();
        let held = workers.read_certificates(&serial).unwrap();
        assert_eq!(
            held.iter().filter(|held| held.der == der).count(),
            1,
            "round {round}"
        );
        assert_eq!(workers.delete_certificate(&serial, &secret(PIN), &der), Ok(true));
        assert_eq!(workers.read_certificates(&serial).unwrap(), [], "round {round}");
    }
    workers
        .sign(&serial, &secret(PIN), &id, Algorithm::P256, b"still whole")
        .unwrap();
}

/// Whoever resumes looks for the job's label first: a key that bears it is taken over, and only when there is none, or
/// it died half-initialised (SoftHSM2 then knows no SO PIN), a blank one is initialised.
#[test]
fn twenty_kills_during_initialising_never_initialise_twice() {
    for round in 0..20_u32 {
        let bench = Bench::new();
        let blank = bench.blank();
        let told = killed(&bench.workers, Duration::from_micros(400) * round, |workers| {
            workers.initialise(&blank.serial, &secret(SO_PIN), "CF-JOB", Wipe::Refuse)
        });
        let usable = || -> Vec<String> {
            let tokens = bench
                .workers
                .list()
                .unwrap()
                .into_iter()
                .filter(|token| token.label == "CF-JOB");
            let alive = |serial: &String| {
                bench
                    .workers
                    .set_user_pin(serial, &secret(SO_PIN), &secret(PIN))
                    .is_ok()
            };
            tokens.map(|token| token.serial).filter(alive).collect()
        };
        if told.is_ok() {
            assert_eq!(usable().len(), 1, "round {round}: what was acknowledged stays");
        }
        if usable().is_empty() {
            let blank = bench.blank().serial;
            bench
                .workers
                .initialise(&blank, &secret(SO_PIN), "CF-JOB", Wipe::Refuse)
                .unwrap();
        }
        let [serial] = usable().try_into().unwrap();
        bench.workers.check_pin(&serial, &secret(PIN)).unwrap();
    }
}

#[test]
fn a_serial_number_that_two_modules_show_names_no_token() {
    let bench = Bench::new();
    let serial = bench.ready("CF-TWIN").serial;
    let twin = ModuleSpec {
        name: "second".into(),
        ..token::softhsm::module()
    };
    let workers = Workers::new(vec![token::softhsm::module(), twin], worker(bench.env.clone()));
    assert_eq!(
        workers
            .survey()
            .tokens
            .iter()
            .filter(|token| token.serial == serial)
            .count(),
        2
    );
    let told = workers.check_pin(&serial, &secret(PIN)).unwrap_err();
    assert_eq!(told, TokenError::SameSerial { serial, count: 2 });
}

#[test]
fn a_hung_worker_ends_when_the_program_goes_away() {
    use std::io::Write;
    // A program that is killed leaves closed pipes behind; here the test plays the program.
    let mut direct = Command::new(env!("CARGO_BIN_EXE_token-worker"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = direct.stdin.take().unwrap();
    stdin
        .write_all(b"{\"id\":1,\"ask\":{\"open\":{\"name\":\"d\",\"path\":\"double:hang@list\",\"profiles\":[]}}}\n{\"id\":2,\"ask\":{\"op\":\"list\"}}\n")
        .unwrap();
    drop(stdin);
    let ended = direct.wait().unwrap();
    assert!(!ended.success(), "it hung, so it ended by force");
}

#[test]
fn a_garbled_question_is_answered_with_an_error_and_never_quoted() {
    use std::io::{BufRead, BufReader, Write};
    let mut worker = Command::new(env!("CARGO_BIN_EXE_token-worker"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = worker.stdin.take().unwrap();
    stdin
        .write_all(b"{\"id\":1,\"ask\":{\"op\":{\"on\":{\"serial\":\"s\",\"act\":{\"check-pin\":{\"pin\":\"Geheim99\"\n")
        .unwrap();
    drop(stdin);
    let answers: Vec<String> = BufReader::new(worker.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap)
        .collect();
    let said = answers.join("\n");
    assert!(
        said.contains("WorkerGarbled") && !said.contains("Geheim99"),
        "{said}"
    );
    assert!(worker.wait().unwrap().success());
}

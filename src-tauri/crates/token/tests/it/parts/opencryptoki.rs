//! opencryptoki's soft token behind its daemon, beside the other drivers.

use std::path::{Path, PathBuf};

use counterfoil_tests::corner::Corner;
use token::profile::Profile;
use token::{
    Algorithm, ImportWay, KeyId, ModuleSpec, Timeouts, Token, Wipe, WorkerCommand, Workers, softhsm,
};

use super::life::{Pins, live};
use crate::bench::{Bench, program, secret};
use crate::recovery;

/// The token takes at most eight characters, for the SO PIN too, and none of its own defaults.
const PINS: Pins = Pins {
    so_pin: "11223344",
    pin: "24681357",
    second_pin: "87651234",
};

/// The daemon with one soft token, in a corner: its tokens, its lock files and its shared memory are nobody else's.
struct Daemon {
    corner: Corner,
    bench: Bench,
}

fn module() -> PathBuf {
    let places = [
        "/usr/lib/x86_64-linux-gnu/opencryptoki/libopencryptoki.so.0",
        "/usr/lib/aarch64-linux-gnu/opencryptoki/libopencryptoki.so.0",
    ];
    let found = places.iter().map(PathBuf::from).find(|path| path.is_file());
    found.expect("opencryptoki is missing: apt install opencryptoki")
}

/// The profiles that ship.
fn profiles() -> Vec<Profile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/keys");
    let (profiles, problems) = token::profile::load(&folder);
    assert_eq!(problems, []);
    profiles
}

impl Daemon {
    fn start() -> Self {
        let bench = Bench::new();
        let conf = "version opencryptoki-3.8\nslot 0\n{\nstdll = libpkcs11_sw.so\ntokname = swtok\n}\n";
        let etc = bench.file("opencryptoki.conf", conf.as_bytes());
        let corner = Corner::new(&format!(
            "mount -t tmpfs none /run\n\
             mkdir -p /run/lock/opencryptoki/swtok\n\
             mount -t tmpfs none /var/lib/opencryptoki\n\
             mkdir -p /var/lib/opencryptoki/swtok/TOK_OBJ\n\
             mount --bind {} /etc/opencryptoki/opencryptoki.conf\n\
             /usr/sbin/pkcsslotd\n\
             while ! [ -S /run/pkcsslotd.socket ]; do :; done",
            etc.display()
        ));
        Self { corner, bench }
    }

    fn spec() -> ModuleSpec {
        ModuleSpec {
            name: "opencryptoki".into(),
            path: module(),
        }
    }

    fn workers(&self, modules: Vec<ModuleSpec>) -> Workers {
        let (program, mut args) = self.corner.words(&program("token-worker"));
        args.push("token-worker".into());
        let mut command = WorkerCommand::program(program, self.bench.env.clone());
        command.args = args;
        Workers::new(modules, command).with_profiles(profiles())
    }

    fn pkcs11_tool(&self, args: &[&str]) -> String {
        let module = module();
        let all = [&["--module", module.to_str().unwrap()], args].concat();
        self.corner.run("pkcs11-tool", &all)
    }
}

#[test]
fn whole_life_with_rsa() {
    let daemon = Daemon::start();
    let keys = daemon.workers(vec![Daemon::spec()]);
    let [blank] = keys.list().unwrap().try_into().unwrap();
    assert!(blank.is_blank() && !blank.initialised, "{blank:?}");
    assert!(
        !blank.manufacturer.contains('\0') && !blank.model.contains('\0'),
        "{blank:?}"
    );
    let too_long = keys.initialise(&blank.serial, &secret("1122334455"), "CF-1", Wipe::Refuse);
    assert_eq!(too_long.unwrap_err().code(), "pin-refused");
    let token = keys
        .initialise(&blank.serial, &secret(PINS.so_pin), "CF-OCK", Wipe::Refuse)
        .unwrap();
    assert_eq!((token.label.as_str(), token.initialised), ("CF-OCK", true));
    // The SO PIN from the factory does nothing any more.
    let factory = keys.set_user_pin(&token.serial, &secret("87654321"), &secret(PINS.pin));
    assert_eq!(factory.unwrap_err().code(), "so-pin-wrong");

    let left = live(&daemon.bench, &keys, &token.serial, &PINS, Algorithm::Rsa2048);

    // A recovered key: this module unwraps it by itself.
    let id = KeyId::new(b"recovery").unwrap();
    let answer = recovery::recovered(&keys, &token.serial, PINS.pin, &id);
    let encryption = pki::Certificate::from_der(&answer.encryption).unwrap();
    let key = recovery::enveloped(&answer.envelope, &answer.signing);
    for expected in [ImportWay::Unwrapped, ImportWay::AlreadyThere] {
        let pin = secret(PINS.pin);
        let way = keys.import_enveloped_key(&token.serial, &pin, &id, encryption.spki_der(), &key);
        assert_eq!(way, Ok(expected));
    }
    recovery::proves(&keys, &token.serial, PINS.pin, &encryption);

    // This token makes no pairs on a curve, as its profile says.
    let curve = KeyId::new(b"curve").unwrap();
    let told = keys.generate_key_pair(&token.serial, &secret(PINS.pin), Algorithm::P256, &curve);
    assert_eq!(told.unwrap_err().code(), "algorithm-unknown");

    // Somebody else's program sees the same.
    let hex = left.key_id.to_string();
    let listed = daemon.pkcs11_tool(&["--login", "--pin", PINS.pin, "--list-objects"]);
    for expected in [
        "Private Key Object",
        "Public Key Object",
        "Certificate Object",
        "sensitive",
        &hex,
    ] {
        assert!(listed.contains(expected), "{expected} in {listed}");
    }
    let read = daemon.bench.dir.path().join("read.der");
    let read_to = read.to_str().unwrap();
    daemon.pkcs11_tool(&["--read-object", "--type", "cert", "--id", &hex, "-o", read_to]);
    assert_eq!(std::fs::read(read).unwrap(), left.certificate);
}

#[test]
fn several_modules_at_once_each_in_a_worker_of_its_own() {
    let daemon = Daemon::start();
    let broken = ModuleSpec {
        name: "broken".into(),
        path: PathBuf::from("double:crash@list"),
    };
    let hanging = ModuleSpec {
        name: "hanging".into(),
        path: PathBuf::from("double:hang@list"),
    };
    let modules = vec![broken, Daemon::spec(), hanging, softhsm::module()];
    let keys = daemon.workers(modules).with_timeouts(Timeouts {
        look: std::time::Duration::from_secs(3),
        ..Timeouts::default()
    });
    let survey = keys.survey();
    let codes: Vec<_> = survey.failures.iter().map(|failure| failure.code()).collect();
    assert_eq!(codes, ["worker-died", "worker-hung"]);
    let seen: Vec<_> = survey.tokens.iter().map(|token| token.module.as_str()).collect();
    assert_eq!(seen, ["opencryptoki", "softhsm2"]);
    let pids = ["opencryptoki", "softhsm2"].map(|module| keys.worker_pid(module).unwrap());
    assert_ne!(pids[0], pids[1]);
}

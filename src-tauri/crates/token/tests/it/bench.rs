//! The bench of the tests: a private SoftHSM2 token behind a worker, and the tools that check from outside.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use token::{KeyId, ModuleSpec, SecretString, Token, TokenInfo, Wipe, WorkerCommand, Workers, softhsm};

pub const SO_PIN: &str = "so-87654321";
pub const PIN: &str = "12345678";

pub fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

pub fn key_id(text: &str) -> KeyId {
    KeyId::new(text.as_bytes()).unwrap()
}

/// A training token in a folder of its own.
pub struct Bench {
    pub dir: TempDir,
    pub env: Vec<(String, String)>,
    pub workers: Workers,
}

impl Bench {
    pub fn new() -> Self {
        let module = softhsm::module();
        assert!(
            module.path.is_file(),
            "SoftHSM2 is missing at {}: apt install softhsm2",
            module.path.display()
        );
        Self::with_modules(vec![module])
    }

    pub fn with_modules(modules: Vec<ModuleSpec>) -> Self {
        let dir = TempDir::new().unwrap();
        let env = softhsm::prepare(dir.path()).unwrap();
        let workers = Workers::new(modules, worker(env.clone()));
        Self { dir, env, workers }
    }

    /// The free slot's blank token.
    pub fn blank(&self) -> TokenInfo {
        let tokens = self.workers.list().unwrap();
        tokens
            .into_iter()
            .find(|token| !token.initialised && token.is_blank())
            .expect("SoftHSM2 shows a free slot")
    }

    /// An initialised token with a user PIN.
    pub fn ready(&self, label: &str) -> TokenInfo {
        let blank = self.blank();
        let token = self
            .workers
            .initialise(&blank.serial, &secret(SO_PIN), label, Wipe::Refuse)
            .unwrap();
        self.workers
            .set_user_pin(&token.serial, &secret(SO_PIN), &secret(PIN))
            .unwrap();
        token
    }

    /// The file in which SoftHSM2 keeps the token's PINs and label, as it is now.
    pub fn token_file(&self) -> TokenFile {
        let folders = std::fs::read_dir(self.dir.path().join("tokens")).unwrap();
        let mut files = folders.map(|folder| folder.unwrap().path().join("token.object"));
        let path = files.find(|path| path.is_file()).unwrap();
        TokenFile {
            content: std::fs::read(&path).unwrap(),
            path,
        }
    }

    pub fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Runs a tool with the token's environment; its output when it succeeds, a panic with everything it said
    /// otherwise.
    pub fn run(&self, program: &str, args: &[&str]) -> Vec<u8> {
        let output = Command::new(program)
            .args(args)
            .envs(self.env.iter().cloned())
            .current_dir(self.dir.path())
            .output()
            .unwrap_or_else(|error| panic!("{program} is missing ({error}): apt install openssl opensc"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{program} {args:?}: {said}");
        output.stdout
    }

    pub fn pkcs11_tool(&self, args: &[&str]) -> String {
        let module = softhsm::module().path;
        let all = [&["--module", module.to_str().unwrap()], args].concat();
        String::from_utf8_lossy(&self.run("pkcs11-tool", &all)).into_owned()
    }

    /// A certificate for this public key by a throw-away CA, made by openssl. DER.
    pub fn certificate(&self, spki_der: &[u8], subject: &str) -> Vec<u8> {
        let public = self.file("public.der", spki_der);
        if !self.dir.path().join("ca.pem").exists() {
            let ca = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=CA -days 2 -keyout ca.key -out ca.pem";
            self.run("openssl", &ca.split(' ').collect::<Vec<_>>());
        }
        let public = public.to_str().unwrap();
        self.run(
            "openssl",
            &[
                "pkey",
                "-pubin",
                "-inform",
                "DER",
                "-in",
                public,
                "-pubout",
                "-out",
                "public.pem",
            ],
        );
        let args = "x509 -new -force_pubkey public.pem -days 1 -CA ca.pem -CAkey ca.key -outform DER -subj";
        let args = args.split(' ').chain([subject]).collect::<Vec<_>>();
        self.run("openssl", &args)
    }

    /// Whether openssl accepts the signature.
    pub fn openssl_verify(&self, spki_der: &[u8], message: &[u8], signature: &[u8]) {
        let (public, message, signature) = (
            self.file("v.der", spki_der),
            self.file("v.msg", message),
            self.file("v.sig", signature),
        );
        let args = [
            "dgst",
            "-sha256",
            "-verify",
            text(&public),
            "-keyform",
            "DER",
            "-signature",
            text(&signature),
            text(&message),
        ];
        assert_eq!(self.run("openssl", &args), b"Verified OK\n");
    }
}

/// A copy of that file. SoftHSM2 truncates and rewrites it at every login; killed in between it leaves an empty file,
/// and the whole token is gone. A real key keeps this in hardware; here the bench does.
pub struct TokenFile {
    path: PathBuf,
    content: Vec<u8>,
}

impl TokenFile {
    pub fn restore_if_torn(&self) {
        let left = std::fs::read(&self.path).unwrap();
        if left.len() < self.content.len() {
            std::fs::write(&self.path, &self.content).unwrap();
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The worker of the tests.
pub fn worker(env: Vec<(String, String)>) -> WorkerCommand {
    WorkerCommand::program(PathBuf::from(env!("CARGO_BIN_EXE_token-worker")), env)
}

/// A program of the house beside the worker.
pub fn program(name: &str) -> PathBuf {
    let built = Path::new(env!("CARGO_BIN_EXE_token-worker")).with_file_name(name);
    assert!(
        built.is_file(),
        "{} is not built: run the tests with `cargo xtask test`",
        built.display()
    );
    built
}

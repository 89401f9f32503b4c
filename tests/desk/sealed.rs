//! What leaves for a CA whose certificate is installed opens to nobody but the CA: openssl opens it with the CA's key,
//! and nothing of it lies in the clear.

use std::path::{Path, PathBuf};

use counterfoil_tests::tool;
use desk::api::{CaseView, Nothing, OfProject, Settings};
use desk::counter::practice;
use pki::exchange::Limits;
use pki::training::{Order, Usage};

use super::ca::{self, up_to_the_ca};
use super::counter::{Counter, YLBX, by_id, done, refused};
use super::yesterday;

/// A certificate as openssl makes it, in a folder of its own.
struct Ca {
    folder: tempfile::TempDir,
}

impl Ca {
    fn new(key: &str, usage: &str, days: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let made = tool(
            "openssl",
            [
                "req",
                "-x509",
                "-new",
                "-newkey",
                key,
                "-nodes",
                "-days",
                days,
                "-subj",
                "/CN=exchange",
                "-addext",
                usage,
                "-keyout",
                &at("ca.key"),
                "-out",
                &at("ca.pem"),
            ],
        );
        assert!(folder.path().join("ca.pem").is_file(), "{}", made.all());
        Self { folder }
    }

    fn certificate(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("ca.pem")).unwrap()
    }

    /// Opens what was sealed, by openssl's own command.
    fn opened(&self, sealed: &Path) -> Vec<u8> {
        let at = |name: &str| self.folder.path().join(name).display().to_string();
        let said = tool(
            "openssl",
            [
                "cms",
                "-decrypt",
                "-binary",
                "-inform",
                "DER",
                "-in",
                &sealed.display().to_string(),
                "-recip",
                &at("ca.pem"),
                "-inkey",
                &at("ca.key"),
                "-out",
                &at("opened.zip"),
            ],
        );
        let opened = std::fs::read(self.folder.path().join("opened.zip"));
        opened.unwrap_or_else(|_| panic!("{}", said.all()))
    }
}

const FIT: &str = "keyUsage=critical,keyEncipherment";

fn install(counter: &Counter, ca: &Ca) -> Settings {
    counter.sign_in("admin");
    counter
        .commands()
        .install_ca_encryption(YLBX, 0, ca.certificate())
        .unwrap()
}

fn exported(counter: &Counter) -> PathBuf {
    counter.sign_in("luoyi");
    let files = done(counter.commands().export_all(Nothing {})).files;
    ca::path(&files[0]).to_owned()
}

fn waiting(counter: &Counter) -> CaseView {
    let case = counter.approved(YLBX, "org", "new", 0);
    up_to_the_ca(counter, &case);
    case
}

#[test]
fn openssl_opens_with_the_cas_key_what_left_for_it_and_nobody_else_does() {
    let counter = Counter::new();
    let case = waiting(&counter);
    let in_the_clear = exported(&counter);
    assert_eq!(in_the_clear.extension().unwrap(), "zip");
    let ca = Ca::new("rsa:2048", FIT, "365");
    let settings = install(&counter, &ca);
    let line = &settings.ca_encryption[0];
    assert_eq!((line.project.as_str(), line.subject.as_str()), (YLBX, "exchange"));
    assert!(
        line.may.open && !line.is_signed_by_installed && line.not_after > line.not_before,
        "{line:?}"
    );

    let sealed = exported(&counter);
    assert!(sealed.display().to_string().ends_with(".zip.p7m"), "{sealed:?}");
    let bytes = std::fs::read(&sealed).unwrap();
    for told in [case.number.as_bytes(), b"PK\x03\x04"] {
        assert!(
            !bytes.windows(told.len()).any(|window| window == told),
            "in the clear"
        );
    }
    let opened = ca.opened(&sealed);
    let package = pki::exchange::open(&opened, &Limits::default()).expect("the signed package is in it");
    assert_eq!(package.items.len(), 1);
    assert!(package.items[0].0.case_no.starts_with(&case.number));
    // One case's own package is sealed as well, and what is revoked.
    let again = done(counter.commands().export_again(by_id(&case)));
    assert!(again.message.contains("已用 CA 证书加密"), "{}", again.message);
    assert!(!ca.opened(Path::new(&again.file.expect("a file"))).is_empty());
    // The key desk works on: what the store keeps is the package itself.
    counter.make_keys(&case);

    counter.sign_in("admin");
    let of = || OfProject {
        project: YLBX.to_owned(),
    };
    assert!(
        done(counter.commands().drop_ca_encryption(of()))
            .ca_encryption
            .is_empty()
    );
    refused(counter.commands().drop_ca_encryption(of()), "ca-encryption-none");
}

#[test]
fn only_a_certificate_that_can_be_encrypted_for_and_counts_today_is_installed() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let tried = |bytes: Vec<u8>| {
        counter
            .commands()
            .install_ca_encryption(YLBX, 0, bytes)
            .unwrap_err()
    };
    for (key, usage) in [
        ("rsa:2048", "keyUsage=critical,digitalSignature"),
        ("rsa:2048", "keyUsage=critical,keyCertSign,cRLSign"),
        ("sm2", FIT),
    ] {
        let refusal = tried(Ca::new(key, usage, "365").certificate());
        assert_eq!(refusal.code, "ca-encryption-unfit", "{key} {usage}: {refusal}");
    }
    let [one, other] = [Ca::new("rsa:2048", FIT, "365"), Ca::new("rsa:2048", FIT, "365")];
    let both = [one.certificate(), other.certificate()].concat();
    assert_eq!(tried(both).code, "ca-encryption-several");
    counter.sign_in("linxy");
    assert_eq!(tried(one.certificate()).code, "role-missing");
    counter.sign_in("admin");
    done(
        counter
            .commands()
            .install_ca_encryption(YLBX, 0, one.certificate()),
    );
    let next = done(
        counter
            .commands()
            .install_ca_encryption(YLBX, 0, other.certificate()),
    );
    assert_eq!(
        next.ca_encryption.len(),
        1,
        "the next takes the place of the one before"
    );
}

/// Nothing leaves in the clear because a certificate has run out meanwhile.
#[test]
fn a_certificate_that_has_run_out_lets_nothing_leave() {
    let counter = Counter::new();
    waiting(&counter);
    // Run out, and put into the books as if it had been installed when it still counted.
    let key = Ca::new("rsa:2048", FIT, "365");
    let key = pki::Certificate::parse(&key.certificate()).unwrap();
    let day = chrono::Duration::days(1);
    let order = Order {
        subject: &pki::Subject::named("CA"),
        spki_der: key.spki_der(),
        not_before: chrono::Utc::now() - day * 30,
        not_after: chrono::Utc::now() - day,
        usage: Usage::Sign,
    };
    let ca = practice::ca(counter.folder.path()).unwrap();
    let der = ca.issue_as(&order).unwrap();
    counter.sign_in("admin");
    let now = counter
        .commands()
        .install_ca_encryption(YLBX, 0, der.clone())
        .unwrap_err();
    assert_eq!(now.code, "ca-encryption-expired", "{now}");
    let der: String = der.iter().map(|byte| format!("{byte:02x}")).collect();
    let stored = serde_json::json!([{ "project": YLBX, "der": der }]);
    let (mut books, _) = yesterday::books(&counter);
    books
        .write(|tx| tx.put_setting("ca-encryption", &stored))
        .unwrap();
    drop(books);
    let settings = done(counter.commands().settings(Nothing {}));
    assert!(
        !settings.ca_encryption[0].may.open,
        "{:?}",
        settings.ca_encryption
    );
    counter.sign_in("luoyi");
    let before = std::fs::read_dir(exchange(&counter)).unwrap().count();
    refused(counter.commands().export_all(Nothing {}), "ca-encryption-expired");
    assert_eq!(std::fs::read_dir(exchange(&counter)).unwrap().count(), before);
}

fn exchange(counter: &Counter) -> PathBuf {
    counter
        .folder
        .path()
        .with_file_name("store-papers")
        .join("exchange")
}

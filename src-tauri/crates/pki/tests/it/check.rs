//! Every finding about a certificate, made to happen.

use chrono::Duration;
use pki::training::{Order, TrainingCa, Usage};
use pki::{Certificate, CounterKey, Expected, Finding, Severity, Subject, check_issued};

use crate::bench::{Bench, ca, csr, key, now, unit};

struct Case {
    ca: TrainingCa,
    key: CounterKey,
}

impl Case {
    fn new() -> Self {
        Self { ca: ca(), key: key() }
    }

    fn issued(&self) -> Certificate {
        Certificate::from_der(&self.ca.issue(&csr(&unit(), &self.key), 365, now()).unwrap()).unwrap()
    }

    fn ordered(&self, change: impl FnOnce(&mut Order<'_>)) -> Certificate {
        let (subject, spki) = (unit(), self.key.spki_der().unwrap());
        let mut order = Order {
            subject: &subject,
            spki_der: &spki,
            not_before: now(),
            not_after: now() + Duration::days(365),
            usage: Usage::Sign,
        };
        change(&mut order);
        Certificate::from_der(&self.ca.issue_as(&order).unwrap()).unwrap()
    }

    fn check(&self, certificate: &Certificate) -> Vec<Finding> {
        self.check_against(certificate, &unit(), std::slice::from_ref(self.ca.root()), &[])
    }

    fn check_against(
        &self,
        certificate: &Certificate,
        subject: &Subject,
        roots: &[Certificate],
        intermediates: &[Certificate],
    ) -> Vec<Finding> {
        let spki = self.key.spki_der().unwrap();
        check_issued(
            certificate,
            &Expected {
                spki: &spki,
                subject,
                roots,
                intermediates,
                now: now(),
            },
        )
    }
}

fn codes(findings: &[Finding]) -> Vec<String> {
    for finding in findings {
        assert!(
            !finding.message.is_empty() && finding.remedy.ends_with('。'),
            "{finding:?}"
        );
    }
    findings.iter().map(|finding| finding.code.to_string()).collect()
}

#[test]
fn the_right_certificate_has_no_finding() {
    let case = Case::new();
    assert_eq!(case.check(&case.issued()), []);
}

#[test]
fn a_certificate_for_another_key_is_told() {
    let case = Case::new();
    let issued = Certificate::from_der(&case.ca.issue(&csr(&unit(), &key()), 9, now()).unwrap()).unwrap();
    assert_eq!(codes(&case.check(&issued)), ["certificate-foreign-key"]);
}

#[test]
fn subjects_are_compared_field_by_field() {
    let case = Case::new();
    let issued = case.issued();
    let root = std::slice::from_ref(case.ca.root());
    let mut wanted = unit();
    wanted.common_name = "深圳市示例贸易有限公司".to_owned();
    wanted.organisational_unit = Some("人事部".to_owned());
    let findings = case.check_against(&issued, &wanted, root, &[]);
    assert_eq!(codes(&findings), ["certificate-subject-differs"; 2]);
    assert_eq!(findings[0].message, "证书主体的“部门”是“财务部”，本案为“人事部”");
    assert!(findings[1].message.contains("通用名") && findings[1].message.contains("深圳市"));

    let bare = Subject {
        common_name: unit().common_name,
        ..Subject::default()
    };
    assert_eq!(
        case.check_against(&issued, &bare, root, &[]),
        [],
        "fields the case does not name are not compared"
    );
}

#[test]
fn what_the_ca_left_out_weighs_by_field() {
    let case = Case::new();
    let bare = Subject {
        organisation: None,
        email: None,
        ..unit()
    };
    let spki = case.key.spki_der().unwrap();
    let order = Order {
        subject: &bare,
        spki_der: &spki,
        not_before: now(),
        not_after: now() + Duration::days(1),
        usage: Usage::Sign,
    };
    let issued = Certificate::from_der(&case.ca.issue_as(&order).unwrap()).unwrap();
    let findings = case.check(&issued);
    let weighed: Vec<_> = findings
        .iter()
        .map(|finding| (finding.code.as_ref(), finding.severity))
        .collect();
    assert_eq!(
        weighed,
        [
            ("certificate-subject-differs", Severity::Refuse),
            ("certificate-subject-lacks", Severity::Warn)
        ]
    );
}

#[test]
fn brackets_and_blanks_that_were_retyped_are_the_same_name() {
    let case = Case::new();
    let written = Subject {
        common_name: "示例（广州） 有限公司".to_owned(),
        ..unit()
    };
    let wanted = Subject {
        common_name: "示例(广州)　有限公司".to_owned(),
        ..unit()
    };
    let spki = case.key.spki_der().unwrap();
    let issued = Certificate::from_der(&case.ca.issue(&csr(&written, &case.key), 9, now()).unwrap()).unwrap();
    let root = std::slice::from_ref(case.ca.root());
    let expected = Expected {
        spki: &spki,
        subject: &wanted,
        roots: root,
        intermediates: &[],
        now: now(),
    };
    assert_eq!(check_issued(&issued, &expected), []);
}

#[test]
fn time_is_told_on_both_sides() {
    let case = Case::new();
    let early = case.ordered(|order| order.not_before = now() + Duration::hours(1));
    assert_eq!(codes(&case.check(&early)), ["certificate-not-yet-valid"]);
    let late = case.ordered(|order| {
        order.not_before = now() - Duration::days(9);
        order.not_after = now() - Duration::seconds(1);
    });
    assert_eq!(codes(&case.check(&late)), ["certificate-expired"]);
    let last = case.ordered(|order| order.not_after = now());
    assert_eq!(codes(&case.check(&last)), [""; 0], "the last second still counts");
}

#[test]
fn usage_is_told() {
    let case = Case::new();
    for usage in [Usage::Encrypt, Usage::Issue] {
        let issued = case.ordered(|order| order.usage = usage);
        assert_eq!(
            codes(&case.check(&issued)),
            ["certificate-wrong-usage"],
            "{usage:?}"
        );
    }
}

#[test]
fn an_unknown_issuer_and_a_forged_signature_are_told_apart() {
    let (case, other) = (Case::new(), ca());
    let issued = case.issued();
    assert_eq!(
        codes(&case.check_against(&issued, &unit(), &[], &[])),
        ["certificate-unknown-issuer"]
    );
    // Every training root bears the same name: the name leads to the root, the signature does not.
    let roots = [other.root().clone()];
    assert_eq!(
        codes(&case.check_against(&issued, &unit(), &roots, &[])),
        ["certificate-bad-signature"]
    );
    // With both installed the right one is found, whatever their order.
    let both = [other.root().clone(), case.ca.root().clone()];
    assert_eq!(case.check_against(&issued, &unit(), &both, &[]), []);

    let mut der = issued.der().to_vec();
    let at = der.windows(6).position(|part| part == "广州".as_bytes()).unwrap();
    der[at..at + 6].copy_from_slice("深圳".as_bytes());
    let findings = case.check(&Certificate::from_der(&der).unwrap());
    assert!(
        codes(&findings)
            .iter()
            .any(|code| code == "certificate-bad-signature"),
        "{findings:?}"
    );
}

#[test]
fn paths_through_intermediates_hold_and_break() {
    let bench = Bench::new();
    let conf = "[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n[short]\nbasicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n[user]\nbasicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n[odd]\nbasicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n1.2.3.4=critical,ASN1:NULL\n";
    bench.put("x.cnf", conf);
    let key = "-newkey rsa:2048 -nodes";
    bench.openssl(&format!("req -x509 {key} -sha384 -days 3650 -subj /CN=Root -keyout root.key -out root.pem -config x.cnf -extensions ca"));
    let issue = |name: &str, by: &str, extensions: &str| {
        bench.openssl(&format!(
            "req -new {key} -subj /CN={name} -keyout {name}.key -out {name}.csr -config x.cnf"
        ));
        bench.openssl(&format!("x509 -req -in {name}.csr -CA {by}.pem -CAkey {by}.key -CAcreateserial -days 3650 -sha512 -extfile x.cnf -extensions {extensions} -out {name}.pem"));
    };
    bench.put("x.cnf", format!("[req]\ndistinguished_name=dn\n[dn]\n{conf}"));
    issue("mid", "root", "ca");
    issue("low", "mid", "ca");
    issue("user", "low", "user");
    issue("odd", "low", "odd");
    issue("false", "user", "user");
    issue("short", "root", "short");
    issue("below", "short", "ca");
    issue("deep", "below", "user");
    let read = |name: &str| Certificate::parse(&bench.get(&format!("{name}.pem"))).unwrap();
    let roots = [read("root")];
    let check = |name: &str, intermediates: &[&str]| {
        let certificate = read(name);
        let intermediates: Vec<_> = intermediates.iter().map(|name| read(name)).collect();
        let now = certificate.not_before() + Duration::days(1);
        let spki = certificate.spki_der().to_vec();
        let subject = Subject {
            common_name: name.to_owned(),
            ..Subject::default()
        };
        let expected = Expected {
            spki: &spki,
            subject: &subject,
            roots: &roots,
            intermediates: &intermediates,
            now,
        };
        codes(&check_issued(&certificate, &expected))
    };
    assert_eq!(check("user", &["low", "mid"]), [""; 0]);
    assert_eq!(check("user", &["mid", "low", "mid", "user"]), [""; 0]);
    assert_eq!(check("user", &["low"]), ["certificate-unknown-issuer"]);
    assert_eq!(check("user", &[]), ["certificate-unknown-issuer"]);
    assert_eq!(check("odd", &["low", "mid"]), ["certificate-critical-unknown"]);
    assert_eq!(
        check("false", &["user", "low", "mid"]),
        ["certificate-issuer-not-ca"]
    );
    assert_eq!(check("deep", &["below", "short"]), ["certificate-path-too-long"]);
}

#[test]
fn an_expired_root_is_told() {
    let case = Case::new();
    let issued = case.issued();
    let spki = case.key.spki_der().unwrap();
    let root = std::slice::from_ref(case.ca.root());
    let later = now() + Duration::days(4000);
    let expected = Expected {
        spki: &spki,
        subject: &unit(),
        roots: root,
        intermediates: &[],
        now: later,
    };
    assert_eq!(
        codes(&check_issued(&issued, &expected)),
        ["certificate-issuer-expired", "certificate-expired"]
    );
}

#[test]
fn a_certificate_of_an_unknown_algorithm_is_read_and_not_believed() {
    let bench = Bench::new();
    bench.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -subj /CN=a -days 9 -keyout k.pem -out c.pem");
    let read = Certificate::parse(&bench.get("c.pem")).unwrap();
    assert_eq!(
        read.verify_signed_by(read.spki_der()).unwrap_err().code(),
        "pki-algorithm-unknown"
    );
}

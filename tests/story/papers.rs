//! The papers of a walkthrough: each is what it says, and other people's tools agree.

use std::process::Command;

use counterfoil_tests::{run, tool};

use super::walked::Walked;

const PROJECTS: [&str; 2] = ["netca-gd-ylbx", "netca-gd-zfcg"];

#[test]
fn openssl_accepts_request_and_certificate() {
    for project in PROJECTS {
        let walked = Walked::through(project);
        let (request, certificate, root) = (
            walked.path("request.pem"),
            walked.path("certificate.pem"),
            walked.path("training-ca.pem"),
        );
        let verified = tool(
            "openssl",
            [
                "req".as_ref(),
                "-noout".as_ref(),
                "-verify".as_ref(),
                "-in".as_ref(),
                request.as_os_str(),
            ],
        );
        assert!(
            verified.code == 0 && verified.all().contains("verify OK"),
            "{project}: {verified:?}"
        );
        let verified = tool(
            "openssl",
            [
                "verify".as_ref(),
                "-CAfile".as_ref(),
                root.as_os_str(),
                certificate.as_os_str(),
            ],
        );
        assert!(
            verified.code == 0 && verified.out.trim().ends_with(": OK"),
            "{project}: {verified:?}"
        );
        // The certificate is for the key of the request.
        let key = |kind: &str, file: &std::path::Path| {
            tool(
                "openssl",
                [
                    kind.as_ref(),
                    "-noout".as_ref(),
                    "-pubkey".as_ref(),
                    "-in".as_ref(),
                    file.as_os_str(),
                ],
            )
            .out
        };
        assert_eq!(key("req", &request), key("x509", &certificate), "{project}");
        let subject = tool(
            "openssl",
            [
                "x509".as_ref(),
                "-noout".as_ref(),
                "-subject".as_ref(),
                "-nameopt".as_ref(),
                "utf8".as_ref(),
                "-in".as_ref(),
                certificate.as_os_str(),
            ],
        );
        assert!(subject.out.contains("木棉湾小学"), "{project}: {subject:?}");
    }
}

#[test]
fn pkcs11_tool_reads_the_key_back() {
    let walked = Walked::through(PROJECTS[0]);
    let conf = walked.path("token").join("softhsm2.conf");
    let module = token::softhsm::module().path;
    let pin = walked.left["pin"].as_str().expect("the practice PIN");
    let read = run(Command::new("pkcs11-tool")
        .env("SOFTHSM2_CONF", conf)
        .arg("--module")
        .arg(module)
        .args([
            "--login",
            "--pin",
            pin,
            "--list-objects",
            "--token-label",
            &format!("{}-1", walked.number()),
        ]));
    for object in ["Private Key Object", "Public Key Object", "Certificate Object"] {
        assert!(read.out.contains(object), "no {object}: {read:?}");
    }
    // What leaves a key readable: nothing.
    assert!(
        read.out.contains("never extractable") || read.out.contains("sensitive"),
        "{read:?}"
    );
}

#[test]
fn every_pdf_is_sound_with_all_fonts_embedded() {
    for project in PROJECTS {
        let walked = Walked::through(project);
        let papers = walked.with_ending("pdf");
        assert!(papers.len() >= 3, "{project}: only {papers:?}");
        for pdf in papers {
            let fonts = tool("pdffonts", [&pdf]);
            let rows: Vec<&str> = fonts.out.lines().skip(2).collect();
            assert!(!rows.is_empty(), "{}: {fonts:?}", pdf.display());
            for row in rows {
                assert_eq!(
                    row.split_whitespace().rev().nth(4),
                    Some("yes"),
                    "{}: {row}",
                    pdf.display()
                );
            }
            let checked = tool("qpdf", ["--check".as_ref(), pdf.as_os_str()]);
            assert_eq!(checked.code, 0, "{}: {checked:?}", pdf.display());
        }
    }
}

#[test]
fn zbar_reads_the_case_number_from_the_scan() {
    for project in PROJECTS {
        let walked = Walked::through(project);
        let scans = walked.with_ending("jpg");
        assert!(!scans.is_empty(), "{project}: no scan");
        for scan in scans {
            let read = tool("zbarimg", ["--quiet".as_ref(), scan.as_os_str()]);
            assert!(read.out.contains(walked.number()), "{}: {read:?}", scan.display());
        }
    }
}

#[test]
fn seal_samples_are_left_where_the_form_has_frames() {
    let walked = Walked::through("netca-gd-zfcg");
    let samples = walked.with_ending("png");
    assert!(samples.len() >= 6, "three samples, raw and cut: {samples:?}");
}

#[test]
fn the_audit_report_tells_who_did_what() {
    let walked = Walked::through(PROJECTS[0]);
    let text = std::fs::read_to_string(walked.path("audit.txt")).unwrap();
    for who in ["林晓芸", "何敏", "罗毅"] {
        assert!(text.contains(who), "{who} is not in the audit report:\n{text}");
    }
    assert!(text.contains(walked.number()), "{text}");
    let pin = walked.left["pin"].as_str().unwrap();
    assert!(!text.contains(pin), "the PIN stands in the audit report");
}

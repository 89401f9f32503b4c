//! The package to the CA, and what comes back from it in every wrapping.

use std::io::{Cursor, Write};

use pki::exchange::{Imported, Incoming, Limits, PackageMeta, RequestItem, export, import, open};
use pki::{PemLabel, to_pem};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::bench::{Bench, ca, csr, key, now, unit};

fn meta() -> PackageMeta {
    PackageMeta {
        counter: "天河受理点".into(),
        project: "netca-gd-ylbx".into(),
        created: now(),
    }
}

fn item(case_no: &str) -> RequestItem {
    let data = serde_json::json!({ "单位": "示例", "case": case_no });
    RequestItem {
        case_no: case_no.into(),
        csr_der: csr(&unit(), &key()),
        data,
        pictures: vec![("seal.org.1.png".into(), b"a picture".to_vec())],
    }
}

/// Files of a package by name.
type Files = Vec<(String, Vec<u8>)>;
/// The same, borrowed.
type Named<'a> = Vec<(&'a str, &'a [u8])>;

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn read(files: &[(&str, &[u8])]) -> Imported {
    let files: Vec<Incoming> = files
        .iter()
        .map(|(name, bytes)| Incoming {
            name: (*name).into(),
            bytes: bytes.to_vec(),
        })
        .collect();
    import(&files, &Limits::default())
}

#[test]
fn a_package_opens_again_and_openssl_verifies_its_signature() {
    let (bench, counter) = (Bench::new(), key());
    let items = [item("CF-20260302-0001"), item("CF-20260302-0002")];
    let bytes = export(&items, &meta(), &counter).unwrap();
    let package = open(&bytes, &Limits::default()).unwrap();
    assert_eq!(
        (&package.meta, &package.signer_spki),
        (&meta(), &counter.spki_der().unwrap())
    );
    let read: Vec<_> = package.items.iter().map(|(item, _)| item.clone()).collect();
    assert_eq!(read, items);
    assert_eq!(package.items[0].1.subject, unit());

    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().replace('/', "-");
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut content).unwrap();
        bench.put(&name, content);
    }
    let said = bench.openssl("dgst -sha256 -verify counter-key.pem -signature manifest.sig manifest.json");
    assert_eq!(said, "Verified OK\n");
    assert!(
        bench
            .openssl("req -in requests-CF-20260302-0001.csr -verify -noout")
            .contains("verify OK")
    );
}

#[test]
fn the_same_package_has_the_same_bytes() {
    let (counter, items) = (key(), [item("A-1")]);
    assert_eq!(
        export(&items, &meta(), &counter),
        export(&items, &meta(), &counter)
    );
}

#[test]
fn what_cannot_be_packed_is_told() {
    let counter = key();
    for items in [
        vec![],
        vec![item("../x")],
        vec![item("")],
        vec![item("甲")],
        vec![item("a"), item("a")],
    ] {
        assert_eq!(
            export(&items, &meta(), &counter).unwrap_err().code(),
            "package-refused"
        );
    }
    let mut broken = item("a");
    broken.csr_der.pop();
    assert_eq!(
        export(&[broken], &meta(), &counter).unwrap_err().code(),
        "pki-unreadable"
    );
}

#[test]
fn a_package_that_was_touched_is_refused() {
    let bytes = export(&[item("a")], &meta(), &key()).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut content).unwrap();
        files.push((file.name().unwrap().into_owned(), content));
    }
    let code = |change: &dyn Fn(&mut Files)| {
        let mut files = files.clone();
        change(&mut files);
        let files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
            .collect();
        open(&zip_of(&files), &Limits::default())
            .map(|_| ())
            .map_err(|error| error.code())
    };
    let at = |name: &str| files.iter().position(|(held, _)| held == name).unwrap();
    assert_eq!(code(&|_| {}), Ok(()));
    assert_eq!(
        code(&|files| files[at("requests/a.json")].1.push(b' ')),
        Err("package-damaged")
    );
    assert_eq!(
        code(&|files| files[at("requests/a.csr")].1[40] ^= 1),
        Err("package-damaged")
    );
    assert_eq!(
        code(&|files| files[at("manifest.json")].1.push(b' ')),
        Err("pki-signature-wrong")
    );
    assert_eq!(
        code(&|files| files[at("manifest.sig")].1.push(0)),
        Err("pki-signature-wrong")
    );
    assert_eq!(
        code(&|files| drop(files.remove(at("requests/a.json")))),
        Err("package-damaged")
    );
    assert_eq!(
        code(&|files| files.push(("stray.exe".into(), vec![1]))),
        Err("package-damaged")
    );
    assert_eq!(
        code(&|files| drop(files.remove(at("manifest.json")))),
        Err("package-damaged")
    );
    let other = to_pem(PemLabel::PublicKey, &key().spki_der().unwrap()).into_bytes();
    assert_eq!(
        code(&|files| files[at("counter-key.pem")].1 = other.clone()),
        Err("package-damaged")
    );
    assert_eq!(
        open(b"PK no zip", &Limits::default()).unwrap_err().code(),
        "pki-unreadable"
    );
}

#[test]
fn certificates_come_out_of_every_wrapping() {
    let (bench, ca) = (Bench::new(), ca());
    let der = ca.issue(&csr(&unit(), &key()), 9, now()).unwrap();
    let pem = to_pem(PemLabel::Certificate, &der);
    bench.put("leaf.pem", &pem);
    bench.put("root.pem", ca.root_pem());
    bench.openssl("crl2pkcs7 -nocrl -certfile leaf.pem -certfile root.pem -out both.p7b");
    bench.openssl("pkcs7 -in both.p7b -outform DER -out both.der");
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let bundle = format!("Bag Attributes\r\n{}{}", pem.replace('\n', "\r\n"), ca.root_pem());
    let (p7b, p7b_der) = (bench.get("both.p7b"), bench.get("both.der"));
    let zipped = zip_of(&[
        ("回执/a.cer", &der),
        ("note.txt", b"hello"),
        ("list.csv", b"1,2"),
        ("b.p7b", &p7b),
    ]);
    let utf8_mark = ["\u{feff}".as_bytes(), pem.as_bytes()].concat();
    for (name, bytes, count) in [
        ("a.cer", der.as_slice(), 1),
        ("a.pem", pem.as_bytes(), 1),
        ("mark.pem", &utf8_mark, 1),
        ("a.txt", base64.as_bytes(), 1),
        ("bundle.pem", bundle.as_bytes(), 2),
        ("both.p7b", &p7b, 2),
        ("both-der.p7b", &p7b_der, 2),
        ("all.zip", &zipped, 2),
    ] {
        let read = read(&[(name, bytes)]);
        assert_eq!(read.findings, [], "{name}");
        assert_eq!(read.certificates.len(), count, "{name}");
        assert_eq!(
            read.issued()
                .map(|found| found.certificate.der())
                .collect::<Vec<_>>(),
            [der.as_slice()],
            "{name}"
        );
        assert_eq!(read.intermediates().len(), count - 1, "{name}");
    }
    let in_a_note = zip_of(&[("cert.txt", pem.as_bytes())]);
    assert_eq!(read(&[("note.zip", &in_a_note)]).certificates.len(), 1);
    let all = read(&[("a.cer", &der), ("all.zip", &zipped)]);
    assert_eq!(all.certificates.len(), 2, "each certificate once");
    assert_eq!(all.certificates[0].origin, "a.cer");
    assert_eq!(all.certificates[1].origin, "all.zip › b.p7b");
}

#[test]
fn what_is_no_certificate_is_told_by_file_and_hides_no_other() {
    let der = ca().issue(&csr(&unit(), &key()), 9, now()).unwrap();
    let read = read(&[
        ("坏.cer", &der[..99]),
        ("空.pem", b""),
        ("图.png", b"\x89PNG\r\n"),
        ("好.cer", &der),
        ("空.zip", &zip_of(&[])),
    ]);
    assert_eq!(read.certificates.len(), 1);
    let named: Vec<_> = read
        .findings
        .iter()
        .map(|finding| finding.message.split('：').next().unwrap())
        .collect();
    assert_eq!(named, ["坏.cer", "空.pem", "图.png", "空.zip"]);
}

#[test]
fn zips_are_read_under_limits() {
    let tight = Limits {
        files: 3,
        file_bytes: 10_000,
        total_bytes: 25_000,
        ratio: 50,
        certificates: 1,
    };
    let noise: Vec<u8> = (0..9_000_u32)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let zeros = vec![0_u8; 9_999];
    let cases: [(&str, Named<'_>, &str); 9] = [
        (
            "count",
            vec![("a", b"1"), ("b", b"1"), ("c", b"1"), ("d", b"1")],
            "文件数",
        ),
        ("size", vec![("a", &[7; 10_001])], "字节"),
        (
            "total",
            vec![("a", &noise), ("b", &noise), ("c", &noise)],
            "总大小",
        ),
        ("ratio", vec![("a", &zeros)], "压缩比"),
        ("parent", vec![("../a", b"1")], "不安全"),
        ("inner parent", vec![("x/../../a", b"1")], "不安全"),
        ("absolute", vec![("/etc/a", b"1")], "不安全"),
        ("backslash", vec![("..\\a", b"1")], "不安全"),
        ("drive", vec![("c:a", b"1")], "不安全"),
    ];
    for (what, files, expected) in cases {
        let bytes = zip_of(&files);
        let told = open(&bytes, &tight).unwrap_err();
        assert_eq!(told.code(), "package-refused", "{what}: {told}");
        assert!(told.to_string().contains(expected), "{what}: {told}");
        let read = import(
            &[Incoming {
                name: "x.zip".into(),
                bytes,
            }],
            &tight,
        );
        assert_eq!((read.certificates.len(), read.findings.len()), (0, 1), "{what}");
    }
    let (one, two) = (ca(), ca());
    let both = one.root_pem() + &two.root_pem();
    let read = import(
        &[Incoming {
            name: "x.pem".into(),
            bytes: both.into_bytes(),
        }],
        &tight,
    );
    assert_eq!(
        (read.certificates.len(), read.findings.len()),
        (0, 1),
        "more certificates than allowed"
    );
    let many = vec![
        Incoming {
            name: "a".into(),
            bytes: b"1".to_vec()
        };
        4
    ];
    assert_eq!(import(&many, &tight).findings[0].code, "package-refused");
}

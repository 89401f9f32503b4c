//! Certificates, requests, lists, archives, Word files and project folders: asked of the reader itself, in this process
//! and without its fences, through the very conversation that the program has with it.

use std::io::{Cursor, Write as _};

use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;
use fence::Held;
use reader::Refused;
use reader::ask::{
    Answer, Asked, Certificate, Certificates, CheckProject, Draft, Known, Package, ProjectFile, Question,
    Request, Revocations,
};
use reader::frame::{self, Kind};

/// What stands between two texts of one input.
const BETWEEN: u8 = 0;

/// An archive as it came: taken for a package of requests, and for certificates.
pub fn zip(bytes: &[u8]) {
    let file = begun(b"PK\x03\x04", bytes);
    ask(&[&file], Package {});
    ask(&[&file], named("from-the-ca.zip"));
}

/// A package whose archive is whole, so that what stands in it is reached: its manifest, signature, key, request and
/// case data, one after the other.
pub fn package(bytes: &[u8]) {
    let names = [
        "manifest.json",
        "manifest.sig",
        "counter-key.pem",
        "requests/A-1.csr",
        "requests/A-1.json",
    ];
    let file = packed(names.into_iter().zip(parts(bytes)));
    ask(&[&file], Package {});
    ask(
        &[&file],
        Known {
            name: "package.zip".to_owned(),
        },
    );
}

/// Whatever a CA sends: DER, PEM, PKCS #7, an envelope.
pub fn certificates(bytes: &[u8]) {
    ask(&[bytes], named("from-the-ca.p7b"));
    ask(
        &[bytes],
        Known {
            name: "from-the-ca.cer".to_owned(),
        },
    );
}

/// One certificate, as it stands on a key.
pub fn certificate(bytes: &[u8]) {
    ask(&[bytes], Certificate {});
}

/// PKCS #10.
pub fn request(bytes: &[u8]) {
    ask(&[bytes], Request {});
}

/// A list of revoked certificates.
pub fn revocations(bytes: &[u8]) {
    ask(&[bytes], Revocations {});
}

/// A Word file whose archive is whole: its document, styles and numbering, one after the other.
pub fn word(bytes: &[u8]) {
    let names = ["word/document.xml", "word/styles.xml", "word/numbering.xml"];
    let file = packed(names.into_iter().zip(parts(bytes)));
    let question = Draft {
        id: "form".to_owned(),
        version: "1".to_owned(),
        source: "fuzz".to_owned(),
        labels: [("单位名称".to_owned(), "org.name".to_owned())].into(),
        unprintable: ['\u{feff}'].into(),
    };
    ask(&[&file], question);
}

/// A project folder: its description, a form, a clause that the form includes.
pub fn project(bytes: &[u8]) {
    let texts: Vec<&[u8]> = parts(bytes).take(3).collect();
    let names = ["forms/form.kdl", "clauses/clause.kdl"].map(|name| ProjectFile::Text(name.to_owned()));
    let files = std::iter::once(ProjectFile::Description).chain(names);
    let question = CheckProject {
        folder: "project".to_owned(),
        files: files.take(texts.len()).collect(),
    };
    ask(&texts, question);
}

fn named(name: &str) -> Certificates {
    Certificates {
        names: vec![name.to_owned()],
    }
}

fn parts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == BETWEEN)
}

fn packed<'a>(files: impl Iterator<Item = (&'static str, &'a [u8])>) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(::zip::CompressionMethod::Stored);
    for (name, content) in files {
        archive.start_file(name, stored).expect("a name of our own");
        archive.write_all(content).expect("memory takes it");
    }
    archive.finish().expect("a whole archive").into_inner()
}

/// The bytes with the first of them replaced.
fn begun(magic: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut file = bytes.to_vec();
    file.resize(file.len().max(magic.len()), 0);
    file[..magic.len()].copy_from_slice(magic);
    file
}

/// Hands the files over and asks: the conversation comes to its end, and its answer is one that the program takes, or a
/// refusal with words and a remedy.
fn ask<Q: Question>(files: &[&[u8]], question: Q) {
    let mut wire = Vec::new();
    for file in files {
        frame::put(&mut wire, Kind::File, file).expect("memory takes it");
    }
    let asked = Asked {
        pages: 1,
        ask: question.into(),
    };
    let asked = serde_json::to_vec(&asked).expect("a question");
    frame::put(&mut wire, Kind::Ask, &asked).expect("memory takes it");
    let mut said = Vec::new();
    reading::serve(&mut wire.as_slice(), &mut said, Held::default(), |_| {})
        .expect("a conversation that comes to its end");

    let (mut said, mut left) = (said.as_slice(), u64::MAX);
    let (kind, _) = frame::take(&mut said, &mut left).expect("its first word");
    assert_eq!(kind, Kind::Ready);
    let (kind, json) = frame::take(&mut said, &mut left).expect("an answer");
    if kind == Kind::Refused {
        let refused: Refused = serde_json::from_slice(&json).expect("a refusal");
        assert!(!refused.code.is_empty() && !refused.message.is_empty() && !refused.remedy.is_empty());
        return;
    }
    assert_eq!(kind, Kind::Said);
    let answer: Answer<Q::Said> = serde_json::from_slice(&json).expect("an answer that the program takes");
    for _ in 0..answer.parts {
        let (kind, _) = frame::take(&mut said, &mut left).expect("a part");
        assert_eq!(kind, Kind::Part);
    }
    assert!(said.is_empty(), "nothing is left over");
}

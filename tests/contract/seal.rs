//! `counterctl seal read FRAME --mm W,H --json` and `seal choose`: frames of every kind as they are cut, and what is
//! no frame.

use std::fs;
use std::path::{Path, PathBuf};

use ::seal::synth::{Form, SealDesign, sign, stamp};
use counterfoil_tests::counterctl;
use image::{Rgb, RgbImage};
use serde_json::Value;
use tempfile::TempDir;

/// 300 dpi.
const PX_PER_MM: f64 = 300.0 / 25.4;
/// Width and height of the pictures, in mm.
const MM: (f64, f64) = (56.0, 52.0);

fn paper() -> RgbImage {
    let side = |mm: f64| (mm * PX_PER_MM).round() as u32;
    RgbImage::from_pixel(side(MM.0), side(MM.1), Rgb([252, 251, 248]))
}

fn saved(folder: &Path, name: &str, picture: &RgbImage) -> PathBuf {
    let file = folder.join(name);
    picture.save(&file).unwrap();
    file
}

/// A frame with a seal in its middle.
fn stamped(folder: &Path, name: &str, design: &SealDesign) -> PathBuf {
    let mut picture = paper();
    let middle = (MM.0 / 2.0 * PX_PER_MM, MM.1 / 2.0 * PX_PER_MM);
    stamp(&mut picture, middle, PX_PER_MM, design, 7);
    saved(folder, name, &picture)
}

fn ask(errand: &str, files: &[&Path], more: &[&str]) -> (i32, Value) {
    let mut words = vec!["seal", errand, "--json"];
    words.extend(files.iter().map(|f| f.to_str().unwrap()));
    words.extend(more);
    let said = counterctl(words);
    (said.code, said.json())
}

#[test]
fn frames_of_every_kind_are_read_with_size_and_turn() {
    let folder = TempDir::new().unwrap();
    let turned = |design: SealDesign| SealDesign {
        rotation_deg: 3.0,
        ..design
    };
    let oval = SealDesign {
        form: Form::Oval {
            width_mm: 45.0,
            height_mm: 30.0,
        },
        ..SealDesign::round(40.0)
    };
    let kinds = [
        (
            "round.png",
            "org-seal",
            "round",
            [40.0, 40.0],
            turned(SealDesign::round(40.0)),
        ),
        ("oval.png", "org-seal", "oval", [45.0, 30.0], turned(oval)),
        (
            "square.png",
            "legal-rep-seal",
            "square",
            [20.0, 20.0],
            turned(SealDesign::square(20.0)),
        ),
    ];
    for (name, kind, shape, sides, design) in kinds {
        let file = stamped(folder.path(), name, &design);
        let out = folder.path().join(name).with_extension("out");
        let more = ["--mm", "56,52", "--kind", kind, "--out", out.to_str().unwrap()];
        let (code, said) = ask("read", &[&file], &more);
        let m = &said["reading"]["measures"];
        assert_eq!(
            (code, &said["reading"]["verdict"]),
            (0, &"accept".into()),
            "{name}: {said}"
        );
        assert_eq!(m["shape"], shape, "{name}: {said}");
        let unknown = said["cannot_know"][0].as_str();
        assert!(
            unknown.is_some_and(|words| words.contains("无法判断")),
            "{name}: {said}"
        );
        for (at, side) in sides.into_iter().enumerate() {
            let off = m["sides_mm"][at].as_f64().unwrap() - side;
            assert!(off.abs() <= 0.2, "{name}: {said}");
        }
        assert!(
            (m["rotation_deg"].as_f64().unwrap() - 3.0).abs() <= 0.5,
            "{name}: {said}"
        );
        assert!(image::open(out.join("seal.png")).is_ok(), "{name}");
    }
    let mut written = paper();
    let middle = (MM.0 / 2.0 * PX_PER_MM, MM.1 / 2.0 * PX_PER_MM);
    sign(&mut written, middle, PX_PER_MM, (34.0, 16.0), 60);
    let file = saved(folder.path(), "signature.png", &written);
    let (code, said) = ask("read", &[&file], &["--mm", "56,52", "--kind", "signature"]);
    assert_eq!(
        (code, &said["reading"]["kind"]),
        (0, &"signature".into()),
        "{said}"
    );
}

#[test]
fn a_spoilt_sample_is_refused_with_the_guides_word_and_a_remedy() {
    let folder = TempDir::new().unwrap();
    let broken = SealDesign {
        missing: Some((20.0, 50.0)),
        ..SealDesign::round(40.0)
    };
    let file = stamped(folder.path(), "broken.png", &broken);
    let (code, said) = ask("read", &[&file], &["--mm", "56,52"]);
    let finding = &said["findings"][0];
    assert_eq!((code, &finding["code"]), (1, &"seal-broken".into()), "{said}");
    assert!(finding["message"].as_str().unwrap().starts_with("缺损"), "{said}");
    assert!(!finding["remedy"].as_str().unwrap().is_empty(), "{said}");
    let blank = saved(folder.path(), "blank.png", &paper());
    let (code, said) = ask("read", &[&blank], &["--mm", "56,52"]);
    assert_eq!(
        (code, &said["findings"][0]["code"]),
        (1, &"seal-blank".into()),
        "{said}"
    );
}

#[test]
fn of_several_samples_the_whole_one_is_suggested_and_a_fused_picture_left() {
    let folder = TempDir::new().unwrap();
    let lacking = |start: f64| SealDesign {
        missing: Some((start, 30.0)),
        ..SealDesign::round(40.0)
    };
    let files = [
        stamped(folder.path(), "a.png", &lacking(200.0)),
        stamped(folder.path(), "b.png", &SealDesign::round(40.0)),
        stamped(folder.path(), "c.png", &lacking(60.0)),
    ];
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let out = folder.path().join("chosen");
    let more = ["--mm", "56,52", "--out", out.to_str().unwrap()];
    let (code, said) = ask("choose", &files, &more);
    assert_eq!((code, &said["suggested"]), (0, &1.into()), "{said}");
    assert_eq!(
        said["samples"][0]["beside_finding"]["code"], "seal-broken",
        "{said}"
    );
    for name in ["seal.png", "fused.png"] {
        assert!(image::open(out.join(name)).is_ok(), "{name}");
    }
    let (code, said) = ask("choose", &files[..1], &["--mm", "56,52"]);
    assert_eq!((code, &said["suggested"]), (1, &Value::Null), "{said}");
}

#[test]
fn what_cannot_be_read_is_answered_with_a_code_and_a_remedy() {
    let folder = TempDir::new().unwrap();
    let file = stamped(folder.path(), "good.png", &SealDesign::round(40.0));
    let words = folder.path().join("words.png");
    fs::write(&words, "no picture").unwrap();
    let strange = folder.path().join("thresholds.toml");
    fs::write(&strange, "densty = 1").unwrap();
    let strange = strange.to_str().unwrap();
    let bad: [(&Path, &[&str], &str); 7] = [
        (&words, &["--mm", "56,52"], "scan-unknown-format"),
        (&file, &["--mm", "56"], "size-unreadable"),
        (&file, &["--mm", "nan,52"], "size-unreadable"),
        (&file, &["--mm", "52,56"], "size-differs"),
        (&file, &["--mm", "56,52", "--margin", "25"], "size-unreadable"),
        (&file, &["--mm", "56,52", "--kind", "stamp"], "unknown-word"),
        (
            &file,
            &["--mm", "56,52", "--thresholds", strange],
            "thresholds-unreadable",
        ),
    ];
    for (file, more, code) in bad {
        for errand in ["read", "choose"] {
            let (exit, said) = ask(errand, &[file], more);
            let error = &said["error"];
            assert_eq!(
                (exit, &error["code"]),
                (1, &code.into()),
                "{errand} {more:?}: {said}"
            );
            assert!(error["remedy"].as_str().is_some_and(|r| !r.is_empty()), "{said}");
        }
    }
}

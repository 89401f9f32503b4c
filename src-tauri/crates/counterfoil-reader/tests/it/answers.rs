//! What a reader says is what the same parsers say here: through the pipe nothing is lost, rounded or made up.

use image::{Rgb, RgbImage};
use judging::{CutFrame, Judged, PX_PER_MM, compare, kind_of};
use pagemark::RectMm;
use pki::exchange::{Incoming, Limits, import};
use reader::Known;
use reader::ask::{Kept, NamedFrame};
use scan::{Fit, Page, Registration};
use seal::{Edit, Expectation, Format, Style, Thresholds};

use crate::{good_page, readers};

/// Files of every format that a scan may have: the seeds of the fuzz targets.
fn scans() -> Vec<Vec<u8>> {
    let seeds = counterfoil_tests::root().join("tests/fuzz/seeds");
    let mut files = vec![good_page()];
    for format in ["jpeg", "png", "bmp", "gif", "tiff", "pdf"] {
        let folder = std::fs::read_dir(seeds.join(format)).unwrap();
        files.extend(folder.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()));
    }
    files
}

#[test]
fn a_page_says_the_same_through_the_pipe() {
    let limits = scan::Limits::default();
    let mut read = 0;
    for bytes in scans() {
        let here = scan::split(&bytes, limits);
        let there = readers().stack(&bytes);
        let (here, mut there) = match (here, there) {
            (Ok(here), Ok(there)) => (here, there),
            (Err(here), there) => {
                let there = there.err().unwrap();
                assert_eq!(
                    (here.code(), here.to_string(), here.remedy()),
                    (there.code(), there.to_string(), there.remedy())
                );
                continue;
            }
            (Ok(_), Err(there)) => panic!("{there}"),
        };
        assert_eq!(here.len(), there.pages() as usize);
        for (at, file) in (0..).zip(&here) {
            let page = there.turn_to(at).unwrap();
            match scan::decode(file, limits) {
                Err(error) => assert_eq!(page.look().unwrap_err().code(), error.code()),
                Ok(decoded) => {
                    let looked = page.look().unwrap();
                    let size = decoded.image.dimensions();
                    assert_eq!(((looked.width, looked.height), looked.dpi), (size, decoded.dpi));
                    assert_eq!(page.small(64).unwrap(), scan::preview_jpeg(&decoded, 64));
                    let told = page.read().unwrap();
                    assert_eq!((told.reading, told.findings), scan::read(&decoded));
                    read += 1;
                }
            }
        }
        if !there.is_picture() {
            let mut again = readers().stack(&bytes).unwrap();
            for (at, file) in (0..).zip(&here) {
                assert!(&again.page(at).unwrap() == file, "page {at} as a file");
            }
        }
    }
    assert!(read > 8, "only {read} pages were read");
}

/// A sheet with three seals in red on it, and where its frames stand.
fn sealed() -> (Page, Registration, Vec<NamedFrame>) {
    let px_per_mm = 300.0 / 25.4;
    let side = |mm: f64| (mm * px_per_mm) as u32;
    let mut sheet = RgbImage::from_pixel(side(210.0), side(80.0), Rgb([252, 251, 249]));
    let design = seal::synth::SealDesign::round(40.0);
    let mut frames = Vec::new();
    for at in 0..3 {
        let x = 10.0 + 64.0 * f64::from(at);
        let centre = ((x + 28.0) * px_per_mm, 40.0 * px_per_mm);
        seal::synth::stamp(&mut sheet, centre, px_per_mm, &design, 7);
        let rect = RectMm {
            x,
            y: 12.0,
            w: 56.0,
            h: 56.0,
        };
        frames.push(NamedFrame {
            name: format!("seal.org.{}", at + 1),
            rect,
        });
    }
    let registration = Registration {
        homography: [[px_per_mm, 0.0, 0.0], [0.0, px_per_mm, 0.0], [0.0, 0.0, 1.0]],
        residual_mm: 0.0,
        px_per_mm,
        fit: Fit::Flat,
        squares: Vec::new(),
    };
    (Page::from_image(sheet, None), registration, frames)
}

#[test]
fn samples_are_cut_judged_compared_and_edited_the_same_through_the_pipe() {
    let (page, registration, frames) = sealed();
    let figures = Thresholds::default();
    let mut picture = readers().picture(&scan::encode_png(&page.image)).unwrap();
    let there = picture.frames(&registration, &frames, Some(&figures)).unwrap();
    let mut here = Vec::new();
    for (frame, there) in frames.iter().zip(&there) {
        let cut = CutFrame::of(&page, &registration, &frame.name, frame.rect);
        assert_eq!(
            (cut.around, &cut.registration),
            (there.around, &there.registration)
        );
        assert_eq!(scan::encode_png(&cut.picture), there.raw);
        let expect = Expectation {
            width_mm: frame.rect.w,
            height_mm: frame.rect.h,
            kind: kind_of(&frame.name),
        };
        let judged = Judged::of(&cut.picture, PX_PER_MM, &expect, &figures);
        let (_, told, clean) = there.judged.as_ref().unwrap();
        assert_eq!(
            (&judged.reading, &judged.findings),
            (&told.reading, &told.findings)
        );
        let cutout = judged.cutout.as_ref().unwrap();
        assert_eq!(
            clean.as_ref(),
            cutout.file(Style::SealRed, Format::Png, None).ok().as_ref()
        );
        here.push(judged);
    }
    // One of them as it is taken from what is kept of it, the others as they are in hand.
    let samples = picture.samples();
    let file = samples.add(&there[1].raw).unwrap();
    let kept = vec![
        Kept::Judged(0),
        Kept::Before {
            file,
            reading: here[1].reading.clone(),
            findings: here[1].findings.clone(),
        },
        Kept::Judged(2),
    ];
    let told = samples.compare(PX_PER_MM, &figures, kept).unwrap();
    let compared = compare(&here, PX_PER_MM, &figures);
    assert_eq!(
        (
            compared.suggested,
            &compared.why,
            &compared.beside,
            &compared.verdicts
        ),
        (
            told.compared.suggested,
            &told.compared.why,
            &told.compared.beside,
            &told.compared.verdicts
        )
    );
    let (fused, there_fused) = (compared.fused.unwrap(), told.compared.fused.unwrap());
    assert_eq!(
        (&fused.reading, &fused.findings),
        (&there_fused.reading, &there_fused.findings)
    );
    let (clean, paper) = told.fused.unwrap();
    let ink = fused.cutout.unwrap();
    assert_eq!(clean, ink.file(Style::SealRed, Format::Png, None).unwrap());
    assert_eq!(paper, scan::encode_png(&judging::on_paper(&ink, PX_PER_MM)));

    let edit = Edit {
        turn_tenths: 37,
        trim_mm: [1.0, 0.5, -1.0, 0.0],
    };
    let mut open = readers().samples(&[&there[0].raw]).unwrap();
    let own = &here[0];
    let ink = own.cutout.as_ref().unwrap();
    let size = ink.rgba(Style::AsScanned).dimensions();
    assert_eq!(open.ink(PX_PER_MM, &own.reading).unwrap(), Some(size));
    let asked = (&own.reading, &edit, Style::AsScanned, Format::Jpeg);
    assert_eq!(
        open.edited_file(PX_PER_MM, asked.0, asked.1, asked.2, asked.3, None)
            .unwrap(),
        ink.edited(&edit).file(Style::AsScanned, Format::Jpeg, None).ok()
    );
    let judged = Judged::of_picture(&ink.edited(&edit), PX_PER_MM, own.reading.kind, &figures);
    let told = open
        .judge_edited(PX_PER_MM, &own.reading, &edit, &figures)
        .unwrap()
        .unwrap();
    assert_eq!((judged.reading, judged.findings), (told.reading, told.findings));
    let small = open.edited_file(PX_PER_MM, asked.0, asked.1, asked.2, asked.3, Some(100));
    assert_eq!(small.unwrap_err().code(), seal::TooLarge::CODE);
}

#[test]
fn what_comes_from_a_ca_says_the_same_through_the_pipe() {
    let now = chrono::DateTime::UNIX_EPOCH + chrono::Days::new(20_700);
    let ca = pki::training::TrainingCa::create(now, &mut rand::rng()).unwrap();
    let pem = ca.root_pem();
    let file = Incoming {
        name: "根.pem".to_owned(),
        bytes: pem.as_bytes().to_vec(),
    };
    let broken = Incoming {
        name: "坏.cer".to_owned(),
        bytes: vec![0x30, 0x82, 1, 2, 3],
    };
    let files = [file, broken];
    assert_eq!(
        readers().certificates(&files).unwrap(),
        import(&files, &Limits::default())
    );
    assert_eq!(&readers().certificate(pem.as_bytes()).unwrap(), ca.root());
    let refused = readers().certificate(b"no certificate").unwrap_err();
    let here = pki::Certificate::parse(b"no certificate").unwrap_err();
    assert_eq!(
        (refused.code(), refused.to_string()),
        (here.code(), here.to_string())
    );
    let Known::Certificates(found) = readers().known("根.pem", pem.as_bytes()).unwrap() else {
        panic!("a certificate is one");
    };
    assert_eq!(&found.certificates[0].certificate, ca.root());
}

#[test]
fn a_text_keeps_every_character() {
    let text = "\u{feff}第一条\r\n\t附件\u{c}㐀𠀀\u{202e}";
    assert_eq!(
        readers().text(text.as_bytes()).unwrap(),
        Some((text.to_owned(), reader::ask::Encoding::Utf8))
    );
    let (gb, _, _) = encoding_rs::GB18030.encode("第一条　㐀𠀀");
    let read = readers().text(&gb).unwrap();
    assert_eq!(
        read,
        Some(("第一条　㐀𠀀".to_owned(), reader::ask::Encoding::Gb18030))
    );
    assert_eq!(readers().text(&[0xff, 0xfe, 0x2c]).unwrap(), None);
}

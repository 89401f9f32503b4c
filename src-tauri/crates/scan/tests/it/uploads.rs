//! Uploads: what a CA takes, made from a scan, still legible.

use scan::synth::Capture;
use scan::{Limits, Page, ScanError, UploadRule, decode, for_upload, merged_for_upload, read, split};

use crate::sheet::{mark, page};

fn formats(list: &[&str]) -> Vec<String> {
    list.iter().map(|f| (*f).to_owned()).collect()
}

/// A 300-dpi scan of a form in colour, as its file and decoded.
fn scanned() -> (Vec<u8>, Page) {
    let capture = Capture {
        quality: 92,
        ..Capture::flatbed(8, 300.0 / 25.4)
    };
    let bytes = capture.take(&page(300.0)).jpeg();
    let page = decode(&bytes, Limits::default()).unwrap();
    (bytes, page)
}

#[test]
fn five_two_and_one_megabyte_are_kept_and_the_page_still_reads() {
    let (original, page) = scanned();
    // The limits and formats of 辽宁, 深圳CA and 内蒙CA, as their project data have them; then one that no guide asks for.
    let rules: [(&[&str], u64); 4] = [
        (&["jpg", "png", "jpeg", "gif", "bmp", "pdf"], 5_242_879),
        (&["jpg", "pdf"], 2_097_152),
        (&["jpeg", "jpg", "png", "bmp"], 1_048_576),
        (&["jpg"], 500_000),
    ];
    for (endings, max_bytes) in rules {
        let allowed = formats(endings);
        let rule = UploadRule {
            formats: &allowed,
            max_bytes: Some(max_bytes),
        };
        let upload = for_upload(&original, &page, rule).unwrap();
        assert!(upload.bytes.len() as u64 <= max_bytes && allowed.contains(&upload.ending));
        let fits = original.len() as u64 <= max_bytes;
        assert_eq!(
            upload.dpi.is_none(),
            fits,
            "{max_bytes}: {} bytes",
            original.len()
        );
        assert_eq!(
            upload.bytes == original,
            fits,
            "an original that fits is not touched"
        );
        let (reading, findings) = read(&decode(&upload.bytes, Limits::default()).unwrap());
        assert_eq!(reading.mark, Some(mark()), "{max_bytes}: {findings:?}");
        println!(
            "{max_bytes}: {} bytes at {:?} dpi",
            upload.bytes.len(),
            upload.dpi
        );
    }
}

#[test]
fn where_only_pdf_is_taken_the_page_comes_out_of_it_again() {
    let (original, page) = scanned();
    let allowed = formats(&["pdf"]);
    let rule = UploadRule {
        formats: &allowed,
        max_bytes: Some(1_048_576),
    };
    let upload = for_upload(&original, &page, rule).unwrap();
    assert_eq!(upload.ending, "pdf");
    let pages = split(&upload.bytes, Limits::default()).unwrap();
    assert_eq!(pages.len(), 1);
    let back = decode(&pages[0], Limits::default()).unwrap();
    assert_eq!(read(&back).0.mark, Some(mark()));
}

/// Pages of one place of a site become one file, in their order, together no larger than the limit.
#[test]
fn several_pages_become_one_file_in_their_order_and_under_its_limit() {
    let (original, _) = scanned();
    let narrow = image::RgbImage::from_pixel(400, 600, image::Rgb([180, 200, 220]));
    let narrow = scan::encode_png(&narrow);
    let originals = [narrow.clone(), original.clone()];
    let allowed = formats(&["jpg", "pdf"]);
    let most = original.len() as u64;
    let rule = UploadRule {
        formats: &allowed,
        max_bytes: Some(most),
    };
    let upload = merged_for_upload(&originals, Limits::default(), rule).unwrap();
    assert!(upload.bytes.len() as u64 <= most, "{} bytes", upload.bytes.len());
    assert_eq!(upload.ending, "pdf");
    let pages = split(&upload.bytes, Limits::default()).unwrap();
    let pages: Vec<Page> = pages
        .iter()
        .map(|page| decode(page, Limits::default()).unwrap())
        .collect();
    assert_eq!(pages.len(), 2);
    assert!(pages[0].image.width() < pages[1].image.width(), "in their order");
    assert_eq!(read(&pages[1]).0.mark, Some(mark()), "still legible");
    // Where the site takes no PDF, or nothing legible fits, it is told.
    let pictures = formats(&["jpg"]);
    let rule = |formats, max_bytes| UploadRule { formats, max_bytes };
    let error = merged_for_upload(&originals, Limits::default(), rule(&pictures, None)).unwrap_err();
    assert_eq!(error.code(), "upload-no-format");
    let small = [narrow.clone(), narrow];
    let error = merged_for_upload(&small, Limits::default(), rule(&allowed, Some(2_000))).unwrap_err();
    assert_eq!(error.code(), "upload-not-small-enough");
}

#[test]
fn what_cannot_be_is_told_with_the_numbers() {
    let (original, page) = scanned();
    let too_small = UploadRule {
        formats: &[],
        max_bytes: Some(20_000),
    };
    let error = for_upload(&original, &page, too_small).unwrap_err();
    let ScanError::NotSmallEnough { bytes, limit } = error else {
        panic!("{error:?}");
    };
    assert!(bytes > 20_000 && limit == 20_000);
    let unknown = formats(&["ofd"]);
    let rule = UploadRule {
        formats: &unknown,
        max_bytes: None,
    };
    let error = for_upload(&original, &page, rule).unwrap_err();
    assert_eq!(error.code(), "upload-no-format");
    assert!(error.to_string().contains("ofd") && !error.remedy().is_empty());
}

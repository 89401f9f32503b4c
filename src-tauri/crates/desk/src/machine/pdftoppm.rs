//! Paints a page of a PDF (poppler's `pdftoppm`), for previews and for practice scans.

use std::time::Duration;

use image::RgbImage;

use crate::machine::program::run;
use crate::rim::api::Refusal;

/// A page as PNG. `page` counts from 1, `dpi` is held between 40 and 600.
///
/// The program hands over bare pixels, for it packs a PNG as small as it can: four fifths of the whole time, for a
/// picture that is looked at once.
pub fn page_png(pdf: &[u8], page: u32, dpi: u32) -> Result<Vec<u8>, Refusal> {
    let (page, dpi) = (page.max(1).to_string(), dpi.clamp(40, 600).to_string());
    let args = ["-r", &dpi, "-f", &page, "-l", &page, "-singlefile", "-"];
    let ran = run("pdftoppm", "poppler-utils", args, pdf, Duration::from_secs(30))?;
    let picture = (ran.code == Some(0)).then(|| pixels(&ran.stdout)).flatten();
    picture.map(|picture| scan::encode_png(&picture)).ok_or_else(|| {
        Refusal::new(
            "preview-failed",
            format!("第{page}页画不出来"),
            "请重新预览；仍不行请先打印为文件再打开查看",
        )
    })
}

/// The picture in a PPM file as `pdftoppm` writes it (ppm(5), raw, eight bits, no comment): `P6`, width, height and the
/// largest value, each followed by one blank or line end, then the pixels. None when it is anything else.
fn pixels(ppm: &[u8]) -> Option<RgbImage> {
    let mut parts = ppm.splitn(5, u8::is_ascii_whitespace);
    let mut next = || std::str::from_utf8(parts.next()?).ok();
    let ("P6", width, height, "255") = (next()?, next()?, next()?, next()?) else {
        return None;
    };
    let (width, height) = (width.parse().ok()?, height.parse().ok()?);
    RgbImage::from_raw(width, height, parts.next()?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::pixels;

    #[test]
    fn pixels_are_read_as_they_lie_even_where_they_look_like_blanks() {
        let picture = pixels(b"P6\n2 1\n255\n\n\x20\t\xff\x00P").unwrap();
        assert_eq!(picture.dimensions(), (2, 1));
        assert_eq!(picture.as_raw(), b"\n\x20\t\xff\x00P");
    }

    #[test]
    fn what_is_cut_short_or_of_another_kind_is_no_picture() {
        for broken in [
            &b""[..],
            b"P6",
            b"P6\n2 1\n255\n12345",
            b"P5\n1 1\n255\n1",
            b"P6\n1 1\n65535\n123456",
        ] {
            assert!(pixels(broken).is_none(), "{broken:?}");
        }
    }
}

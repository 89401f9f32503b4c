//! An authority's long agreement: the installed text in the form's flow, and until then what stands in its place.

use form::{AGREEMENTS, Filling, FormDescription, Rendered, render};

use crate::shared::{fonts, marks, paper, tool};

const FLOW: &str = r#"form "f-x-1" version="1" title="甲证书服务协议" {
  page size=10.5
  pages 1
  title "甲证书服务协议"
  agreement "service" { p "全文见甲网站。" }
  keep { p "签署处" }
}"#;

const ROWS: &str = r#"form "f-x-1" version="1" title="申请表" {
  page size=10.5
  table cols="1fr 1fr" {
    row h=9 { label "甲证书服务协议" span=2 }
    agreement "service" { row h=20 { text "全文见甲网站。" span=2 } }
    row h=20 { text "签署处"; sign "sign.seal" label="盖章：" }
  }
}"#;

fn text(articles: usize) -> String {
    let articles = (1..=articles).map(|n| format!("第{n}条　{}", "应当如实填写并妥善保管。".repeat(9)));
    let articles = articles.collect::<Vec<_>>().join("\r\n\r\n");
    format!("甲证书服务协议\n\n第一章　总则\n{articles}\n\u{200B}　\n")
}

fn description(kdl: &str, installed: Option<&str>) -> FormDescription {
    let include = |name: &str| {
        assert_eq!(name, format!("{AGREEMENTS}service"));
        installed.map(str::to_owned)
    };
    FormDescription::parse("test.kdl", kdl, &include).unwrap_or_else(|e| panic!("{e}"))
}

/// The printed form, and the words of each page without blanks.
fn printed(kdl: &str, installed: Option<&str>) -> (Rendered, Vec<String>) {
    let description = description(kdl, installed);
    let marks = marks("f-ylbx-1");
    let rendered = render(&description, &Filling::default(), Some(&marks), 1..=1, fonts()).unwrap();
    let file = paper(
        &format!("agreement-{}-{}.pdf", kdl.len(), rendered.pages.len()),
        &rendered.pdf,
    );
    let text = String::from_utf8(tool("pdftotext", &["-layout", file.to_str().unwrap(), "-"])).unwrap();
    let pages = text.split('\u{c}').filter(|page| !page.is_empty());
    let pages = pages.map(|page| page.split_whitespace().collect()).collect();
    (rendered, pages)
}

#[test]
fn an_installed_text_flows_over_marked_pages_between_what_stands_around_it() {
    let text = text(40);
    for kdl in [FLOW, ROWS] {
        let (rendered, pages) = printed(kdl, Some(&text));
        let words = pages.concat();
        assert!(rendered.pages.len() > 1, "{} pages", rendered.pages.len());
        assert_eq!(
            rendered.notes,
            [],
            "the number of pages is the authority's own affair"
        );
        assert_eq!(
            words.matches("甲证书服务协议").count(),
            1,
            "the title is not printed twice"
        );
        assert!(!words.contains("全文见甲网站"));
        let places: Vec<_> = [
            "甲证书服务协议",
            "第一章总则",
            "第1条应当",
            "第40条应当",
            "签署处",
        ]
        .iter()
        .map(|w| {
            words
                .find(w)
                .unwrap_or_else(|| panic!("{w} is not printed:\n{words}"))
        })
        .collect();
        assert!(places.is_sorted(), "{places:?}");
        // Every sentence of it, on pages that each carry the case number.
        assert_eq!(words.matches('妥').count(), 40 * 9);
        assert_eq!(pages.len(), rendered.pages.len());
        for page in &pages {
            assert!(page.contains("YL-20261121-0001"), "{page}");
        }
    }
}

#[test]
fn until_a_text_is_installed_the_form_says_where_it_is_published() {
    for kdl in [FLOW, ROWS] {
        let (rendered, pages) = printed(kdl, None);
        let words = pages.concat();
        assert_eq!(rendered.pages.len(), 1);
        assert!(
            words.contains("全文见甲网站。") && words.contains("签署处"),
            "{words}"
        );
        let without = description(kdl, None);
        assert_eq!(without.agreements().get("service"), Some(&false));
        let with = description(kdl, Some("第一条　甲"));
        assert_eq!(with.agreements().get("service"), Some(&true));
    }
}

#[test]
fn an_agreement_must_say_what_stands_there_until_it_is_installed() {
    for (from, to) in [
        (r#" { p "全文见甲网站。" }"#, ""),
        (r#"agreement "service""#, r#"agreement "service" colour=9"#),
        (r#"agreement "service""#, "agreement"),
    ] {
        let kdl = FLOW.replace(from, to);
        let refused = FormDescription::parse("test.kdl", &kdl, &|_| None).unwrap_err();
        assert_eq!(refused.code(), "form-description", "{refused}");
        assert!(
            refused.to_string().contains("第5行") && !refused.remedy().is_empty(),
            "{refused}"
        );
    }
}

#[test]
fn what_no_font_has_is_named_before_printing() {
    assert_eq!(
        fonts().missing_in_agreement("第一条\r\n　甲\u{200B}方\u{FEFF}⽇"),
        []
    );
    assert_eq!(
        fonts().missing_in_agreement("甲\u{E000}乙\u{E000}\u{10FFFD}"),
        ['\u{E000}', '\u{10FFFD}']
    );
}

#[test]
fn a_paragraph_longer_than_a_page_stands_whole_in_the_rows_of_a_table() {
    // What a file gives whose ends of lines were lost on the way.
    let text = format!(
        "第一条　{}完。",
        "甲方应当妥善保管数字证书及其私钥，不得转让。".repeat(400)
    );
    for kdl in [FLOW, ROWS] {
        let (_, pages) = printed(kdl, Some(&text));
        let words = pages.concat();
        let times = words.matches("妥善保管").count();
        let ends = words.matches("完。").count();
        // A page break may fall into one or another of them.
        assert!(
            times > 380 && ends == 1 && pages.len() >= 4,
            "{times} {ends} {}",
            pages.len()
        );
    }
}

#[test]
fn ends_of_lines_of_every_system_are_ends_of_lines() {
    let text = text(6).replace("\r\n", "\n");
    let (_, usual) = printed(FLOW, Some(&text));
    for end in ["\r", "\r\n", "\u{2028}", "\u{2029}"] {
        let (_, pages) = printed(FLOW, Some(&text.replace('\n', end)));
        assert_eq!(pages, usual, "{end:?}");
    }
    let ended = format!("{}\r甲方（盖章）：\r\r日期：\r", text.replace('\n', "\r"));
    let signing = form::agreement_signing_lines(&ended);
    let numbers: Vec<usize> = signing.iter().map(|(at, _)| *at).collect();
    assert_eq!(
        numbers,
        [text.lines().count() + 2, text.lines().count() + 4],
        "{signing:?}"
    );
    assert!(
        !form::agreement_has_words("\u{FEFF}\u{200B}\r\n————\n　") && form::agreement_has_words("第一条")
    );
}

#[test]
fn a_frame_that_goes_on_over_the_page_keeps_clear_of_the_code_in_its_corner() {
    let clear = pagemark::code_rect();
    let clear = clear.y + clear.h + pagemark::CODE_QUIET_MM;
    let kdl = ROWS.replace("page size=10.5", "page size=10.5 top=23");
    let (rendered, _) = printed(&kdl, Some(&text(60)));
    assert!(rendered.pages.len() > 1);
    let file = paper("clear.pdf", &rendered.pdf);
    // The frame's upper line is the first dark row right of the bars and left of the code.
    for page in 2..=rendered.pages.len() {
        let n = page.to_string();
        let ppm = tool(
            "pdftoppm",
            &[
                "-r",
                "254",
                "-gray",
                "-f",
                &n,
                "-l",
                &n,
                "-x",
                "1000",
                "-W",
                "500",
                file.to_str().unwrap(),
            ],
        );
        let head = ppm
            .iter()
            .enumerate()
            .filter(|(_, b)| **b == b'\n')
            .nth(2)
            .unwrap()
            .0
            + 1;
        let row = ppm[head..]
            .chunks(500)
            .position(|row| row.iter().filter(|v| **v < 120).count() > 400);
        let at = row.unwrap() as f64 / 10.0;
        assert!(at >= clear - 0.25, "page {page}: {at} mm, {clear}");
    }
}

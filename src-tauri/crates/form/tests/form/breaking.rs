//! Where lines end: no character alone on a last line, names broken behind their dots, units' names not torn for one.

use form::{Filling, render};

use crate::shared::{filling, fonts, marks, paper, parse, print, tool};

/// The lines of a paper as poppler reads them in the order of its content.
fn lines(name: &str, pdf: &[u8]) -> Vec<String> {
    let path = paper(name, pdf);
    let raw = tool("pdftotext", &["-raw", path.to_str().unwrap(), "-"]);
    let raw = String::from_utf8(raw).unwrap();
    raw.lines().map(str::to_owned).collect()
}

fn with(field: &str, value: &str) -> Filling {
    let mut filling = filling();
    filling.values.insert(field.into(), value.into());
    filling
}

#[test]
fn no_character_stands_alone_on_the_last_line_of_a_paragraph() {
    // Every length from a little more than one line to more than three, set justified and not.
    let words: String = "我单位授权代理人办理数字证书相关事宜"
        .chars()
        .cycle()
        .take(170)
        .collect();
    for align in ["justify", "left"] {
        let paragraphs: Vec<String> = (42..170)
            .map(|count| {
                let text: String = words.chars().take(count).collect();
                format!("p \"{text}。\" align=\"{align}\" indent=2")
            })
            .collect();
        let form = parse(&format!(
            "form \"f-ylbx-1\" version=\"1\" title=\"甲\" {{ page size=10.5\n pages 8\n {} }}",
            paragraphs.join("\n")
        ));
        let printed = render(&form, &filling(), Some(&marks("f-ylbx-1")), 1..=1, fonts()).unwrap();
        let lines = lines(&format!("alone-{align}.pdf"), &printed.pdf);
        let ends = lines.iter().filter(|l| l.ends_with('。')).count();
        assert_eq!(ends, 128, "{align}");
        let alone: Vec<_> = lines
            .iter()
            .filter(|l| l.ends_with('。') && l.chars().count() <= 2)
            .collect();
        assert!(alone.is_empty(), "{align}: {alone:?}");
    }
}

#[test]
fn a_name_with_two_dots_breaks_behind_both() {
    let printed = print(
        "f-ylbx-1",
        &with("operator_name", "阿卜杜热西提·买买提吐尔逊江·阿布都拉"),
    );
    let lines = lines("two-dots.pdf", &printed.pdf);
    for part in ["阿卜杜热西提·", "买买提吐尔逊江·", "阿布都拉"] {
        assert!(
            lines
                .iter()
                .any(|l| l.ends_with(part) && !l.ends_with(&format!("提{part}"))),
            "{part}: {lines:#?}"
        );
    }
    assert!(
        printed.smallest.is_some_and(|size| size >= 7.5),
        "{:?}",
        printed.smallest
    );
}

#[test]
fn a_units_name_is_not_broken_early_for_the_dot_in_it() {
    let name = "鄂尔多斯市东胜区康巴什新区（集团）文化传媒影视·草原“金色草原”艺术制作有限公司，第二分公司";
    let form = parse(
        "form \"f-ylbx-1\" version=\"1\" title=\"甲\" { page size=10.5\n \
         table cols=\"30 1fr\" { row h=16 { label \"单位名称\"; value \"unit_name\" } } }",
    );
    let printed = render(
        &form,
        &with("unit_name", name),
        Some(&marks("f-ylbx-1")),
        1..=1,
        fonts(),
    )
    .unwrap();
    let lines = lines("unit-dot.pdf", &printed.pdf);
    assert!(lines.iter().any(|l| l.contains("影视·草原")), "{lines:#?}");
}

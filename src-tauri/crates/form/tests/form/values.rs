//! Long, rare, many and missing values.

use form::{Filling, Note, render};

use crate::shared::{bare, description, employees, filling, fonts, marks, paper, parse, print, text_of};

fn with(field: &str, value: &str) -> Filling {
    let mut filling = filling();
    filling.values.insert(field.into(), value.into());
    filling
}

#[test]
fn a_unit_name_of_sixty_characters_stays_whole_on_one_page() {
    let name: String = "广东省某某市某某区社会保险基金管理局第一分局综合业务服务中心"
        .chars()
        .cycle()
        .take(60)
        .collect();
    for id in ["f-ylbx-1", "f-ylbx-2", "f-zfcg-1"] {
        let printed = print(id, &with("unit_name", &name));
        assert_eq!(printed.pages.len(), 1, "{id}");
        // On the two lines that the cell has room for: hardly smaller, so that there is nothing to remark on, or a
        // little.
        let legible = |note: &Note| matches!(note, Note::Shrunk { field, size } if field == "unit_name" && *size >= 7.5);
        assert!(printed.notes.iter().all(legible), "{id}: {:?}", printed.notes);
        assert!(
            printed.smallest.is_some_and(|size| size >= 7.5),
            "{id}: {:?}",
            printed.smallest
        );
        let text = text_of(&paper(&format!("long-{id}.pdf"), &printed.pdf));
        // The name stands on two lines of its cell: the two halves are found, together they are the whole.
        let whole = (1..60).any(|at| {
            let (head, tail) = name.split_at(name.char_indices().nth(at).unwrap().0);
            text.contains(head) && text.contains(tail)
        });
        assert!(whole, "{id}: {text}");
    }
}

#[test]
fn a_value_that_cannot_fit_goes_on_at_the_end() {
    let long: String = "很长的地址".chars().cycle().take(900).collect();
    let printed = print("f-ylbx-1", &with("unit_mail_address", &long));
    assert!(
        printed.notes.contains(&Note::Continued {
            field: "unit_mail_address".into()
        }),
        "{:?}",
        printed.notes
    );
    let text = text_of(&paper("continued.pdf", &printed.pdf));
    assert!(text.contains("(见续栏)") && text.contains("续栏"), "{text}");
    assert!(text.matches("很长的地址").count() >= 140, "{text}");
    assert!(text.contains("申请单位基本资料·通信地址:很长的地址"), "{text}");
}

#[test]
fn the_continuation_list_names_rows_and_columns_in_words() {
    let mut filling = filling();
    let rows = filling.rows.get_mut("employees").unwrap();
    rows[1].insert("user_email".into(), "very.long.address.".repeat(20));
    rows[1].insert("years_capital".into(), "叁".repeat(500));
    let text = text_of(&paper("rows.pdf", &print("f-ylbx-2a", &filling).pdf));
    // The rows stand before the form's first heading: they are of no part of it.
    assert!(text.contains("2.第2行电子邮件:very.long"), "{text}");
    assert!(text.contains("1.第2行业务类型(新申请,年限):叁叁"), "{text}");
}

#[test]
fn forty_employees_take_three_sheets_of_fourteen() {
    let mut filling = filling();
    filling.rows.insert("employees".into(), employees(40));
    let printed = print("f-ylbx-2a", &filling);
    assert_eq!(printed.pages.len(), 3);
    assert!(printed.pages.iter().all(|p| p.pages == 3));
    let path = paper("forty.pdf", &printed.pdf);
    let text = text_of(&path);
    for n in 1..=40 {
        assert!(text.contains(&format!("user{n:02}@example.org")), "{n}");
    }
    assert_eq!(
        text.matches("单位声明:").count(),
        3,
        "every sheet carries the declaration"
    );
    assert!(
        text.contains("上表14位员工") && text.contains("上表12位员工"),
        "{text}"
    );
    let rows = |page: usize| {
        printed.pages[page]
            .boxes
            .iter()
            .filter(|b| b.name.ends_with(".user_name"))
            .map(|b| b.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!((rows(0).len(), rows(2).len()), (14, 14));
    assert_eq!(rows(2)[0], "employees.29.user_name");
}

#[test]
fn a_long_table_repeats_its_header() {
    let form = parse(
        r#"form "f-long" version="1" {
            title "清单"
            table cols="20 1fr" header=1 {
                row h=9 { label "序号"; label "姓名栏" }
                row each="employees" h=9 { label "{#row}"; value ".user_name" }
            }
        }"#,
    );
    let mut filling = filling();
    filling.rows.insert("employees".into(), employees(70));
    let printed = render(&form, &filling, None, 1..=1, fonts()).unwrap();
    assert_eq!(printed.pages.len(), 3);
    let text = text_of(&paper("header.pdf", &printed.pdf));
    assert_eq!(text.matches("姓名栏").count(), 3, "{text}");
    assert!(text.contains("70"));
}

#[test]
fn rare_characters_are_printed_and_extract_right() {
    let name = "䶮𠅤㛃𬀩";
    let printed = print("f-ylbx-1", &with("operator_name", name));
    let text = text_of(&paper("rare.pdf", &printed.pdf));
    assert!(text.contains(name), "{text}");
    // Compatibility characters stay what was entered; only Kangxi radicals become characters.
    let printed = print("f-ylbx-1", &with("operator_name", "⽇豈明"));
    let path = paper("kangxi.pdf", &printed.pdf);
    let raw = String::from_utf8(crate::shared::tool("pdftotext", &[path.to_str().unwrap(), "-"])).unwrap();
    assert!(raw.contains("日") && !raw.contains('⽇'), "{raw}");
}

#[test]
fn a_character_without_a_glyph_is_refused_by_name() {
    for (character, name) in [
        ('\u{E000}', "张\u{E000}"),
        ('\u{30000}', "李\u{30000}"),
        ('\u{F0001}', "\u{F0001}"),
    ] {
        let error = render(
            &description("f-ylbx-1"),
            &with("operator_name", name),
            None,
            1..=1,
            fonts(),
        )
        .unwrap_err();
        assert_eq!(error.code(), "form-no-glyph");
        let form::FormError::NoGlyph {
            characters,
            field,
            label,
        } = &error
        else {
            panic!("{error}")
        };
        assert_eq!(
            (characters.as_slice(), field.as_str()),
            ([character].as_slice(), "operator_name")
        );
        assert_eq!(label, "姓名");
        let point = format!("“{character}”（U+{:04X}）", u32::from(character));
        assert!(error.to_string().contains(&point), "{error}");
        assert!(error.to_string().starts_with("「姓名」") && error.remedy().contains("「姓名」"));
    }
}

#[test]
fn ticks_and_years_follow_the_business() {
    for business in ["new", "renew"] {
        let printed = print("f-ylbx-1", &with("business", business));
        let text = text_of(&paper(&format!("years-{business}.pdf"), &printed.pdf));
        assert_eq!(text.matches('叁').count(), 1, "{business}");
        let (before, after) = text.split_once("更新,年限").unwrap();
        assert_eq!(before.contains('叁'), business == "new");
        assert_eq!(after.contains('叁'), business == "renew");
    }
}

#[test]
fn absurd_values_are_refused_before_anything_is_drawn() {
    let error = render(
        &description("f-ylbx-1"),
        &with("unit_name", &"长".repeat(5000)),
        None,
        1..=1,
        fonts(),
    )
    .unwrap_err();
    assert_eq!(error.code(), "form-too-long");
}

#[test]
fn slips_in_a_description_are_named_with_their_place() {
    let table = [
        ("form \"a\" version=\"1\" {\n  tittle \"x\"\n}", 2, 3, "tittle"),
        ("form \"a\" version=\"1\" {\n  p \"{oops\"\n}", 2, 3, "}"),
        (
            "form \"a\" version=\"1\" {\n  table cols=\"10 1fr\" {\n    row { label \"a\" }\n  }\n}",
            3,
            5,
            "不够",
        ),
        (
            "form \"a\" version=\"1\" {\n  p \"a\" colour=3\n}",
            2,
            3,
            "colour",
        ),
        (
            "form \"a\" version=\"1\" {\n  include \"no-such\"\n}",
            2,
            3,
            "no-such",
        ),
        ("form \"a\" {\n}", 1, 1, "version"),
        (
            "form \"a\" version=\"1\" {\n  p \"第{#page}页\"\n}",
            2,
            3,
            "footer",
        ),
    ];
    for (kdl, at_line, at_column, words) in table {
        let error = form::FormDescription::parse("x.kdl", kdl, &|_| None).unwrap_err();
        let form::FormError::Description {
            line,
            column,
            message,
            remedy,
            ..
        } = &error
        else {
            panic!("{error}")
        };
        assert_eq!((*line, *column), (at_line, at_column), "{error}");
        assert!(message.contains(words) && !remedy.is_empty(), "{error}");
    }
    for kdl in [
        "",
        "form",
        "form {",
        "}",
        "form \"a\" version=\"1\" {{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{",
    ] {
        assert!(
            form::FormDescription::parse("x.kdl", kdl, &|_| None).is_err(),
            "{kdl}"
        );
    }
}

/// Whatever is in a description file, it is read or refused: three thousand spoiled copies of two forms.
#[test]
fn spoiled_descriptions_never_panic() {
    let root = crate::shared::repository().join("forms");
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let spoil = [
        '"', '{', '}', '9', '0', '-', ' ', '\n', '=', '.', 'a', '#', '/', '*', '\\', '_', ':', '?',
    ];
    let (mut read, mut refused) = (0, 0);
    for path in [
        "netca-gd-ylbx/forms/f-ylbx-2a.kdl",
        "netca-gd-zfcg/forms/f-zfcg-1.kdl",
    ] {
        let whole: Vec<char> = std::fs::read_to_string(root.join(path))
            .unwrap()
            .chars()
            .collect();
        for _ in 0..1500 {
            let mut text = whole.clone();
            for _ in 0..=next(3) {
                let at = next(text.len());
                match next(3) {
                    0 => text[at] = spoil[next(spoil.len())],
                    1 => drop(text.remove(at)),
                    _ => text.insert(at, spoil[next(spoil.len())]),
                }
            }
            let text: String = text.into_iter().collect();
            match form::FormDescription::parse("x.kdl", &text, &crate::shared::clause) {
                Err(error) => {
                    assert!(!error.remedy().is_empty());
                    refused += 1;
                }
                Ok(form) => {
                    read += 1;
                    if read % 10 == 0 {
                        // Drawn or refused (a changed word may hold a character without a glyph), never a panic.
                        let _ = render(&form, &filling(), None, 1..=1, fonts());
                    }
                }
            }
        }
    }
    assert!(read > 300 && refused > 300, "{read} read, {refused} refused");
    let nested = format!("form \"a\" version=\"1\" {{ {} }}", "/*".repeat(50_000));
    assert!(form::FormDescription::parse("x.kdl", &nested, &|_| None).is_err());
    let round = |_: &str| Some("include \"again\"".to_owned());
    let error =
        form::FormDescription::parse("x.kdl", "form \"a\" version=\"1\" { include \"again\"; }", &round);
    assert!(error.unwrap_err().to_string().contains("嵌套过深"));
}

/// A damaged font file is an error with the file's name, and nothing else.
#[test]
fn a_damaged_font_is_named() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("fonts");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let error = form::Fonts::load(&folder).unwrap_err();
    assert_eq!(error.code(), "form-font");
    for entry in std::fs::read_dir(crate::shared::repository().join("assets/fonts/print")).unwrap() {
        let name = entry.unwrap().file_name();
        std::fs::write(folder.join(name), b"not a font").unwrap();
    }
    let fonts = form::Fonts::load(&folder).unwrap();
    let error = render(&description("f-ylbx-1"), &filling(), None, 1..=1, &fonts).unwrap_err();
    assert!(error.to_string().contains(".ttf.zst"), "{error}");
}

#[test]
fn fields_and_lists_are_known() {
    let fields = description("f-ylbx-1").fields();
    for field in [
        "unit_name",
        "business",
        "years_capital",
        "cross_border",
        "apply_date",
        "acceptance_time",
    ] {
        assert!(fields.contains(field), "{field} in {fields:?}");
    }
    assert!(!fields.iter().any(|f| f.starts_with("sign") || f.starts_with('#')));
    let annex = description("f-ylbx-2a");
    assert!(annex.fields().contains("employees.user_name"));
    assert!(annex.lists().contains("employees"));
    assert_eq!(description("f-ylbx-1").copies().len(), 2);
    assert_eq!(bare(" a　b\n"), "ab");
    assert_eq!(marks("f-ylbx-1").project, "netca-gd-ylbx");
}

/// Whatever is typed, nothing leaves its cell: boxes stay apart and every printed word inside the margins.
#[test]
fn no_value_runs_over_a_line_whatever_its_length() {
    for (id, ..) in crate::shared::FORMS {
        for length in [25, 60, 150, 700] {
            for sample in [
                "某某社会保险服务中心",
                "address.with-no.break_at@all",
                "Ａ1（《“‘混排’”》）、，。",
            ] {
                let text: String = sample.chars().cycle().take(length).collect();
                let mut filling = filling();
                let keep = ["business", "cross_border", "apply_date", "handover_date"];
                let fields: Vec<String> = description(id).fields().into_iter().collect();
                for field in fields
                    .iter()
                    .filter(|f| !f.contains('.') && !keep.contains(&f.as_str()))
                {
                    filling.values.insert(field.clone(), text.clone());
                }
                for row in filling.rows.values_mut().flatten() {
                    row.iter_mut()
                        .filter(|(k, _)| *k != "business")
                        .for_each(|(_, v)| v.clone_from(&text));
                }
                let printed = print(id, &filling);
                for page in &printed.pages {
                    crate::pages::check_boxes(id, page);
                }
                let path = paper(&format!("any-{id}-{length}.pdf"), &printed.pdf);
                let words = String::from_utf8(crate::shared::tool(
                    "pdftotext",
                    &["-bbox", path.to_str().unwrap(), "-"],
                ))
                .unwrap();
                for line in words.lines().filter(|l| l.contains("<word")) {
                    let edge = |key: &str| -> f64 {
                        line.split_once(&format!("{key}=\""))
                            .unwrap()
                            .1
                            .split('"')
                            .next()
                            .unwrap()
                            .parse()
                            .unwrap()
                    };
                    let (left, right) = (edge("xMin") * 25.4 / 72.0, edge("xMax") * 25.4 / 72.0);
                    assert!(left > 13.0 && right < 197.5, "{id} {length} {sample}: {line}");
                    assert!(edge("yMax") * 25.4 / 72.0 < 292.5, "{id} {length}: {line}");
                }
            }
        }
    }
}

#[test]
fn each_copy_carries_its_caption() {
    let form = parse(
        r#"form "f-copies" version="1" {
            copies "第一联：受理机构存" "第二联：用户存"
            footer "第{#copy}联，共{#copies}联"
            p "正文"
        }"#,
    );
    let printed = render(&form, &filling(), Some(&marks("f-ylbx-1")), 1..=2, fonts()).unwrap();
    assert_eq!(printed.pages.iter().map(|p| p.copy).collect::<Vec<_>>(), [1, 2]);
    let text = text_of(&paper("copies.pdf", &printed.pdf));
    let (first, second) = text.split_once("第1联,共2联").unwrap();
    assert!(
        first.contains("第一联:受理机构存") && !first.contains("第二联"),
        "{text}"
    );
    assert!(
        second.contains("第二联:用户存") && second.contains("第2联,共2联"),
        "{text}"
    );
}

#[test]
fn a_name_of_sixteen_characters_breaks_behind_its_dot() {
    for name in ["阿卜杜热合曼·阿卜杜喀迪尔艾力", "努尔买买提江•吐尔逊尼亚孜"] {
        for id in ["f-ylbx-1", "f-zfcg-1"] {
            let printed = print(id, &with("operator_name", name));
            assert!(
                printed.smallest.is_some_and(|size| size >= 8.0),
                "{id}: {:?}",
                printed.smallest
            );
            let path = paper(&format!("dot-{id}.pdf"), &printed.pdf);
            let raw = crate::shared::tool("pdftotext", &["-raw", path.to_str().unwrap(), "-"]);
            let raw = String::from_utf8(raw).unwrap();
            let (first, second) = name.split_at(name.find(['·', '•']).unwrap());
            let second = second.trim_start_matches(['·', '•']);
            let line = |wanted: &str| {
                raw.lines()
                    .any(|l| l.trim_end_matches(['·', '•']).ends_with(wanted))
            };
            assert!(line(first) && line(second), "{id}: {raw}");
            assert!(!raw.lines().any(|l| l.starts_with(['·', '•'])), "{id}: {raw}");
        }
    }
}

//! Cells, spans and widths, as Word, WPS, LibreOffice and scripts write them.

use docx::Note;

use crate::{cell, draft, lines, made, of_body, p};

fn table(grid: &[u32], rows: &[&[String]]) -> String {
    let grid: String = grid.iter().map(|w| format!("<w:gridCol w:w=\"{w}\"/>")).collect();
    let grid = if grid.is_empty() {
        grid
    } else {
        format!("<w:tblGrid>{grid}</w:tblGrid>")
    };
    let rows: String = rows
        .iter()
        .map(|cells| format!("<w:tr>{}</w:tr>", cells.concat()))
        .collect();
    let borders = "<w:tblPr><w:tblBorders><w:top w:val=\"single\"/></w:tblBorders></w:tblPr>";
    format!("<w:tbl>{borders}{grid}{rows}</w:tbl>")
}

const SPAN2: &str = "<w:gridSpan w:val=\"2\"/>";
const DOWN: &str = "<w:vMerge w:val=\"restart\"/>";
const ON: &str = "<w:vMerge/>";

#[test]
fn cells_merged_both_ways_become_spans_and_rows() {
    let rows: [&[String]; 3] = [
        &[cell(DOWN, "经办人"), cell("", "姓名"), cell("", "")],
        &[cell(ON, ""), cell("", "手机号码"), cell("", "")],
        &[cell(SPAN2, "备注"), cell("", "")],
    ];
    let draft = of_body(&table(&[1000, 2000, 6000], &rows));
    let lines = lines(&draft);
    assert!(lines.contains(&"table cols=\"19.3 38.7 1fr\" {"), "{}", draft.kdl);
    for line in [
        "text \"经办人\" rows=2 valign=\"top\"",
        "value \"operator_name\"",
        "value \"operator_phone\"",
        "text \"备注\" span=2",
    ] {
        assert!(lines.contains(&line), "{line}:\n{}", draft.kdl);
    }
    assert_eq!(draft.open, ["备注"]);
    assert!(!draft.notes.contains(&Note::Uneven));
}

#[test]
fn a_label_that_names_nobody_is_of_whom_it_stands_beside() {
    let rows: [&[String]; 6] = [
        &[cell(DOWN, "法定代表人"), cell("", "姓名"), cell("", "")],
        &[cell(ON, ""), cell("", "手机号码"), cell("", "")],
        &[cell(ON, ""), cell("", "身份证号码"), cell("", "")],
        &[cell(DOWN, "经办人信息"), cell("", "姓名"), cell("", "")],
        &[cell(ON, ""), cell("", "手机号码"), cell("", "")],
        &[cell(SPAN2, "单位名称"), cell("", "")],
    ];
    let draft = of_body(&table(&[1000, 2000, 6000], &rows));
    let fields: Vec<&str> = draft.fields.iter().map(|(_, field)| field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "legal_rep_name",
            "legal_rep_phone",
            "operator_name",
            "operator_phone",
            "unit_name"
        ],
        "{}",
        draft.kdl
    );
    // Nobody knows a field for it, and the operator's is not his.
    assert_eq!(draft.open, ["身份证号码"]);
}

#[test]
fn high_empty_cells_below_words_about_seals_are_told_as_frames() {
    let high = |cells: &str| format!("<w:tr><w:trPr><w:trHeight w:val=\"2400\"/></w:trPr>{cells}</w:tr>");
    let rows = format!(
        "<w:tr>{}</w:tr>{}",
        cell(SPAN2, "公章印模"),
        high(&[cell("", ""), cell("", "")].concat())
    );
    let grid = "<w:tblGrid><w:gridCol w:w=\"4000\"/><w:gridCol w:w=\"4000\"/></w:tblGrid>";
    let draft = of_body(&format!("<w:tbl>{grid}{rows}</w:tbl>"));
    assert!(
        draft.notes.contains(&Note::Frames("公章印模".to_owned(), 2)),
        "{:?}",
        draft.notes
    );
}

#[test]
fn rows_that_say_the_same_are_told_as_a_list() {
    let head = [
        cell("", "序号"),
        cell("", "姓名"),
        cell("", "身份证号码"),
        cell("", "业务"),
    ];
    let of = |n: usize| {
        let cells = [&n.to_string(), "", "", "□新办 □更新"];
        cells.map(|words| cell("", words))
    };
    let made: Vec<[String; 4]> = (1..=11).map(of).collect();
    let rows: Vec<&[String]> = std::iter::once(head.as_slice())
        .chain(made.iter().map(|r| r.as_slice()))
        .collect();
    let draft = of_body(&table(&[1000, 2000, 3000, 3000], &rows));
    let list = Note::List("序号、姓名、身份证号码、业务".to_owned(), 11);
    assert!(draft.notes.contains(&list), "{:?}", draft.notes);
    // Three empty rows of different labels are none.
    let rows: [&[String]; 2] = [&head, &made[0]];
    assert!(of_body(&table(&[1000, 2000, 3000, 3000], &rows)).notes.is_empty());
}

#[test]
fn what_a_cell_asks_for_in_itself_is_filled_or_named() {
    let rows: [&[String]; 3] = [
        &[
            cell(DOWN, "经办人"),
            cell("", "姓名：（必填）"),
            cell("", "微信号："),
        ],
        &[cell(ON, ""), cell("", "经办人签字："), cell("", "单位（盖章）：")],
        &[cell(SPAN2, "说明："), cell("", "已阅读")],
    ];
    let draft = of_body(&table(&[1000, 4000, 4000], &rows));
    assert!(
        draft.kdl.contains("姓名：（必填）{operator_name}"),
        "{}",
        draft.kdl
    );
    assert_eq!(draft.open, ["微信号"], "{}", draft.kdl);
}

#[test]
fn a_block_merged_both_ways_at_once_is_one_cell() {
    let both = format!("{SPAN2}{DOWN}");
    let on = format!("{SPAN2}<w:vMerge w:val=\"continue\"/>");
    let rows: [&[String]; 3] = [
        &[cell(&both, "照片"), cell("", "甲")],
        &[cell(&on, ""), cell("", "乙")],
        &[cell("", "丙"), cell("", "丁"), cell("", "戊")],
    ];
    let draft = of_body(&table(&[1500, 1500, 3000], &rows));
    assert!(
        lines(&draft).contains(&"text \"照片\" span=2 rows=2 valign=\"top\""),
        "{}",
        draft.kdl
    );
}

#[test]
fn a_row_that_comes_from_above_altogether_is_no_row() {
    let rows: [&[String]; 3] = [
        &[cell(DOWN, "甲"), cell(DOWN, "乙")],
        &[cell(ON, ""), cell(ON, "")],
        &[cell("", "丙"), cell("", "丁")],
    ];
    let draft = of_body(&table(&[3000, 3000], &rows));
    assert_eq!(draft.kdl.matches("row h=").count(), 2, "{}", draft.kdl);
    assert!(!draft.kdl.contains("rows="), "{}", draft.kdl);
}

#[test]
fn without_a_grid_the_cells_widths_make_the_columns() {
    let wide = |w: u32, words: &str| cell(&format!("<w:tcW w:w=\"{w}\" w:type=\"dxa\"/>"), words);
    let rows: [&[String]; 2] = [
        &[wide(3000, "甲"), wide(6000, "乙")],
        &[wide(2000, "丙"), wide(1000, "丁"), wide(6000, "戊")],
    ];
    let draft = of_body(&table(&[], &rows));
    let lines = lines(&draft);
    assert!(lines.contains(&"table cols=\"38.7 19.3 1fr\" {"), "{}", draft.kdl);
    assert!(lines.contains(&"text \"甲\" span=2"), "{}", draft.kdl);
    assert!(draft.notes.contains(&Note::Uneven));
}

#[test]
fn rows_that_are_too_short_or_skip_columns_still_tile() {
    let rows: [&[String]; 2] = [
        &[cell("", "甲"), cell("", "乙"), cell("", "丙")],
        &[cell("", "丁")],
    ];
    let body = table(&[1000, 1000, 1000], &rows);
    let body = body.replacen("<w:tr>", "<w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>", 1);
    assert!(of_body(&body).kdl.contains("text \"丁\" span="));
    // Lengths that no table has are as if they were not there.
    let odd =
        table(&[0, 0, 0], &rows).replace("<w:tc>", "<w:tc><w:tcPr><w:tcW w:w=\"99999999999\"/></w:tcPr>");
    assert!(of_body(&odd).kdl.contains("text \"丁\""));
}

#[test]
fn a_table_in_a_frame_stands_by_itself_and_one_in_a_cell_becomes_lines() {
    let inner = table(&[2000, 2000], &[&[cell("", "里甲"), cell("", "里乙")]]);
    let framed = format!("<w:tc><w:tcPr/>{}{inner}<w:p/></w:tc>", p("框内"));
    let draft = of_body(&table(&[8000], &[std::slice::from_ref(&framed)]));
    assert_eq!(
        (draft.tables, draft.notes.as_slice()),
        (1, &[Note::TableInCell][..])
    );
    assert!(
        draft.kdl.contains("p \"框内\"") && draft.kdl.contains("text \"里乙\""),
        "{}",
        draft.kdl
    );
    let beside = [framed, cell("", "旁")];
    let draft = of_body(&table(&[4000, 4000], &[&beside]));
    assert!(
        draft.kdl.contains("text \"框内{br}里甲\u{3000}里乙\""),
        "{}",
        draft.kdl
    );
}

#[test]
fn rows_and_cells_in_controls_and_tracked_rows_are_found() {
    let row = |words: &str| format!("<w:tr>{}</w:tr>", cell("", words));
    let gone = format!(
        "<w:tr><w:trPr><w:del w:id=\"1\"/></w:trPr>{}</w:tr>",
        cell("", "删去")
    );
    let body = format!(
        "<w:tbl><w:tblGrid><w:gridCol w:w=\"5000\"/></w:tblGrid><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>{gone}\
         <w:tr><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:tr></w:tbl>",
        row("甲"),
        cell("", "乙")
    );
    let draft = of_body(&body);
    assert!(draft.kdl.contains("\"甲\"") && draft.kdl.contains("\"乙\"") && !draft.kdl.contains("删去"));
    assert!(draft.notes.contains(&Note::Tracked));
    assert!(
        draft.kdl.contains("border=\"none\""),
        "a table without lines: {}",
        draft.kdl
    );
}

#[test]
fn a_long_cell_as_wide_as_its_table_goes_on_over_rows() {
    let many: String = (1..=8).map(|n| p(&format!("第{n}条　双方应当遵守。"))).collect();
    let rows = [format!("<w:tc>{many}</w:tc>")];
    let draft = of_body(&table(&[9000], &[&rows]));
    assert_eq!(draft.kdl.matches("open=\"top\"").count(), 7, "{}", draft.kdl);
}

#[test]
fn wide_paper_margins_and_lines_of_a_style_are_told_or_kept() {
    let styles = "<w:styles NS><w:style w:type=\"table\" w:styleId=\"a\"><w:tblPr><w:tblBorders><w:top w:val=\"single\"/>\
        </w:tblBorders></w:tblPr></w:style><w:style w:type=\"table\" w:styleId=\"b\"><w:basedOn w:val=\"a\"/></w:style></w:styles>";
    let body = "<w:tbl><w:tblPr><w:tblStyle w:val=\"b\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"5000\"/></w:tblGrid>\
        <w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/><w:pgMar w:left=\"1134\" w:right=\"1134\"/></w:sectPr>";
    let draft = draft(&made::file(body, &[("word/styles.xml", styles)])).unwrap();
    assert!(
        draft.kdl.contains("side=20") && !draft.kdl.contains("border=\"none\""),
        "{}",
        draft.kdl
    );
    assert_eq!(draft.notes, [Note::Landscape]);
}

//! Words, boxes and blanks, however the file cuts and dresses them.

use docx::Note;

use crate::{draft, lines, made, of_body, p};

#[test]
fn runs_cut_in_the_middle_are_one_wording_and_the_grammars_signs_are_kept_apart() {
    let body = "<w:p><w:r><w:t>单位</w:t></w:r><w:r><w:rPr><w:lang w:val=\"zh-CN\"/></w:rPr><w:t>名称</w:t></w:r></w:p>\
        <w:p><w:r><w:t>{甲} \"乙\" \\ /* 丙 &lt;&amp;&gt; &#x4E01;</w:t></w:r></w:p>";
    let draft = of_body(body);
    assert!(draft.kdl.contains("\"单位名称\""), "{}", draft.kdl);
    assert!(
        draft
            .kdl
            .contains(r#"\u{7b}\u{7b}甲\u{7d}\u{7d} \"乙\" \\ \u{2f}* 丙 <&> 丁"#),
        "{}",
        draft.kdl
    );
}

#[test]
fn boxes_of_every_kind_become_ticks() {
    let field = "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox><w:default w:val=\"1\"/></w:checkBox></w:ffData>\
        </w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let control = "<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>";
    let body = format!(
        "<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/><w:t>甲□乙☐丙☑丁</w:t></w:r>\
         <w:r><w:rPr><w:rFonts w:ascii=\"Wingdings\"/></w:rPr><w:t>\u{f0fe}</w:t></w:r>\
         <w:r><w:rPr><w:rFonts w:ascii=\"Wingdings 2\"/></w:rPr><w:t>\u{a3}</w:t></w:r>{field}{control}\
         <w:r><w:sym w:font=\"Odd\" w:char=\"F021\"/></w:r></w:p>"
    );
    let draft = of_body(&body);
    assert!(
        draft
            .kdl
            .contains("\"{[]}甲{[]}乙{[]}丙{[x]}丁{[x]}{[]}{[x]}{[x]}\""),
        "{}",
        draft.kdl
    );
    assert!(matches!(draft.notes.as_slice(), [Note::Symbols(codes)] if codes.contains("Odd F021")));
}

#[test]
fn underlined_white_low_lines_and_placeholders_are_blanks() {
    let under = |text: &str| {
        format!(
            "<w:r><w:rPr><w:u w:val=\"single\"/><w:sz w:val=\"21\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"
        )
    };
    let body = format!(
        "<w:p><w:r><w:t>联系人：</w:t></w:r>{}{}<w:r><w:t>日期____年</w:t></w:r>\
         <w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处输入文字。</w:t></w:r></w:sdtContent></w:sdt></w:p>",
        under("     "),
        under("     ")
    );
    let draft = of_body(&body);
    assert!(
        draft
            .kdl
            .contains("\"联系人：{_operator_name:19}日期{_:7}年{_:30}\""),
        "{}",
        draft.kdl
    );
}

#[test]
fn tracked_changes_are_taken_and_hidden_words_are_not() {
    let body = "<w:p><w:r><w:t>甲</w:t></w:r><w:ins w:id=\"1\"><w:r><w:t>新</w:t></w:r></w:ins>\
        <w:del w:id=\"2\"><w:r><w:delText>旧</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>来</w:t></w:r></w:moveFrom>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>见</w:t></w:r></w:p>";
    let draft = of_body(body);
    assert!(draft.kdl.contains("\"甲新见\""), "{}", draft.kdl);
    assert_eq!(draft.notes, [Note::Tracked]);
}

#[test]
fn automatic_numbers_are_words_on_paper() {
    let numbering = "<w:numbering NS><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
        <w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/>\
        <w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"（%2）\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"7\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let item = |level: u8, words: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr>\
             <w:r><w:t>{words}</w:t></w:r></w:p>"
        )
    };
    let body = [
        item(0, "甲"),
        item(1, "乙"),
        item(1, "丙"),
        item(0, "丁"),
        item(1, "戊"),
    ]
    .concat();
    let draft = draft(&made::file(&body, &[("word/numbering.xml", numbering)])).unwrap();
    for words in ["一、甲", "（1）乙", "（2）丙", "二、丁", "（1）戊"] {
        assert!(
            draft.kdl.contains(&format!("\"{words}\"")),
            "{words}: {}",
            draft.kdl
        );
    }
}

#[test]
fn the_title_the_head_the_foot_and_the_text_box_have_their_places() {
    let relations = "<Relationships><Relationship Id=\"h\" Target=\"header1.xml\"/><Relationship Id=\"f\" Target=\"footer1.xml\"/></Relationships>";
    let field = |name: &str| {
        format!("<w:fldSimple w:instr=\" {name} \\* MERGEFORMAT \"><w:r><w:t>9</w:t></w:r></w:fldSimple>")
    };
    let footer = format!(
        "<w:ftr NS><w:p><w:r><w:t>第</w:t></w:r>{}<w:r><w:t>页共</w:t></w:r>{}</w:p></w:ftr>",
        field("PAGE"),
        field("NUMPAGES")
    );
    let boxed = format!(
        "<mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback>\
        <w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>",
        p("框中")
    );
    let body = format!(
        "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:b/><w:sz w:val=\"36\"/></w:rPr><w:t>数字证书</w:t></w:r>\
         <w:r><w:rPr><w:sz w:val=\"36\"/></w:rPr><w:t>申请表</w:t></w:r></w:p>{}<w:p><w:r>{boxed}</w:r></w:p>\
         <w:sectPr><w:headerReference w:type=\"default\" r:id=\"h\"/><w:footerReference w:type=\"default\" r:id=\"f\"/></w:sectPr>",
        p("请如实填写。")
    );
    let header = format!("<w:hdr NS>{}</w:hdr>", p("编号 QH-01"));
    let parts = [
        ("word/_rels/document.xml.rels", relations),
        ("word/header1.xml", header.as_str()),
        ("word/footer1.xml", footer.as_str()),
    ];
    let draft = draft(&made::file(&body, &parts)).unwrap();
    let lines = lines(&draft);
    assert_eq!(draft.title, "数字证书申请表");
    assert!(
        lines.contains(&"footer \"第{#page}页共{#pages}\""),
        "{}",
        draft.kdl
    );
    assert_eq!(draft.kdl.matches("框中").count(), 1, "{}", draft.kdl);
    let at = |words: &str| lines.iter().position(|line| line.contains(words)).unwrap();
    assert!(at("编号 QH-01") < at("title \"数字证书申请表\"") && at("title \"") < at("框中"));
    assert_eq!(draft.notes, [Note::TextBox, Note::Header]);
}

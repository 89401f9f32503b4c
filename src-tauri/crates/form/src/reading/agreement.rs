//! `agreement "id" { … }`: where an authority's long agreement (服务协议, 责任书) stands on a form.
//!
//! The text itself is no part of a form: the counter installs the authority's current one as a plain text file, asked
//! for by the name `agreements/id`. It is set in the form's flow, a line of the file being a paragraph; title, chapters
//! and articles are told by their own words (第一章, 第一条, 一、). Until a text is installed, the node's children stand
//! there instead: blocks, or rows where it stands in a table. Of the lines before the first article those that the form
//! itself has printed just before (title, parties, salutation) are not printed twice.

use std::collections::BTreeSet;

use kdl::KdlNode;

use super::source::Source;
use crate::description::{
    Align, Block, Cell, Content, FormDescription, PageStyle, Paragraph, Rank, Row, TextStyle, VAlign,
};
use crate::error::FormError;
use crate::filling::tidy;
use crate::fonts::{Face, Fonts, printable};
use crate::inline::Item;

/// What the names of agreements begin with when their text is asked for; the agreement's id follows.
pub const AGREEMENTS: &str = "agreements/";
/// The parties of a contract, as a form names them.
const PARTIES: [&str; 3] = ["甲方：", "乙方：", "丙方："];
/// How many lines at the end of a text may be places to sign.
const END: usize = 8;
/// A line is a heading of its own up to so many characters.
const HEADING: usize = 30;
/// So is a title.
const TITLE: usize = 40;
/// How far behind a party's name its colon may stand: `甲方（证书订户）：`.
const PARTY: usize = 12;
/// So many characters in the form's own words are no chance.
const OWN_WORDS: usize = 6;
/// So many characters of a paragraph stand in one row of a table.
const ROW: usize = 800;
const NUMERALS: &str = "〇零一二三四五六七八九十百0123456789０１２３４５６７８９";

impl Source<'_> {
    /// An agreement among blocks: the installed text, or what stands there until one is.
    pub fn agreement(&self, node: &KdlNode, page: &PageStyle, out: &mut Vec<Block>) -> Result<(), FormError> {
        match self.agreement_text(node, page)? {
            Some((text, style)) => {
                let printed = out.iter().flat_map(wordings).collect();
                out.extend(set(&text, style, &printed).into_iter().map(Block::Paragraph));
            }
            None => out.extend(self.blocks(node, page)?),
        }
        Ok(())
    }

    /// An agreement among the rows of a table with so many columns: a row for each paragraph, without lines between,
    /// so that the text goes on over the page in the table's own frame.
    pub fn agreement_rows(
        &self,
        node: &KdlNode,
        page: &PageStyle,
        columns: usize,
        out: &mut Vec<Row>,
    ) -> Result<(), FormError> {
        let Some((text, style)) = self.agreement_text(node, page)? else {
            for child in node.iter_children() {
                out.push(self.row(child, page)?);
            }
            return Ok(());
        };
        let printed = out.iter().flat_map(cell_wordings).collect();
        let paragraphs = set(&text, style, &printed).into_iter().flat_map(in_rows);
        out.extend(paragraphs.map(|paragraph| Row {
            height: 0.0,
            grow: 0.0,
            each: None,
            cells: vec![Cell {
                content: Content::Text(paragraph.items),
                is_label: false,
                span: columns,
                rows: 1,
                style: paragraph.style,
                valign: VAlign::Top,
                pad: 2.0,
                open_left: false,
                open_top: true,
                height: 0.0,
                lines: 1,
            }],
        }));
        Ok(())
    }

    /// The installed text and how it is set; none while none is installed.
    fn agreement_text(
        &self,
        node: &KdlNode,
        page: &PageStyle,
    ) -> Result<Option<(String, TextStyle)>, FormError> {
        self.only(node, &["size", "leading"])?;
        let id = self.argument(node)?;
        if node.iter_children().next().is_none() {
            return Err(self.error(
                node,
                "agreement 没有写未装入正文时印什么",
                "写成 agreement \"id\" { … }，括号里印协议的标题和 CA 公布正文的地方。",
            ));
        }
        let size = self.number(node, "size", page.size, 5.0, 30.0)?;
        let style = TextStyle {
            face: Face::Song,
            size,
            leading: self.number(node, "leading", page.leading, 1.0, 4.0)?,
            align: Align::Justify,
            spacing: 0.0,
            indent: 2.0,
            hang: 0.0,
            min: page.min.min(size),
        };
        let text = (self.include)(&format!("{AGREEMENTS}{id}"));
        Ok(text.map(|text| (text, style)))
    }
}

impl Fonts {
    /// The characters of an agreement's text that no font has, each once, in their order.
    pub fn missing_in_agreement(&self, text: &str) -> Vec<char> {
        self.missing(&lines(text).collect::<String>())
    }
}

/// Whether a text says anything: blanks, invisible marks and rules alone are no agreement.
pub fn agreement_has_words(text: &str) -> bool {
    lines(text).any(|line| line.chars().any(char::is_alphanumeric))
}

/// The lines that are set: without what has no ink, and without empty ones.
fn lines(text: &str) -> impl Iterator<Item = String> {
    numbered_lines(text).map(|(_, line)| line)
}

/// The lines with ink and their numbers in the file, from 1, whatever system's ends of lines it has.
fn numbered_lines(text: &str) -> impl Iterator<Item = (usize, String)> {
    let ends = |c: char| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
    let mut after_return = false;
    let mut at = 0;
    let pieces = text.split_inclusive(ends).filter_map(move |piece| {
        // Of a return and a newline the two are one end.
        let second_half = after_return && piece == "\n";
        after_return = piece.ends_with('\r');
        at += usize::from(!second_half);
        (!second_half).then_some((at, piece))
    });
    pieces
        .map(|(at, piece)| (at, printable(&tidy(piece))))
        .filter(|(_, line)| !line.is_empty())
}

/// The text's lines as paragraphs.
fn set(text: &str, body: TextStyle, printed: &BTreeSet<String>) -> Vec<Paragraph> {
    let rest = not_printed_twice(text, printed);
    let count = rest.len();
    let mut before_first_article = true;
    let mut paragraphs = Vec::new();
    for (at, line) in rest.iter().enumerate() {
        let paragraph = match part(line) {
            _ if at == 0 && is_title(line) => heading(line, body, body.size * 1.4, Align::Centre),
            Part::Chapter => heading(line, body, body.size * 1.1, Align::Centre),
            Part::Heading => heading(line, body, body.size, Align::Left),
            Part::Article(number, words) => {
                let number = item(&format!("{number}　"), Some(Face::Hei));
                paragraph(vec![number, item(words, None)], body)
            }
            // A salutation stands at the margin.
            Part::Body if before_first_article && line.ends_with(['：', ':']) && short(line, HEADING) => {
                paragraph(vec![item(line, None)], TextStyle { indent: 0.0, ..body })
            }
            Part::Body => paragraph(vec![item(line, None)], body),
        };
        before_first_article &= matches!(part(line), Part::Body);
        paragraphs.push(Paragraph {
            // The end of the text goes with what is signed below it: no signature stands on a page of its own.
            keep_next: paragraph.keep_next || at + 1 == count,
            ..paragraph
        });
    }
    paragraphs
}

/// A paragraph as rows that a page can hold, each ending with a sentence where there is one: a row is not broken over
/// pages, and what does not fit into one would be lost.
fn in_rows(paragraph: Paragraph) -> Vec<Paragraph> {
    let Some(Item::Words { text, face, small }) = paragraph.items.last() else {
        return vec![paragraph];
    };
    let mut rest: Vec<char> = text.chars().collect();
    if rest.len() <= ROW {
        return vec![paragraph];
    }
    let mut rows = Vec::new();
    while !rest.is_empty() {
        let most = rest.len().min(ROW);
        let sentence = rest[..most].iter().rposition(|c| "。；！？.;".contains(*c));
        let end = match sentence {
            _ if most == rest.len() => most,
            Some(at) if at >= ROW / 2 => at + 1,
            _ => most,
        };
        let words = Item::Words {
            text: rest.drain(..end).collect(),
            face: *face,
            small: *small,
        };
        let first = rows.is_empty();
        let mut items = paragraph.items.clone();
        items.pop();
        items.push(words);
        rows.push(Paragraph {
            items: if first {
                items
            } else {
                items.split_off(items.len() - 1)
            },
            style: TextStyle {
                indent: if first { paragraph.style.indent } else { 0.0 },
                ..paragraph.style
            },
            before: if first { paragraph.before } else { 0.0 },
            after: if rest.is_empty() { paragraph.after } else { 0.0 },
            keep_next: paragraph.keep_next && rest.is_empty(),
            ..paragraph.clone()
        });
    }
    rows
}

/// The lines of the text without those of its beginning that the form has printed itself.
fn not_printed_twice(text: &str, printed: &BTreeSet<String>) -> Vec<String> {
    let mut beginning = true;
    let kept = lines(text).filter(|line| {
        beginning &= part(line) == Part::Body;
        !(beginning && is_printed(line, printed))
    });
    kept.collect()
}

/// Whether the form says a line already: in the same words, or as the party that the line names (`甲方：`, whose name the
/// form fills in).
fn is_printed(line: &str, printed: &BTreeSet<String>) -> bool {
    let line = bare(line).replace(':', "：");
    let same = |words: &String| {
        let words = words.replace(':', "：");
        words == line || (PARTIES.contains(&words.as_str()) && line.starts_with(&words))
    };
    printed.iter().any(same)
}

/// The places to sign at the end of an agreement's text, with the numbers of their lines, from 1: a form that carries
/// an agreement has such places of its own, and would show them twice.
pub fn agreement_signing_lines(text: &str) -> Vec<(usize, String)> {
    let inked: Vec<(usize, String)> = numbered_lines(text).collect();
    let last = inked.len().saturating_sub(END);
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut beside: Vec<(usize, String)> = Vec::new();
    // Only what goes on to the very end: a sentence about signing in the last article is the article's.
    for (at, line) in inked.into_iter().skip(last).rev() {
        if is_signing(&line) {
            found.append(&mut beside);
            found.push((at, line));
        } else if stands_beside_signing(&line) {
            beside.push((at, line));
        } else {
            break;
        }
    }
    found.reverse();
    found
}

/// Lines of an agreement's text that a form would show a second time, with their numbers, from 1: what names the
/// parties or greets the reader in other words than the form's own, and what the form itself says anywhere. Lines of
/// the beginning that the form leaves out by itself are not among them.
pub fn agreement_lines_on_form(form: &FormDescription, text: &str) -> Vec<(usize, String)> {
    let own: BTreeSet<String> = form.blocks.iter().flat_map(wordings).collect();
    let names_parties = own.iter().any(|words| is_party(words));
    let greets = own.iter().any(|words| is_greeting(words));
    let mut beginning = true;
    let twice = numbered_lines(text).filter(|(_, line)| {
        beginning &= part(line) == Part::Body;
        let bare = bare(line).replace(':', "：");
        match beginning {
            true if is_printed(line, &own) => false,
            true => (names_parties && is_party(&bare)) || (greets && is_greeting(&bare)),
            false => bare.chars().count() >= OWN_WORDS && own.contains(&bare),
        }
    });
    twice.collect()
}

/// `甲方（用户）：某某`: who a contract is between, on a line of its own.
fn is_party(bare: &str) -> bool {
    let named = PARTIES.iter().find_map(|party| {
        let name = party.trim_end_matches('：');
        bare.strip_prefix(name)
    });
    let place = |rest: &str| rest.chars().take(PARTY).any(|c| c == '：' || c == ':');
    named.is_some_and(place) && !bare.contains('。')
}

/// `尊敬的客户：`
fn is_greeting(bare: &str) -> bool {
    bare.starts_with("尊敬的") && bare.ends_with(['：', ':']) && short(bare, HEADING)
}

/// A line to sign, stamp or date on: short, no sentence, with a place for a hand, or nothing but words of signing.
fn is_signing(line: &str) -> bool {
    let bare = bare(line).replace(':', "：");
    let names = ["盖章", "签字", "签名", "签章", "公章", "代表人", "日期"];
    let room = bare.contains('：') || bare.contains("__") || bare.contains("＿＿");
    let place = room && names.iter().any(|name| bare.contains(name));
    let day = bare.ends_with("年月日");
    let short_line = short(&bare, TITLE) && !bare.contains(['。', '；', '，']);
    short_line && (place || day || is_party(&bare) || only_signing(&bare))
}

/// `甲方　　乙方`, `（公章）`, `法定代表人或授权代理人`: no word that is not said where one signs.
fn only_signing(bare: &str) -> bool {
    const WORDS: [&str; 22] = [
        "法定代表人",
        "授权代理人",
        "委托代理人",
        "授权代表",
        "代理人",
        "经办人",
        "申请人",
        "申请单位",
        "申请机构",
        "甲方",
        "乙方",
        "丙方",
        "代表",
        "签字",
        "签名",
        "盖章",
        "签章",
        "公章",
        "签订",
        "签署",
        "日期",
        "或",
    ];
    let ink = bare.replace(|c: char| !c.is_alphanumeric(), "");
    let mut rest = ink.as_str();
    while let Some(after) = WORDS.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = after;
    }
    rest.is_empty() && !ink.is_empty()
}

/// What may stand between and below the places to sign: `（以下无正文）`, `签订地点：呼和浩特`, `电话：`.
fn stands_beside_signing(line: &str) -> bool {
    let bare = bare(line).replace(':', "：");
    let ink = bare.trim_matches(|c: char| !c.is_alphanumeric());
    let places = [
        "签订地点",
        "签署地点",
        "通讯地址",
        "地址",
        "联系电话",
        "电话",
        "联系人",
        "邮编",
        "传真",
    ];
    let place = |name: &&str| {
        ink.strip_prefix(*name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('：'))
    };
    short(&bare, TITLE) && (ink == "以下无正文" || ink == "以下空白" || places.iter().any(place))
}

/// What a line of an agreement is.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    /// 第一章 总则
    Chapter,
    /// 第一条 定义; 一、定义
    Heading,
    /// 第一条, and the article's first sentence on the same line.
    Article(&'a str, &'a str),
    Body,
}

fn part(line: &str) -> Part<'_> {
    if let Some((number, unit, rest)) = numbered(line) {
        return match (unit, is_heading(rest)) {
            ('条', true) => Part::Heading,
            ('条', false) => Part::Article(number, rest),
            (_, true) => Part::Chapter,
            (_, false) => Part::Body,
        };
    }
    let after = line.trim_start_matches(|c| NUMERALS.contains(c));
    match after.strip_prefix('、') {
        // 一、 heads a part where a few words follow; 1、 numbers a paragraph.
        Some(words) if after.len() < line.len() && !starts_with_digit(line) && is_heading(words) => {
            Part::Heading
        }
        _ => Part::Body,
    }
}

/// `第一条　甲方…` → (`第一条`, `条`, `甲方…`).
fn numbered(line: &str) -> Option<(&str, char, &str)> {
    let inner = line.strip_prefix('第')?;
    let after = inner.trim_start_matches(|c: char| NUMERALS.contains(c) || c == ' ');
    let unit = after.chars().next().filter(|c| "条章节编".contains(*c))?;
    if after.len() == inner.len() {
        return None;
    }
    let rest = after.get(unit.len_utf8()..)?;
    let number = line.get(..line.len() - rest.len())?;
    Some((number, unit, rest.trim_start_matches([' ', '　', '：', ':'])))
}

fn starts_with_digit(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

/// A few words that are no sentence.
fn is_heading(words: &str) -> bool {
    short(words, HEADING) && !words.contains(['。', '；', '，', '：', ';'])
}

fn is_title(line: &str) -> bool {
    short(line, TITLE) && part(line) == Part::Body && !line.contains(['。', '；', '，', '：', ':', '、'])
}

fn short(words: &str, most: usize) -> bool {
    words.chars().count() <= most
}

fn item(text: &str, face: Option<Face>) -> Item {
    Item::Words {
        text: text.to_owned(),
        face,
        small: false,
    }
}

fn paragraph(items: Vec<Item>, style: TextStyle) -> Paragraph {
    Paragraph {
        rank: Rank::Text,
        items,
        style,
        before: 0.0,
        after: 0.6,
        keep_next: false,
    }
}

fn heading(line: &str, body: TextStyle, size: f64, align: Align) -> Paragraph {
    let style = TextStyle {
        face: Face::Hei,
        size,
        align,
        indent: 0.0,
        ..body
    };
    Paragraph {
        rank: Rank::Heading,
        before: 1.6,
        keep_next: true,
        ..paragraph(vec![item(line, None)], style)
    }
}

/// What a block says, paragraph by paragraph and cell by cell, without blanks.
fn wordings(block: &Block) -> Vec<String> {
    match block {
        Block::Paragraph(p) => vec![words(&p.items)],
        Block::Table(table) => table.rows.iter().flat_map(cell_wordings).collect(),
        Block::Keep(inner)
        | Block::Office(inner)
        | Block::Only { blocks: inner, .. }
        | Block::Sheet { blocks: inner, .. } => inner.iter().flat_map(wordings).collect(),
        _ => Vec::new(),
    }
}

fn cell_wordings(row: &Row) -> Vec<String> {
    let cells = row.cells.iter().filter_map(|cell| match &cell.content {
        Content::Text(items) => Some(words(items)),
        _ => None,
    });
    cells.collect()
}

fn words(items: &[Item]) -> String {
    let texts = items.iter().filter_map(|item| match item {
        Item::Words { text, .. } => Some(text.as_str()),
        _ => None,
    });
    bare(&texts.collect::<String>())
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_by_their_own_words() {
        let table = [
            ("第一章　总则", Part::Chapter),
            ("第十二条 费用", Part::Heading),
            ("第3条", Part::Heading),
            (
                "第一条　甲方应当如实填写。",
                Part::Article("第一条", "甲方应当如实填写。"),
            ),
            ("二、双方的权利", Part::Heading),
            ("二、用户应当妥善保管私钥，不得转让。", Part::Body),
            ("1、不得转让", Part::Body),
            ("（一）不得转让", Part::Body),
            ("第三方的责任", Part::Body),
            ("第一次使用时，应当修改口令。", Part::Body),
        ];
        for (line, expected) in table {
            assert_eq!(part(line), expected, "{line}");
        }
        assert!(is_title("数字证书服务协议") && !is_title("尊敬的用户："));
    }
}

//! Reads a form description from KDL v2.
//!
//! Every complaint names file, line and column and says what to write instead; unknown nodes and properties are
//! refused, so that a typing slip never silently changes a form. Clauses are pulled in by `include "name"`, to a
//! depth of four.

use kdl::{KdlDocument, KdlNode, KdlValue};

use crate::description::{
    Align, Block, Border, Cell, Column, Content, Each, FormDescription, PageStyle, Paragraph, Row, Table,
    TextStyle, VAlign,
};
use crate::error::FormError;
use crate::fonts::Face;
use crate::inline::{self, Item};

/// No description or clause is longer, in bytes.
const MAX_TEXT: usize = 512 * 1024;
const MAX_DEPTH: usize = 4;
/// KDL nests by recursion: deeper braces are refused before the parser sees them.
const MAX_BRACES: usize = 24;

pub(crate) fn read(
    name: &str,
    kdl: &str,
    include: &dyn Fn(&str) -> Option<String>,
) -> Result<FormDescription, FormError> {
    let source = Source {
        name,
        text: kdl,
        include,
        depth: 0,
    };
    let document = source.document()?;
    let [node] = document.nodes() else {
        return Err(source.error_at(
            0,
            "应当恰好有一个 form",
            "一个文件写一张表：form \"id\" version=… { … }",
        ));
    };
    if node.name().value() != "form" {
        return Err(source.error(
            node,
            "第一个节点应为 form",
            "写成 form \"id\" version=\"…\" title=\"…\" { … }",
        ));
    }
    source.form(node)
}

struct Source<'a> {
    name: &'a str,
    text: &'a str,
    include: &'a dyn Fn(&str) -> Option<String>,
    depth: usize,
}

impl Source<'_> {
    fn document(&self) -> Result<KdlDocument, FormError> {
        let mut depth = 0_usize;
        let deep = self.text.bytes().any(|b| {
            match b {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth > MAX_BRACES
        });
        if self.text.len() > MAX_TEXT || deep {
            return Err(self.error_at(0, "描述过大或嵌套过深", "把它拆成几个文件，用 include 引入。"));
        }
        self.text.parse::<KdlDocument>().map_err(|e| {
            let first = e.diagnostics.first();
            let offset = first.map_or(0, |d| d.span.offset());
            let message = first
                .and_then(|d| d.message.clone())
                .unwrap_or_else(|| "KDL 语法错误".into());
            let help = first.and_then(|d| d.help.clone());
            self.error_at(
                offset,
                &message,
                &help.unwrap_or_else(|| "检查引号、括号和行尾。".into()),
            )
        })
    }

    fn error_at(&self, offset: usize, message: &str, remedy: &str) -> FormError {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.text[..end];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        FormError::Description {
            file: self.name.to_owned(),
            line,
            column,
            message: message.to_owned(),
            remedy: remedy.to_owned(),
        }
    }

    fn error(&self, node: &KdlNode, message: &str, remedy: &str) -> FormError {
        self.error_at(node.span().offset(), message, remedy)
    }

    fn form(&self, node: &KdlNode) -> Result<FormDescription, FormError> {
        self.only(node, &["version", "title"])?;
        let id = self.argument(node)?.to_owned();
        let title = self.text_property(node, "title")?.unwrap_or(&id).to_owned();
        let Some(version) = self.text_property(node, "version")? else {
            return Err(self.error(node, "form 没有 version", "加上 version=\"2021.1\"。"));
        };
        let word = |s: &str| {
            !s.is_empty()
                && s.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
                && s.len() <= 32
        };
        if !word(&id) || !word(version) {
            return Err(self.error(
                node,
                "id 或 version 不能写进页面标记",
                "只用字母、数字、“-”“.”“_”，不超过32位。",
            ));
        }
        let mut form = FormDescription {
            id,
            title,
            version: version.to_owned(),
            copies: vec![None],
            pages: None,
            page: PageStyle {
                size: 10.5,
                top: 24.0,
                bottom: 14.0,
                side: 18.0,
                leading: 1.35,
                min: 6.5,
            },
            footer: None,
            blocks: Vec::new(),
        };
        let mut content = Vec::new();
        for child in node.iter_children() {
            match child.name().value() {
                "page" => form.page = self.page_style(child, form.page)?,
                "copies" => form.copies = self.copies(child)?,
                "pages" => form.pages = Some(self.count(child)?),
                "footer" => {
                    self.only(child, &[])?;
                    form.footer = Some(self.items(child, true)?);
                }
                _ => content.push(child),
            }
        }
        for child in content {
            self.block(child, &form.page, &mut form.blocks)?;
        }
        Ok(form)
    }

    fn page_style(&self, node: &KdlNode, base: PageStyle) -> Result<PageStyle, FormError> {
        self.only(node, &["size", "top", "bottom", "side", "leading", "min"])?;
        Ok(PageStyle {
            size: self.number(node, "size", base.size, 5.0, 30.0)?,
            top: self.number(node, "top", base.top, 23.0, 100.0)?,
            bottom: self.number(node, "bottom", base.bottom, 12.0, 100.0)?,
            side: self.number(node, "side", base.side, 12.0, 60.0)?,
            leading: self.number(node, "leading", base.leading, 1.0, 4.0)?,
            min: self.number(node, "min", base.min, 5.0, 12.0)?,
        })
    }

    fn copies(&self, node: &KdlNode) -> Result<Vec<Option<String>>, FormError> {
        let remedy = "写成 copies 2，或 copies \"第一联：存根\" \"第二联：客户\"。";
        let mut captions = Vec::new();
        for entry in node.entries() {
            match entry.value() {
                KdlValue::Integer(n) if (1..=9).contains(n) && node.entries().len() == 1 => {
                    captions = vec![None; *n as usize];
                }
                KdlValue::String(caption) if captions.len() < 9 => captions.push(Some(caption.clone())),
                _ => return Err(self.error(node, "copies 的内容不对", remedy)),
            }
        }
        if captions.is_empty() {
            return Err(self.error(node, "copies 没有份数", remedy));
        }
        Ok(captions)
    }

    fn count(&self, node: &KdlNode) -> Result<u16, FormError> {
        match node.get(0) {
            Some(KdlValue::Integer(n)) if (1..=200).contains(n) => Ok(*n as u16),
            _ => Err(self.error(node, "需要一个1到200的整数", "例如 pages 1。")),
        }
    }

    fn blocks(&self, node: &KdlNode, page: &PageStyle) -> Result<Vec<Block>, FormError> {
        let mut blocks = Vec::new();
        for child in node.iter_children() {
            self.block(child, page, &mut blocks)?;
        }
        Ok(blocks)
    }

    fn block(&self, node: &KdlNode, page: &PageStyle, out: &mut Vec<Block>) -> Result<(), FormError> {
        match node.name().value() {
            "title" => {
                let mut paragraph = self.paragraph(node, page, Face::Hei, page.size * 1.7, Align::Centre)?;
                paragraph.style.spacing = self.number(node, "spacing", 0.12, 0.0, 3.0)?;
                paragraph.after = self.number(node, "after", 2.0, 0.0, 50.0)?;
                out.push(Block::Paragraph(paragraph));
            }
            "heading" => {
                let mut paragraph = self.paragraph(node, page, Face::Hei, page.size, Align::Left)?;
                paragraph.before = self.number(node, "before", 2.2, 0.0, 50.0)?;
                paragraph.after = self.number(node, "after", 0.8, 0.0, 50.0)?;
                paragraph.keep_next = true;
                out.push(Block::Paragraph(paragraph));
            }
            "p" => out.push(Block::Paragraph(self.paragraph(
                node,
                page,
                Face::Song,
                page.size,
                Align::Justify,
            )?)),
            "space" => {
                self.only(node, &["grow"])?;
                let height = node.get(0).and_then(number_of).unwrap_or(0.0);
                if !(0.0..=200.0).contains(&height) {
                    return Err(self.error(
                        node,
                        "space 的高度不对",
                        "写成 space 3 或 space 3 grow=4，单位毫米。",
                    ));
                }
                out.push(Block::Space {
                    height,
                    grow: self.number(node, "grow", 0.0, 0.0, 200.0)?,
                });
            }
            "rule" => out.push(Block::Rule),
            "pagebreak" => out.push(Block::PageBreak),
            "keep" => out.push(Block::Keep(self.blocks(node, page)?)),
            "office" => out.push(Block::Office(self.blocks(node, page)?)),
            "sheet" => {
                self.only(node, &["each", "per"])?;
                let Some(list) = self.text_property(node, "each")? else {
                    return Err(self.error(
                        node,
                        "sheet 没有 each",
                        "写成 sheet each=\"employees\" per=14 { … }",
                    ));
                };
                let per = self.number(node, "per", 1.0, 1.0, 500.0)? as usize;
                out.push(Block::Sheet {
                    list: list.to_owned(),
                    per,
                    blocks: self.blocks(node, page)?,
                });
            }
            "table" => out.push(Block::Table(self.table(node, page)?)),
            "include" => self.include(node, page, out)?,
            other => {
                let remedy =
                    "可用 title、heading、p、table、space、rule、pagebreak、keep、office、sheet、include。";
                return Err(self.error(node, &format!("不认识的节点“{other}”"), remedy));
            }
        }
        Ok(())
    }

    fn include(&self, node: &KdlNode, page: &PageStyle, out: &mut Vec<Block>) -> Result<(), FormError> {
        let name = self.argument(node)?;
        if self.depth >= MAX_DEPTH {
            return Err(self.error(node, "include 嵌套过深", "检查各条款是否互相引入。"));
        }
        let Some(text) = (self.include)(name) else {
            return Err(self.error(node, &format!("找不到条款“{name}”"), "检查名称，或补上这个文件。"));
        };
        let inner = Source {
            name,
            text: &text,
            include: self.include,
            depth: self.depth + 1,
        };
        for child in inner.document()?.nodes() {
            inner.block(child, page, out)?;
        }
        Ok(())
    }

    fn paragraph(
        &self,
        node: &KdlNode,
        page: &PageStyle,
        face: Face,
        size: f64,
        align: Align,
    ) -> Result<Paragraph, FormError> {
        self.only(node, &[&STYLE[..], &["before", "after", "keep"]].concat())?;
        Ok(Paragraph {
            items: self.items(node, false)?,
            style: self.style(node, page, face, size, align)?,
            before: self.number(node, "before", 0.0, 0.0, 100.0)?,
            after: self.number(node, "after", 0.0, 0.0, 100.0)?,
            keep_next: self.flag(node, "keep")?,
        })
    }

    fn style(
        &self,
        node: &KdlNode,
        page: &PageStyle,
        face: Face,
        size: f64,
        align: Align,
    ) -> Result<TextStyle, FormError> {
        let face = match self.text_property(node, "face")? {
            None => face,
            Some("song") => Face::Song,
            Some("hei") => Face::Hei,
            Some(other) => {
                return Err(self.error(node, &format!("不认识的字体“{other}”"), "可用 song、hei。"));
            }
        };
        let align = match self.text_property(node, "align")? {
            None => align,
            Some("left") => Align::Left,
            Some("center") => Align::Centre,
            Some("right") => Align::Right,
            Some("justify") => Align::Justify,
            Some("spread") => Align::Spread,
            Some(other) => {
                let remedy = "可用 left、center、right、justify、spread。";
                return Err(self.error(node, &format!("不认识的对齐“{other}”"), remedy));
            }
        };
        let size = self.number(node, "size", size, 5.0, 60.0)?;
        Ok(TextStyle {
            face,
            size,
            leading: self.number(node, "leading", page.leading, 1.0, 4.0)?,
            align,
            spacing: self.number(node, "spacing", 0.0, 0.0, 3.0)?,
            indent: self.number(node, "indent", 0.0, 0.0, 20.0)?,
            hang: self.number(node, "hang", 0.0, 0.0, 20.0)?,
            min: self.number(node, "min", page.min, 5.0, 20.0)?.min(size),
        })
    }

    fn table(&self, node: &KdlNode, page: &PageStyle) -> Result<Table, FormError> {
        self.only(node, &["cols", "border", "header", "before", "after"])?;
        let columns = self.columns(node)?;
        let border = match self.text_property(node, "border")? {
            None | Some("all") => Border::All,
            Some("outer") => Border::Outer,
            Some("none") => Border::None,
            Some(other) => {
                return Err(self.error(node, &format!("不认识的边框“{other}”"), "可用 all、outer、none。"));
            }
        };
        let mut rows = Vec::new();
        for child in node.iter_children() {
            if child.name().value() != "row" {
                return Err(self.error(child, "table 里只能有 row", "写成 row { … }。"));
            }
            rows.push(self.row(child, page)?);
        }
        let header = self.number(node, "header", 0.0, 0.0, 5.0)? as usize;
        let table = Table {
            columns,
            border,
            header,
            rows,
            before: self.number(node, "before", 0.0, 0.0, 50.0)?,
            after: self.number(node, "after", 0.0, 0.0, 50.0)?,
        };
        self.check_grid(node, &table)?;
        Ok(table)
    }

    fn columns(&self, node: &KdlNode) -> Result<Vec<Column>, FormError> {
        let remedy = "写成 cols=\"32 1fr 20\"：数字是毫米，fr 按份分剩余宽度。";
        let Some(text) = self.text_property(node, "cols")? else {
            return Err(self.error(node, "table 没有 cols", remedy));
        };
        let mut columns = Vec::new();
        for word in text.split_whitespace() {
            let (digits, share) = match word.strip_suffix("fr") {
                Some(digits) => (digits, true),
                None => (word, false),
            };
            match digits.parse::<f64>() {
                Ok(n) if n > 0.0 && n <= 210.0 && columns.len() < 60 => {
                    columns.push(if share { Column::Share(n) } else { Column::Mm(n) });
                }
                _ => return Err(self.error(node, &format!("列宽“{word}”不对"), remedy)),
            }
        }
        if columns.is_empty() {
            Err(self.error(node, "cols 是空的", remedy))
        } else {
            Ok(columns)
        }
    }

    fn row(&self, node: &KdlNode, page: &PageStyle) -> Result<Row, FormError> {
        self.only(node, &["h", "grow", "each", "fill"])?;
        let each = match self.text_property(node, "each")? {
            Some(list) => {
                let fill = self.number(node, "fill", 0.0, 0.0, 500.0)? as usize;
                Some(Each {
                    list: list.to_owned(),
                    fill,
                })
            }
            None => None,
        };
        let mut cells = Vec::new();
        for child in node.iter_children() {
            cells.push(self.cell(child, page)?);
        }
        Ok(Row {
            height: self.number(node, "h", 0.0, 0.0, 250.0)?,
            grow: self.number(node, "grow", 0.0, 0.0, 200.0)?,
            each,
            cells,
        })
    }

    fn cell(&self, node: &KdlNode, page: &PageStyle) -> Result<Cell, FormError> {
        let own: &[&str] = match node.name().value() {
            "idgrid" => &["n"],
            "frame" => &["caption"],
            "sign" => &["label"],
            _ => &[],
        };
        let common = ["span", "rows", "valign", "pad", "open", "h", "lines"];
        self.only(node, &[&STYLE[..], &common, own].concat())?;
        let mut valign = VAlign::Middle;
        let mut align = Align::Left;
        let argument = self.argument(node)?;
        let wording =
            |text: &str| inline::parse(text).map_err(|(message, remedy)| self.error(node, &message, &remedy));
        let content = match node.name().value() {
            "label" => {
                align = Align::Centre;
                Content::Text(self.items(node, false)?)
            }
            "text" => Content::Text(self.items(node, false)?),
            "value" => {
                let field = self.field(node, argument)?;
                Content::Text(vec![Item::Value { field, when: None }])
            }
            "idgrid" => Content::Grid {
                field: self.field(node, argument)?,
                count: self.number(node, "n", 18.0, 1.0, 40.0)? as usize,
            },
            "frame" => {
                valign = VAlign::Top;
                let caption = self.text_property(node, "caption")?.unwrap_or_default();
                Content::Frame {
                    name: self.field(node, argument)?,
                    caption: wording(caption)?,
                }
            }
            "sign" => {
                let label = self.text_property(node, "label")?.unwrap_or_default();
                Content::Sign {
                    name: self.field(node, argument)?,
                    label: wording(label)?,
                }
            }
            other => {
                let remedy = "row 里可用 label、text、value、idgrid、frame、sign。";
                return Err(self.error(node, &format!("不认识的格“{other}”"), remedy));
            }
        };
        let valign = match self.text_property(node, "valign")? {
            None => valign,
            Some("top") => VAlign::Top,
            Some("middle") => VAlign::Middle,
            Some("bottom") => VAlign::Bottom,
            Some(other) => {
                return Err(self.error(node, &format!("不认识的“{other}”"), "可用 top、middle、bottom。"));
            }
        };
        let open = self.text_property(node, "open")?.unwrap_or_default();
        if open
            .split_whitespace()
            .any(|side| side != "left" && side != "top")
        {
            return Err(self.error(
                node,
                "open 只能是 left、top",
                "写成 open=\"left\" 或 open=\"left top\"。",
            ));
        }
        Ok(Cell {
            content,
            span: self.number(node, "span", 1.0, 1.0, 60.0)? as usize,
            rows: self.number(node, "rows", 1.0, 1.0, 60.0)? as usize,
            style: self.style(node, page, Face::Song, page.size, align)?,
            valign,
            pad: self.number(node, "pad", 1.2, 0.0, 20.0)?,
            open_left: open.contains("left"),
            open_top: open.contains("top"),
            height: self.number(node, "h", 0.0, 0.0, 250.0)?,
            lines: self.number(node, "lines", 3.0, 1.0, 40.0)? as usize,
        })
    }

    /// Spans must tile the grid: a row with a hole or an overlap is a slip of the pen.
    fn check_grid(&self, node: &KdlNode, table: &Table) -> Result<(), FormError> {
        let width = table.columns.len();
        let mut busy = vec![0_usize; width];
        for (at, row) in table.rows.iter().enumerate() {
            let mut column = 0;
            let complain = |what: &str| {
                let place = node.iter_children().nth(at).unwrap_or(node);
                self.error(place, what, "各格的 span 加上跨行的格应正好填满一行。")
            };
            let mut cells = row.cells.iter();
            while column < width {
                if busy[column] > 0 {
                    column += 1;
                    continue;
                }
                let Some(cell) = cells.next() else {
                    return Err(complain("这一行的格不够"));
                };
                let Some(taken) = busy.get_mut(column..column + cell.span) else {
                    return Err(complain("这一行的格太宽"));
                };
                if taken.iter().any(|b| *b > 0) {
                    return Err(complain("这一行的格与上面跨行的格重叠"));
                }
                taken.fill(cell.rows);
                column += cell.span;
            }
            if cells.next().is_some() {
                return Err(complain("这一行的格太多"));
            }
            if row.each.is_some() && row.cells.iter().any(|c| c.rows > 1) {
                return Err(complain("重复的行不能跨行"));
            }
            busy.iter_mut().for_each(|b| *b -= 1);
        }
        if busy.iter().any(|b| *b > 0) {
            return Err(self.error(node, "跨行的格超出了表尾", "减小 rows，或补上行。"));
        }
        Ok(())
    }

    fn items(&self, node: &KdlNode, counters: bool) -> Result<Vec<Item>, FormError> {
        let items = inline::parse(self.argument(node)?)
            .map_err(|(message, remedy)| self.error(node, &message, &remedy))?;
        let late = ["#page", "#pages", "#copy", "#copies"];
        let is_late = |i: &Item| matches!(i, Item::Value { field, .. } if late.contains(&field.as_str()));
        if !counters && items.iter().any(is_late) {
            return Err(self.error(node, "页码和份数只能用在 footer 里", "把它移到 footer。"));
        }
        Ok(items)
    }

    fn field(&self, node: &KdlNode, name: &str) -> Result<String, FormError> {
        inline::field_name(name).map_err(|(message, remedy)| self.error(node, &message, &remedy))
    }

    fn argument<'n>(&self, node: &'n KdlNode) -> Result<&'n str, FormError> {
        match node.get(0) {
            Some(KdlValue::String(text)) => Ok(text),
            _ => {
                let what = format!("{} 后面应有一段带引号的文字", node.name().value());
                Err(self.error(node, &what, "在节点名后面写上 \"…\"。"))
            }
        }
    }

    fn text_property<'n>(&self, node: &'n KdlNode, key: &str) -> Result<Option<&'n str>, FormError> {
        match node.get(key) {
            None => Ok(None),
            Some(KdlValue::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.error(node, &format!("{key} 应为文字"), &format!("写成 {key}=\"…\"。"))),
        }
    }

    fn number(&self, node: &KdlNode, key: &str, default: f64, low: f64, high: f64) -> Result<f64, FormError> {
        let Some(value) = node.get(key) else {
            return Ok(default);
        };
        match number_of(value) {
            Some(n) if (low..=high).contains(&n) => Ok(n),
            _ => {
                let what = format!("{key} 应在{low}到{high}之间");
                Err(self.error(
                    node,
                    &what,
                    &format!("改为例如 {key}={}。", default.clamp(low, high)),
                ))
            }
        }
    }

    fn flag(&self, node: &KdlNode, key: &str) -> Result<bool, FormError> {
        match node.get(key) {
            None => Ok(false),
            Some(KdlValue::Bool(b)) => Ok(*b),
            Some(_) => Err(self.error(
                node,
                &format!("{key} 应为 #true 或 #false"),
                "改为 #true 或 #false。",
            )),
        }
    }

    /// Refuses properties that the node does not have.
    fn only(&self, node: &KdlNode, keys: &[&str]) -> Result<(), FormError> {
        for entry in node.entries() {
            if let Some(key) = entry.name()
                && !keys.contains(&key.value())
            {
                let what = format!("{} 没有属性“{}”", node.name().value(), key.value());
                return Err(self.error(node, &what, &format!("可用 {}。", keys.join("、"))));
            }
        }
        Ok(())
    }
}

const STYLE: [&str; 8] = [
    "face", "size", "leading", "align", "spacing", "indent", "hang", "min",
];

fn number_of(value: &KdlValue) -> Option<f64> {
    match value {
        KdlValue::Integer(n) => Some(*n as f64),
        KdlValue::Float(n) => Some(*n),
        _ => None,
    }
}

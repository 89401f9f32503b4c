//! Reads a form description from KDL v2.
//!
//! Every complaint names file, line and column and says what to write instead; unknown nodes and properties are
//! refused, so that a typing slip never silently changes a form. Clauses are pulled in by `include "name"`, to a
//! depth of four; the texts of agreements come in by the same door (`agreement`).

mod agreement;
mod picture;
mod source;
mod table;

use std::cell::RefCell;
use std::collections::BTreeMap;

pub use agreement::{AGREEMENTS, agreement_has_words, agreement_lines_on_form, agreement_signing_lines};
use kdl::{KdlNode, KdlValue};
use source::{MAX_DEPTH, STYLE, Source, number_of};

use crate::description::{Align, Block, FormDescription, PageStyle, Paragraph, Rank, TextStyle};
use crate::error::FormError;
use crate::fonts::Face;

impl FormDescription {
    /// Reads a description from KDL v2. `name` is the file's name, for errors; `include` gives the text of a
    /// shared clause by the name in `include "…"`.
    ///
    /// # Errors
    /// [`FormError::Description`] with line, column and remedy.
    pub fn parse(name: &str, kdl: &str, include: &dyn Fn(&str) -> Option<String>) -> Result<Self, FormError> {
        read(name, kdl, include)
    }
}

pub(crate) fn read(
    name: &str,
    kdl: &str,
    include: &dyn Fn(&str) -> Option<String>,
) -> Result<FormDescription, FormError> {
    let agreements = RefCell::new(BTreeMap::new());
    let noted = |called: &str| {
        let found = include(called);
        if let Some(id) = called.strip_prefix(AGREEMENTS) {
            agreements.borrow_mut().insert(id.to_owned(), found.is_some());
        }
        found
    };
    let source = Source {
        name,
        text: kdl,
        include: &noted,
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
    let mut form = source.form(node)?;
    form.agreements = agreements.take();
    // How many pages the authority's text takes is its own affair.
    form.pages = form
        .pages
        .filter(|_| form.agreements.values().all(|installed| !installed));
    Ok(form)
}

impl Source<'_> {
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
            agreements: BTreeMap::new(),
            shows_caption: self.text.contains("{#caption}"),
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

    pub fn blocks(&self, node: &KdlNode, page: &PageStyle) -> Result<Vec<Block>, FormError> {
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
                paragraph.rank = Rank::Title;
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
            "picture" => out.push(self.picture(node)?),
            "code" => {
                self.only(node, &["size"])?;
                let Some(field) = node.get(0).and_then(KdlValue::as_string) else {
                    return Err(self.error(
                        node,
                        "code 后面应是字段",
                        "写成 code \"field\" size=40，单位毫米。",
                    ));
                };
                out.push(Block::Code {
                    field: field.to_owned(),
                    size: self.number(node, "size", 40.0, 10.0, 120.0)?,
                });
            }
            "keep" => out.push(Block::Keep(self.blocks(node, page)?)),
            "office" => out.push(Block::Office(self.blocks(node, page)?)),
            "only" => {
                let numbers = node.entries().iter().map(|e| match e.value() {
                    KdlValue::Integer(n) if (1..=9).contains(n) => Some(*n as u16),
                    _ => None,
                });
                let Some(copies) = numbers.collect::<Option<Vec<u16>>>().filter(|c| !c.is_empty()) else {
                    return Err(self.error(
                        node,
                        "only 后面应是份数",
                        "写成 only 1 2 { … }：只印在第1、2份上。",
                    ));
                };
                out.push(Block::Only {
                    copies,
                    blocks: self.blocks(node, page)?,
                });
            }
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
            "agreement" => self.agreement(node, page, out)?,
            "include" => self.include(node, page, out)?,
            other => {
                let remedy = "可用 title、heading、p、table、space、rule、pagebreak、picture、keep、office、only、sheet、\
                              agreement、include。";
                return Err(self.error(node, &format!("不认识的节点“{other}”"), remedy));
            }
        }
        Ok(())
    }

    fn include(&self, node: &KdlNode, page: &PageStyle, out: &mut Vec<Block>) -> Result<(), FormError> {
        self.clause(node, &mut |inner, child| inner.block(child, page, out))
    }

    /// Reads the nodes of the clause that `include "name"` asks for.
    pub fn clause(
        &self,
        node: &KdlNode,
        each: &mut dyn FnMut(&Source<'_>, &KdlNode) -> Result<(), FormError>,
    ) -> Result<(), FormError> {
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
            each(&inner, child)?;
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
        let style = self.style(node, page, face, size, align)?;
        Ok(Paragraph {
            rank: if style.face == Face::Hei {
                Rank::Heading
            } else {
                Rank::Text
            },
            items: self.items(node, false)?,
            style,
            before: self.number(node, "before", 0.0, 0.0, 100.0)?,
            after: self.number(node, "after", 0.0, 0.0, 100.0)?,
            keep_next: self.flag(node, "keep")?,
        })
    }

    pub fn style(
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
}

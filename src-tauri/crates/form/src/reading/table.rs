//! Tables, rows and cells, and the check that spans tile the grid.

use kdl::KdlNode;

use super::source::{STYLE, Source};
use crate::description::{Align, Border, Cell, Column, Content, Each, PageStyle, Row, Table, VAlign};
use crate::error::FormError;
use crate::fonts::Face;
use crate::inline::{self, Item};

impl Source<'_> {
    pub fn table(&self, node: &KdlNode, page: &PageStyle) -> Result<Table, FormError> {
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
            match child.name().value() {
                "row" => rows.push(self.row(child, page)?),
                "agreement" => self.agreement_rows(child, page, columns.len(), &mut rows)?,
                _ => {
                    let remedy = "写成 row { … }，或 agreement \"id\" { row { … } }。";
                    return Err(self.error(child, "table 里只能有 row 或 agreement", remedy));
                }
            }
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

    pub fn row(&self, node: &KdlNode, page: &PageStyle) -> Result<Row, FormError> {
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
            "bar" => {
                align = Align::Centre;
                Content::Bar {
                    field: self.field(node, argument)?,
                }
            }
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
                let remedy = "row 里可用 label、text、value、idgrid、bar、frame、sign。";
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
            is_label: node.name().value() == "label",
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
            let under_span = busy.iter().any(|b| *b > 0);
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
            if row.each.is_some() && under_span {
                return Err(complain("重复的行不能在跨行的格旁边"));
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
}

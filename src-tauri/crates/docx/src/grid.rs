//! A table's rows on one grid.
//!
//! Word counts columns by `gridSpan`; other programs leave the grid out, or write rows that do not agree with it.
//! Rows that agree are counted, the others are put on by their widths. Cells merged downwards become one cell of
//! several rows.

use crate::model::{Block, Cell, Note, Row, Table, VAlign};
use crate::styles;
use crate::tree::{Node, length};
use crate::words::Known;

/// No form has more columns: beyond, neighbours are joined.
const MAX_COLUMNS: usize = 60;
/// No cell of a description reaches over more rows.
const MAX_ROWS: usize = 60;
/// Edges of different rows closer than this, in twips, are one (0.9 mm).
const SAME_EDGE: f64 = 51.0;

/// A cell as the file has it.
struct Raw<'a> {
    node: Option<&'a Node>,
    /// First column and how many, on the table's own grid.
    start: usize,
    span: usize,
    width: Option<f64>,
    merge: Merge,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Merge {
    None,
    Begins,
    GoesOn,
}

struct RawRow<'a> {
    cells: Vec<Raw<'a>>,
    /// Columns in use, with those skipped before and after.
    columns: usize,
    height: f64,
    header: bool,
}

/// Reads what stands in a cell.
pub(crate) type Blocks = fn(&Node, &mut Known) -> Vec<Block>;

/// Reads a table; none for one without any cell.
pub(crate) fn table(node: &Node, known: &mut Known, blocks: Blocks) -> Option<Table> {
    let mut nodes = Vec::new();
    row_nodes(node, known, &mut nodes);
    let rows: Vec<RawRow<'_>> = nodes
        .into_iter()
        .map(raw_row)
        .filter(|row| !row.cells.is_empty())
        .collect();
    let widest = rows.iter().map(|row| row.columns).max()?;
    let own = own_grid(node);
    // What the cells say of their widths is what Word shows; scripts leave the grid as it was.
    let own = if own.len() == widest {
        by_cells(&rows, widest).unwrap_or(own)
    } else {
        own
    };
    let agree = rows.iter().all(|row| row.columns == widest) && own.len() == widest;
    let edges: Vec<Vec<f64>> = match agree {
        true => rows.iter().map(|row| counted(row, &own)).collect(),
        false => {
            let uneven = rows.iter().any(|row| row.columns != widest);
            if uneven {
                known.notes.insert(Note::Uneven);
            }
            let own = filled(own, widest, &rows);
            rows.iter().map(|row| measured(row, &own, widest)).collect()
        }
    };
    let lines = columns_of(&edges);
    let place = |edge: f64| nearest(&lines, edge);
    let mut placed: Vec<Vec<(usize, usize)>> = Vec::new();
    for row in &edges {
        let at: Vec<usize> = row.iter().map(|edge| place(*edge)).collect();
        placed.push(at.windows(2).map(|pair| (pair[0], pair[1])).collect());
    }
    let columns: Vec<f64> = lines.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let lined = lined(node, known);
    let rows = merged(&rows, &placed, columns.len(), known, blocks);
    Some(Table { columns, rows, lined })
}

fn row_nodes<'a>(node: &'a Node, known: &mut Known, out: &mut Vec<&'a Node>) {
    for child in &node.children {
        match child.name.as_str() {
            // A deleted row is tracked in its properties.
            "tr" if child.at(&["trPr", "del"]).is_some() => {
                known.notes.insert(Note::Tracked);
            }
            "tr" => out.push(child),
            "sdt" => child
                .child("sdtContent")
                .into_iter()
                .for_each(|c| row_nodes(c, known, out)),
            "ins" | "customXml" | "smartTag" => row_nodes(child, known, out),
            _ => {}
        }
    }
}

fn raw_row(node: &Node) -> RawRow<'_> {
    let properties = node.child("trPr");
    let count = |name: &str| {
        let value = properties
            .and_then(|p| p.val(name))
            .and_then(|n| n.parse::<usize>().ok());
        value.unwrap_or(0).min(MAX_COLUMNS)
    };
    let mut row = RawRow {
        cells: Vec::new(),
        columns: 0,
        height: properties
            .and_then(|p| p.number("trHeight", "val"))
            .unwrap_or(0.0),
        header: properties.is_some_and(|p| p.on("tblHeader")),
    };
    let skipped = |row: &mut RawRow<'_>, span: usize, width: Option<f64>| {
        if span > 0 {
            row.cells.push(Raw {
                node: None,
                start: row.columns,
                span,
                width,
                merge: Merge::None,
            });
            row.columns += span;
        }
    };
    let width = |name: &str| properties.and_then(|p| p.number(name, "w"));
    skipped(&mut row, count("gridBefore"), width("wBefore"));
    let mut cells = Vec::new();
    cell_nodes(node, &mut cells);
    for cell in cells {
        let properties = cell.child("tcPr");
        let span = properties
            .and_then(|p| p.val("gridSpan"))
            .and_then(|n| n.parse::<usize>().ok());
        let span = span.unwrap_or(1).clamp(1, MAX_COLUMNS * 4);
        let measured = properties
            .and_then(|p| p.child("tcW"))
            .filter(|w| !matches!(w.attr("type"), Some("pct" | "auto" | "nil")));
        let width = measured
            .and_then(|w| w.attr("w"))
            .and_then(length)
            .filter(|w| *w > 0.0);
        // The older way of joining cells sideways: each goes on.
        let goes_on = properties
            .and_then(|p| p.child("hMerge"))
            .is_some_and(|m| m.attr("val") != Some("restart"));
        if goes_on && let Some(before) = row.cells.last_mut().filter(|c| c.node.is_some()) {
            before.span += span;
            before.width = before.width.zip(width).map(|(a, b)| a + b);
            row.columns += span;
            continue;
        }
        let merge = match properties.and_then(|p| p.child("vMerge")) {
            None => Merge::None,
            Some(m) if m.attr("val") == Some("restart") => Merge::Begins,
            Some(_) => Merge::GoesOn,
        };
        row.cells.push(Raw {
            node: Some(cell),
            start: row.columns,
            span,
            width,
            merge,
        });
        row.columns += span;
    }
    if !row.cells.is_empty() {
        skipped(&mut row, count("gridAfter"), width("wAfter"));
    }
    row
}

fn cell_nodes<'a>(node: &'a Node, out: &mut Vec<&'a Node>) {
    for child in &node.children {
        match child.name.as_str() {
            "tc" => out.push(child),
            "sdt" => child
                .child("sdtContent")
                .into_iter()
                .for_each(|c| cell_nodes(c, out)),
            "ins" | "customXml" | "smartTag" => cell_nodes(child, out),
            _ => {}
        }
    }
}

/// The columns' widths as the table states them; empty where one is missing or nothing.
fn own_grid(node: &Node) -> Vec<f64> {
    let columns = node.child("tblGrid").map_or(&[][..], |grid| &grid.children);
    let widths = columns.iter().filter(|c| c.name == "gridCol");
    let widths: Option<Vec<f64>> = widths
        .map(|c| c.attr("w").and_then(length).filter(|w| *w > 0.0))
        .collect();
    widths.unwrap_or_default()
}

/// The columns' widths from those of the cells, where they settle every column.
fn by_cells(rows: &[RawRow<'_>], widest: usize) -> Option<Vec<f64>> {
    let mut widths: Vec<Option<f64>> = vec![None; widest];
    let cells = || rows.iter().flat_map(|row| &row.cells);
    for cell in cells().filter(|cell| cell.span == 1) {
        if let (Some(width), Some(slot)) = (cell.width, widths.get_mut(cell.start)) {
            slot.get_or_insert(width);
        }
    }
    // A wider cell settles the one column of it that nothing else has settled.
    for cell in cells().filter(|cell| cell.span > 1) {
        let (Some(width), Some(own)) = (cell.width, widths.get_mut(cell.start..cell.start + cell.span))
        else {
            continue;
        };
        let known: f64 = own.iter().flatten().sum();
        let mut open = own.iter_mut().filter(|w| w.is_none());
        if let (Some(slot), None) = (open.next(), open.next())
            && width > known
        {
            *slot = Some(width - known);
        }
    }
    widths.into_iter().collect()
}

/// A row's edges by counting columns.
fn counted(row: &RawRow<'_>, grid: &[f64]) -> Vec<f64> {
    let upto = |column: usize| grid.iter().take(column).sum::<f64>();
    let ends = row.cells.iter().map(|cell| upto(cell.start + cell.span));
    [0.0].into_iter().chain(ends).collect()
}

/// A grid for a table that states none, or one of another number of columns: widths of cells that span one column where
/// they are said, equal shares elsewhere.
fn filled(own: Vec<f64>, widest: usize, rows: &[RawRow<'_>]) -> Vec<f64> {
    if own.len() == widest {
        return own;
    }
    let mut grid: Vec<Option<f64>> = vec![None; widest];
    // Rows of all columns say which column a cell stands in.
    let whole = rows.iter().filter(|row| row.columns == widest);
    for cell in whole.flat_map(|row| &row.cells) {
        if let (1, Some(width), Some(slot)) = (cell.span, cell.width, grid.get_mut(cell.start)) {
            slot.get_or_insert(width);
        }
    }
    let known: Vec<f64> = grid.iter().flatten().copied().collect();
    let usual = match known.len() {
        0 => 9000.0 / widest.max(1) as f64,
        n => known.iter().sum::<f64>() / n as f64,
    };
    grid.into_iter().map(|width| width.unwrap_or(usual)).collect()
}

/// A row's edges where the rows do not agree: a row of all columns is counted, another goes by its widths, and one
/// without widths is stretched to the end.
fn measured(row: &RawRow<'_>, grid: &[f64], widest: usize) -> Vec<f64> {
    let whole: f64 = grid.iter().sum();
    if row.columns == widest {
        return counted(row, grid);
    }
    let widths: Option<Vec<f64>> = row.cells.iter().map(|cell| cell.width).collect();
    let widths = widths.unwrap_or_else(|| row.cells.iter().map(|cell| cell.span as f64).collect());
    let sum: f64 = widths.iter().sum();
    // Widths within a tenth of the table's are its width; a row that is really narrower keeps it and is filled up.
    let stated = row.cells.iter().all(|cell| cell.width.is_some());
    let scale = match stated && sum < whole * 0.9 {
        true => 1.0,
        false => whole / sum.max(1.0),
    };
    let mut edges = vec![0.0];
    let mut at = 0.0;
    for width in widths {
        at += width * scale;
        edges.push(at);
    }
    edges
}

/// All edges of all rows, those that are meant to be one joined; no cell ever loses its width.
fn columns_of(rows: &[Vec<f64>]) -> Vec<f64> {
    let narrowest = rows
        .iter()
        .flat_map(|row| row.windows(2))
        .map(|pair| pair[1] - pair[0]);
    let narrowest = narrowest.filter(|w| *w > 0.0).fold(f64::MAX, f64::min);
    let mut all: Vec<f64> = rows.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let mut same = SAME_EDGE.min(narrowest / 2.5);
    loop {
        let mut lines: Vec<f64> = Vec::new();
        for edge in &all {
            match lines.last() {
                Some(last) if edge - last <= same => {}
                _ => lines.push(*edge),
            }
        }
        if lines.len() <= MAX_COLUMNS + 1 {
            if lines.len() < 2 {
                lines.push(lines.last().copied().unwrap_or(0.0) + 100.0);
            }
            return lines;
        }
        same *= 1.5;
    }
}

fn nearest(lines: &[f64], edge: f64) -> usize {
    let off = |at: &usize| (lines[*at] - edge).abs();
    (0..lines.len())
        .min_by(|a, b| off(a).total_cmp(&off(b)))
        .unwrap_or(0)
}

/// A cell that reaches down: its row, its place in it, and its edges.
type Reaching = (usize, usize, (usize, usize));

/// Rows of cells that tile the grid, cells merged downwards as one.
fn merged(
    raw: &[RawRow<'_>],
    placed: &[Vec<(usize, usize)>],
    width: usize,
    known: &mut Known,
    blocks: Blocks,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    // For each column, the row and cell that reaches down to here, and its edges.
    let mut above: Vec<Option<Reaching>> = vec![None; width];
    for (row, edges) in raw.iter().zip(placed) {
        let mut out = Row {
            height: row.height.abs(),
            header: row.header,
            cells: Vec::new(),
        };
        let mut next = vec![None; width];
        let mut column = 0;
        for (cell, &(start, end)) in row.cells.iter().zip(edges) {
            let (start, end) = (start.max(column), end.max(column));
            if end <= start || start >= width {
                // A table of more columns than any form has: what has no column of its own joins its neighbour.
                if let (Some(node), Some(before)) = (cell.node, out.cells.last_mut()) {
                    before.blocks.extend(blocks(node, known));
                }
                continue;
            }
            if start > column {
                out.cells.push(filler(column, start - column));
            }
            column = end;
            let reaching = above[start].filter(|(.., same)| *same == (start, end));
            if let (Merge::GoesOn, Some((at, index, _))) = (cell.merge, reaching) {
                let origin = rows.get_mut(at).and_then(|r: &mut Row| r.cells.get_mut(index));
                if let Some(origin) = origin.filter(|origin| origin.rows < MAX_ROWS) {
                    origin.rows += 1;
                    next[start] = reaching;
                    continue;
                }
            }
            if cell.merge != Merge::None {
                next[start] = Some((rows.len(), out.cells.len(), (start, end)));
            }
            out.cells.push(match cell.node {
                Some(node) => Cell {
                    start,
                    span: end - start,
                    rows: 1,
                    blocks: blocks(node, known),
                    valign: valign(node),
                },
                None => filler(start, end - start),
            });
        }
        if column < width {
            out.cells.push(filler(column, width - column));
        }
        above = next;
        rows.push(out);
    }
    without_empty(rows)
}

/// A row in which every cell comes from above is no row of its own: its height goes to the one before.
fn without_empty(rows: Vec<Row>) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    for row in rows {
        match out.last_mut() {
            Some(last) if row.cells.is_empty() => {
                last.height += row.height;
                for (up, before) in out.iter_mut().rev().enumerate() {
                    // A cell that reaches past the row before reached into this one, too.
                    before
                        .cells
                        .iter_mut()
                        .filter(|c| c.rows > up + 1)
                        .for_each(|c| c.rows -= 1);
                }
            }
            _ => out.push(row),
        }
    }
    out
}

fn filler(start: usize, span: usize) -> Cell {
    Cell {
        start,
        span,
        rows: 1,
        blocks: Vec::<Block>::new(),
        valign: VAlign::Middle,
    }
}

fn valign(node: &Node) -> VAlign {
    match node.child("tcPr").and_then(|p| p.val("vAlign")) {
        Some("center" | "both") => VAlign::Middle,
        Some("bottom") => VAlign::Bottom,
        _ => VAlign::Top,
    }
}

/// The table's own borders, its style's, or any cell's.
fn lined(node: &Node, known: &Known) -> bool {
    let properties = node.child("tblPr");
    if let Some(borders) = properties.and_then(|p| p.child("tblBorders")) {
        return styles::has_lines(borders) || any_cell(node);
    }
    known.styles.lined(properties.and_then(|p| p.val("tblStyle"))) || any_cell(node)
}

fn any_cell(node: &Node) -> bool {
    let mut borders = Vec::new();
    node.find_all("tcBorders", &mut borders);
    borders.into_iter().any(styles::has_lines)
}

//! Any table at all: whatever spans and merges a file claims, the description's rows tile its grid.

use kdl::KdlDocument;
use proptest::prelude::*;

use crate::{cell, of_body};

/// Checks that the cells of every table fill its rows, as the printer demands.
fn tiles(kdl: &str) -> Result<(), String> {
    let document: KdlDocument = kdl.parse().map_err(|e| format!("{e}"))?;
    let form = &document.nodes()[0];
    let number =
        |node: &kdl::KdlNode, key: &str| node.get(key).and_then(|v| v.as_integer()).unwrap_or(1) as usize;
    for table in form.iter_children().filter(|n| n.name().value() == "table") {
        let columns = table.get("cols").and_then(|v| v.as_string()).unwrap_or_default();
        let width = columns.split_whitespace().count();
        let mut busy = vec![0_usize; width];
        for row in table.iter_children() {
            let mut at = 0;
            for cell in row.iter_children() {
                while at < width && busy[at] > 0 {
                    at += 1;
                }
                let span = number(cell, "span");
                let taken = busy.get_mut(at..at + span).ok_or("too wide")?;
                if taken.iter().any(|b| *b > 0) {
                    return Err("overlap".to_owned());
                }
                taken.fill(number(cell, "rows"));
                at += span;
            }
            if busy.contains(&0) {
                return Err(format!("a hole:\n{kdl}"));
            }
            busy.iter_mut().for_each(|b| *b -= 1);
        }
        if busy.iter().any(|b| *b > 0) {
            return Err("past the end".to_owned());
        }
    }
    Ok(())
}

fn any_cell() -> impl Strategy<Value = String> {
    let span = prop_oneof![3 => Just(0), 2 => 2_usize..5, 1 => 50_usize..70];
    let merge = prop_oneof![4 => Just(""), 1 => Just("<w:vMerge w:val=\"restart\"/>"), 2 => Just("<w:vMerge/>"), 1 => Just("<w:hMerge/>")];
    let width = prop_oneof![2 => Just(0), 3 => 100_u32..4000];
    (span, merge, width, "[甲乙{}\"\\\\/*_ □]{0,6}").prop_map(|(span, merge, width, words)| {
        let span = if span > 0 {
            format!("<w:gridSpan w:val=\"{span}\"/>")
        } else {
            String::new()
        };
        let width = if width > 0 {
            format!("<w:tcW w:w=\"{width}\" w:type=\"dxa\"/>")
        } else {
            String::new()
        };
        cell(&format!("{width}{span}{merge}"), &words.replace('"', "&quot;"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_table_tiles(
        grid in prop::collection::vec(0_u32..3000, 0..8),
        rows in prop::collection::vec((prop::collection::vec(any_cell(), 0..7), 0_usize..3), 1..9),
    ) {
        let grid: String = grid.iter().map(|w| format!("<w:gridCol w:w=\"{w}\"/>")).collect();
        let rows: String = rows
            .iter()
            .map(|(cells, before)| {
                format!("<w:tr><w:trPr><w:gridBefore w:val=\"{before}\"/></w:trPr>{}</w:tr>", cells.concat())
            })
            .collect();
        let body = format!("<w:tbl><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl><w:p><w:r><w:t>尾</w:t></w:r></w:p>");
        let draft = of_body(&body);
        prop_assert!(tiles(&draft.kdl).is_ok(), "{:?}", tiles(&draft.kdl));
    }
}

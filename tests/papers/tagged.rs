//! Tagged papers (ISO 32000-1, 14.7 and 14.8), looked at by poppler and by a parser of our own: whatever is painted
//! belongs to a part or is an artifact, the tree and the pages name each other, tables are whole, boxes and pictures say
//! what they are, and the CA's wording stands in the tree by itself.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_tests::{root, tool};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{bare, blank, desk, example, filled, forms, worst, write};
use desk::prints::papers;

/// Operators that put ink on the page (14.6, 8.5.3, 9.4.3).
const PAINT: [&str; 14] = [
    "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Tj", "TJ", "'", "Do",
];

/// A part of the document: what it is, whose it is, and its own dictionary.
struct Part {
    kind: String,
    parent: Option<ObjectId>,
    kids: Vec<ObjectId>,
    of: Dictionary,
}

/// The tree below an element, in reading order.
fn parts(pdf: &Document, id: ObjectId, parent: Option<ObjectId>, found: &mut Vec<(ObjectId, Part)>) {
    let of = pdf.get_object(id).unwrap().as_dict().unwrap().clone();
    let kind = String::from_utf8(of.get(b"S").unwrap().as_name().unwrap().to_vec()).unwrap();
    let kids = of
        .get(b"K")
        .and_then(Object::as_array)
        .cloned()
        .unwrap_or_default();
    let kids: Vec<ObjectId> = kids.iter().filter_map(|kid| kid.as_reference().ok()).collect();
    let said = of.get(b"P").unwrap().as_reference().unwrap();
    if let Some(parent) = parent {
        assert_eq!(said, parent, "{kind} says another parent");
    }
    found.push((
        id,
        Part {
            kind,
            parent,
            kids: kids.clone(),
            of,
        },
    ));
    for kid in kids {
        parts(pdf, kid, Some(id), found);
    }
}

/// The stretches of a page by number, with the name they are marked by. Whatever is painted stands in one or in an
/// artifact.
fn stretches(name: &str, content: &Content) -> BTreeMap<i64, String> {
    let (mut found, mut open) = (BTreeMap::new(), Vec::new());
    for operation in &content.operations {
        match operation.operator.as_str() {
            "BDC" => {
                let tag = String::from_utf8(operation.operands[0].as_name().unwrap().to_vec()).unwrap();
                let number = operation.operands[1].as_dict().unwrap().get(b"MCID");
                match number.and_then(Object::as_i64) {
                    Ok(number) => {
                        let twice = found.insert(number, tag.clone());
                        assert!(twice.is_none(), "{name}: {number} twice");
                    }
                    Err(_) => assert_eq!(tag, "Artifact", "{name}"),
                }
                open.push(tag);
            }
            "EMC" => assert!(open.pop().is_some(), "{name}: an end without a beginning"),
            painting if PAINT.contains(&painting) => assert_eq!(open.len(), 1, "{name}: {painting}"),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{name}: {open:?}");
    found
}

/// A table's rows and the columns that they fill, spans from above counted; all rows are as wide.
fn is_whole(name: &str, rows: &[Vec<(usize, usize)>]) {
    let mut from_above: Vec<usize> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let width: usize = row.iter().map(|(span, _)| span).sum();
        let covered = from_above.iter().filter(|left| **left > 0).count();
        if at == 0 {
            from_above = vec![0; width];
        }
        assert_eq!(width + covered, from_above.len(), "{name}: row {at} of {rows:?}");
        let mut cells = row
            .iter()
            .flat_map(|(span, down)| std::iter::repeat_n(*down, *span));
        for left in &mut from_above {
            *left = match *left {
                0 => cells.next().unwrap() - 1,
                more => more - 1,
            };
        }
    }
    assert!(
        from_above.iter().all(|left| *left == 0),
        "{name}: a span past the end"
    );
}

fn number(of: &Dictionary, key: &[u8]) -> usize {
    let attributes = of.get(b"A").and_then(Object::as_dict);
    let number = attributes.and_then(|a| a.get(key)).and_then(Object::as_i64);
    number.map_or(1, |n| n as usize)
}

/// Counts of what was found on a paper: tables, boxes, headings, figures.
#[derive(Default)]
struct Count {
    tables: usize,
    boxes: usize,
    ticked: usize,
    headings: usize,
    figures: usize,
}

fn look(name: &str, bytes: &[u8], count: &mut Count) {
    let pdf = Document::load_mem(bytes).unwrap();
    let catalog = pdf.catalog().unwrap();
    let marked = catalog
        .get(b"MarkInfo")
        .unwrap()
        .as_dict()
        .unwrap()
        .get(b"Marked");
    assert!(marked.unwrap().as_bool().unwrap(), "{name}");
    assert_eq!(
        catalog.get(b"Lang").unwrap().as_str().unwrap(),
        b"zh-CN",
        "{name}"
    );
    let root = catalog.get(b"StructTreeRoot").unwrap().as_reference().unwrap();
    let tree = pdf.get_object(root).unwrap().as_dict().unwrap();
    let mut found = Vec::new();
    parts(
        &pdf,
        tree.get(b"K").unwrap().as_reference().unwrap(),
        None,
        &mut found,
    );
    let of: BTreeMap<ObjectId, &Part> = found.iter().map(|(id, part)| (*id, part)).collect();
    assert_eq!(found[0].1.kind, "Document", "{name}");
    let numbers = tree.get(b"ParentTree").unwrap().as_dict().unwrap();
    let numbers = numbers.get(b"Nums").unwrap().as_array().unwrap();
    let mut used: BTreeSet<(ObjectId, i64)> = BTreeSet::new();
    for (at, page) in pdf.get_pages().into_values().enumerate() {
        let dictionary = pdf.get_object(page).unwrap().as_dict().unwrap();
        assert_eq!(
            dictionary.get(b"StructParents").unwrap().as_i64().unwrap(),
            at as i64,
            "{name}"
        );
        assert_eq!(numbers[2 * at].as_i64().unwrap(), at as i64, "{name}");
        let owners = numbers[2 * at + 1].as_array().unwrap();
        let content = Content::decode(&pdf.get_page_content(page)).unwrap();
        let stretches = stretches(name, &content);
        assert_eq!(stretches.len(), owners.len(), "{name}");
        for (number, tag) in stretches {
            let owner = owners[number as usize].as_reference().unwrap();
            let part = of[&owner];
            assert_eq!(part.kind, tag, "{name}");
            let own = part.of.get(b"Pg").unwrap().as_reference().unwrap();
            let kids = part.of.get(b"K").unwrap().as_array().unwrap();
            let named = kids.iter().any(|kid| match kid {
                Object::Integer(n) => own == page && *n == number,
                Object::Dictionary(far) => {
                    far.get(b"Pg").unwrap().as_reference().unwrap() == page
                        && far.get(b"MCID").unwrap().as_i64().unwrap() == number
                }
                _ => false,
            });
            assert!(named, "{name}: {tag} {number} is not named by its part");
            used.insert((page, number));
        }
    }
    for (_, part) in &found {
        let above = part.parent.map_or("", |parent| of[&parent].kind.as_str());
        match part.kind.as_str() {
            "TR" => assert_eq!(above, "Table", "{name}"),
            "TH" | "TD" => {
                assert_eq!(above, "TR", "{name}");
                let scope = part
                    .of
                    .get(b"A")
                    .and_then(Object::as_dict)
                    .and_then(|a| a.get(b"Scope"));
                assert_eq!(scope.is_ok(), part.kind == "TH", "{name}");
            }
            "Table" => {
                count.tables += 1;
                let rows = part.kids.iter().map(|row| {
                    let cells = of[row].kids.iter().map(|cell| {
                        let cell = &of[cell].of;
                        (number(cell, b"ColSpan"), number(cell, b"RowSpan"))
                    });
                    cells.collect::<Vec<_>>()
                });
                is_whole(name, &rows.collect::<Vec<_>>());
            }
            "H1" | "H2" => count.headings += 1,
            "Figure" => {
                count.figures += 1;
                assert!(part.of.has(b"Alt"), "{name}: a picture without words");
            }
            "Span" => {
                let said = lopdf::decode_text_string(part.of.get(b"ActualText").unwrap()).unwrap();
                if let Ok(alt) = part.of.get(b"Alt") {
                    let alt = lopdf::decode_text_string(alt).unwrap();
                    assert_eq!(said == "☑", alt == "已勾选", "{name}");
                    assert!(["☑", "☐"].contains(&said.as_str()), "{name}: {said}");
                    count.boxes += 1;
                    count.ticked += usize::from(said == "☑");
                }
            }
            _ => {}
        }
    }
}

#[test]
fn whatever_is_painted_is_part_of_a_sound_tree_or_an_artifact() {
    let mut count = Count::default();
    for (project, form) in forms() {
        let name = format!("{} {}", project.id(), form.id);
        let fonts = desk().fonts().unwrap();
        let worst = papers::render(project, form, &worst::worst(project, form), fonts, 1).unwrap();
        let masked = example(project, form).masked(project);
        let masked = papers::render(project, form, &masked, fonts, 1).unwrap();
        let copies = papers::render(project, form, &example(project, form), fonts, form.copies).unwrap();
        let papers = [
            filled(project, form),
            blank(project, form),
            worst.pdf,
            masked.pdf,
            copies.pdf,
        ];
        for paper in papers {
            look(&name, &paper, &mut count);
        }
    }
    let Count {
        tables,
        boxes,
        ticked,
        headings,
        figures,
    } = count;
    assert!(
        tables > 200 && headings > 200 && figures >= 25,
        "{tables} {headings} {figures}"
    );
    assert!(
        boxes > 1000 && ticked > 50 && ticked < boxes / 2,
        "{ticked} of {boxes} boxes"
    );
}

#[test]
fn the_wording_is_read_aloud_whole_by_another_program() {
    let folder = tempfile::tempdir().unwrap();
    let mut lost = Vec::new();
    for (project, form) in forms() {
        let texts = root().join(format!("tests/truth/texts/{}.txt", form.id));
        let texts = std::fs::read_to_string(&texts).unwrap();
        let path = write(folder.path(), "form.pdf", &filled(project, form));
        let said = tool("pdfinfo", ["-struct-text".as_ref(), path.as_os_str()]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", form.id);
        let read: String = said
            .out
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"'))
            .collect();
        let read = bare(&read);
        let missing: Vec<&str> = texts.lines().filter(|line| !read.contains(&bare(line))).collect();
        if !missing.is_empty() {
            lost.push(format!("{} {}: {missing:?} in {read}", project.id(), form.id));
        }
        // The marks around a form are not read.
        let file = example(project, form);
        assert!(
            !read.contains(&file.number),
            "{} {}: {read}",
            project.id(),
            form.id
        );
        assert!(said.out.contains("H1") || said.out.contains("H2"), "{}", form.id);
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

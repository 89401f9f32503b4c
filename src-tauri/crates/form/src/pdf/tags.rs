//! The structure of a document in its PDF (ISO 32000-1, 14.7): which stretch of a page's content is which part, and the
//! tree of the parts. What is no part of it is marked as an artifact.
//!
//! Boxes to tick say in words whether they are ticked.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, text_string};

use crate::drawing::{Draw, Part};
use crate::structure::{Kid, Node, NodeId, Role, Segment, Structure};
use crate::text::{TICKED, UNTICKED};

/// Where the stretches of content stand.
pub(super) struct Tags<'a> {
    structure: &'a Structure,
    /// Page, and number on it.
    placed: BTreeMap<Segment, (usize, i64)>,
    /// Whose the stretches of each page are, by their numbers.
    owners: Vec<Vec<NodeId>>,
}

impl<'a> Tags<'a> {
    /// Numbers the stretches of content of all pages; those without ink have none.
    pub fn of(pages: &[Vec<Draw>], structure: &'a Structure) -> Self {
        let mut tags = Self {
            structure,
            placed: BTreeMap::new(),
            owners: Vec::new(),
        };
        for (page, draws) in pages.iter().enumerate() {
            let mut owners = Vec::new();
            let mut part = Part::Decoration;
            for draw in draws {
                match (draw, part) {
                    (Draw::Part(next), _) => part = *next,
                    (draw, Part::Of(segment)) if tags.is_content(draw, segment) => {
                        tags.placed.entry(segment).or_insert_with(|| {
                            owners.push(structure.owner(segment));
                            (page, owners.len() as i64 - 1)
                        });
                    }
                    _ => {}
                }
            }
            tags.owners.push(owners);
        }
        tags
    }

    /// Whether a drawing is what a stretch consists of: words, or strokes where the part is drawn. The line beneath a
    /// blank and the frame around a cell are neither.
    fn is_content(&self, draw: &Draw, segment: Segment) -> bool {
        let role = &self.structure.node(self.structure.owner(segment)).role;
        match draw {
            Draw::Part(_) => false,
            Draw::Text { .. } => true,
            Draw::Line { .. } | Draw::Fill { .. } | Draw::Shade { .. } => role.is_drawn(),
        }
    }

    /// What a drawing is marked as: the name of its part and its stretch's number on the page, none for an artifact.
    pub fn mark(&self, draw: &Draw, part: Part) -> Option<(&'static str, i64)> {
        let Part::Of(segment) = part else { return None };
        let (_, number) = self
            .placed
            .get(&segment)
            .filter(|_| self.is_content(draw, segment))?;
        let role = &self.structure.node(self.structure.owner(segment)).role;
        Some((name(role), *number))
    }

    /// Writes the tree into the document, whose pages are given in order.
    pub fn attach(&self, pdf: &mut Document, root: ObjectId, pages: &[ObjectId]) -> Result<(), lopdf::Error> {
        let first = pdf.max_id + 1;
        let id = |node: NodeId| (first + node.0 as u32, 0);
        let nodes = self.structure.nodes();
        let tree = (first + nodes.len() as u32, 0);
        for (at, node) in nodes.iter().enumerate() {
            let parent = node.parent.map_or(tree, id);
            let element = self.element(node, parent, &id, pages);
            pdf.objects.insert(id(NodeId(at)), element.into());
        }
        let numbers = self.owners.iter().enumerate().flat_map(|(page, owners)| {
            let owners = owners.iter().map(|owner| Object::Reference(id(*owner)));
            [Object::Integer(page as i64), Object::Array(owners.collect())]
        });
        let parents = Dictionary::from_iter([("Nums", Object::Array(numbers.collect()))]);
        let dictionary = Dictionary::from_iter([
            ("Type", Object::Name(b"StructTreeRoot".to_vec())),
            ("K", Object::Reference(id(NodeId(0)))),
            ("ParentTree", Object::Dictionary(parents)),
            ("ParentTreeNextKey", Object::Integer(pages.len() as i64)),
        ]);
        pdf.objects.insert(tree, dictionary.into());
        pdf.max_id = tree.0;
        for (at, page) in pages.iter().enumerate() {
            let page = pdf.get_object_mut(*page).and_then(Object::as_dict_mut)?;
            page.set("StructParents", Object::Integer(at as i64));
            page.set("Tabs", Object::Name(b"S".to_vec()));
        }
        let catalog = pdf.get_object_mut(root).and_then(Object::as_dict_mut)?;
        catalog.set("StructTreeRoot", Object::Reference(tree));
        catalog.set(
            "MarkInfo",
            Dictionary::from_iter([("Marked", Object::Boolean(true))]),
        );
        Ok(())
    }

    fn element(
        &self,
        node: &Node,
        parent: ObjectId,
        id: &dyn Fn(NodeId) -> ObjectId,
        pages: &[ObjectId],
    ) -> Dictionary {
        let mut element = Dictionary::from_iter([
            ("S", Object::Name(name(&node.role).as_bytes().to_vec())),
            ("P", Object::Reference(parent)),
        ]);
        let places = node.kids.iter().filter_map(|kid| match kid {
            Kid::Segment(segment) => self.placed.get(segment),
            Kid::Node(_) => None,
        });
        let own_page = places.map(|(page, _)| *page).next();
        if let Some(page) = own_page.and_then(|page| pages.get(page)) {
            element.set("Pg", Object::Reference(*page));
        }
        let kids = node.kids.iter().filter_map(|kid| match kid {
            Kid::Node(kid) => Some(Object::Reference(id(*kid))),
            Kid::Segment(segment) => {
                let (page, number) = self.placed.get(segment)?;
                if own_page == Some(*page) {
                    return Some(Object::Integer(*number));
                }
                Some(Object::Dictionary(Dictionary::from_iter([
                    ("Type", Object::Name(b"MCR".to_vec())),
                    ("Pg", Object::Reference(*pages.get(*page)?)),
                    ("MCID", Object::Integer(*number)),
                ])))
            }
        });
        let kids: Vec<Object> = kids.collect();
        if !kids.is_empty() {
            element.set("K", Object::Array(kids));
        }
        say(&node.role, &mut element);
        element
    }
}

/// What the standard calls a part (14.8.4).
fn name(role: &Role) -> &'static str {
    match role {
        Role::Document => "Document",
        Role::Copy => "Sect",
        Role::Title => "H1",
        Role::Heading => "H2",
        Role::Paragraph => "P",
        Role::Table => "Table",
        Role::Row => "TR",
        Role::Head { .. } => "TH",
        Role::Cell { .. } => "TD",
        Role::Beside => "Div",
        Role::Tick { .. } | Role::Number(_) => "Span",
        Role::Figure(_) => "Figure",
    }
}

/// What a part says of itself beyond its content.
fn say(role: &Role, element: &mut Dictionary) {
    let word = |word: &str| Object::Name(word.as_bytes().to_vec());
    match role {
        Role::Head { across, span, rows } => {
            let scope = if *across { "Row" } else { "Column" };
            let mut attributes = spans(*span, *rows);
            attributes.set("O", word("Table"));
            attributes.set("Scope", word(scope));
            element.set("A", attributes);
        }
        Role::Cell { span, rows } if (*span, *rows) != (1, 1) => {
            let mut attributes = spans(*span, *rows);
            attributes.set("O", word("Table"));
            element.set("A", attributes);
        }
        Role::Tick { ticked } => {
            let (sign, says) = match ticked {
                true => (TICKED, "已勾选"),
                false => (UNTICKED, "未勾选"),
            };
            element.set("ActualText", text_string(sign.encode_utf8(&mut [0; 4])));
            element.set("Alt", text_string(says));
        }
        Role::Number(number) => element.set("ActualText", text_string(number)),
        Role::Figure(says) => element.set("Alt", text_string(says)),
        _ => {}
    }
}

fn spans(span: usize, rows: usize) -> Dictionary {
    let counts = [("ColSpan", span), ("RowSpan", rows)];
    let counts = counts.into_iter().filter(|(_, count)| *count > 1);
    Dictionary::from_iter(counts.map(|(key, count)| (key, Object::Integer(count as i64))))
}

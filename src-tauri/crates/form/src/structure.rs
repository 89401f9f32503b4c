//! What the parts of a page are to whoever has it read aloud instead of seeing it: headings, paragraphs, tables with
//! their rows and cells, boxes with whether they are ticked (ISO 32000-1, 14.7 and 14.8).
//!
//! Nodes are made in reading order while pages are drawn; what goes on over pages is one node. Lines, frames and the
//! marks around a form are no part of it. Knows no PDF: `pdf` writes it down.

use std::collections::BTreeMap;

/// The structure of one document, from its root.
#[derive(Debug)]
pub(crate) struct Structure {
    nodes: Vec<Node>,
    /// Whose each stretch of content is.
    segments: Vec<NodeId>,
    /// Nodes that may go on, of the present copy.
    going_on: BTreeMap<(Kind, usize), NodeId>,
    /// What the blocks of the present copy belong to.
    copy: NodeId,
}

/// A node, by its number from the root's 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeId(pub usize);

/// A stretch of a page's content that belongs to one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Segment(pub usize);

/// One part of a form.
#[derive(Debug)]
pub(crate) struct Node {
    pub role: Role,
    pub parent: Option<NodeId>,
    /// What it is made of, in reading order.
    pub kids: Vec<Kid>,
}

/// What a node is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kid {
    Node(NodeId),
    Segment(Segment),
}

/// What a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    Document,
    /// One of several copies.
    Copy,
    Title,
    Heading,
    Paragraph,
    Table,
    Row,
    /// A cell that says what stands beside or below it.
    Head {
        across: bool,
        span: usize,
        rows: usize,
    },
    Cell {
        span: usize,
        rows: usize,
    },
    /// Cells that stand beside each other without being a table.
    Beside,
    /// A box to tick.
    Tick {
        ticked: bool,
    },
    /// A number in boxes, character by character.
    Number(String),
    /// A picture and what it shows; bars and what they say.
    Figure(String),
}

impl Role {
    /// Whether strokes are its content.
    pub fn is_drawn(&self) -> bool {
        matches!(self, Self::Tick { .. } | Self::Figure(_))
    }
}

/// What can go on over a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Block,
    Table,
}

impl Structure {
    pub fn new() -> Self {
        let root = Node {
            role: Role::Document,
            parent: None,
            kids: Vec::new(),
        };
        Self {
            nodes: vec![root],
            segments: Vec::new(),
            going_on: BTreeMap::new(),
            copy: NodeId(0),
        }
    }

    /// What follows is another copy of the form, one of several.
    pub fn begin_copy(&mut self, several: bool) {
        self.going_on.clear();
        self.copy = match several {
            true => self.add(NodeId(0), Role::Copy),
            false => NodeId(0),
        };
    }

    /// What the blocks of the present copy belong to.
    pub fn copy(&self) -> NodeId {
        self.copy
    }

    /// A new part of another.
    pub fn add(&mut self, parent: NodeId, role: Role) -> NodeId {
        let id = NodeId(self.nodes.len());
        self.nodes.push(Node {
            role,
            parent: Some(parent),
            kids: Vec::new(),
        });
        self.nodes[parent.0].kids.push(Kid::Node(id));
        id
    }

    /// The part of the copy with this number, be it new or going on from the page before.
    pub fn again(&mut self, kind: Kind, number: usize, role: Role) -> NodeId {
        if let Some(id) = self.going_on.get(&(kind, number)) {
            return *id;
        }
        let id = self.add(self.copy, role);
        self.going_on.insert((kind, number), id);
        id
    }

    /// A new stretch of content of a node.
    pub fn segment(&mut self, of: NodeId) -> Segment {
        let id = Segment(self.segments.len());
        self.segments.push(of);
        self.nodes[of.0].kids.push(Kid::Segment(id));
        id
    }

    /// Whose a stretch of content is.
    pub fn owner(&self, segment: Segment) -> NodeId {
        self.segments[segment.0]
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }
}

//! `picture`: a drawn sample on an instruction sheet.
//!
//! ```kdl
//! picture h=44 says="标准公章图样" {
//!   at x=45 y=22 turn=-3 scale=0.8 grey=0.2 {   // from the picture's top left corner, in millimetres; turn in degrees
//!     circle r=20 width=1.1
//!     star r=6.5
//!     arc "某某市某某有限公司" r=15.6 size=13 sweep=240
//!     at y=9 { words "示例" size=10 }
//!   }
//! }
//! ```
//! `says` is what is read aloud in its place. A group `at` may hold groups; `grey` runs from 0 (black) to 1 (white,
//! which covers what lies below), with `red=#true` from the red of seals instead. Every stroke stands around its
//! group's origin: `circle r width`, `frame w h width`, `patch w h` (filled), `star r`, `specks w h n`, `words "…"
//! size`, `arc "…" r size sweep` (words along a circle, their middle on top; sweep in degrees). `include "clauses/…"`
//! pulls strokes in that several pictures share.

use kdl::KdlNode;

use super::source::{MAX_DEPTH, Source};
use crate::description::{Block, Group, Picture, Stroke};
use crate::error::FormError;

/// No page is larger, in millimetres.
const PAGE: f64 = 300.0;

impl Source<'_> {
    pub fn picture(&self, node: &KdlNode) -> Result<Block, FormError> {
        self.only(node, &["h", "grow", "says"])?;
        let height = self.number(node, "h", 40.0, 1.0, PAGE)?;
        let groups = node.iter_children().map(|child| match child.name().value() {
            "at" => self.group(child, 1),
            other => Err(self.error(
                child,
                &format!("picture 里不能直接写“{other}”"),
                "先写 at x=… y=… { … }。",
            )),
        });
        Ok(Block::Picture(Picture {
            height,
            grow: self.number(node, "grow", 0.0, 0.0, 200.0)?,
            says: self.text_property(node, "says")?.unwrap_or("图样").to_owned(),
            groups: groups.collect::<Result<_, _>>()?,
        }))
    }

    fn group(&self, node: &KdlNode, depth: usize) -> Result<Group, FormError> {
        self.only(node, &["x", "y", "turn", "scale", "grey", "red"])?;
        if depth > MAX_DEPTH {
            return Err(self.error(node, "at 嵌套过深", "把它拆开。"));
        }
        let mut strokes = Vec::new();
        for child in node.iter_children() {
            if child.name().value() == "include" {
                self.clause(child, &mut |inner, node| {
                    strokes.push(inner.stroke(node, depth)?);
                    Ok(())
                })?;
            } else {
                strokes.push(self.stroke(child, depth)?);
            }
        }
        let grey = node
            .get("grey")
            .map(|_| self.number(node, "grey", 0.0, 0.0, 1.0))
            .transpose()?;
        Ok(Group {
            x: self.number(node, "x", 0.0, -PAGE, PAGE)?,
            y: self.number(node, "y", 0.0, -PAGE, PAGE)?,
            turn: self.number(node, "turn", 0.0, -360.0, 360.0)?,
            scale: self.number(node, "scale", 1.0, 0.1, 10.0)?,
            grey,
            red: self.flag(node, "red")?,
            strokes,
        })
    }

    fn stroke(&self, node: &KdlNode, depth: usize) -> Result<Stroke, FormError> {
        let length = |key: &str, default: f64| self.number(node, key, default, 0.05, PAGE);
        let size = || self.number(node, "size", 10.0, 2.0, 60.0);
        Ok(match node.name().value() {
            "at" => Stroke::Group(self.group(node, depth + 1)?),
            "circle" => {
                self.only(node, &["r", "width"])?;
                Stroke::Circle {
                    r: length("r", 20.0)?,
                    width: length("width", 1.0)?,
                }
            }
            "frame" => {
                self.only(node, &["w", "h", "width"])?;
                Stroke::Frame {
                    w: length("w", 18.0)?,
                    h: length("h", 18.0)?,
                    width: length("width", 1.0)?,
                }
            }
            "patch" => {
                self.only(node, &["w", "h"])?;
                Stroke::Patch {
                    w: length("w", 10.0)?,
                    h: length("h", 10.0)?,
                }
            }
            "star" => {
                self.only(node, &["r"])?;
                Stroke::Star { r: length("r", 6.0)? }
            }
            "specks" => {
                self.only(node, &["w", "h", "n"])?;
                Stroke::Specks {
                    w: length("w", 40.0)?,
                    h: length("h", 20.0)?,
                    count: self.number(node, "n", 100.0, 1.0, 2000.0)? as usize,
                }
            }
            "words" => {
                self.only(node, &["size"])?;
                Stroke::Words {
                    text: self.argument(node)?.to_owned(),
                    size: size()?,
                }
            }
            "arc" => {
                self.only(node, &["r", "size", "sweep"])?;
                Stroke::Arc {
                    text: self.argument(node)?.to_owned(),
                    r: length("r", 15.0)?,
                    size: size()?,
                    sweep: self.number(node, "sweep", 240.0, 1.0, 350.0)?,
                }
            }
            other => {
                let remedy = "at 里可用 circle、frame、patch、star、specks、words、arc、at、include。";
                return Err(self.error(node, &format!("不认识的笔画“{other}”"), remedy));
            }
        })
    }
}

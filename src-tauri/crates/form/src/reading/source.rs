//! A text under reading: its errors with their places, and the reading of single properties.

use kdl::{KdlDocument, KdlNode, KdlValue};

use crate::error::FormError;
use crate::inline::{self, Item};

/// No description or clause is longer, in bytes.
const MAX_TEXT: usize = 512 * 1024;
/// Clauses may include clauses, so deep.
pub(crate) const MAX_DEPTH: usize = 4;
/// KDL nests by recursion: deeper braces are refused before the parser sees them.
const MAX_BRACES: usize = 24;
/// So do its block comments, which nest as well.
const MAX_COMMENTS: usize = 40;
pub(crate) struct Source<'a> {
    pub name: &'a str,
    pub text: &'a str,
    pub include: &'a dyn Fn(&str) -> Option<String>,
    pub depth: usize,
}
impl Source<'_> {
    pub fn document(&self) -> Result<KdlDocument, FormError> {
        let mut depth = 0_usize;
        let deep = self.text.bytes().any(|b| {
            match b {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth > MAX_BRACES
        });
        let deep = deep || self.text.matches("/*").count() > MAX_COMMENTS;
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

    pub fn error_at(&self, offset: usize, message: &str, remedy: &str) -> FormError {
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

    pub fn error(&self, node: &KdlNode, message: &str, remedy: &str) -> FormError {
        self.error_at(node.span().offset(), message, remedy)
    }

    pub fn items(&self, node: &KdlNode, counters: bool) -> Result<Vec<Item>, FormError> {
        let items = inline::parse(self.argument(node)?)
            .map_err(|(message, remedy)| self.error(node, &message, &remedy))?;
        let late = ["#page", "#pages"];
        let is_late = |i: &Item| matches!(i, Item::Value { field, .. } if late.contains(&field.as_str()));
        if !counters && items.iter().any(is_late) {
            return Err(self.error(node, "页码只能用在 footer 里", "把它移到 footer。"));
        }
        Ok(items)
    }

    pub fn field(&self, node: &KdlNode, name: &str) -> Result<String, FormError> {
        inline::field_name(name).map_err(|(message, remedy)| self.error(node, &message, &remedy))
    }

    pub fn argument<'n>(&self, node: &'n KdlNode) -> Result<&'n str, FormError> {
        match node.get(0) {
            Some(KdlValue::String(text)) => Ok(text),
            _ => {
                let what = format!("{} 后面应有一段带引号的文字", node.name().value());
                Err(self.error(node, &what, "在节点名后面写上 \"…\"。"))
            }
        }
    }

    pub fn text_property<'n>(&self, node: &'n KdlNode, key: &str) -> Result<Option<&'n str>, FormError> {
        match node.get(key) {
            None => Ok(None),
            Some(KdlValue::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.error(node, &format!("{key} 应为文字"), &format!("写成 {key}=\"…\"。"))),
        }
    }

    pub fn number(
        &self,
        node: &KdlNode,
        key: &str,
        default: f64,
        low: f64,
        high: f64,
    ) -> Result<f64, FormError> {
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

    pub fn flag(&self, node: &KdlNode, key: &str) -> Result<bool, FormError> {
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
    pub fn only(&self, node: &KdlNode, keys: &[&str]) -> Result<(), FormError> {
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
/// Properties of everything that holds text.
pub(crate) const STYLE: [&str; 8] = [
    "face", "size", "leading", "align", "spacing", "indent", "hang", "min",
];

pub(crate) fn number_of(value: &KdlValue) -> Option<f64> {
    match value {
        KdlValue::Integer(n) => Some(*n as f64),
        KdlValue::Float(n) => Some(*n),
        _ => None,
    }
}

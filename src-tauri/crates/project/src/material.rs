//! The materials matrix: which papers a case needs, as a checklist without doubles.
//!
//! Rows of the guide that speak of the same paper share a key (`same_as`); the checklist shows the one of highest rank
//! and names the others. Every row stays readable through [`Project::rows`].

use case::{CaseContent, Channel};
use serde::{Serialize, Serializer};

use crate::Project;
use crate::data::file::{MaterialData, MaterialPart};
use crate::data::source::Source;
use crate::facts::Facts;
use crate::query::Query;
use crate::scope::{BusinessScope, ChannelScope};
use crate::when::{Asked, When};

/// Whether something must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// It must.
    Yes,
    /// It need not.
    No,
    /// The guide is silent or says something else, in words.
    Note(String),
}

impl Serialize for Ask {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Note(text) => text,
        })
    }
}

/// A line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MaterialRow {
    /// Unique in the checklist: the row's id, with a number behind it when the row stands for several papers.
    pub id: String,
    /// Id of the row in the project's materials.
    pub row: String,
    /// The material.
    pub material: String,
    /// Number of copies in words, 指南未写明 when the guide is silent.
    pub copies: String,
    /// Number of copies, when it is one number.
    pub copies_count: Option<u32>,
    /// The unit's seal on it.
    pub seal: Ask,
    /// The original shown or handed in.
    pub original: Ask,
    /// Who signs it.
    pub signature: Option<String>,
    /// Condition or note for the clerk.
    pub note: String,
    /// Says something but asks for nothing to be brought.
    pub info: bool,
    /// Other rows of the guide that speak of the same paper.
    pub also: Vec<String>,
    /// Where it stands in the guide.
    pub source: Source,
}

const SILENT: &str = "指南未写明";

impl Project {
    /// The checklist of a case.
    pub fn materials(&self, query: &Query) -> Vec<MaterialRow> {
        self.materials_for(&[*query])
    }

    /// The checklist of a case that asks for several things at once: each paper once.
    fn materials_for(&self, queries: &[Query<'_>]) -> Vec<MaterialRow> {
        let conditions: Vec<Vec<String>> = queries.iter().map(|query| self.applicable(query)).collect();
        let queries: Vec<Query<'_>> = queries
            .iter()
            .zip(&conditions)
            .map(|(query, conditions)| Query { conditions, ..*query })
            .collect();
        let asking = |row: &MaterialData| queries.iter().find(|query| applies(row, query));
        let rows: Vec<&MaterialData> = self
            .file
            .materials
            .iter()
            .filter(|r| asking(r).is_some())
            .collect();
        let mut list = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let same: Vec<(usize, &MaterialData)> = rows
                .iter()
                .copied()
                .enumerate()
                .filter(|(other, r)| *other == at || (row.same_as.is_some() && r.same_as == row.same_as))
                .collect();
            let best = same
                .iter()
                .max_by_key(|(other, r)| (r.rank, std::cmp::Reverse(*other)));
            if best.is_some_and(|(other, _)| *other == at) {
                let also: Vec<String> = same
                    .iter()
                    .filter(|(other, _)| *other != at)
                    .map(|(_, r)| r.id.clone())
                    .collect();
                list.extend(
                    asking(row)
                        .into_iter()
                        .flat_map(|query| lines(row, query, also.clone())),
                );
            }
        }
        list
    }

    /// The checklist of a case as it was entered, with the conditions it implies.
    pub fn materials_of(&self, content: &CaseContent, facts: &Facts) -> Vec<MaterialRow> {
        let parts: Vec<(CaseContent, Vec<String>)> = content
            .parts()
            .into_iter()
            .map(|part| {
                let conditions = self.conditions_of(&part, facts);
                (part, conditions)
            })
            .collect();
        let queries = parts.iter().map(|(part, conditions)| Query {
            business: part.business,
            channel: part.channel,
            kind: part.kind,
            conditions,
        });
        self.materials_for(&queries.collect::<Vec<_>>())
    }

    /// Of the conditions asked with, those that can apply at all.
    fn applicable(&self, query: &Query) -> Vec<String> {
        query
            .conditions
            .iter()
            .filter(|id| {
                self.file
                    .conditions
                    .iter()
                    .any(|c| c.id == **id && c.when.holds(query))
            })
            .cloned()
            .collect()
    }
}

fn applies(row: &MaterialData, query: &Query) -> bool {
    let business = row.business.iter().any(|scope| match scope {
        BusinessScope::All => true,
        BusinessScope::One(b) => *b == query.business,
        BusinessScope::If(b, condition) => *b == query.business && query.holds(condition),
    });
    let channel = row.channel.iter().any(|scope| match scope {
        ChannelScope::NotStated => true,
        ChannelScope::One(c) => *c == query.channel,
    });
    business && channel && row.kind.contains(&query.kind) && row.when.holds(query)
}

fn lines(row: &MaterialData, query: &Query, also: Vec<String>) -> Vec<MaterialRow> {
    let source = Source {
        seed: row.seed.clone(),
        lines: row.lines.clone(),
        quote: row.quote.clone(),
    };
    if !row.parts.is_empty() {
        let part = |(at, part): (usize, &MaterialPart)| MaterialRow {
            id: format!("{}-{}", row.id, at + 1),
            row: row.id.clone(),
            material: part.name.clone(),
            copies: part.copies.clone(),
            copies_count: leading_number(&part.copies),
            seal: if part.seal { Ask::Yes } else { Ask::No },
            original: resolved(part.original_when.as_ref(), query).unwrap_or(Ask::No),
            signature: part.signature.clone(),
            note: part.note.clone().unwrap_or_default(),
            info: false,
            also: also.clone(),
            source: source.clone(),
        };
        return row.parts.iter().enumerate().map(part).collect();
    }
    let (copies, copies_count) = copies(row);
    vec![MaterialRow {
        id: row.id.clone(),
        row: row.id.clone(),
        material: row.name.clone().unwrap_or_else(|| row.material.clone()),
        copies,
        copies_count,
        seal: match resolved(row.seal_when.as_ref(), query) {
            _ if row.info => Ask::No,
            Some(ask) => ask,
            None => ask(&row.seal, query),
        },
        original: match resolved(row.original_when.as_ref(), query) {
            Some(ask) => ask,
            None if row.info => Ask::No,
            None => ask(&row.original, query),
        },
        signature: match resolved(row.signature_when.as_ref(), query) {
            _ if row.info => None,
            Some(Ask::No) => None,
            _ => signature(&row.signature),
        },
        note: row.note.clone().unwrap_or_default(),
        info: row.info,
        also,
        source,
    }]
}

fn resolved(when: Option<&When>, query: &Query) -> Option<Ask> {
    when.map(|w| if w.holds(query) { Ask::Yes } else { Ask::No })
}

/// The words that the columns `公章` and `original` of the materials use.
fn ask(column: &str, query: &Query) -> Ask {
    match column {
        "yes" | "the key itself" => Ask::Yes,
        "no" | "—" => Ask::No,
        "counter only" if query.channel == Channel::Counter => Ask::Yes,
        "counter only" => Ask::No,
        "not stated" => Ask::Note(SILENT.to_owned()),
        other if other.starts_with("yes ") => Ask::Yes,
        other => Ask::Note(other.to_owned()),
    }
}

/// The words that the column `signature` uses.
fn signature(column: &str) -> Option<String> {
    match column {
        "—" | "not stated" => None,
        "digital signature" => Some("原证书数字签名".to_owned()),
        "as on the form" => Some("按申请表签署".to_owned()),
        other => Some(
            other
                .replace(" (form line)", "")
                .replace(" handwritten", "手写签名")
                .replace(" (if signature sample)", "（采集签名时）")
                .replace(" (samples)", "（样本）")
                .replace(" (sample)", "（样本）")
                .replace("; ", "；"),
        ),
    }
}

/// The words that the column `copies` uses.
fn copies(row: &MaterialData) -> (String, Option<u32>) {
    let count = leading_number(&row.copies);
    let words = match (row.copies_text.as_ref(), count) {
        (Some(text), _) => text.clone(),
        (None, None) => SILENT.to_owned(),
        (None, Some(0)) => "无须提交".to_owned(),
        (None, Some(n)) if row.copies.contains("file") => format!("各{n}个文件"),
        (None, Some(n)) if row.copies.contains("copy") => format!("复印件{n}份"),
        (None, Some(n)) => format!("{n}份"),
    };
    let told = row.copies_text.as_deref().and_then(leading_number);
    (words, count.or(told))
}

fn leading_number(text: &str) -> Option<u32> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

//! `form from-docx`: a first description out of a CA's Word file, such that it is printed at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use desk::api::Refusal;
use desk::counter::places::write_whole;
use form::FormError;
use reader::ask::Draft;
use reader::{Drafted, WordFile};
use serde_json::json;

use super::loose;
use crate::cmd::{projects, read, readers};
use crate::output::{Answer, Outcome};

/// A Word file.
#[derive(Args)]
pub struct FromDocx {
    /// The CA's form, a .docx.
    #[arg(value_name = "FILE.docx")]
    file: PathBuf,
    /// Id of the form; made of the file's name when left out.
    #[arg(long)]
    id: Option<String>,
    /// The CA's word for the form's version.
    #[arg(long, default_value = "1", value_name = "V")]
    form_version: String,
    /// The description to write; shown on the terminal when left out. A file that is there is never overwritten.
    #[arg(long, value_name = "FORM.kdl")]
    out: Option<PathBuf>,
}

impl FromDocx {
    /// Writes the description and tells what to look at.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        if let Some(out) = self.out.as_ref().filter(|out| out.exists()) {
            return Err(Refusal::new(
                "file-exists",
                format!("{} 已经有了", out.display()),
                "请换一个文件名，或先移开原来的描述",
            ));
        }
        let bytes = read(&self.file)?;
        let source = self.file.file_name().map(|n| n.to_string_lossy().into_owned());
        let source = source.unwrap_or_default();
        let id = self.id.clone().unwrap_or_else(|| id_of(&self.file));
        let mut word = readers()?.word_file(&bytes)?;
        let wish = Draft {
            id: id.clone(),
            version: self.form_version.clone(),
            source,
            labels: labels(forms)?,
            unprintable: BTreeSet::new(),
        };
        let (draft, unprintable, pages) = self.printable(&mut word, wish, forms)?;
        if let Some(out) = &self.out {
            write_whole(out, draft.kdl.as_bytes())?;
        }
        let notes: Vec<_> = draft
            .notes
            .iter()
            .map(|note| json!({ "code": note.code, "message": note.message }))
            .collect();
        let fields: Vec<_> = draft
            .fields
            .iter()
            .map(|(label, field)| json!({ "label": label, "field": field }))
            .collect();
        let json = json!({
            "out": self.out, "id": id, "title": draft.title, "tables": draft.tables, "cells": draft.cells,
            "pages": pages, "fields": fields, "open": draft.open, "notes": notes, "unprintable": unprintable,
            "kdl": draft.kdl,
        });
        Ok(Answer::new(&json, self.words(&draft, &unprintable, pages)))
    }

    fn words(&self, draft: &Drafted, unprintable: &BTreeSet<char>, pages: usize) -> String {
        let Some(out) = &self.out else {
            return draft.kdl.clone();
        };
        let mut words = format!(
            "{}：《{}》，{} 张表 {} 格，空白表 {pages} 页",
            out.display(),
            draft.title,
            draft.tables,
            draft.cells
        );
        if !draft.fields.is_empty() {
            let fields: Vec<String> = draft.fields.iter().map(|(l, f)| format!("{l}→{f}")).collect();
            words.push_str(&format!("\n已填栏名：{}", fields.join("、")));
        }
        if !draft.open.is_empty() {
            words.push_str(&format!("\n还没有栏名的空格：{}", draft.open.join("、")));
        }
        for note in &draft.notes {
            words.push_str(&format!("\n请看：{}", note.message));
        }
        if !unprintable.is_empty() {
            let letters: Vec<String> = unprintable
                .iter()
                .map(|c| format!("U+{:04X}", u32::from(*c)))
                .collect();
            words.push_str(&format!("\n字库没有的字已空出：{}", letters.join("、")));
        }
        words.push_str(&format!("\n接着：counterctl form watch {}", out.display()));
        words
    }

    /// The description as the printer takes it: letters that no font has are left out, by name.
    fn printable(
        &self,
        word: &mut WordFile,
        mut wish: Draft,
        forms: &[PathBuf],
    ) -> Result<(Drafted, BTreeSet<char>, usize), Refusal> {
        let fonts = loose::fonts(forms)?;
        let path = self
            .out
            .clone()
            .unwrap_or_else(|| PathBuf::from(format!("{}.kdl", wish.id)));
        loop {
            let draft = word.draft(wish.clone()).map_err(|error| {
                let named = format!("{}：{error}", wish.source);
                Refusal::new(error.code(), named, error.remedy())
            })?;
            let description = loose::parse(&path, &draft.kdl, forms)?;
            let printed = form::render(&description, &form::Filling::default(), None, 1..=1, &fonts);
            match printed {
                Ok(printed) => return Ok((draft, wish.unprintable, printed.pages.len())),
                Err(FormError::NoGlyph { characters, .. })
                    if characters.iter().any(|c| !wish.unprintable.contains(c)) =>
                {
                    wish.unprintable.extend(characters);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Letters and digits of a file's name as an id.
fn id_of(file: &Path) -> String {
    let stem = file
        .file_stem()
        .map(|s| s.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let kept: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let words: Vec<&str> = kept.split('-').filter(|w| !w.is_empty()).collect();
    let id: String = words.join("-").chars().take(30).collect();
    match id.is_empty() {
        true => "f-new-1".to_owned(),
        false => id,
    }
}

/// What the forms of all projects call their fields: the same words are likely the same field on a new form.
fn labels(forms: &[PathBuf]) -> Result<BTreeMap<String, String>, Refusal> {
    let desk = projects(forms)?;
    let mut counted: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for project in desk.projects().iter() {
        let mut seen = BTreeSet::new();
        for kind in project.kinds() {
            for business in project.businesses(kind.kind) {
                for channel in project.channels(business.business, kind.kind) {
                    let fields = project.fields(business.business, kind.kind, channel.channel);
                    seen.extend(fields.into_iter().map(|field| (bare(&field.label), field.id)));
                }
            }
        }
        for (label, field) in seen {
            *counted.entry(label).or_default().entry(field).or_default() += 1;
        }
    }
    // Where two fields have one label equally often, nobody knows which is meant.
    let agreed = counted.into_iter().filter_map(|(label, fields)| {
        let most = *fields.values().max()?;
        let mut best = fields.into_iter().filter(|(_, count)| *count == most);
        match (best.next(), best.next()) {
            (Some((field, _)), None) => Some((label, field)),
            _ => None,
        }
    });
    Ok(agreed.collect())
}

fn bare(label: &str) -> String {
    let dropped = |c: char| c.is_whitespace() || matches!(c, '*' | '＊' | '：' | ':');
    label.chars().filter(|c| !dropped(*c)).collect()
}

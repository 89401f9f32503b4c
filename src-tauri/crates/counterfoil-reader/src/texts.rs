//! Word files, project folders, plain texts.

use std::collections::BTreeMap;

use docx::Wish;
use form::FormDescription;
use project::Folder;
use reader::Refused;
use reader::ask::{CheckProject, Draft, DraftNote, Drafted, Encoding, ProjectFile, Text};

use crate::session::{Answers, Session, Told};

impl Answers<Draft> for Session<'_> {
    fn answer(&mut self, question: Draft) -> Result<Told<Drafted>, Refused> {
        let labels = &question.labels;
        let wish = Wish {
            id: &question.id,
            version: &question.version,
            source: &question.source,
            field_of: &|label| labels.get(label).cloned(),
            knows: &|field| labels.values().any(|known| known == field),
            unprintable: &question.unprintable,
        };
        let draft = docx::draft(self.file(0), &wish).map_err(|error| Refused {
            code: error.code().to_owned(),
            message: error.to_string(),
            remedy: error.remedy().to_owned(),
        })?;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let notes = draft.notes.iter().map(|note| DraftNote {
            code: note.code().to_owned(),
            message: note.message(),
        });
        let said = Drafted {
            kdl: draft.kdl,
            title: draft.title,
            tables: count(draft.tables),
            cells: count(draft.cells),
            fields: draft.fields,
            open: draft.open,
            notes: notes.collect(),
        };
        Told::plain(said)
    }
}

impl Answers<CheckProject> for Session<'_> {
    fn answer(&mut self, question: CheckProject) -> Result<Told<()>, Refused> {
        let (mut description, mut texts) = (String::new(), BTreeMap::new());
        for (file, bytes) in question.files.into_iter().zip(self.files()) {
            let text = String::from_utf8_lossy(bytes).into_owned();
            match file {
                ProjectFile::Description => description = text,
                ProjectFile::Text(name) => {
                    texts.insert(name, text);
                }
            }
        }
        // What is wrong is told by whoever loads it; here it only has to come to an end.
        for (name, text) in &texts {
            let include = |name: &str| texts.get(name).cloned();
            let _ = FormDescription::parse(name, text, &include);
        }
        let _ = Folder::of_texts(question.folder, description, texts).load();
        Told::plain(())
    }
}

impl Answers<Text> for Session<'_> {
    fn answer(&mut self, _: Text) -> Result<Told<Option<Encoding>>, Refused> {
        let bytes = self.file(0);
        if std::str::from_utf8(bytes).is_ok() {
            return Told::with(Some(Encoding::Utf8), vec![bytes.to_vec()]);
        }
        match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
            Some(text) => Told::with(Some(Encoding::Gb18030), vec![text.into_owned().into_bytes()]),
            None => Told::plain(None),
        }
    }
}

//! The checklist of papers for exactly this case, and what of it has been seen.

use case::CaseContent;
use project::{Ask, MaterialRow, Project};

use crate::casework::api::{Mark, MaterialLine};
use crate::rim::sources;

/// The checklist of exactly this combination, with what has been seen.
pub fn materials(project: &Project, content: &CaseContent, facts: &project::Facts) -> Vec<MaterialLine> {
    let rows = project.materials_of(content, facts);
    rows.into_iter()
        .map(|row| {
            let needed = needed_marks(&row);
            let seen = content.materials_seen.get(&row.id).into_iter().flatten();
            let seen: Vec<Mark> = seen.filter_map(|w| mark(w)).collect();
            let asks = [&row.seal, &row.original]
                .into_iter()
                .filter_map(|ask| match ask {
                    Ask::Note(text) => Some(text.as_str()),
                    Ask::Yes | Ask::No => None,
                });
            let mut notes: Vec<&str> = std::iter::once(row.note.as_str())
                .chain(asks)
                .filter(|n| !n.is_empty())
                .collect();
            notes.dedup();
            // Where a word stands is told where 依据 is opened, not in the note.
            let (note, places) = sources::parted(&notes.join("；"));
            let own = sources::words(&row.source.place());
            MaterialLine {
                complete: needed.iter().all(|m| seen.contains(m)),
                note,
                quote: row.source.quote.clone(),
                place: std::iter::once(own).chain(places).collect::<Vec<_>>().join("；"),
                material: row.material,
                copies: row.copies,
                id: row.id,
                needed,
                seen,
            }
        })
        .collect()
}

/// What the clerk must tick for a material; rows that only inform need nothing.
fn needed_marks(row: &MaterialRow) -> Vec<Mark> {
    if row.info {
        return Vec::new();
    }
    let asked = |ask: &Ask, mark| (*ask == Ask::Yes).then_some(mark);
    let signed = row.signature.as_ref().map(|_| Mark::Signature);
    let marks = [
        Some(Mark::Copies),
        asked(&row.seal, Mark::Seal),
        asked(&row.original, Mark::Original),
        signed,
    ];
    marks.into_iter().flatten().collect()
}

pub(crate) fn mark(word: &str) -> Option<Mark> {
    match word {
        "copies" => Some(Mark::Copies),
        "seal" => Some(Mark::Seal),
        "original" => Some(Mark::Original),
        "signature" => Some(Mark::Signature),
        _ => None,
    }
}

/// The word under which a mark is stored.
pub fn mark_word(mark: Mark) -> &'static str {
    match mark {
        Mark::Copies => "copies",
        Mark::Seal => "seal",
        Mark::Original => "original",
        Mark::Signature => "signature",
    }
}

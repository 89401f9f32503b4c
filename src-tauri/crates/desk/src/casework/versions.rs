//! Which version of a project a case goes by: the one it was opened with, however the project's folder changed since.
//!
//! The store keeps the text of every version that a case was opened with, once each, by its hash. Cases from before
//! that record go by the present version. Versions read back from the store stay in memory: there are few, and every
//! screen of such a case asks for them.

use project::{Project, Snapshot};
use store::{CaseId, CaseRow, Tx};

use crate::counter::desk::Desk;
use crate::rim::api::Refusal;

/// A project's text as it is kept, the same for the same folder.
fn text_of(project: &Project) -> Result<String, Refusal> {
    Ok(store::canonical_json(&project.snapshot())?)
}

/// Writes into a case which version of its project it goes by. Errors: those of the store.
pub(crate) fn keep(desk: &Desk, tx: &mut Tx<'_>, case: CaseId, project: &Project) -> Result<(), Refusal> {
    let text = text_of(project)?;
    let about = (project.id(), project.version());
    Ok(tx.set_project_version(case, about, &text, desk.utc())?)
}

/// The project of a case, in the version it was opened with. Errors: `project-unknown`; `project-version-unreadable`
/// when this program cannot read that version any more.
pub(crate) fn project_of<'a>(desk: &'a Desk, tx: &Tx<'_>, row: &CaseRow) -> Result<&'a Project, Refusal> {
    let id = &row.content.project;
    let Some(hash) = row.project_hash.as_deref() else {
        return desk.project(id);
    };
    if desk.present_hash(id).as_deref() == Some(hash) {
        return desk.project(id);
    }
    if let Some(known) = desk.earlier.get(hash) {
        return Ok(known);
    }
    let Some(text) = tx.project_version(hash)? else {
        return desk.project(id);
    };
    let project = serde_json::from_str::<Snapshot>(&text)
        .map_err(|error| error.to_string())
        .and_then(|snapshot| snapshot.load())
        .map_err(|why| {
            Refusal::new(
                "project-version-unreadable",
                format!(
                    "受理件 {} 开立时的项目资料（{id}）本程序读不出：{why}",
                    row.number
                ),
                "请用开立它时的程序版本办完，或请管理员联系软件供应方",
            )
        })?;
    Ok(desk.earlier.insert(hash.to_owned(), Box::new(project)))
}

/// Says so when a case goes by another version than a new case would; none when it is the same.
pub(crate) fn note(desk: &Desk, row: &CaseRow, project: &Project) -> Option<String> {
    let hash = row.project_hash.as_deref()?;
    let present = desk.projects().get(project.id());
    match (present, desk.present_hash(project.id())) {
        (_, Some(now)) if now == hash => None,
        (Some(now), _) if now.version() != project.version() => Some(format!(
            "按 {} 版办理（现行 {}）",
            project.version(),
            now.version()
        )),
        (Some(_), _) => Some(format!("按开立时的 {} 版办理（现行已改）", project.version())),
        (None, _) => Some(format!("按 {} 版办理（现已不办）", project.version())),
    }
}

impl Desk {
    /// Hash of the text of a project as it is now; none when it is not among the projects.
    fn present_hash(&self, id: &str) -> Option<String> {
        self.hashes
            .get_or_init(|| {
                let all = self.projects().iter();
                all.filter_map(|p| Some((p.id().to_owned(), store::sha256_hex(text_of(p).ok()?.as_bytes()))))
                    .collect()
            })
            .get(id)
            .cloned()
    }
}

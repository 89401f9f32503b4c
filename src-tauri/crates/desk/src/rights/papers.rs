//! Who may open what shows the personal data of a case whole: scans, printed papers, packages, pictures of seals.

use case::Role;
use store::{Account, AttachmentId, CaseId, FileKind, FileUse, Tx};

use crate::counter::desk::Desk;
use crate::rights::groups::FieldGroup;
use crate::rights::sight::Sight;
use crate::rights::table::Place;
use crate::rim::api::Refusal;

/// What a stored file shows.
pub(crate) fn group_of_file(kind: FileKind) -> FieldGroup {
    match kind {
        FileKind::Page | FileKind::Print | FileKind::Outgoing => FieldGroup::Papers,
        FileKind::Sample => FieldGroup::Samples,
        FileKind::Request | FileKind::Certificate | FileKind::Incoming => FieldGroup::Certificates,
    }
}

/// What is shown of a stored file when it is looked at in the window: a package is told there as the list of its
/// requests, without the scans that it holds.
pub(crate) fn group_to_look_at(kind: FileKind) -> FieldGroup {
    match kind {
        FileKind::Outgoing => FieldGroup::Certificates,
        kind => group_of_file(kind),
    }
}

/// Whether an account may open what shows a group of a case: by its role, or because it said what for.
pub(crate) fn opens(desk: &Desk, me: &Account, case: Option<CaseId>, group: FieldGroup) -> bool {
    Sight::of(&me.roles, Place::Case).has(group)
        || case.is_some_and(|case| desk.unmasked.holds(me.id, case, desk.utc()))
}

/// The same as a refusal. Errors: `papers-hidden`.
pub(crate) fn may_open(
    desk: &Desk,
    me: &Account,
    case: Option<CaseId>,
    group: FieldGroup,
) -> Result<(), Refusal> {
    if opens(desk, me, case, group) {
        return Ok(());
    }
    let roles: Vec<&str> = me.roles.iter().map(Role::chinese).collect();
    Err(Refusal::new(
        "papers-hidden",
        format!("{}不对{}显示", group.chinese(), roles.join("、")),
        match case {
            Some(_) => "确有需要的，请写明用途再打开（档案页“写明用途，打开扫描件”）；会记入经过",
            None => "请由受理员打开",
        },
    ))
}

/// What a stored file is of, when an account may have what is shown of such a file: [`group_of_file`] for its bytes,
/// [`group_to_look_at`] for the window. One that no record names is for whoever opens papers.
/// Errors: `papers-hidden`; the store's.
pub(crate) fn may_open_file(
    desk: &Desk,
    tx: &Tx<'_>,
    me: &Account,
    id: AttachmentId,
    shown: fn(FileKind) -> FieldGroup,
) -> Result<Option<FileUse>, Refusal> {
    let found = tx.file_use(id)?;
    let group = found.map_or(FieldGroup::Papers, |found| shown(found.kind));
    may_open(desk, me, found.and_then(|found| found.case), group)?;
    Ok(found)
}

//! Tables `deletion` and `audit_erased`: cases that were deleted, and what the audit said of them. Written by
//! [`crate::deletion`] alone; with them the tables of a case let go of its rows, and of no others.

use crate::migration::Migration;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "deletion-1",
    sql: include_str!("deletion-1.sql"),
}];

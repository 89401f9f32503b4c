//! One step of the schema, as the table it belongs to says it.

/// One step of the schema. Its text is never edited once released: a change is a further step.
pub(crate) struct Migration {
    /// Unique name.
    pub name: &'static str,
    /// Statements.
    pub sql: &'static str,
}

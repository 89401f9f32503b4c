//! The encrypted store: SQLCipher, one file per table, audit chain. Decides nobody's rights.

//! Form description and values to PDF bytes. Knows no store and no screen.

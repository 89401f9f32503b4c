//! The use cases: who may, check, do, audit, in one transaction. Draws nothing.

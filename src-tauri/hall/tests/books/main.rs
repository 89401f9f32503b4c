//! The books of a hall, over a real server: windows that see each other's work, lose nothing, and are not lied to.

mod altered;
mod counter;
mod gone;
mod together;

//! A project's folder as it is written: the shapes of `project.toml`. Answers nothing; that is the project's.

pub(crate) mod acts_on;
pub(crate) mod agreement;
pub(crate) mod course;
pub(crate) mod file;
pub(crate) mod judging;
pub(crate) mod posting;
pub(crate) mod retention;
pub(crate) mod rule;
pub(crate) mod sampling;
pub(crate) mod source;
pub(crate) mod upload;

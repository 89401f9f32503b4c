//! A form's description that lies in a file of its own, in no project yet: read, and printed empty.
//!
//! Clauses are looked for where a project folder has them, then among the shipped ones.

use std::path::{Path, PathBuf};

use desk::api::Refusal;
use desk::counter::places::Places;
use form::{Filling, Fonts, FormDescription, Rendered};

use crate::cmd::read;

/// The fonts that forms are printed with.
pub fn fonts(forms: &[PathBuf]) -> Result<Fonts, Refusal> {
    Ok(Fonts::load(&Places::find(forms)?.fonts)?)
}

/// Reads a description from its file.
///
/// # Errors
/// What is wrong in it, with line, column and remedy; a file that cannot be read or is no text.
pub fn description(path: &Path, forms: &[PathBuf]) -> Result<FormDescription, Refusal> {
    let text = String::from_utf8(read(path)?).map_err(|_| {
        Refusal::new(
            "form-description",
            format!("{} 不是 UTF-8 文本", path.display()),
            "请把表单描述存为 UTF-8 编码的 .kdl 文件",
        )
    })?;
    parse(path, text.trim_start_matches('\u{feff}'), forms)
}

/// Reads a description that belongs to a path.
pub fn parse(path: &Path, text: &str, forms: &[PathBuf]) -> Result<FormDescription, Refusal> {
    let places = Places::find(forms)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut folders = vec![folder.to_owned(), folder.join("..")];
    folders.extend(places.forms.iter().map(|forms| forms.join("common")));
    let clause = |name: &str| {
        // An agreement's text is no clause: until it is installed the form says where it is published.
        let safe = !name.starts_with(form::AGREEMENTS) && !name.contains("..") && !name.starts_with('/');
        let mut files = folders.iter().map(|folder| folder.join(format!("{name}.kdl")));
        files.find_map(|file| std::fs::read_to_string(file).ok().filter(|_| safe))
    };
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
    Ok(FormDescription::parse(&name.unwrap_or_default(), text, &clause)?)
}

/// Prints a description empty.
pub fn blank(description: &FormDescription, fonts: &Fonts) -> Result<Rendered, Refusal> {
    Ok(form::render(
        description,
        &Filling::default(),
        None,
        1..=1,
        fonts,
    )?)
}

//! Passwords and PINs: asked without echo on a terminal, read a line each from standard input otherwise.

use std::io::{BufRead as _, IsTerminal as _};

use desk::api::Refusal;
use desk::api::secrecy_text::SecretText;

/// Asks for one secret. Errors: `secret-missing` when nothing comes.
pub fn ask(what: &str) -> Result<SecretText, Refusal> {
    let line = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(format!("{what}："))?
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    if line.is_empty() {
        return Err(Refusal::new(
            "secret-missing",
            format!("没有给{what}"),
            "请在终端输入，或从标准输入逐行给出",
        ));
    }
    Ok(SecretText::from(line.as_str()))
}

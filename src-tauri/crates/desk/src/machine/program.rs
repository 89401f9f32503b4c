//! Parts of the machine that the desk calls on: the printer, the scanner, the camera, the page painter.
//!
//! Each is a program of the system, run with fixed arguments, a deadline and no shell; a missing one is told by
//! name with the package that brings it. None of them is needed to enter and keep a case.

use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::rim::api::Refusal;
use crate::rim::writing::{Long, not_inside};

/// What a program answered.
pub struct Ran {
    /// Exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error, as text.
    pub stderr: String,
}

/// The most that is read from a program: two 600-dpi colour pages.
const MAX_OUTPUT: u64 = 256 << 20;

/// Runs a program with input and a deadline. Errors: `part-missing` with the package that brings it,
/// `part-hung` when the deadline passes (the program is ended).
pub fn run<S: AsRef<OsStr>>(
    program: &str,
    package: &str,
    args: impl IntoIterator<Item = S>,
    input: &[u8],
    deadline: Duration,
) -> Result<Ran, Refusal> {
    let mut command = Command::new(program);
    command.args(args);
    run_command(command, package, input, deadline)
}

/// The same for a program whose surroundings are set too.
pub fn run_command(
    mut command: Command,
    package: &str,
    input: &[u8],
    deadline: Duration,
) -> Result<Ran, Refusal> {
    not_inside(Long::Program);
    let program = command.get_program().to_string_lossy().into_owned();
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = spawn(&mut command, package)?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let input = input.to_vec();
    // A program that refuses its input closes the pipe early; its exit code tells the story.
    let writer = std::thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(&input)));
    let (done, finished) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut text = Vec::new();
        let errors = std::thread::spawn(move || {
            let mut text = Vec::new();
            if let Some(pipe) = stderr {
                let _ = pipe.take(1 << 20).read_to_end(&mut text);
            }
            text
        });
        if let Some(pipe) = stdout {
            let _ = pipe.take(MAX_OUTPUT).read_to_end(&mut text);
        }
        let errors = errors.join().unwrap_or_default();
        let _ = done.send(());
        (text, errors)
    });
    if finished.recv_timeout(deadline).is_err() {
        let _ = child.kill();
        let _ = child.wait();
        return Err(Refusal::new(
            "part-hung",
            format!(
                "{}超过 {} 秒没有应答，已停止",
                word_of(&program),
                deadline.as_secs()
            ),
            "请检查设备电源和连线后重试",
        ));
    }
    let status = child.wait()?;
    let (stdout, stderr) = reader.join().unwrap_or_default();
    drop(writer.join());
    Ok(Ran {
        code: status.code(),
        stdout,
        stderr: String::from_utf8_lossy(&stderr).trim().to_owned(),
    })
}

/// Starts a program. Errors: `part-missing` with the package that brings it.
pub(crate) fn spawn(command: &mut Command, package: &str) -> Result<Child, Refusal> {
    not_inside(Long::Program);
    command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => missing(&command.get_program().to_string_lossy(), package),
        _ => Refusal::from(error),
    })
}

fn missing(program: &str, package: &str) -> Refusal {
    Refusal::new(
        "part-missing",
        format!("电脑上没有{}", word_of(program)),
        format!("请管理员安装软件包 {package} 后重试"),
    )
}

/// What a part is to the people at the counter.
fn word_of(program: &str) -> &'static str {
    match program.rsplit('/').next().unwrap_or(program) {
        "lp" | "lpstat" => "打印服务",
        "scanimage" => "扫描仪的驱动",
        "pdftoppm" | "pdftotext" => "看 PDF 的组件",
        _ => "摄像头的组件",
    }
}

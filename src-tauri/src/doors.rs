//! The desk's three doors for the screens: questions, pictures and documents, files.
//!
//! One adapter for all commands, because the desk itself is written from one list of commands: a command without a
//! handler does not compile there, and rights are asked there too. Never here: a look into what passes through.
//! Every request runs on a thread of its own, so that the window never waits on a key or a scanner.

use std::sync::Arc;

use desk::api::Refusal;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tauri::State;
use tauri::ipc::{InvokeBody, Request, Response};

use crate::SharedDesk;

/// The desk, as the window hands it to a request.
type Shared<'a> = State<'a, SharedDesk>;

/// A question that is answered in JSON.
#[tauri::command]
pub async fn desk_call(desk: Shared<'_>, command: String, args: Value) -> Result<Value, Refusal> {
    let desk = Arc::clone(desk.inner());
    apart(move || desk.call(&command, args)).await
}

/// A picture or a document, as bytes: never as JSON, which takes ten times as long.
#[tauri::command]
pub async fn desk_bytes(desk: Shared<'_>, command: String, args: Value) -> Result<Response, Refusal> {
    let desk = Arc::clone(desk.inner());
    let (_kind, bytes) = apart(move || desk.bytes(&command, args)).await?;
    Ok(Response::new(bytes))
}

/// A file for the desk: its bytes as the body, `command`, `name` (percent-encoded) and `about` as headers.
#[tauri::command]
pub async fn desk_upload(desk: Shared<'_>, request: Request<'_>) -> Result<Value, Refusal> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(wrong("body"));
    };
    let header = |name: &str| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        value.map(str::to_owned).ok_or_else(|| wrong(name))
    };
    let command = header("command")?;
    let name = percent_decode_str(&header("name")?)
        .decode_utf8()
        .map_err(|_| wrong("name"))?
        .into_owned();
    let about = header("about")?.parse().map_err(|_| wrong("about"))?;
    let (desk, bytes) = (Arc::clone(desk.inner()), bytes.clone());
    apart(move || desk.upload(&command, &name, about, bytes)).await
}

/// Runs one request away from the window's thread. A request that crashed is refused; the next one finds the desk.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| {
            Err(Refusal::new(
                "program-fault",
                "程序内部出错，这一步没有完成",
                "请重试；仍出现请重启程序，已保存的内容没有丢失",
            ))
        })
}

/// A request that the screens can only send by a fault of the program.
fn wrong(part: &str) -> Refusal {
    Refusal::new(
        "wrong-arguments",
        format!("文件请求缺少或写错了 {part}"),
        "请重启程序；仍出现请把此代码告诉管理员",
    )
}

//! Stands in until the desk opens; every question is refused.

use std::path::PathBuf;

use desk::api::Refusal;
use serde_json::Value;

pub struct Config {
    pub store_dir: PathBuf,
    pub forms_dirs: Vec<PathBuf>,
    pub fonts_dir: PathBuf,
    pub worker: token::WorkerCommand,
}

pub struct Desk(#[allow(dead_code)] Config);

pub fn refuse(code: &str, message: String, remedy: &str) -> Refusal {
    Refusal {
        code: code.into(),
        message,
        remedy: remedy.into(),
        findings: Vec::new(),
    }
}

impl Desk {
    pub fn new(config: Config) -> Self {
        let _ = (
            &config.store_dir,
            &config.forms_dirs,
            &config.fonts_dir,
            &config.worker,
        );
        Self(config)
    }
    pub fn call(&self, command: &str, _args: Value) -> Result<Value, Refusal> {
        Err(refuse(
            "unknown-command",
            format!("没有“{command}”这个命令"),
            "请重启程序",
        ))
    }
    pub fn bytes(&self, command: &str, _args: Value) -> Result<(String, Vec<u8>), Refusal> {
        Err(refuse(
            "unknown-command",
            format!("没有“{command}”这个命令"),
            "请重启程序",
        ))
    }
    pub fn upload(&self, command: &str, _name: &str, _about: u32, _bytes: Vec<u8>) -> Result<Value, Refusal> {
        Err(refuse(
            "unknown-command",
            format!("没有“{command}”这个命令"),
            "请重启程序",
        ))
    }
}

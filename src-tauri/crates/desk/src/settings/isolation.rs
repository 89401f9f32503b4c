//! What holds on this machine around the processes that read files from outside, and around the drivers of keys.
//!
//! A process of each kind is started and says which walls it could put up: nobody guesses by the kernel's version.

use reader::Readers;
use token::WorkerCommand;

use crate::settings::api::{DriverWalls, Isolation};

/// Asks a reader, and a worker that loads no module.
pub fn of(readers: &Readers, worker: &WorkerCommand) -> Isolation {
    let drivers = around_drivers(worker);
    let held = match readers.held() {
        Ok(held) => held,
        Err(error) => {
            return Isolation {
                reader: false,
                limits: false,
                files: false,
                calls: false,
                word: error.to_string(),
                remedy: error.remedy(),
                drivers,
            };
        }
    };
    let walls = [
        (held.limits, "内存/时间"),
        (held.files, "文件"),
        (held.calls, "系统调用"),
    ];
    let named = |standing: bool| {
        let named = walls.iter().filter(|(holds, _)| *holds == standing);
        named.map(|(_, word)| *word).collect::<Vec<_>>().join(" · ")
    };
    let missing = named(false);
    Isolation {
        reader: true,
        limits: held.limits,
        files: held.files,
        calls: held.calls,
        word: format!("隔离：{}", named(true)),
        remedy: match missing.as_str() {
            "" => String::new(),
            missing => format!(
                "本机的系统内核没有：{missing}。外来文件仍在单独的进程里读，出错、超时只伤它自己；要更严，请换用较新的系统内核"
            ),
        },
        drivers,
    }
}

/// What a worker says of itself; one that does not start has no walls.
fn around_drivers(worker: &WorkerCommand) -> DriverWalls {
    let Ok(held) = token::walls_of(worker) else {
        return DriverWalls {
            limits: false,
            files: false,
            word: "驱动隔离：驱动进程没有启动".to_owned(),
        };
    };
    let walls = [(held.limits, "内存"), (held.files, "文件")];
    let words = walls.map(|(holds, word)| match holds {
        true => word.to_owned(),
        false => format!("{word}（本机没有）"),
    });
    DriverWalls {
        limits: held.limits,
        files: held.files,
        word: format!("驱动隔离：{}", words.join(" · ")),
    }
}

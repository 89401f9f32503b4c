//! A reader service with two virtual readers in a corner of the machine, and cards that are plugged in and pulled out.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::Child;

use tempfile::TempDir;

use crate::corner::Corner;
use crate::program;

/// Port of the first virtual reader, in the corner's own network.
const PORT: u16 = 35963;

/// A reader service with two virtual readers.
pub struct ReaderService {
    corner: Corner,
    home: TempDir,
}

impl ReaderService {
    /// Starts the service and waits until it can be asked. Panics with the remedy when a part is missing.
    pub fn start() -> Self {
        let home = TempDir::new().unwrap();
        let (run, conf) = (home.path().join("run"), home.path().join("conf"));
        std::fs::create_dir_all(&run).unwrap();
        std::fs::create_dir_all(&conf).unwrap();
        let driver = Path::new("/usr/lib/pcsc/drivers/serial/libifdvpcd.so");
        assert!(
            driver.is_file() && Path::new("/usr/sbin/pcscd").is_file(),
            "the virtual reader is missing: apt install pcscd vsmartcard-vpcd"
        );
        let reader = format!(
            "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x{PORT:X}\nLIBPATH {}\nCHANNELID 0x{PORT:X}\n",
            driver.display()
        );
        std::fs::write(conf.join("vpcd"), reader).unwrap();
        let corner = Corner::new(&format!(
            "ip link set lo up\n\
             mount -t tmpfs none /run\n\
             mkdir /run/pcscd\n\
             mount --bind {} /run/pcscd\n\
             /usr/sbin/pcscd -f -c {} >{}/log 2>&1 &\n\
             while ! [ -S /run/pcscd/pcscd.comm ]; do :; done",
            run.display(),
            conf.display(),
            home.path().display()
        ));
        Self { corner, home }
    }

    /// What leads a program's PC/SC library to this service. The socket is a file: no corner keeps it in.
    pub fn env(&self) -> Vec<(String, String)> {
        let socket = self.home.path().join("run/pcscd.comm");
        vec![("PCSCLITE_CSOCK_NAME".into(), socket.to_str().unwrap().into())]
    }

    /// A folder for a card's memory.
    pub fn memory(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Plugs a card into the first reader, with more words for the card.
    pub fn plug(&self, memory: &Path, more: &[&str]) -> Plugged {
        let card = self
            .corner
            .command(&program("virtual-card"))
            .arg(memory)
            .args(more)
            .spawn()
            .unwrap();
        Plugged(card)
    }
}

/// A card in a reader; pulled out when it is dropped.
pub struct Plugged(Child);

impl Plugged {
    /// Whether the card has pulled itself out.
    pub fn is_out(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }
}

impl Drop for Plugged {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

//! What this window keeps while its hall's server is away, as every station sees it: laid down, counted, told when it
//! does not open. What the items say is their stations' own business.

pub mod handing;

use std::path::Path;

use store::{Account, NewSpooled, OnlyReads, Sent, Spool, Spooled, Store};

use crate::counter::api::SpoolCounts;
use crate::counter::desk::Desk;
use crate::rim::api::{Finding, Refusal, Severity};
use crate::rim::refusal::{self, finding};

/// The spool of a store that somebody signed in to; where it does not open, why: that keeps nobody from reading.
pub(crate) fn opened(store: &Store) -> (Option<Spool>, Option<Finding>) {
    match store.spool() {
        Ok(spool) => (spool, None),
        Err(error) => {
            let message = format!("断网暂存用不上：{error}");
            let remedy = format!("{}；断网时请先不要录入", error.remedy().trim_end_matches('。'));
            (
                None,
                Some(finding("spool-closed", Severity::Warn, message, remedy)),
            )
        }
    }
}

/// What is told of spools that were damaged and set aside.
pub(crate) fn set_aside(folder: &Path) -> Vec<Finding> {
    let told = |path: &Path| {
        finding(
            "spool-damaged",
            Severity::Warn,
            "断网暂存的文件损坏了，已放到一边，里面的内容没有交入",
            format!(
                "请对照纸质材料看少了什么再补录；文件在 {}，请管理员先留着，核对完再移走",
                path.display()
            ),
        )
    };
    let found = Spool::set_aside(folder);
    found.iter().map(|path| told(path)).collect()
}

/// How an item that was refused by the hall goes into the spool.
pub(crate) fn sent(refused: &Refusal) -> Sent {
    match refused.code.as_str() {
        "hall-in-doubt" => Sent::Perhaps,
        _ => Sent::Never,
    }
}

/// An item that this program cannot read: another version of it wrote it.
pub(crate) fn unreadable() -> Refusal {
    Refusal::new(
        "spool-unreadable",
        "断网暂存的这一项，程序的这个版本读不出",
        "请用存下它的那个版本登录交入，或请管理员联系软件供应方；内容仍在暂存里",
    )
}

impl Desk {
    /// Whether this window can keep something while the server is away.
    pub(crate) fn has_spool(&self) -> bool {
        self.slot().as_ref().is_some_and(|open| open.spool.is_some())
    }

    /// Whether the server did not answer when it was last looked for.
    pub(crate) fn is_hall_away(&self) -> bool {
        let slot = self.slot();
        slot.as_ref()
            .is_some_and(|open| open.store.only_reads() == Some(OnlyReads::HallGone))
    }

    /// Works on the spool. Errors: `not-signed-in`, `spool-closed`, those of the spool.
    pub(crate) fn spool<T>(
        &self,
        job: impl FnOnce(&mut Spool, &Account) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut slot = self.slot();
        let open = slot.as_mut().ok_or_else(refusal::not_signed_in)?;
        let closed = || {
            Refusal::new(
                "spool-closed",
                "这台电脑没有断网暂存",
                "请等服务器恢复后再办；已录入的内容仍在屏幕上",
            )
        };
        job(open.spool.as_mut().ok_or_else(closed)?, &open.account)
    }

    /// Keeps something until the server is back. Errors: as [`Desk::spool`]; `store-disk-full`.
    pub(crate) fn keep_in_spool(&self, new: &NewSpooled<'_>) -> Result<(), Refusal> {
        self.spool(|spool, _| Ok(spool.keep(new)?))
    }

    /// Everything that is kept; nothing at a PC alone.
    pub(crate) fn spooled(&self) -> Result<Vec<Spooled>, Refusal> {
        let slot = self.slot();
        let open = slot.as_ref().ok_or_else(refusal::not_signed_in)?;
        match &open.spool {
            Some(spool) => Ok(spool.items()?),
            None => Ok(Vec::new()),
        }
    }

    /// How many items of the spool are whose.
    pub(crate) fn spool_counts(&self) -> Result<SpoolCounts, Refusal> {
        let items = self.spooled()?;
        let me = self.read(|open| Ok(open.account.id))?;
        let count = |which: &dyn Fn(&Spooled) -> bool| {
            let found = items.iter().filter(|item| which(item)).count();
            u32::try_from(found).unwrap_or(u32::MAX)
        };
        Ok(SpoolCounts {
            waiting: count(&|item| item.account == me && item.refused.is_none()),
            refused: count(&|item| item.account == me && item.refused.is_some()),
            of_others: count(&|item| item.account != me),
            came: self.handing.came(),
        })
    }
}

//! ZIP files in memory, read under limits: count, size, ratio, names.
//!
//! Never here: writing to the disk. Names that lead out of a folder are refused all the same, because the next program
//! in the row may unpack.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::limits::Limits;
use crate::error::PkiError;

/// A file out of a ZIP.
pub(super) struct Entry {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Whether the bytes begin like a ZIP (an empty one too).
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// All files of a ZIP.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Entry>, PkiError> {
    let refused = |reason: String| PkiError::PackageRefused { reason };
    if bytes.len() > limits.total_bytes {
        return Err(PkiError::TooLarge {
            what: "ZIP 文件",
            limit: limits.total_bytes,
        });
    }
    let bad = |error: zip::result::ZipError| PkiError::unreadable("ZIP 文件", error);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(bad)?;
    if archive.len() > limits.files {
        return Err(refused(format!("文件数超过 {}", limits.files)));
    }
    let (mut entries, mut total) = (Vec::new(), 0_usize);
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(bad)?;
        let name = file.name().map_err(bad)?.into_owned();
        if file.is_dir() {
            continue;
        }
        if !is_safe_name(&name) || file.is_symlink() {
            return Err(refused(format!("文件名不安全：{}", name.escape_debug())));
        }
        if entries.iter().any(|entry: &Entry| entry.name == name) {
            return Err(refused(format!("文件名重复：{name}")));
        }
        let packed = file.compressed_size().max(1);
        // The header may lie about the size: the reader is cut off by what it really gives.
        let mut content = Vec::new();
        let most = u64::try_from(limits.file_bytes)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        file.take(most)
            .read_to_end(&mut content)
            .map_err(|error| PkiError::unreadable("ZIP 文件", error))?;
        if content.len() > limits.file_bytes {
            return Err(refused(format!("{name} 超过 {} 字节", limits.file_bytes)));
        }
        let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
        if size > 4096 && size / packed > limits.ratio {
            return Err(refused(format!("{name} 的压缩比超过 {}", limits.ratio)));
        }
        total += content.len();
        if total > limits.total_bytes {
            return Err(refused(format!("总大小超过 {} 字节", limits.total_bytes)));
        }
        entries.push(Entry { name, bytes: content });
    }
    Ok(entries)
}

/// A relative path of plain names, with `/` between them.
fn is_safe_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 255
        && !name.contains(['\\', ':'])
        && !name.chars().any(char::is_control)
        && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

//! Every page of a database and of its log, decrypted from the description of the format alone: what is free, or has
//! been written over in a later frame, is among them.

use std::path::Path;

use aes::Aes256;
use cbc::cipher::{BlockModeDecrypt as _, KeyIvInit as _, block_padding::NoPadding};

/// Bytes of a page.
const PAGE: usize = 4096;
/// Bytes at its end: the initialisation vector of 16, the authentication of 64.
const RESERVED: usize = 80;
/// Bytes before the first frame of a log, and before the page in each.
const LOG_HEAD: usize = 32;
const FRAME_HEAD: usize = 24;

/// A page in the clear; the first one begins with 16 bytes of salt that are no part of it.
fn clear(key: &[u8; 32], page: &[u8], is_first: bool) -> Vec<u8> {
    let (body, reserved) = page.split_at(PAGE - RESERVED);
    let body = &body[if is_first { 16 } else { 0 }..];
    let iv: [u8; 16] = reserved[..16].try_into().unwrap();
    let mut out = body.to_vec();
    cbc::Decryptor::<Aes256>::new(key.into(), &iv.into())
        .decrypt_padded::<NoPadding>(&mut out)
        .unwrap();
    out
}

/// The pages of the database and of its log, one after the other.
pub fn of(folder: &Path, key: &[u8; 32]) -> Vec<Vec<u8>> {
    let database = std::fs::read(folder.join(store::DATABASE)).unwrap();
    let pages = database.chunks_exact(PAGE).enumerate();
    let mut found: Vec<Vec<u8>> = pages.map(|(i, page)| clear(key, page, i == 0)).collect();
    let log = std::fs::read(folder.join(format!("{}-wal", store::DATABASE))).unwrap_or_default();
    for frame in log
        .get(LOG_HEAD..)
        .unwrap_or_default()
        .chunks_exact(FRAME_HEAD + PAGE)
    {
        let number = u32::from_be_bytes(frame[..4].try_into().unwrap());
        found.push(clear(key, &frame[FRAME_HEAD..], number == 1));
    }
    found
}

/// Which of the words stand on any page.
pub fn found<'w>(pages: &[Vec<u8>], words: &[&'w str]) -> Vec<&'w str> {
    let there = |word: &&&str| pages.iter().any(|page| contains(page, word.as_bytes()));
    words.iter().filter(there).copied().collect()
}

fn contains(page: &[u8], word: &[u8]) -> bool {
    page.windows(word.len()).any(|window| window == word)
}

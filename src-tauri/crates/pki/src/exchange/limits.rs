//! What is read at most of what comes from outside.

/// What is read at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Files in one ZIP, and files given at once.
    pub files: usize,
    /// Bytes of one file, unpacked.
    pub file_bytes: usize,
    /// Bytes of everything together, unpacked.
    pub total_bytes: usize,
    /// How many times larger than packed a file may be.
    pub ratio: u64,
    /// Certificates found in everything together.
    pub certificates: usize,
}

impl Default for Limits {
    /// Room for a hall's whole day: 2 000 files, 1 MiB each, 64 MiB together, 2 000 certificates.
    fn default() -> Self {
        Self {
            files: 2_000,
            file_bytes: 1 << 20,
            total_bytes: 64 << 20,
            ratio: 200,
            certificates: 2_000,
        }
    }
}

//! Why a file is not a page picture.
//!
//! Only what makes a file unusable is an error; anything odd about a readable page is a [`crate::Finding`].

/// Why a file could not be turned into page pictures. Carries the facts; the words are Chinese because a clerk reads
/// them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// Nothing in it.
    #[error("文件是空的")]
    Empty,
    /// More bytes than allowed.
    #[error("文件太大：{bytes} 字节，最多 {limit} 字节")]
    TooManyBytes {
        /// Size of the file.
        bytes: u64,
        /// Largest size allowed.
        limit: u64,
    },
    /// The header announces more pixels than allowed; nothing was decoded.
    #[error("图像尺寸太大：{width}×{height} 像素，最多 {limit} 像素")]
    TooManyPixels {
        /// Announced width in pixels.
        width: u32,
        /// Announced height in pixels.
        height: u32,
        /// Most pixels allowed.
        limit: u64,
    },
    /// A few bytes that announce a huge picture: no scanner writes them.
    #[error("文件只有 {bytes} 字节，却声明 {width}×{height} 像素，不是扫描得到的")]
    NoGrain {
        /// Size of the file.
        bytes: u64,
        /// Announced width in pixels.
        width: u32,
        /// Announced height in pixels.
        height: u32,
    },
    /// The pages of a file announce more pixels together than allowed.
    #[error("前 {pages} 页合计超过 {} 百万像素", limit / 1_000_000)]
    TooManyPixelsInAll {
        /// How many pages were added up.
        pages: usize,
        /// Most pixels allowed together.
        limit: u64,
    },
    /// A few bytes whose pages announce far more together than could have been scanned.
    #[error("文件只有 {bytes} 字节，{pages} 页却声明 {} 百万像素，不是扫描得到的", pixels / 1_000_000)]
    NoGrainInAll {
        /// Size of the file.
        bytes: u64,
        /// Pages that were added up.
        pages: usize,
        /// What they announce together.
        pixels: u64,
    },
    /// More pages in one file than allowed.
    #[error("文件页数太多，最多 {limit} 页")]
    TooManyPages {
        /// Most pages allowed.
        limit: usize,
    },
    /// Neither a picture format nor a PDF that is known here.
    #[error("不认识的文件格式")]
    UnknownFormat,
    /// The file begins well but cannot be decoded.
    #[error("图像已损坏，无法读取")]
    Damaged {
        /// What the decoder said, in its own English: for whoever looks into it, never shown.
        reason: String,
    },
    /// A PDF that holds no scanned picture (a printed document, say).
    #[error("PDF 里没有扫描图像")]
    NoPictures,
    /// A PDF that wants a password.
    #[error("PDF 设了口令，无法读取")]
    Locked,
    /// A CA takes only formats that are not written here.
    #[error("不能生成所要求的上传格式（{allowed}）")]
    NoUploadFormat {
        /// What the CA takes.
        allowed: String,
    },
    /// A page that cannot be made small enough for the CA and stay legible.
    #[error("压缩到仍然清晰的最小 {bytes} 字节，超过上传限制 {limit} 字节")]
    NotSmallEnough {
        /// The smallest that was legible.
        bytes: u64,
        /// What the CA takes at most.
        limit: u64,
    },
}

impl ScanError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "scan-empty",
            Self::TooManyBytes { .. } => "scan-too-large",
            Self::TooManyPixels { .. } => "scan-too-many-pixels",
            Self::TooManyPixelsInAll { .. } => "scan-too-many-pixels-in-all",
            Self::NoGrain { .. } | Self::NoGrainInAll { .. } => "scan-no-grain",
            Self::TooManyPages { .. } => "scan-too-many-pages",
            Self::UnknownFormat => "scan-unknown-format",
            Self::Damaged { .. } => "scan-unreadable",
            Self::NoPictures => "scan-pdf-without-pictures",
            Self::Locked => "scan-pdf-locked",
            Self::NoUploadFormat { .. } => "upload-no-format",
            Self::NotSmallEnough { .. } => "upload-not-small-enough",
        }
    }

    /// What the person at the counter can do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Empty => "请重新扫描，或另选一个文件。",
            Self::TooManyBytes { .. }
            | Self::TooManyPixels { .. }
            | Self::NoGrain { .. }
            | Self::NoGrainInAll { .. } => "请按 A4、300 dpi、JPEG 重新扫描。",
            Self::TooManyPages { .. } | Self::TooManyPixelsInAll { .. } => "请分成几个文件再导入。",
            Self::UnknownFormat => "请导入 JPEG、PNG、BMP、GIF、TIFF 图像或扫描得到的 PDF。",
            Self::Damaged { .. } => "请重新扫描这一页；同一文件的其余页不受影响。",
            Self::NoPictures => "请导入盖章后扫描得到的 PDF，而不是打印用的 PDF。",
            Self::Locked => "请先去掉 PDF 的口令，或改用图像文件。",
            Self::NoUploadFormat { .. } => "请核对项目数据中的上传格式，或用其他程序转换原图。",
            Self::NotSmallEnough { .. } => "请按 A4、200 dpi 重新扫描这一页，或分成几个文件上传。",
        }
        .to_owned()
    }

    /// Wraps what a decoder said, shortened so that a hostile file cannot fill a log.
    pub(crate) fn damaged(reason: impl std::fmt::Display) -> Self {
        Self::Damaged {
            reason: reason.to_string().chars().take(120).collect(),
        }
    }
}

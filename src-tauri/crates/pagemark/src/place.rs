//! Where the marks stand on the page.
//!
//! Four registration squares near the corners and one 2-D code at the top right, all outside the area in which
//! the CA's forms print (their margins are 15 mm and more). Cropping one corner leaves three squares, which
//! still fix a page whose shape is known. Many printers leave 4 to 7 mm white at the edge: marks start
//! at 8 mm. They once started at 6 mm; papers of that time come back to the counter, and say so by their mark.

/// Width of an A4 page in millimetres (ISO 216).
pub const A4_WIDTH_MM: f64 = 210.0;
/// Height of an A4 page in millimetres (ISO 216).
pub const A4_HEIGHT_MM: f64 = 297.0;

/// Side of the 2-D code without its quiet zone, in millimetres.
pub const CODE_SIDE_MM: f64 = 16.0;
/// White kept around the 2-D code, in millimetres (four modules of a version 5 code are 1.7 mm).
pub const CODE_QUIET_MM: f64 = 2.0;
/// Side of a registration square in millimetres.
const CORNER_SIDE_MM: f64 = 4.0;

/// A rectangle on the page in millimetres, from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RectMm {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl RectMm {
    /// The middle of the rectangle.
    pub fn centre(&self) -> (f64, f64) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }
}

/// A straight printed line, level or upright, in millimetres from the top left corner; the ends are its centre line's.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LineMm {
    /// The left or upper end.
    pub from: (f64, f64),
    /// The right or lower end.
    pub to: (f64, f64),
}

impl LineMm {
    /// True when it runs across the page, false when it runs down.
    pub fn is_level(&self) -> bool {
        (self.to.0 - self.from.0).abs() >= (self.to.1 - self.from.1).abs()
    }

    /// Its length in millimetres.
    pub fn length(&self) -> f64 {
        (self.to.0 - self.from.0).hypot(self.to.1 - self.from.1)
    }
}

/// One of the four registration squares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Corner {
    /// Top left: a solid square.
    TopLeft,
    /// Top right: a solid square; the 2-D code stands left of it.
    TopRight,
    /// Bottom left: a solid square.
    BottomLeft,
    /// Bottom right: a solid square.
    BottomRight,
}

impl Corner {
    /// All four, clockwise from the top left.
    pub const ALL: [Self; 4] = [Self::TopLeft, Self::TopRight, Self::BottomRight, Self::BottomLeft];
}

/// Where the marks of a page stand, as the first word of its mark tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `CF1`: marks 6 mm from the edge.
    First,
    /// `CF2`: marks 8 mm from the edge.
    Second,
}

impl Layout {
    /// How pages are printed now.
    pub const PRESENT: Self = Self::Second;

    /// Both, the present one first.
    pub const ALL: [Self; 2] = [Self::Second, Self::First];

    /// The first word of a mark.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::First => "CF1",
            Self::Second => "CF2",
        }
    }

    /// The layout of the page that carries a mark; none for a text that is no mark of ours.
    pub fn of_mark(text: &str) -> Option<Self> {
        let word = text.split(';').next()?;
        Self::ALL.into_iter().find(|layout| layout.word() == word)
    }

    /// Distance of the registration squares' outer edges from the page edge, in millimetres.
    fn inset_mm(self) -> f64 {
        match self {
            Self::First => 6.0,
            Self::Second => 8.0,
        }
    }

    /// Where a registration square stands; it is printed solid black.
    pub fn corner_rect(self, corner: Corner) -> RectMm {
        let inset = self.inset_mm();
        let far_x = A4_WIDTH_MM - inset - CORNER_SIDE_MM;
        let far_y = A4_HEIGHT_MM - inset - CORNER_SIDE_MM;
        let (x, y) = match corner {
            Corner::TopLeft => (inset, inset),
            Corner::TopRight => (far_x, inset),
            Corner::BottomRight => (far_x, far_y),
            Corner::BottomLeft => (inset, far_y),
        };
        RectMm {
            x,
            y,
            w: CORNER_SIDE_MM,
            h: CORNER_SIDE_MM,
        }
    }

    /// Where the 2-D code stands, without its quiet zone.
    pub fn code_rect(self) -> RectMm {
        let right = self.corner_rect(Corner::TopRight).x - CODE_QUIET_MM - 1.0;
        RectMm {
            x: right - CODE_SIDE_MM,
            y: self.inset_mm(),
            w: CODE_SIDE_MM,
            h: CODE_SIDE_MM,
        }
    }
}

/// Where a registration square is printed now.
pub fn corner_rect(corner: Corner) -> RectMm {
    Layout::PRESENT.corner_rect(corner)
}

/// Where the 2-D code is printed now, without its quiet zone.
pub fn code_rect() -> RectMm {
    Layout::PRESENT.code_rect()
}

//! What a made-up seal looks like and what went wrong when it was pressed. Draws nothing.

/// The border of a made-up seal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// A round seal with a star in the middle and characters along the border.
    Round {
        /// Outer diameter in mm.
        diameter_mm: f64,
        /// Diameter of the star in mm; none at 0.
        star_mm: f64,
    },
    /// An oval seal with characters along the border.
    Oval {
        /// Outer width in mm.
        width_mm: f64,
        /// Outer height in mm.
        height_mm: f64,
    },
    /// A square name seal of two by two characters.
    Square {
        /// Outer side in mm.
        side_mm: f64,
    },
}

/// A second, fainter impression beside the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ghost {
    /// Shift in mm.
    pub shift_mm: (f64, f64),
    /// How full it is, 0 to 1.
    pub strength: f64,
}

/// What a made-up seal looks like and what went wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct SealDesign {
    /// Its border.
    pub form: Form,
    /// Thickness of the border in mm.
    pub border_mm: f64,
    /// Colour of the ink at full density.
    pub ink: [u8; 3],
    /// Density of the ink: 1 is full, 0.25 is pale.
    pub density: f64,
    /// Clockwise rotation in degrees.
    pub rotation_deg: f64,
    /// Stretch of its height over its width: 1 is none.
    pub stretch: f64,
    /// Softness of its edges as a standard deviation in mm.
    pub blur_mm: f64,
    /// Unevenness of the ink, 0 to 1.
    pub grain: f64,
    /// A sector without ink: start and sweep in degrees clockwise from the right.
    pub missing: Option<(f64, f64)>,
    /// A double impression.
    pub ghost: Option<Ghost>,
    /// A row of small figures along the lower border, as registered seals carry it.
    pub code_ring: bool,
    /// Fine lines without ink cut through the die (辅助识别线): they are its design, not damage.
    pub hairlines: u8,
}

impl SealDesign {
    /// How far the die reaches from its middle in mm, whatever its rotation and stretch.
    pub fn reach_mm(&self) -> f64 {
        let reach = match self.form {
            Form::Round { diameter_mm, .. } => diameter_mm / 2.0,
            Form::Oval { width_mm, height_mm } => width_mm.max(height_mm) / 2.0,
            Form::Square { side_mm } => side_mm * std::f64::consts::FRAC_1_SQRT_2,
        };
        reach * self.stretch.max(1.0)
    }

    /// A good round seal of an organisation.
    pub fn round(diameter_mm: f64) -> Self {
        Self {
            form: Form::Round {
                diameter_mm,
                star_mm: diameter_mm * 0.35,
            },
            border_mm: 1.2,
            ink: [214, 44, 52],
            density: 1.0,
            rotation_deg: 0.0,
            stretch: 1.0,
            blur_mm: 0.04,
            grain: 0.15,
            missing: None,
            ghost: None,
            code_ring: false,
            hairlines: 0,
        }
    }

    /// A good square name seal.
    pub fn square(side_mm: f64) -> Self {
        Self {
            form: Form::Square { side_mm },
            border_mm: 0.8,
            ..Self::round(40.0)
        }
    }
}

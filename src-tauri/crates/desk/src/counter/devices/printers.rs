//! What is known of the counter's printers: where each puts a page, and which of a CA's forms lie printed in one of
//! them. Kept with the devices' settings; an administrator writes it, whatever prints asks it.

use form::Placement;
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::counter::desk::Desk;
use crate::rim::api::Refusal;

const PRINTERS: &str = "printers";

/// All that is kept about printers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Printers {
    /// Where printers put a page; one entry a printer.
    pub calibrations: Vec<Calibration>,
    /// Forms whose paper the CA has printed.
    pub overprints: Vec<Overprint>,
}

/// Where a printer puts a page: a point `p` of the design comes out at `offset + scale · p`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// CUPS's name of the printer; empty for the system's default.
    pub printer: String,
    /// Rightwards and downwards, in millimetres.
    pub offset: (f64, f64),
    /// Width and height as shares of the design's.
    pub scale: (f64, f64),
    /// It was read from a scan; measured with a ruler otherwise.
    pub scanned: bool,
    /// The day it was measured, as ISO 8601.
    pub day: String,
    /// Who measured it.
    pub by: String,
}

impl Calibration {
    /// What is done to a page so that it comes out where it was designed.
    pub fn correction(&self) -> Placement {
        let printed = Placement {
            offset: self.offset,
            scale: self.scale,
        };
        printed.undone()
    }
}

/// A form that the CA prints: its paper lies in a printer, and only values are printed onto it (套打).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overprint {
    /// The project.
    pub project: String,
    /// The form.
    pub form: String,
    /// CUPS's name of the printer in which the paper lies; empty for the printer of the settings.
    pub printer: String,
    /// How far the CA's print lies from our own description, rightwards and downwards, in millimetres.
    pub offset: (f64, f64),
}

impl Overprint {
    /// Where the values go on the CA's paper.
    pub fn placement(&self) -> Placement {
        Placement {
            offset: self.offset,
            ..Placement::NONE
        }
    }
}

impl Printers {
    /// Where a printer puts a page, when that was measured.
    pub fn calibration(&self, printer: &str) -> Option<&Calibration> {
        self.calibrations.iter().find(|one| one.printer == printer)
    }

    /// What is done to a page for a printer.
    pub fn correction(&self, printer: &str) -> Placement {
        self.calibration(printer)
            .map_or(Placement::NONE, Calibration::correction)
    }

    /// The CA's paper of a form, where it is used.
    pub fn overprint(&self, project: &str, form: &str) -> Option<&Overprint> {
        let mut of = self.overprints.iter();
        of.find(|one| one.project == project && one.form == form)
    }
}

/// What is kept about printers.
pub fn printers(tx: &Tx<'_>) -> Result<Printers, Refusal> {
    Ok(tx.own_setting(PRINTERS)?.unwrap_or_default())
}

/// The same, read on its own. Errors: `not-signed-in`.
pub fn current(desk: &Desk) -> Result<Printers, Refusal> {
    desk.read(|open| open.store.read(printers))
}

/// Keeps it.
pub fn put(tx: &mut Tx<'_>, printers: &Printers) -> Result<(), Refusal> {
    Ok(tx.put_own_setting(PRINTERS, printers)?)
}

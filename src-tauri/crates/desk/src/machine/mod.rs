//! Parts of the machine that the desk calls on: the printer, the scanner, the camera, the page painter. Each is a
//! program of the system; none of them is needed to enter and keep a case. Nothing here knows a case.

pub mod api;
pub mod camera;
pub mod ipp;
pub mod live;
pub mod lp;
pub mod pdftoppm;
pub mod pdftotext;
pub mod printer_words;
pub mod program;
pub mod scanimage;
pub mod stack;
pub mod usb;
pub mod watched;

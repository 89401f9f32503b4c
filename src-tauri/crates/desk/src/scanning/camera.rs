//! The document camera at the counter: a live picture, and a page of what it shows.

use case::Role;

use crate::counter::desk::Desk;
use crate::counter::who::require;
use crate::machine::api::Camera;
use crate::machine::camera::{Stream, devices, none};
use crate::rim::api::{Bytes, Done, Nothing, Refusal};
use crate::scanning::api::{Capture, Imported, OpenCamera};
use crate::scanning::arriving::receive;

/// Cameras that the system offers.
pub fn cameras(_: &Desk, _: Nothing) -> Result<Vec<Camera>, Refusal> {
    Ok(devices())
}

/// Opens a camera, in place of the one that was open. Errors: `camera-missing`, `camera-no-jpeg`, `part-missing`.
pub fn open_camera(desk: &Desk, args: OpenCamera) -> Result<Done, Refusal> {
    desk.read(|open| require(open, Role::Clerk))?;
    desk.live.close();
    let device = match args.device.is_empty() {
        true => devices().into_iter().next().ok_or_else(none)?.device,
        false => args.device,
    };
    desk.live.put(Some(Stream::start(&device)?));
    Ok(Done {
        message: "画面已打开".to_owned(),
    })
}

/// Lets the camera go.
pub fn close_camera(desk: &Desk, _: Nothing) -> Result<Done, Refusal> {
    desk.live.close();
    Ok(Done {
        message: "画面已关闭".to_owned(),
    })
}

/// The next frame, as the camera packed it. Errors: `camera-closed`, `camera-gone`.
pub fn camera_frame(desk: &Desk, _: Nothing) -> Result<Bytes, Refusal> {
    desk.read(|open| require(open, Role::Clerk))?;
    Ok(("image/jpeg".to_owned(), desk.live.frame()?))
}

/// Keeps the next frame as a page, still to be read. Errors: as `camera_frame`; those of keeping a file.
pub fn capture(desk: &Desk, args: Capture) -> Result<Imported, Refusal> {
    desk.read(|open| require(open, Role::Clerk))?;
    let frame = desk.live.frame()?;
    receive(desk, "高拍仪", args.case_id.unwrap_or(0), frame)
}

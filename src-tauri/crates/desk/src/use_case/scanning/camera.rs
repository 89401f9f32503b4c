//! The document camera at the counter: a live picture, and a page of what it shows.

use std::sync::{Arc, Mutex, PoisonError};

use case::Role;

use super::arriving::receive;
use crate::Desk;
use crate::api::*;
use crate::dispatch::Bytes;
use crate::part::camera::{Stream, devices, none};
use crate::use_case::session::require;

/// The camera that is open now, with the number of the frame that was shown last.
#[derive(Default)]
pub struct Live(Mutex<Option<(Arc<Stream>, u64)>>);

impl Live {
    /// Lets the camera go: at sign-out nobody is left to see its picture.
    pub fn close(&self) {
        self.put(None);
    }

    fn put(&self, stream: Option<Stream>) {
        let stream = stream.map(|stream| (Arc::new(stream), 0));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = stream;
    }

    /// A frame newer than the one shown last. The camera is waited for without holding it.
    fn frame(&self) -> Result<Vec<u8>, Refusal> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let open = lock()
            .as_ref()
            .map(|(stream, shown)| (Arc::clone(stream), *shown));
        let (stream, shown) =
            open.ok_or_else(|| Refusal::new("camera-closed", "高拍仪的画面没有打开", "请先打开画面"))?;
        let (number, frame) = stream.frame(shown)?;
        if let Some((_, shown)) = lock().as_mut().filter(|(open, _)| Arc::ptr_eq(open, &stream)) {
            *shown = number;
        }
        Ok(frame)
    }
}

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

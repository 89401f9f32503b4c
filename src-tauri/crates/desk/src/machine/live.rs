//! The camera that is open now.

use std::sync::{Arc, Mutex, PoisonError};

use crate::machine::camera::Stream;
use crate::rim::api::Refusal;

/// The camera that is open now, with the number of the frame that was shown last.
#[derive(Default)]
pub struct Live(Mutex<Option<(Arc<Stream>, u64)>>);

impl Live {
    /// Lets the camera go: at sign-out nobody is left to see its picture.
    pub fn close(&self) {
        self.put(None);
    }

    /// Another stream in its place, or none.
    pub fn put(&self, stream: Option<Stream>) {
        let stream = stream.map(|stream| (Arc::new(stream), 0));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = stream;
    }

    /// A frame newer than the one shown last. The camera is waited for without holding it.
    pub fn frame(&self) -> Result<Vec<u8>, Refusal> {
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

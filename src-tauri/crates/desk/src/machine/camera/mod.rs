//! A document camera (高拍仪) through Video4Linux: `v4l2-ctl` of the system's own tools streams its JPEG frames.
//!
//! The window's web view could ask for the camera itself, but only through media plug-ins that a counter's machine
//! does not have, and past the window's fence. Frames come as the camera packed them; nothing is recoded on the way.

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::machine::api::Camera;
use crate::machine::camera::frames::Frames;
use crate::machine::program::{run, spawn};
use crate::machine::watched::Watched;
use crate::rim::api::Refusal;

mod frames;

const PROGRAM: &str = "v4l2-ctl";
const PACKAGE: &str = "v4l-utils";
/// How long a frame is waited for: some cameras take seconds to set their exposure.
const PATIENCE: Duration = Duration::from_secs(8);

/// The cameras that the system offers, from its own list (`/sys/class/video4linux`): capture nodes only.
pub fn devices() -> Vec<Camera> {
    listed(Path::new("/sys/class/video4linux"))
}

fn listed(class: &Path) -> Vec<Camera> {
    let Ok(entries) = std::fs::read_dir(class) else {
        return Vec::new();
    };
    let text = |path: &Path| {
        std::fs::read_to_string(path)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let mut cameras: Vec<Camera> = entries
        .filter_map(Result::ok)
        // A camera's further nodes carry its metadata, not pictures.
        .filter(|entry| text(&entry.path().join("index")) == "0")
        .map(|entry| Camera {
            device: format!("/dev/{}", entry.file_name().to_string_lossy()),
            label: text(&entry.path().join("name")),
        })
        .collect();
    cameras.sort_by(|a, b| a.device.cmp(&b.device));
    cameras
}

/// The refusal where there is no camera.
pub fn none() -> Refusal {
    Refusal::new(
        "camera-missing",
        "没有找到高拍仪或摄像头",
        "请接好高拍仪的数据线；也可以用它自带的软件存到监视目录，或拖入文件",
    )
}

#[derive(Default)]
struct State {
    newest: Option<Vec<u8>>,
    count: u64,
    is_ended: bool,
}

/// A camera that is streaming; it is let go when this is dropped.
pub struct Stream {
    shared: Arc<Watched<State>>,
    child: Mutex<Child>,
}

impl Stream {
    /// Starts a camera at its largest JPEG size. Errors: `camera-missing`, `part-missing`, `camera-no-jpeg`.
    pub fn start(device: &str) -> Result<Self, Refusal> {
        // Only what the system itself lists is ever opened.
        let camera = devices()
            .into_iter()
            .find(|camera| camera.device == device)
            .ok_or_else(none)?;
        let args = ["-d", &camera.device, "--list-formats-ext"];
        let formats = run(PROGRAM, PACKAGE, args, &[], Duration::from_secs(10))?;
        let (width, height) = largest_jpeg(&String::from_utf8_lossy(&formats.stdout)).ok_or_else(|| {
            Refusal::new(
                "camera-no-jpeg",
                format!("{} 不提供 JPEG 画面", camera.label),
                "请用它自带的软件拍照，存到监视目录或拖入文件",
            )
        })?;
        let format = format!("--set-fmt-video=width={width},height={height},pixelformat=MJPG");
        let mut command = Command::new(PROGRAM);
        command
            .args(["-d", &camera.device, &format, "--stream-mmap=3", "--stream-to=-"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        Ok(Self::over(spawn(&mut command, PACKAGE)?))
    }

    /// Reads the frames that a process writes.
    fn over(mut child: Child) -> Self {
        let shared = Arc::new(Watched::<State>::default());
        let (of_thread, out) = (Arc::clone(&shared), child.stdout.take());
        std::thread::spawn(move || {
            let mut frames = Frames::default();
            let mut block = vec![0; 1 << 16];
            if let Some(mut out) = out {
                while let Ok(read @ 1..) = out.read(&mut block) {
                    for frame in frames.push(&block[..read]) {
                        of_thread.change(|state| {
                            state.newest = Some(frame);
                            state.count += 1;
                        });
                    }
                }
            }
            of_thread.change(|state| state.is_ended = true);
        });
        Self {
            shared,
            child: Mutex::new(child),
        }
    }

    /// The newest frame, a JPEG, once there is one after the given; with its number. Errors: `camera-gone`.
    pub fn frame(&self, after: u64) -> Result<(u64, Vec<u8>), Refusal> {
        let waits = |state: &mut State| state.count <= after && !state.is_ended;
        let state = self.shared.wait_while(PATIENCE, waits);
        match &state.newest {
            Some(frame) if state.count > after => Ok((state.count, frame.clone())),
            _ => Err(Refusal::new(
                "camera-gone",
                "高拍仪没有送来画面",
                "请检查数据线、关闭占用它的其他程序，再重新打开画面",
            )),
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// The largest picture that a camera packs as JPEG, from `v4l2-ctl --list-formats-ext`.
fn largest_jpeg(text: &str) -> Option<(u32, u32)> {
    let mut is_jpeg = false;
    let mut sizes = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            is_jpeg = line.contains("'MJPG'") || line.contains("'JPEG'");
        } else if let Some((_, size)) = line.split_once("Size: Discrete ").filter(|_| is_jpeg) {
            let (width, height) = size.split_once('x')?;
            sizes.push((width.trim().parse().ok()?, height.trim().parse().ok()?));
        }
    }
    sizes
        .into_iter()
        .max_by_key(|(width, height): &(u32, u32)| u64::from(*width) * u64::from(*height))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `v4l2-ctl` 1.22 prints it for a document camera.
    const FORMATS: &str = "ioctl: VIDIOC_ENUM_FMT\n\tType: Video Capture\n\n\t[0]: 'YUYV' (YUYV 4:2:2)\n\t\tSize: Discrete 3264x2448\n\t\t\tInterval: Discrete 0.500s (2.000 fps)\n\t[1]: 'MJPG' (Motion-JPEG, compressed)\n\t\tSize: Discrete 640x480\n\t\t\tInterval: Discrete 0.033s (30.000 fps)\n\t\tSize: Discrete 2592x1944\n\t\tSize: Discrete 1920x1080\n";

    #[test]
    fn the_largest_jpeg_size_is_taken_and_no_other_format_counts() {
        assert_eq!(largest_jpeg(FORMATS), Some((2592, 1944)));
        assert_eq!(
            largest_jpeg("\t[0]: 'YUYV' (YUYV 4:2:2)\n\t\tSize: Discrete 640x480\n"),
            None
        );
        assert_eq!(largest_jpeg("Cannot open device"), None);
    }

    #[test]
    fn only_capture_nodes_are_cameras() {
        let class = tempfile::tempdir().unwrap();
        for (node, index, name) in [
            ("video1", "1", "Doc Cam"),
            ("video0", "0", "Doc Cam"),
            ("video2", "0", "Webcam"),
        ] {
            let folder = class.path().join(node);
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join("index"), format!("{index}\n")).unwrap();
            std::fs::write(folder.join("name"), format!("{name}\n")).unwrap();
        }
        let listed: Vec<_> = listed(class.path())
            .into_iter()
            .map(|c| (c.device, c.label))
            .collect();
        let wanted = [("/dev/video0", "Doc Cam"), ("/dev/video2", "Webcam")];
        assert_eq!(listed, wanted.map(|(d, l)| (d.to_owned(), l.to_owned())));
        assert!(super::listed(&class.path().join("none")).is_empty());
    }

    #[test]
    fn a_device_the_system_does_not_list_is_not_opened() {
        let refused = Stream::start("/dev/no-such-video").err().unwrap();
        assert_eq!(refused.code, "camera-missing");
    }

    #[test]
    fn frames_come_one_after_the_other_until_the_camera_is_gone() {
        let played = tempfile::NamedTempFile::new().unwrap();
        let picture = image::RgbImage::from_pixel(32, 24, image::Rgb([200, 30, 30]));
        let mut jpeg = Vec::new();
        picture
            .write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut jpeg))
            .unwrap();
        std::fs::write(played.path(), jpeg.repeat(2)).unwrap();
        let child = Command::new("cat")
            .arg(played.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stream = Stream::over(child);
        let (number, frame) = stream.frame(0).unwrap();
        assert!((1..=2).contains(&number) && frame == jpeg);
        assert_eq!(stream.frame(2).unwrap_err().code, "camera-gone");
    }
}

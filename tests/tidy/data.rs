//! The data files: each can be read at all. What they mean is checked by the crates that use them.

use super::tracked::{files, text};

#[test]
fn every_toml_and_kdl_file_can_be_read() {
    for file in files() {
        let extension = file
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !["toml", "kdl"].contains(&extension.as_str()) {
            continue;
        }
        let text = text(&file).unwrap_or_else(|| panic!("{} is not UTF-8", file.display()));
        if extension == "toml" {
            let read = toml::from_str::<toml::Table>(&text);
            assert!(
                read.is_ok(),
                "{}: {}",
                file.display(),
                read.err().map(|e| e.to_string()).unwrap_or_default()
            );
        } else {
            let read = text.parse::<kdl::KdlDocument>();
            assert!(read.is_ok(), "{}: {:?}", file.display(), read.err());
        }
    }
}

//! A vendor's module reaches what drivers need, and neither the store nor a folder of the clerk's.

use std::fs;
use std::path::{Path, PathBuf};

use token::double::PROWL_VARIABLE;
use token::{ModuleSpec, Token, WorkerCommand, Workers, walls_of};

use crate::bench::worker;

/// What a module that prowls got of these folders, in their order.
fn got(folders: &[&Path], walls: impl FnOnce(&mut WorkerCommand)) -> Vec<String> {
    let named = std::env::join_paths(folders).unwrap();
    let mut command = worker(vec![(PROWL_VARIABLE.to_owned(), named.into_string().unwrap())]);
    walls(&mut command);
    let module = ModuleSpec {
        name: "prowl".to_owned(),
        path: PathBuf::from("double:prowl"),
    };
    let tokens = Workers::new(vec![module], command).list().unwrap();
    tokens[0].serial.split(',').map(str::to_owned).collect()
}

#[test]
fn a_module_reaches_neither_the_store_nor_the_clerks_folders() {
    let held = walls_of(&worker(Vec::new())).unwrap();
    assert!(held.limits && held.files, "this kernel has no landlock: {held:?}");
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| {
        let place = folder.path().join(name);
        fs::create_dir_all(&place).unwrap();
        place
    };
    let (store, blobs, drivers, beside) = (at("store"), at("store/blobs"), at("store/drivers"), at("beside"));
    // Outside of every shared place.
    let homes = Path::new("/home");
    let folders: [&Path; 5] = [&store, &blobs, &drivers, &beside, homes];
    let open = got(&folders, |_| {});
    assert_eq!(
        open,
        ["rw", "rw", "rw", "rw", "-"],
        "what is not hidden is in a shared place"
    );
    let shut = got(&folders, |command| {
        command.hidden.push(store.clone());
        command.opened.push(drivers.clone());
        command.opened.push(homes.to_owned());
    });
    assert_eq!(shut[..4], ["-", "-", "rw", "rw"]);
    assert!(shut[4].starts_with('r'), "what is named is opened: {shut:?}");
    // Whoever runs this as root would leave a file there.
    let _ = fs::remove_file(homes.join("prowled"));
}

#[cfg(unix)]
#[test]
fn a_link_is_no_way_to_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let (store, link) = (folder.path().join("store"), folder.path().join("link"));
    fs::create_dir(&store).unwrap();
    std::os::unix::fs::symlink(&store, &link).unwrap();
    let shut = got(&[&link], |command| command.hidden.push(store.clone()));
    assert_eq!(shut, ["-"]);
}

//! Makes the window's capabilities from the four commands it has; anything else the screens could ask is denied.

fn main() {
    // The screens are built into the program: a new build of them is a new program.
    println!("cargo:rerun-if-changed=../ui/dist");
    let commands =
        tauri_build::AppManifest::new().commands(&["desk_call", "desk_bytes", "desk_upload", "may_close"]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        println!("cargo:warning=the window's configuration: {error:#}");
        std::process::exit(1);
    }
}

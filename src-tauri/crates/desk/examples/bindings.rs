//! Prints the window's TypeScript bindings; `cargo xtask bindings` writes them to `ui/src/bindings.ts`.

fn main() {
    print!("{}", desk::doors::bindings::typescript());
}

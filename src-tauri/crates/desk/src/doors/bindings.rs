//! Writes the window's TypeScript: every type that crosses the rim and one function per command.
//!
//! The result is committed as `ui/src/bindings.ts`; a test fails when it is stale and says how to renew it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ts_rs::{Config, TS, TypeVisitor};

use crate::doors::api::*;
use crate::doors::commands::with_commands;

/// Collects the declarations of a type and of everything it refers to.
struct Collector<'a> {
    config: &'a Config,
    found: BTreeMap<String, String>,
}

impl Collector<'_> {
    fn take<T: TS + 'static + ?Sized>(&mut self) {
        // A generic type comes once for each of its uses, and is declared once.
        let name = T::name(self.config);
        let plain = name.split('<').next().unwrap_or(&name).to_owned();
        if self.found.contains_key(&plain) {
            return T::visit_generics(self);
        }
        // Lists, maps and options have no declaration of their own.
        if T::output_path().is_some() && plain.chars().all(char::is_alphanumeric) {
            let docs = T::docs()
                .map(|d| d.trim_end().to_owned() + "\n")
                .unwrap_or_default();
            self.found
                .insert(plain, format!("{docs}export {}\n", T::decl(self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

impl TypeVisitor for Collector<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.take::<T>();
    }
}

fn camel(snake: &str) -> String {
    let mut parts = snake.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut name, part| {
        let mut letters = part.chars();
        name.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

const HEAD: &str = "\
// Written from the desk's command list by `cargo xtask bindings`; do not edit.

/** How the screens reach the desk: the window's IPC, or a double in tests. */
export interface Host {
  call(command: string, args: unknown): Promise<unknown>
  bytes(command: string, args: unknown): Promise<Blob>
  upload(command: string, name: string, about: number, data: Uint8Array): Promise<unknown>
}

";

/// What a command's function takes and hands on: nothing at all where the command takes
/// [`Nothing`](crate::api::Nothing).
fn parameter<T: TS>(config: &Config) -> (String, &'static str) {
    match T::name(config).as_str() {
        "Nothing" => (String::new(), "{}"),
        name => (format!("args: {name}"), "args"),
    }
}

/// The type of what a command takes.
fn taken<T: TS>(config: &Config) -> String {
    match T::name(config).as_str() {
        "Nothing" => "Record<string, never>".to_owned(),
        name => name.to_owned(),
    }
}

/// The list once more as types, for who plays the desk.
struct Lists {
    calls: String,
    pictures: String,
    files: String,
}

impl Lists {
    fn text(&self) -> String {
        format!(
            "\n/** What each command takes and answers, for whoever plays the desk. */\n\
             export interface Calls {{\n{}}}\n\n\
             /** What each command that answers in bytes takes. */\n\
             export interface Pictures {{\n{}}}\n\n\
             /** What each command that takes a file answers. */\n\
             export interface Files {{\n{}}}\n",
            self.calls, self.pictures, self.files
        )
    }
}

macro_rules! write_client {
    (json { $($(#[doc = $jdoc:literal])* $jwho:ident $jshows:ident $json:ident($args:ty) -> $out:ty = $h1:path;)* }
     bytes { $($(#[doc = $bdoc:literal])* $bwho:ident $bshows:ident $bytes:ident($bargs:ty) = $h2:path;)* }
     upload { $($(#[doc = $udoc:literal])* $uwho:ident $ushows:ident $upload:ident -> $uout:ty = $h3:path;)* }) => {
        /// The whole of `ui/src/bindings.ts`.
        pub fn typescript() -> String {
            let config = Config::default();
            let mut types = Collector { config: &config, found: BTreeMap::new() };
            types.take::<Refusal>();
            let mut lists = Lists {
                calls: String::new(),
                pictures: String::new(),
                files: String::new(),
            };
            let mut client = String::from(
                "/** One function per command of the desk. */\nexport const client = (host: Host) => ({\n",
            );
            $(
                types.take::<$args>();
                types.take::<$out>();
                $(let _ = writeln!(client, "  /**{} */", $jdoc);)*
                let (param, value) = parameter::<$args>(&config);
                let _ = writeln!(client, "  {}: ({param}) => host.call('{}', {value}) as Promise<{}>,",
                    camel(stringify!($json)), stringify!($json), <$out as TS>::name(&config));
                let _ = writeln!(lists.calls, "  {}: {{ args: {}; answer: {} }}",
                    stringify!($json), taken::<$args>(&config), <$out as TS>::name(&config));
            )*
            $(
                types.take::<$bargs>();
                $(let _ = writeln!(client, "  /**{} */", $bdoc);)*
                let (param, value) = parameter::<$bargs>(&config);
                let _ = writeln!(client, "  {}: ({param}) => host.bytes('{}', {value}),",
                    camel(stringify!($bytes)), stringify!($bytes));
                let _ = writeln!(lists.pictures, "  {}: {}", stringify!($bytes), taken::<$bargs>(&config));
            )*
            $(
                types.take::<$uout>();
                $(let _ = writeln!(client, "  /**{} */", $udoc);)*
                let _ = writeln!(client, "  {}: (name: string, about: number, data: Uint8Array) =>\n    \
                         host.upload('{}', name, about, data) as Promise<{}>,",
                    camel(stringify!($upload)), stringify!($upload), <$uout as TS>::name(&config));
                let _ = writeln!(lists.files, "  {}: {}", stringify!($upload), <$uout as TS>::name(&config));
            )*
            client.push_str("})\n\nexport type Client = ReturnType<typeof client>\n");
            client.push_str(&lists.text());
            let mut text = String::from(HEAD);
            types.found.remove("Nothing");
            for declaration in types.found.values() {
                text.push_str(declaration);
                text.push('\n');
            }
            text.push_str(&client);
            text
        }
    };
}

with_commands!(write_client);

//! The canonical words of business types, kinds and channels as the window's TypeScript lists them: read from `case`,
//! which knows them, so that no list of them stands twice.

use case::{BusinessType, CertKind as KindOfCase, Channel as ChannelOfCase};
use ts_rs::{Config, TS};

/// Declares the TypeScript name of a list of words that `case` keeps.
macro_rules! listed {
    ($($(#[doc = $doc:literal])* $name:ident = $list:ty;)+) => {
        $(
            $(#[doc = $doc])*
            pub struct $name;

            impl TS for $name {
                type WithoutGenerics = Self;
                type OptionInnerType = Self;

                fn docs() -> Option<String> {
                    Some(format!("/**\n *{}\n */", concat!($($doc),*)))
                }

                fn name(_: &Config) -> String {
                    stringify!($name).to_owned()
                }

                fn inline(_: &Config) -> String {
                    let words = <$list>::ALL.iter().map(|one| format!("\"{}\"", one.word()));
                    words.collect::<Vec<_>>().join(" | ")
                }

                fn decl(config: &Config) -> String {
                    format!("type {} = {};", Self::name(config), Self::inline(config))
                }

                fn output_path() -> Option<std::path::PathBuf> {
                    Some(concat!(stringify!($name), ".ts").into())
                }
            }
        )+
    };
}

listed! {
    /// What the applicant wants done.
    Business = BusinessType;
    /// Which kind of certificate.
    CertKind = KindOfCase;
    /// How the application comes to the counter.
    Channel = ChannelOfCase;
}

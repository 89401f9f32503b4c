//! No file leans on itself by way of another: the imports of every crate are read, and none of them closes a circle.
//!
//! A name that a folder's `mod.rs` hands on counts as taken from the file that makes it. Declaring a module is no
//! leaning, and tests may lean on what they test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use counterfoil_tests::root;
use syn::visit::{self, Visit};

use super::tracked::{files, text};

type Way = Vec<String>;

/// What a file says of others.
#[derive(Default)]
struct Said {
    /// Names that it makes.
    makes: BTreeSet<String>,
    /// Names that it takes, with where from.
    takes: BTreeMap<String, Way>,
    /// Modules whose names it takes all.
    takes_all: Vec<Way>,
    /// Names that it hands on.
    hands_on: BTreeSet<String>,
    /// Modules whose names it hands on all.
    hands_on_all: Vec<Way>,
    /// Paths that it speaks.
    speaks: Vec<Way>,
}

struct Reader {
    said: Said,
    depth: usize,
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|word| word == "test")
    })
}

fn take(said: &mut Said, tree: &syn::UseTree, before: &[String], on: bool) {
    let with = |last: &syn::Ident| [before, &[last.to_string()]].concat();
    let mut name = |name: String, way: Way| {
        if on {
            said.hands_on.insert(name.clone());
        }
        said.takes.insert(name, way);
    };
    match tree {
        syn::UseTree::Path(path) => take(said, &path.tree, &with(&path.ident), on),
        syn::UseTree::Name(one) if one.ident == "self" => {
            name(before.last().cloned().unwrap_or_default(), before.to_vec());
        }
        syn::UseTree::Name(one) => name(one.ident.to_string(), with(&one.ident)),
        syn::UseTree::Rename(one) => name(one.rename.to_string(), with(&one.ident)),
        syn::UseTree::Glob(_) if on => said.hands_on_all.push(before.to_vec()),
        syn::UseTree::Glob(_) => said.takes_all.push(before.to_vec()),
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                take(said, tree, before, on);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let made = match item {
            syn::Item::Const(it) => Some(&it.ident),
            syn::Item::Enum(it) => Some(&it.ident),
            syn::Item::Fn(it) => Some(&it.sig.ident),
            syn::Item::Macro(it) => it.ident.as_ref(),
            syn::Item::Static(it) => Some(&it.ident),
            syn::Item::Struct(it) => Some(&it.ident),
            syn::Item::Trait(it) => Some(&it.ident),
            syn::Item::Type(it) => Some(&it.ident),
            syn::Item::Union(it) => Some(&it.ident),
            syn::Item::Mod(it) if it.content.is_some() => Some(&it.ident),
            _ => None,
        };
        if let Some(name) = made.filter(|_| self.depth == 0) {
            self.said.makes.insert(name.to_string());
        }
        match item {
            syn::Item::Mod(it) if is_for_tests(&it.attrs) => {}
            syn::Item::Use(it) if is_for_tests(&it.attrs) => {}
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.depth += 1;
        visit::visit_item_mod(self, item);
        self.depth -= 1;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let on = !matches!(item.vis, syn::Visibility::Inherited);
        if self.depth == 0 {
            take(&mut self.said, &item.tree, &[], on);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let way: Way = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if self.depth == 0 {
            self.said.speaks.push(way);
        }
        visit::visit_path(self, path);
    }
}

/// The files of a crate by the module that each is.
struct Crate {
    files: BTreeMap<Way, (PathBuf, Said)>,
}

impl Crate {
    fn read(top: &Path) -> Self {
        let of_crate = files().into_iter().filter(|file| file.starts_with(top));
        let mut all = BTreeMap::new();
        for file in of_crate.filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
            let inner = file.strip_prefix(top).expect("below the top").with_extension("");
            let mut way: Way = inner
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            if way
                .last()
                .is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str()))
            {
                way.pop();
            }
            let parsed = syn::parse_file(&text(&file).expect("text")).expect("Rust");
            let mut reader = Reader {
                said: Said::default(),
                depth: 0,
            };
            reader.visit_file(&parsed);
            all.insert(way, (file, reader.said));
        }
        Self { files: all }
    }

    /// A path as it is spoken in a module, from the crate's top; none where it leads out of the crate.
    fn absolute(&self, from: &Way, way: &[String]) -> Option<Way> {
        let first = way.first()?;
        match first.as_str() {
            "crate" => Some(way[1..].to_vec()),
            "self" => Some([from.as_slice(), &way[1..]].concat()),
            "super" => {
                let up = way.iter().take_while(|part| *part == "super").count();
                let base = from.len().checked_sub(up)?;
                Some([&from[..base], &way[up..]].concat())
            }
            _ => {
                let child = [from.as_slice(), std::slice::from_ref(first)].concat();
                self.files
                    .contains_key(&child)
                    .then(|| [from.as_slice(), way].concat())
            }
        }
    }

    /// The module whose file makes what a path from the crate's top names.
    fn maker(&self, way: &[String], patience: usize) -> Option<Way> {
        let depth = (0..=way.len())
            .rev()
            .find(|at| self.files.contains_key(&way[..*at]))?;
        let (module, rest) = way.split_at(depth);
        let said = &self.files[module].1;
        // A module by itself is no leaning: what is taken from it is.
        let name = rest.first()?;
        if said.makes.contains(name) || patience == 0 {
            return Some(module.to_vec());
        }
        if let Some(from) = said.takes.get(name).filter(|_| said.hands_on.contains(name)) {
            let from = self.absolute(&module.to_vec(), from)?;
            return self.maker(&[from.as_slice(), &rest[1..]].concat(), patience - 1);
        }
        let all = said.hands_on_all.iter();
        all.filter_map(|from| self.absolute(&module.to_vec(), from))
            .find_map(|from| {
                let made = self.maker(&[from.as_slice(), rest].concat(), patience - 1)?;
                self.files[&made].1.makes.contains(name).then_some(made)
            })
    }

    /// Whom a module leans on.
    fn leans_on(&self, module: &Way) -> BTreeSet<Way> {
        let said = &self.files[module].1;
        let taken = said.takes.values().filter_map(|way| self.absolute(module, way));
        let spoken = said.speaks.iter().filter_map(|way| {
            let first = way.first()?;
            match said.takes.get(first) {
                Some(from) => {
                    let from = self.absolute(module, from)?;
                    Some([from.as_slice(), &way[1..]].concat())
                }
                None => self.absolute(module, way),
            }
        });
        let globbed = said.takes_all.iter().filter_map(|way| self.absolute(module, way));
        let globbed: Vec<Way> = globbed.collect();
        let by_glob = said
            .speaks
            .iter()
            .filter(|way| !said.takes.contains_key(&way[0]))
            .flat_map(|way| {
                let from = globbed.iter().map(|from| [from.as_slice(), way].concat());
                from.filter(|way| {
                    self.maker(way, 8)
                        .is_some_and(|made| self.files[&made].1.makes.contains(&way[way.len() - 1]))
                })
                .collect::<Vec<_>>()
            });
        let mut on: BTreeSet<Way> = taken
            .chain(spoken)
            .chain(by_glob)
            .filter_map(|way| self.maker(&way, 8))
            .collect();
        on.remove(module);
        on
    }

    /// Files that stand in a circle, by the circle's first file.
    fn circles(&self) -> BTreeSet<BTreeSet<String>> {
        let edges: BTreeMap<&Way, BTreeSet<Way>> = self
            .files
            .keys()
            .map(|module| (module, self.leans_on(module)))
            .collect();
        let reach = |from: &Way| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
            while let Some(at) = open.pop() {
                for to in &edges[&at] {
                    if seen.insert(to.clone()) {
                        open.push(to.clone());
                    }
                }
            }
            seen
        };
        let reached: BTreeMap<&Way, BTreeSet<Way>> =
            edges.keys().map(|module| (*module, reach(module))).collect();
        let in_circle = reached.iter().filter(|(module, seen)| seen.contains(**module));
        in_circle
            .map(|(module, seen)| {
                let others = seen.iter().filter(|other| reached[other].contains(*module));
                others
                    .map(|other| self.files[other].0.display().to_string())
                    .collect()
            })
            .collect()
    }
}

/// The tops of the crates' sources.
fn tops() -> Vec<PathBuf> {
    let crates = std::fs::read_dir(root().join("src-tauri/crates")).expect("the crates");
    let mut tops: Vec<PathBuf> = crates
        .map(|entry| {
            Path::new("src-tauri/crates")
                .join(entry.expect("a crate").file_name())
                .join("src")
        })
        .collect();
    tops.extend(["src-tauri/src", "xtask/src", "tests/src"].map(PathBuf::from));
    tops.sort();
    tops
}

#[test]
fn no_files_lean_on_each_other_in_a_circle() {
    let mut told = Vec::new();
    for top in tops() {
        let circles = Crate::read(&top).circles();
        if !circles.is_empty() {
            told.push((top, circles));
        }
    }
    assert!(told.is_empty(), "circles of imports: {told:#?}");
}

/// The desk is where every station of the journey is found: none of its rooms grows into a hall again.
#[test]
fn no_room_of_the_desk_is_a_hall() {
    let desk = Path::new("src-tauri/crates/desk/src");
    let mut folders: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for file in files().into_iter().filter(|file| file.starts_with(desk)) {
        *folders
            .entry(file.parent().expect("a folder").to_owned())
            .or_default() += 1;
    }
    let halls: Vec<_> = folders.into_iter().filter(|(_, files)| *files > 16).collect();
    assert!(
        halls.is_empty(),
        "more than sixteen files in one folder: {halls:#?}"
    );
}

//! The house from its imports: they run one way, no two files need each other, the kernel names no chapter, and no chapter's
//! tables are touched from outside it. Read from the sources as they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// A module: the names from the root of the crate down to it.
type Module = Vec<String>;

/// What files import: for each the files that it names.
struct House {
    files: BTreeMap<Module, PathBuf>,
    /// What a module gives out under a name of its own, and where that really is.
    given_out: BTreeMap<(Module, String), Vec<String>>,
    named: BTreeMap<Module, BTreeSet<Vec<String>>>,
}

/// The paths that one file names, each from the root of the crate.
struct Names<'a> {
    module: &'a [String],
    found: BTreeSet<Vec<String>>,
    /// What is named in short, and where that is.
    imported: BTreeMap<String, Vec<String>>,
    /// Paths that begin with such a name, or with one of another crate.
    continued: BTreeSet<Vec<String>>,
    given_out: Vec<(String, Vec<String>)>,
    /// Modules in files of their own that are for tests alone.
    for_tests: Vec<String>,
    /// How deep we are in modules that stand in the file itself.
    depth: usize,
}

impl Names<'_> {
    /// `super::x` in `a::b` is `a::x`; none for what is no module of ours.
    fn resolved(&self, path: &[String]) -> Option<Vec<String>> {
        let mut base = match path.first()?.as_str() {
            "crate" => return Some(path[1..].to_vec()),
            "self" | "super" => self.module.to_vec(),
            _ => return None,
        };
        let mut depth = self.depth;
        let ups = path.iter().take_while(|it| *it == "super" || *it == "self");
        for up in ups.clone() {
            if up == "super" {
                if depth > 0 { depth -= 1 } else { drop(base.pop()) }
            }
        }
        Some(base.into_iter().chain(path.iter().skip(ups.count()).cloned()).collect())
    }

    /// A path that begins with a name in short, whole.
    fn continued(&self) -> Vec<Vec<String>> {
        let whole = |path: &Vec<String>| Some([self.imported.get(path.first()?)?, &path[1..]].concat());
        self.continued.iter().filter_map(whole).collect()
    }

    fn leaves(tree: &syn::UseTree, before: &[String], out: &mut Vec<(Vec<String>, String)>) {
        let with = |name: &syn::Ident| -> Vec<String> { before.iter().cloned().chain([name.to_string()]).collect() };
        match tree {
            syn::UseTree::Path(it) => Self::leaves(&it.tree, &with(&it.ident), out),
            syn::UseTree::Group(it) => it.items.iter().for_each(|tree| Self::leaves(tree, before, out)),
            syn::UseTree::Glob(_) => out.push((before.to_vec(), String::new())),
            syn::UseTree::Name(it) if it.ident == "self" => out.push((before.to_vec(), last(before))),
            syn::UseTree::Name(it) => out.push((with(&it.ident), it.ident.to_string())),
            syn::UseTree::Rename(it) if it.ident == "self" => out.push((before.to_vec(), it.rename.to_string())),
            syn::UseTree::Rename(it) => out.push((with(&it.ident), it.rename.to_string())),
        }
    }
}

fn last(path: &[String]) -> String {
    path.last().cloned().unwrap_or_default()
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes
        .iter()
        .any(|it| it.path().is_ident("cfg") && it.meta.require_list().is_ok_and(|it| it.tokens.to_string() == "test"))
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            self.depth += 1;
            syn::visit::visit_item_mod(self, item);
            self.depth -= 1;
        } else if item.content.is_none() {
            self.for_tests.push(item.ident.to_string());
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let mut leaves = Vec::new();
        Self::leaves(&item.tree, &[], &mut leaves);
        for (path, name) in leaves {
            // Without a beginning it is relative to the module, or another crate: the house knows which.
            let path = match self.resolved(&path) {
                Some(path) => path,
                None => self.module.iter().cloned().chain(path).collect(),
            };
            if matches!(item.vis, syn::Visibility::Inherited) {
                self.imported.insert(name, path.clone());
                self.found.insert(path);
            } else {
                self.given_out.push((name, path));
            }
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|it| it.ident.to_string()).collect();
        match self.resolved(&names) {
            Some(path) => drop(self.found.insert(path)),
            None => drop(self.continued.insert(names)),
        }
        syn::visit::visit_path(self, path);
    }

    /// What stands in a macro is tokens to the parser: its paths are found by their beginnings.
    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.visit_path(&item.path);
        let text = item.tokens.to_string().replace(' ', "");
        for beginning in ["crate::", "super::"] {
            for (at, _) in text.match_indices(beginning) {
                if text[..at].ends_with(|it: char| it == '_' || it == ':' || it.is_alphanumeric()) {
                    continue;
                }
                let end = text[at..].find(|it: char| it != ':' && it != '_' && !it.is_alphanumeric());
                let path = &text[at..end.map_or(text.len(), |end| at + end)];
                let names: Vec<String> = path.trim_end_matches(':').split("::").map(str::to_owned).collect();
                self.found.extend(self.resolved(&names));
            }
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        self.visit_macro(&item.mac);
    }
}

/// Every file of the program's source.
pub fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    below(&root(), &mut files);
    files
}

/// Where they lie.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
}

impl House {
    fn read() -> Self {
        let root = root();
        let (mut files, mut given_out, mut named) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut for_tests: Vec<Module> = Vec::new();
        for path in sources() {
            let inside = path.strip_prefix(&root).unwrap().with_extension("");
            let mut module: Module = inside.iter().map(|it| it.to_string_lossy().into_owned()).collect();
            if ["mod", "lib", "main"].contains(&last(&module).as_str()) {
                module.pop();
            }
            let parsed = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let mut names = Names {
                module: &module,
                found: BTreeSet::new(),
                imported: BTreeMap::new(),
                continued: BTreeSet::new(),
                given_out: Vec::new(),
                for_tests: Vec::new(),
                depth: 0,
            };
            names.visit_file(&parsed);
            let continued = names.continued();
            let Names { mut found, given_out: gives, for_tests: aside, .. } = names;
            found.extend(continued);
            for_tests.extend(aside.into_iter().map(|name| [module.as_slice(), &[name]].concat()));
            given_out.extend(gives.into_iter().map(|(name, path)| ((module.clone(), name), path)));
            named.entry(module.clone()).or_insert_with(BTreeSet::new).extend(found);
            files.insert(module, path);
        }
        for module in for_tests {
            files.remove(&module);
            named.remove(&module);
        }
        Self { files, given_out, named }
    }

    /// The file in which a path ends, through whatever modules give out what they have from elsewhere.
    fn file_of(&self, path: &[String]) -> Option<Module> {
        let mut path = path.to_vec();
        for _ in 0..8 {
            let length = (1..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
            let (module, rest) = path.split_at(length);
            match rest.first().and_then(|name| self.given_out.get(&(module.to_vec(), name.clone()))) {
                Some(elsewhere) => path = elsewhere.iter().chain(&rest[1..]).cloned().collect(),
                None => return Some(module.to_vec()),
            }
        }
        None
    }

    /// Which file needs which.
    fn edges(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let needs = |module: &Module, paths: &BTreeSet<Vec<String>>| {
            let files = paths.iter().filter_map(|path| self.file_of(path));
            (module.clone(), files.filter(|it| it != module).collect())
        };
        self.named.iter().map(|(module, paths)| needs(module, paths)).collect()
    }
}

fn shown(module: &[String]) -> String {
    module.join("::")
}

/// Whether a module stands in a room, given as `kernel::sql`.
fn is_in(module: &[String], room: &str) -> bool {
    room.split("::").zip(module).filter(|(name, part)| name == part).count() == room.split("::").count()
}

#[test]
fn no_two_files_need_each_other() {
    let edges = House::read().edges();
    assert!(edges.len() > 200 && edges.values().map(BTreeSet::len).sum::<usize>() > 1_000, "the sources were read");
    // Files that need nothing that is left, and those that nothing that is left needs, are taken away until none is: what
    // stays goes in circles.
    let mut left = edges;
    loop {
        let names: BTreeSet<Module> = left.keys().cloned().collect();
        let needed: BTreeSet<Module> = left.values().flatten().cloned().collect();
        let before = left.len();
        left.retain(|module, needs| needed.contains(module) && needs.iter().any(|it| names.contains(it)));
        if left.len() == before {
            break;
        }
    }
    let names: BTreeSet<Module> = left.keys().cloned().collect();
    let circles: Vec<String> = left
        .iter()
        .map(|(module, needs)| {
            let needs: Vec<String> = needs.iter().filter(|it| names.contains(*it)).map(|it| shown(it)).collect();
            format!("{} needs {}", shown(module), needs.join(", "))
        })
        .collect();
    assert!(circles.is_empty(), "in a circle:\n{}", circles.join("\n"));
}

/// The floors of the house, from the top: a room imports from its own floor and from those below.
const FLOORS: &[&[&str]] = &[
    &["commands"],
    &["demo"],
    &["service"],
    &["app"],
    &["description"],
    &["openapi", "chapters"],
    &["organisation"],
    &["difficulties", "events", "inspections"],
    &["programmes", "reports"],
    &["documents", "extensions", "reminders", "restricted", "work"],
    &["accounts", "audit", "time"],
    &["agencies", "attachments"],
    &["logging"],
    &["config", "schema"],
    &["kernel"],
];

fn floor(module: &[String]) -> Option<usize> {
    let room = module.first()?;
    FLOORS.iter().position(|rooms| rooms.contains(&room.as_str()))
}

#[test]
fn imports_run_one_way() {
    let mut wrong = Vec::new();
    for (module, needs) in House::read().edges() {
        let Some(own) = floor(&module) else {
            assert!(module.is_empty(), "{} has no floor", shown(&module));
            continue;
        };
        for needed in needs {
            let upwards = floor(&needed).is_some_and(|it| it < own);
            let to_a_neighbour = floor(&needed) == Some(own) && needed.first() != module.first();
            if upwards || to_a_neighbour {
                wrong.push(format!("{} needs {}", shown(&module), shown(&needed)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_chapters_store_is_named_by_itself_alone() {
    let mut wrong = Vec::new();
    for (module, paths) in House::read().named {
        for path in paths.iter().filter(|path| path.first() != module.first() && path.iter().any(|it| it == "store")) {
            wrong.push(format!("{} names {}", shown(&module), shown(path)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn primitives_of_the_database_know_no_request() {
    let mut wrong = Vec::new();
    for (module, needs) in House::read().edges().into_iter().filter(|(module, _)| is_in(module, "kernel::sql")) {
        for needed in needs {
            if ["kernel::http", "kernel::db", "kernel::call", "kernel::journal"].iter().any(|it| is_in(&needed, it)) {
                wrong.push(format!("{} needs {}", shown(&module), shown(&needed)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! Reading project folders. A folder that fails is a list of problems with places; the others go on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::data::file::ProjectFile;
use crate::problem::{Problem, ProblemSeverity, Problems};
use crate::{Project, validate};

/// Largest `project.toml`.
const MAX_PROJECT_BYTES: u64 = 2 * 1024 * 1024;
/// Largest form description or clause.
const MAX_TEXT_BYTES: u64 = 512 * 1024;
/// Most descriptions and clauses of one folder.
const MAX_TEXTS: usize = 200;
/// Most bytes of one folder's descriptions and clauses together.
const MAX_ALL_TEXTS: usize = 32 * 1024 * 1024;
/// Most project folders of one place.
const MAX_FOLDERS: usize = 500;
/// The folder beside the projects with the clauses that several of them include.
const COMMON: &str = "common";

/// The projects at hand, by id.
#[derive(Debug, Clone, Default)]
pub struct Projects {
    list: BTreeMap<String, Project>,
}

impl Projects {
    /// A project by its id.
    pub fn get(&self, id: &str) -> Option<&Project> {
        self.list.get(id)
    }

    /// All projects, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Project> {
        self.list.values()
    }

    /// The same projects with their forms as they are on a day.
    #[must_use]
    pub fn on(mut self, day: chrono::NaiveDate) -> Self {
        self.list.values_mut().for_each(|project| project.turn_to(day));
        self
    }

    /// Number of projects.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// A project folder as it lies on the disk: its texts, within bounds. Nothing of them is understood yet.
#[derive(Debug, Clone)]
pub struct Folder {
    name: String,
    /// Where its description stands, as problems name it.
    shown: String,
    description: Result<String, Problem>,
    texts: BTreeMap<String, String>,
    /// Forms and clauses that could not be taken.
    unread: Vec<Problem>,
}

impl Folder {
    /// Takes the texts of a folder, and the clauses from `common` beside it.
    pub fn of(dir: &Path) -> Self {
        Self::with(dir, &BTreeMap::new())
    }

    fn with(dir: &Path, common: &BTreeMap<String, String>) -> Self {
        let path = dir.join("project.toml");
        let mut texts = common.clone();
        let mut unread = Vec::new();
        if let Some(parent) = dir.parent() {
            gather(&parent.join(COMMON), &mut texts, &mut unread);
        }
        gather(dir, &mut texts, &mut unread);
        Self {
            name: dir
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default(),
            shown: shown(&path),
            description: read(&path, MAX_PROJECT_BYTES),
            texts,
            unread,
        }
    }

    /// A folder of these texts, wherever they lie: its description, and forms and clauses by their path in it.
    pub fn of_texts(name: String, description: String, texts: BTreeMap<String, String>) -> Self {
        Self {
            shown: format!("{name}/project.toml"),
            name,
            description: Ok(description),
            texts,
            unread: Vec::new(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its description; none where it could not be taken.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref().ok()
    }

    /// Its forms and clauses by their path in it, with the clauses that are common to all.
    pub fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }

    /// Understands it.
    ///
    /// # Errors
    /// Every problem that was found, with file, line and column where it has them.
    pub fn load(self) -> Result<Project, Vec<Problem>> {
        let text = self.description.map_err(|p| vec![p])?;
        let mut problems = Problems::of(&self.shown, &text);
        let file: ProjectFile = match toml::from_str(&text) {
            Ok(file) => file,
            Err(error) => {
                problems.refuse(
                    "project-format",
                    error.span(),
                    in_chinese(error.message()),
                    "请按 forms/README.md 和 forms/project.schema.json 改正所指之处",
                );
                return Err(problems.list);
            }
        };
        validate::project(&file, &self.name, &self.texts, &mut problems);
        let mut list = problems.list;
        list.extend(self.unread);
        if list.iter().any(|p| p.severity == ProblemSeverity::Refuse) {
            return Err(list);
        }
        Ok(Project {
            file,
            source: text,
            texts: self.texts,
            warnings: list,
        })
    }

    /// A problem of the folder as a whole, which keeps it from being used.
    pub fn refused(&self, code: &'static str, message: String, remedy: &str) -> Problem {
        Problem {
            code,
            severity: ProblemSeverity::Refuse,
            file: self.shown.clone(),
            line: None,
            column: None,
            message,
            remedy: remedy.to_owned(),
        }
    }
}

/// Loads every project folder of the given places, in order. A damaged folder, or one whose id is taken already, is
/// left out and its problems are told; warnings about used projects are among the problems too.
pub fn load_all(dirs: &[&Path]) -> (Projects, Vec<Problem>) {
    load_admitted(dirs, &|_, _| Ok(()))
}

/// The same for places of which some are not ours: `admit` is asked about each folder, with the place that it lies in,
/// before anything of it is understood; what it refuses is left out.
pub fn load_admitted(
    dirs: &[&Path],
    admit: &dyn Fn(&Path, &Folder) -> Result<(), Problem>,
) -> (Projects, Vec<Problem>) {
    let mut projects = Projects::default();
    let mut problems = Vec::new();
    // A project beside the store may include the clauses that are shipped, so all common clauses come first.
    let mut common = BTreeMap::new();
    for dir in dirs {
        match common_of(dir, admit, &mut problems) {
            Ok(clauses) => common.extend(clauses),
            Err(problem) => problems.push(problem),
        }
    }
    for dir in dirs {
        let folders = match folders(dir) {
            Ok(folders) => folders,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        for path in folders {
            let folder = Folder::with(&path, &common);
            let admitted = admit(dir, &folder).map_err(|problem| vec![problem]);
            match admitted.and_then(|()| folder.load()) {
                Ok(project) if projects.get(project.id()).is_some() => problems.push(whole(
                    "project-twice",
                    &path,
                    format!("项目“{}”已从别处载入", project.id()),
                    "请删去多余的文件夹，或改用另一个项目编号",
                )),
                Ok(project) => {
                    problems.extend(project.warnings().iter().cloned());
                    projects.list.insert(project.id().to_owned(), project);
                }
                Err(found) => problems.extend(found),
            }
        }
    }
    (projects, problems)
}

/// The clauses of a place that are common to its projects.
fn common_of(
    dir: &Path,
    admit: &dyn Fn(&Path, &Folder) -> Result<(), Problem>,
    problems: &mut Vec<Problem>,
) -> Result<BTreeMap<String, String>, Problem> {
    let mut clauses = BTreeMap::new();
    gather(&dir.join(COMMON), &mut clauses, problems);
    if !clauses.is_empty() {
        let folder = Folder::of_texts(COMMON.to_owned(), String::new(), clauses.clone());
        admit(dir, &folder)?;
    }
    Ok(clauses)
}

/// Loads one project folder. Clauses are taken from the folder itself and from `common` beside it.
///
/// # Errors
/// As [`Folder::load`].
pub fn load(dir: &Path) -> Result<Project, Vec<Problem>> {
    Folder::of(dir).load()
}

/// The reader's commonest complaints in Chinese; what is left keeps its own words behind a Chinese sentence.
fn in_chinese(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (first, rest) = (
        quoted.first().copied().unwrap_or_default(),
        quoted.get(1..).unwrap_or_default(),
    );
    let allowed = if rest.is_empty() {
        String::new()
    } else {
        format!("，可用：{}", rest.join("、"))
    };
    if message.starts_with("unknown field") {
        format!("不认识的项“{first}”{allowed}")
    } else if message.starts_with("unknown variant") {
        format!("不认识的词“{first}”{allowed}")
    } else if message.starts_with("missing field") {
        format!("缺少“{first}”")
    } else if message.starts_with("duplicate") {
        format!("重复的项：{message}")
    } else if message.is_ascii() {
        format!("内容不合格式：{message}")
    } else {
        message.to_owned()
    }
}

/// The subfolders that may be projects, by name.
fn folders(dir: &Path) -> Result<Vec<std::path::PathBuf>, Problem> {
    let unreadable = |_| {
        whole(
            "projects-unreadable",
            dir,
            "读不出项目文件夹".to_owned(),
            "请确认文件夹存在，且有读取权限",
        )
    };
    let mut list: Vec<_> = fs::read_dir(dir)
        .map_err(unreadable)?
        .take(MAX_FOLDERS)
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .filter(|path| {
            let name = path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            name != COMMON && !name.starts_with('.')
        })
        .collect();
    list.sort();
    Ok(list)
}

/// Reads `forms/*.kdl` and `clauses/*.kdl` of a folder, keyed by their path in it.
fn gather(dir: &Path, texts: &mut BTreeMap<String, String>, unread: &mut Vec<Problem>) {
    for sub in ["forms", "clauses"] {
        let Ok(entries) = fs::read_dir(dir.join(sub)) else {
            continue;
        };
        for path in entries.filter_map(Result::ok).map(|e| e.path()).take(MAX_TEXTS) {
            if path.extension().is_none_or(|e| e != "kdl") {
                continue;
            }
            let name = path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            let taken: usize = texts.values().map(String::len).sum();
            match read(&path, MAX_TEXT_BYTES) {
                Ok(text) if taken + text.len() > MAX_ALL_TEXTS => {
                    let message = format!("表和条款合计超过{}MB", MAX_ALL_TEXTS >> 20);
                    unread.push(whole("file-too-large", &path, message, "请确认放对了文件夹"));
                    return;
                }
                Ok(text) => {
                    texts.insert(format!("{sub}/{name}"), text);
                }
                Err(problem) => unread.push(problem),
            }
        }
    }
}

fn read(path: &Path, most: u64) -> Result<String, Problem> {
    let bytes = fence::read_regular(path, most).map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => whole(
            "file-too-large",
            path,
            format!("文件超过{}KB", most / 1024),
            "请确认放对了文件",
        ),
        _ => whole(
            "file-unreadable",
            path,
            "读不出文件".to_owned(),
            "请确认文件存在，且有读取权限",
        ),
    })?;
    String::from_utf8(bytes).map_err(|_| {
        whole(
            "file-not-utf8",
            path,
            "文件不是 UTF-8 编码".to_owned(),
            "请用 UTF-8 编码重新保存",
        )
    })
}

fn whole(code: &'static str, path: &Path, message: String, remedy: &str) -> Problem {
    Problem {
        code,
        severity: ProblemSeverity::Refuse,
        file: shown(path),
        line: None,
        column: None,
        message,
        remedy: remedy.to_owned(),
    }
}

/// The last two or three parts of a path: enough to find the file, without the machine's folders.
fn shown(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|p| p.to_string_lossy().into_owned()).collect();
    let from = parts.len().saturating_sub(2);
    parts[from..].join("/")
}

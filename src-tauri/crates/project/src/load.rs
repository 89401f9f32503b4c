//! Reading project folders. A folder that fails is a list of problems with places; the others go on.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
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

/// Loads every project folder of the given places, in order. A damaged folder, or one whose id is taken already, is
/// left out and its problems are told; warnings about used projects are among the problems too.
pub fn load_all(dirs: &[&Path]) -> (Projects, Vec<Problem>) {
    let mut projects = Projects::default();
    let mut problems = Vec::new();
    // A project beside the store may include the clauses that are shipped, so all common clauses come first.
    let mut common = BTreeMap::new();
    for dir in dirs {
        gather(&dir.join(COMMON), &mut common, &mut problems);
    }
    for dir in dirs {
        let folders = match folders(dir) {
            Ok(folders) => folders,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        for folder in folders {
            match load_with(&folder, &common) {
                Ok(project) if projects.get(project.id()).is_some() => problems.push(whole(
                    "project-twice",
                    &folder,
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

/// Loads one project folder. Clauses are taken from the folder itself and from `common` beside it.
///
/// # Errors
/// Every problem that was found, with file, line and column where it has them.
pub fn load(dir: &Path) -> Result<Project, Vec<Problem>> {
    load_with(dir, &BTreeMap::new())
}

fn load_with(dir: &Path, common: &BTreeMap<String, String>) -> Result<Project, Vec<Problem>> {
    let path = dir.join("project.toml");
    let shown = shown(&path);
    let text = read(&path, MAX_PROJECT_BYTES).map_err(|p| vec![p])?;
    let mut problems = Problems::of(&shown, &text);
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
    let folder = dir
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut texts = common.clone();
    let mut unread = Vec::new();
    if let Some(parent) = dir.parent() {
        gather(&parent.join(COMMON), &mut texts, &mut unread);
    }
    gather(dir, &mut texts, &mut unread);
    validate::project(&file, &folder, &texts, &mut problems);
    let mut list = problems.list;
    list.extend(unread);
    if list.iter().any(|p| p.severity == ProblemSeverity::Refuse) {
        return Err(list);
    }
    Ok(Project {
        file,
        source: text,
        texts,
        warnings: list,
    })
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
            match read(&path, MAX_TEXT_BYTES) {
                Ok(text) => {
                    texts.insert(format!("{sub}/{name}"), text);
                }
                Err(problem) => unread.push(problem),
            }
        }
    }
}

fn read(path: &Path, most: u64) -> Result<String, Problem> {
    let missing = || {
        whole(
            "file-unreadable",
            path,
            "读不出文件".to_owned(),
            "请确认文件存在，且有读取权限",
        )
    };
    let mut bytes = Vec::new();
    // Opening a pipe would wait for somebody to write into it.
    if !path.is_file() {
        return Err(missing());
    }
    let file = fs::File::open(path).map_err(|_| missing())?;
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| missing())?;
    if bytes.len() as u64 > most {
        return Err(whole(
            "file-too-large",
            path,
            format!("文件超过{}KB", most / 1024),
            "请确认放对了文件",
        ));
    }
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

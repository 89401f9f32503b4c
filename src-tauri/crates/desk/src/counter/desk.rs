//! The desk: the open store, the signed-in account, the projects, the fonts, the key drivers.
//!
//! Locks: the store stands behind one lock that is never held while a key works; key drivers stand behind
//! another. So the window can read the board while a key makes its key pair.

use std::collections::BTreeMap;
use std::panic::Location;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use case::Role;
use chrono::{DateTime, FixedOffset, Local, NaiveDate, Utc};
use form::Fonts;
use project::{Problem, Project, Projects};
use reader::Readers;
use store::hall::Op;
use store::{Account, StoreError};
use token::profile::{Profile, ProfileProblem};
use token::{ModuleSpec, WorkerCommand, Workers};

use crate::counter::brought::comes_to_an_end;
use crate::counter::key_pins::KeyPins;
use crate::counter::known::{Descriptions, Earlier};
use crate::counter::memory::backup::UnderWay;
use crate::counter::memory::idle::Idle;
use crate::counter::memory::left::LeftOutside;
use crate::counter::memory::looked::Looked;
use crate::counter::memory::shown::Shown;
use crate::counter::memory::unmasked::Unmasked;
use crate::counter::memory::unsound::Unsound;
use crate::counter::open::Open;
use crate::counter::patience::Patience;
use crate::counter::places::{self, Places};
use crate::counter::spool::handing::Handing;
use crate::machine::live::Live;
use crate::machine::stack::Stack;
use crate::machine::usb::Usb;
use crate::rim::api::{Finding, Refusal, Severity};
use crate::rim::refusal;
use crate::rim::writing::{Held, Long, Writes, not_inside};

/// What a desk is made of.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of the store.
    pub store_dir: PathBuf,
    /// Shipped data.
    pub places: Places,
    /// How a worker process for key drivers is started.
    pub worker: WorkerCommand,
    /// What a password costs; cheap only in tests.
    pub cost: store::KdfCost,
}

/// The use cases of the counter. Shared between threads; every command takes `&self`.
pub struct Desk {
    pub(crate) config: Config,
    open: Mutex<Option<Open>>,
    projects: Projects,
    /// Hashes of the projects' texts by id, worked out on first use.
    pub(crate) hashes: OnceLock<BTreeMap<String, String>>,
    pub(crate) earlier: Earlier,
    /// Descriptions of forms as they were read, by project, version and text.
    pub(crate) descriptions: Descriptions,
    problems: Vec<Problem>,
    fonts: OnceLock<Result<Fonts, Refusal>>,
    workers: Mutex<Option<Arc<Workers>>>,
    /// Where files from outside are read: never here.
    readers: Readers,
    pub(crate) pins: KeyPins,
    pub(crate) patience: Patience,
    pub(crate) stack: Stack,
    pub(crate) live: Live,
    pub(crate) looked: Looked,
    pub(crate) shown: Shown,
    pub(crate) unmasked: Unmasked,
    pub(crate) usb: Usb,
    pub(crate) backup: UnderWay,
    pub(crate) idle: Idle,
    pub(crate) unsound: Unsound,
    pub(crate) left_outside: LeftOutside,
    pub(crate) handing: Handing,
    writes: Writes,
}

impl Desk {
    /// Loads the projects; the store stays closed until somebody signs in. A damaged project folder is a
    /// problem told in the status, never a reason not to start.
    pub fn new(config: Config) -> Self {
        let own = places::own_projects(&config.store_dir);
        let mut dirs: Vec<&std::path::Path> = config.places.forms.iter().map(PathBuf::as_path).collect();
        if own.is_dir() {
            dirs.push(&own);
        }
        let readers = Readers::new(config.places.reader.clone());
        let (projects, problems) = project::load_admitted(&dirs, &|place, folder| {
            // The first place is the program's own; others were put there by somebody.
            match config
                .places
                .forms
                .first()
                .is_some_and(|shipped| shipped == place)
            {
                true => Ok(()),
                false => comes_to_an_end(&readers, folder),
            }
        });
        let patience = Patience::beside(&config.store_dir);
        Self {
            config,
            open: Mutex::new(None),
            // A form that the CA changes from a day on is the new one from the program's first start on that day.
            projects: projects.on(Local::now().date_naive()),
            hashes: OnceLock::new(),
            earlier: Earlier::new(),
            descriptions: Descriptions::new(),
            problems,
            fonts: OnceLock::new(),
            workers: Mutex::new(None),
            readers,
            pins: KeyPins::default(),
            patience,
            stack: Stack::default(),
            live: Live::default(),
            looked: Looked::default(),
            shown: Shown::default(),
            unmasked: Unmasked::default(),
            usb: Usb::default(),
            backup: UnderWay::default(),
            idle: Idle::default(),
            unsound: Unsound::default(),
            left_outside: LeftOutside::default(),
            handing: Handing::default(),
            writes: Writes::default(),
        }
    }

    /// Now, in the counter's own time zone.
    pub fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    /// Today, in the counter's own time zone.
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// Now in UTC, as the store keeps it.
    pub(crate) fn utc(&self) -> DateTime<Utc> {
        Utc::now()
    }

    /// All projects that loaded.
    pub fn projects(&self) -> &Projects {
        &self.projects
    }

    /// Damaged project folders, and what is missing in others.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The same as findings, for screens that have no room for a table.
    pub(crate) fn problem_findings(&self) -> Vec<Finding> {
        let all = self.problems.iter();
        all.map(|p| {
            let message = format!("{}：{}", p.place(), p.message);
            refusal::finding("project-damaged", Severity::Warn, message, p.remedy.clone())
        })
        .collect()
    }

    /// The folder for the counter's own projects.
    pub(crate) fn own_projects(&self) -> PathBuf {
        places::own_projects(&self.config.store_dir)
    }

    /// A project by id. Errors: `project-unknown`.
    pub fn project(&self, id: &str) -> Result<&Project, Refusal> {
        self.projects.get(id).ok_or_else(|| {
            let known: Vec<&str> = self.projects.iter().map(Project::short_name).collect();
            Refusal::new(
                "project-unknown",
                format!("没有“{id}”这个项目"),
                format!(
                    "可用的项目：{}；项目文件夹有误时见设置里的“项目与协议”",
                    known.join("、")
                ),
            )
        })
    }

    /// The fonts for printing, opened on first use.
    pub fn fonts(&self) -> Result<&Fonts, Refusal> {
        self.fonts
            .get_or_init(|| Ok(Fonts::load(&self.config.places.fonts)?))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The slot that holds the open store.
    pub(crate) fn slot(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads with whoever is signed in. Errors: `not-signed-in`.
    pub(crate) fn read<T>(&self, job: impl FnOnce(&Open) -> Result<T, Refusal>) -> Result<T, Refusal> {
        job(self.slot().as_ref().ok_or_else(refusal::not_signed_in)?)
    }

    /// One use case: who may, then one transaction with its audit rows. Errors: `not-signed-in`, `role-missing`,
    /// whatever the job refuses (then nothing of it stays).
    #[track_caller]
    pub(crate) fn write<T>(
        &self,
        role: Option<Role>,
        job: impl FnOnce(&mut store::Tx<'_>, &Account) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.write_at(Location::caller(), role, job)
    }

    /// The same, under an operation that the hall takes once at the most ([`store::Store::write_as`]).
    #[track_caller]
    pub(crate) fn write_once<T>(
        &self,
        op: Op,
        role: Option<Role>,
        job: impl FnOnce(&mut store::Tx<'_>, &Account) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.write_under(Location::caller(), Some(op), role, job)
    }

    /// The same, of the use case that stands there in the source.
    pub(crate) fn write_at<T, E: From<StoreError> + From<Refusal>>(
        &self,
        place: &'static Location<'static>,
        role: Option<Role>,
        job: impl FnOnce(&mut store::Tx<'_>, &Account) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_under(place, None, role, job)
    }

    fn write_under<T, E: From<StoreError> + From<Refusal>>(
        &self,
        place: &'static Location<'static>,
        op: Option<Op>,
        role: Option<Role>,
        job: impl FnOnce(&mut store::Tx<'_>, &Account) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut slot = self.slot();
        let open = slot.as_mut().ok_or_else(refusal::not_signed_in)?;
        if let Some(role) = role.filter(|r| !open.account.roles.has(*r)) {
            return Err(refusal::lacks_role(&open.account.name, role).into());
        }
        let account = open.account.clone();
        let mut under_way = None;
        let work = |tx: &mut store::Tx<'_>| {
            // Here the lock is held; it is given back when the store's write has ended.
            under_way = Some(self.writes.begin(place));
            job(tx, &account)
        };
        let done = match op {
            Some(op) => open.store.write_as(op, work),
            None => open.store.write(work),
        };
        drop(under_way);
        done
    }

    /// How long each use case has held the store's write lock since the program began, the longest first: what every
    /// other program on the store had to wait for.
    pub fn held_writes(&self) -> Vec<Held> {
        self.writes.held()
    }

    /// What reads files from outside, in a process of its own: never while others wait for a write.
    pub(crate) fn readers(&self) -> &Readers {
        not_inside(Long::Reader);
        &self.readers
    }

    /// The key models that are known, and the files about models that cannot be used.
    pub(crate) fn key_models(&self) -> (Vec<Profile>, Vec<ProfileProblem>) {
        token::profile::load(&self.config.places.keys)
    }

    /// The key drivers of the settings, started on first use and again when the settings change.
    pub(crate) fn workers(&self, modules: &[String]) -> Arc<Workers> {
        not_inside(Long::Key);
        let mut slot = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(workers) = slot.as_ref() {
            return Arc::clone(workers);
        }
        // A model whose file is damaged is left out, and spoken to as the standards say; the settings tell of it.
        let (profiles, _damaged) = self.key_models();
        let named = modules.iter().map(|path| match path.as_str() {
            token::PCSC => ModuleSpec::cards(),
            path => ModuleSpec {
                name: std::path::Path::new(path)
                    .file_stem()
                    .map(|s| s.to_string_lossy().into_owned())
                    .unwrap_or_default(),
                path: PathBuf::from(path),
            },
        });
        let mut specs: Vec<ModuleSpec> = named.collect();
        if specs.is_empty() {
            // Nobody named a driver: the models that are known say which, as far as it is installed here.
            for spec in profiles.iter().filter_map(Profile::module) {
                if specs.iter().all(|there| there.path != spec.path) {
                    specs.push(spec);
                }
            }
        }
        let mut command = self.worker_command();
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let folders = profiles
            .iter()
            .flat_map(|profile| profile.folders(home.as_deref()));
        command.opened.extend(folders);
        let workers = Arc::new(Workers::new(specs, command).with_profiles(profiles));
        *slot = Some(Arc::clone(&workers));
        workers
    }

    /// How a worker is started at this counter: the folder of the store is hidden from it, but for the training token
    /// that lies there.
    pub(crate) fn worker_command(&self) -> WorkerCommand {
        let mut command = self.config.worker.clone();
        let store = &self.config.store_dir;
        command.hidden.push(store.clone());
        let practice = store.join("softhsm2.conf");
        if practice.is_file() {
            command.env.push((
                "SOFTHSM2_CONF".to_owned(),
                practice.to_string_lossy().into_owned(),
            ));
        }
        command
    }

    /// Ends the worker processes: at sign-out (key sessions end with them) and when the drivers change.
    pub(crate) fn end_workers(&self) {
        *self.workers.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.pins.wipe();
    }
}

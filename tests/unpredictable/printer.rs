//! The printer, played: a folder with an `lp` and an `lpstat` of its own stands first on the path of the program that
//! prints. The desk starts them as real processes; what they say and whether paper comes out follows the mood of the
//! day.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::acts::Mood;

/// Where the folder is told to the program.
const PLACE: &str = "COUNTERFOIL_PLAYED_PRINTER";

/// `lp` takes the job, keeps it as a file and says its name, or refuses in CUPS's own English.
const LP: &str = r#"#!/bin/sh
here="$COUNTERFOIL_PLAYED_PRINTER"
mood=$(cat "$here/mood")
cat > "$here/last.pdf"
if [ "$mood" = NoDefault ]; then
  echo "lp: Error - no default destination available." >&2
  exit 1
fi
number=$(( $(cat "$here/number") + 1 ))
echo "$number" > "$here/number"
echo "$mood" > "$here/job-$number"
echo "request id is counter-$number (1 file(s))"
"#;

/// `lpstat` tells printers and jobs as CUPS does.
const LPSTAT: &str = r#"#!/bin/sh
here="$COUNTERFOIL_PLAYED_PRINTER"
mood=$(cat "$here/mood")
case "$*" in
  -e) [ "$mood" = NoDefault ] || echo counter; exit 0 ;;
  *-p*) echo "printer counter is idle.  enabled since Sun 22 Nov 2026"; exit 0 ;;
esac
which=not-completed
case "$*" in *-W*completed*) case "$*" in *not-completed*) ;; *) which=completed ;; esac ;; esac
for job in "$here"/job-*; do
  [ -f "$job" ] || continue
  number=${job##*-}
  state=$(cat "$job")
  name="counter-$number"
  line="$name             clerk            1024   Sun 22 Nov 2026 10:00:00 AM UTC"
  if [ "$which" = completed ]; then
    case "$state" in
      Prints) echo "$line"; case "$*" in *-l*) echo "	Status: "; echo "	Alerts: job-completed-successfully" ;; esac ;;
      Drops) echo "$line"; case "$*" in *-l*) echo "	Status: aborted"; echo "	Alerts: aborted-by-system" ;; esac ;;
    esac
  else
    case "$state" in
      Stops) echo "$line"; case "$*" in *-l*) echo "	Status: Paper is out"; echo "	Alerts: printer-stopped" ;; esac ;;
    esac
  fi
done
exit 0
"#;

/// The played printer that this program was started with.
pub struct Printer {
    place: PathBuf,
}

impl Printer {
    /// The one on this program's path. Panics when there is none: then the tests would ask the machine's own printer.
    pub fn here() -> Self {
        let place = std::env::var_os(PLACE)
            .map(PathBuf::from)
            .expect("started with a played printer");
        Self { place }
    }

    /// How it is from now on.
    pub fn set(&self, mood: Mood) {
        std::fs::write(self.place.join("mood"), format!("{mood:?}")).expect("the played printer's folder");
    }

    /// How it is.
    pub fn mood(&self) -> Mood {
        let said = std::fs::read_to_string(self.place.join("mood")).unwrap_or_default();
        let all = [Mood::Prints, Mood::NoDefault, Mood::Stops, Mood::Drops];
        all.into_iter()
            .find(|mood| format!("{mood:?}") == said)
            .unwrap_or(Mood::Prints)
    }

    /// A new day: nothing is printed yet.
    pub fn anew(&self) {
        for entry in std::fs::read_dir(&self.place)
            .expect("the played printer's folder")
            .flatten()
        {
            if entry.file_name().to_string_lossy().starts_with("job-") {
                std::fs::remove_file(entry.path()).expect("a job of yesterday");
            }
        }
        std::fs::write(self.place.join("number"), "0\n").expect("the played printer's folder");
        self.set(Mood::Prints);
    }
}

/// Whether this program was started with a played printer already.
pub fn is_here() -> bool {
    std::env::var_os(PLACE).is_some()
}

/// A folder with the played printer in it.
pub fn install(place: &Path) {
    for (name, script) in [("lp", LP), ("lpstat", LPSTAT)] {
        let file = place.join(name);
        std::fs::write(&file, script).expect("a folder for the played printer");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).expect("a program");
    }
    std::fs::write(place.join("number"), "0\n").expect("a folder for the played printer");
    std::fs::write(place.join("mood"), "Prints").expect("a folder for the played printer");
}

/// Puts the played printer first on a program's path.
pub fn before(command: &mut Command, place: &Path) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(place.to_owned()).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(all).expect("a path");
    command.env("PATH", path).env(PLACE, place);
}

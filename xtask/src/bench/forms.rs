//! Pages beside those of typst and LibreOffice.

use crate::bench::peers;
use crate::shell::{Stop, cargo, run};

/// Measures with all peers that are there; `args` go to the measuring program (`--times N`, `--no-peers`).
pub fn bench(args: &[String]) -> Result<(), Stop> {
    let mut bench = cargo();
    bench.args(["bench", "--quiet", "-p", "form", "--bench", "forms", "--"]);
    let python = peers::typst_python();
    if python.is_file() {
        bench.arg("--typst-python").arg(python);
    }
    run(bench.args(args))
}

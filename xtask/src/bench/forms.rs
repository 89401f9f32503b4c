//! Pages beside those of typst and LibreOffice.

use crate::bench::peers;
use crate::shell::{Stop, benchmark, run};

/// Measures with all peers that are there; `args` go to the measuring program (`--times N`, `--no-peers`).
pub fn bench(args: &[String]) -> Result<(), Stop> {
    let mut bench = benchmark("form", "forms", &[]);
    let python = peers::typst_python();
    if python.is_file() {
        bench.arg("--typst-python").arg(python);
    }
    run(bench.args(args))
}

//! A hall for practice, as long as somebody holds its input open: a server of its own, and one ticket for each window
//! that is named. `cargo xtask run --hall` starts it.

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::path::Path;

use hall::cluster::{Cluster, Disk};

fn main() -> Result<(), Box<dyn Error>> {
    let tickets: Vec<String> = std::env::args().skip(1).collect();
    let cluster = Cluster::start(Disk::Kept)?;
    let hall = cluster.hall()?;
    for (at, folder) in tickets.iter().enumerate() {
        std::fs::create_dir_all(folder)?;
        hall.join(Path::new(folder), &format!("window_{}", at + 1))?;
    }
    println!("ready");
    std::io::stdout().flush()?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

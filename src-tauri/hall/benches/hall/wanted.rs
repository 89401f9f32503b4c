//! What a run of the simulation is asked for.

/// What was asked for on the command line.
pub struct Wanted {
    /// Windows.
    pub windows: u32,
    /// Minutes of work with faults; what follows until everything was checked comes on top.
    pub minutes: f64,
    /// Cases a minute over all windows.
    pub rate: f64,
    /// What the dice begin with.
    pub seed: u64,
}

//! `counterctl`, the second window on the same core: every command answers in words or, with `--json`, in JSON.
//!
//! Holds no rule of its own. Exit 0 done, 1 refused with findings, 2 wrong usage, 3 a part is missing (with its
//! remedy). Passwords and PINs are asked on the terminal or read from standard input, never taken as arguments.

mod cmd;
mod output;
mod secret;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::output::{Outcome, print};

#[derive(Parser)]
#[command(
    name = "counterctl",
    version,
    about = "存根 · 证书受理台的命令行",
    disable_help_subcommand = true
)]
struct Cli {
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
    /// A further folder of CA projects; may be given several times.
    #[arg(long, global = true, value_name = "DIR")]
    forms: Vec<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a number: KIND is uscc, org-code, licence-no, resident-id, mobile …
    Check {
        /// Kind of number.
        kind: identifiers::Kind,
        /// The number.
        value: String,
    },
    /// The CA projects, or the check of a project folder.
    #[command(subcommand_required = false)]
    Projects(cmd::lists::Projects),
    /// The papers that a case needs.
    Materials(cmd::lists::Materials),
    /// What a case costs, by which rule of the guide.
    Fee(cmd::lists::Fee),
    /// The forms of a project.
    Forms(cmd::lists::Forms),
    /// A made-up case, or a case printed.
    #[command(subcommand)]
    Form(cmd::form::Form),
    /// Read a scanned page.
    #[command(subcommand)]
    Scan(cmd::scan::Scan),
    /// Judge seal samples, choose among them.
    #[command(subcommand)]
    Seal(cmd::seal::Seal),
    /// Look at keys, unlock them.
    #[command(subcommand)]
    Key(cmd::key::Key),
    /// The stock of blank keys.
    #[command(subcommand)]
    Stock(cmd::stock::Stock),
    /// The tray: all keys that are to be made, one after the other.
    #[command(subcommand)]
    Tray(cmd::tray::Tray),
    /// The numbers that people draw, and calling them to this window.
    #[command(subcommand)]
    Queue(cmd::queue::Queue),
    /// The register: whose keys and certificates there are, what happened to them, and what comes from elsewhere.
    #[command(subcommand, alias = "ledger")]
    Register(cmd::ledger::Ledger),
    /// The post to and from the CA: requests out, answers in, lists for revocation.
    #[command(subcommand)]
    Exchange(cmd::exchange::Exchange),
    /// Printers: what each does to a page, measured and undone, and the CA's own paper in it.
    #[command(subcommand)]
    Printer(cmd::printer::Printer),
    /// Parcels of a case: what came, what left, its receipt.
    #[command(subcommand)]
    Post(cmd::post::Post),
    /// Make, open, back up, restore, verify a store.
    #[command(subcommand)]
    Store(cmd::store::Store),
    /// Several desks over one store, on a server of the hall's own network.
    #[cfg(feature = "hall")]
    #[command(subcommand)]
    Hall(cmd::hall::Hall),
    /// Personal data: cases deleted by two at the end of their time, one person's data, files outside the store.
    #[command(subcommand)]
    Privacy(cmd::privacy::Privacy),
    /// Cases of a store.
    #[command(subcommand)]
    Case(cmd::case::Case),
    /// The authorities' long agreements of a store.
    #[command(subcommand)]
    Agreements(cmd::agreements::Agreements),
    /// What of the program and of this machine is there, and what holds around files from outside.
    Doctor(cmd::doctor::Doctor),
    /// Who may do what, and what each role sees of a person.
    Rights(cmd::rights::Rights),
    /// Practice only: the training CA, without legal force.
    #[command(subcommand, name = "training-ca")]
    TrainingCa(cmd::training::TrainingCa),
    /// The whole journey without a window, leaving every paper in a folder.
    Walkthrough(cmd::walkthrough::Walkthrough),
    /// Play a story of acts on a fresh practice store and tell what stands at the end.
    Play(cmd::play::Play),
}

fn run(cli: &Cli) -> Outcome {
    let forms = &cli.forms;
    match &cli.command {
        Command::Check { kind, value } => cmd::check::run(*kind, value),
        Command::Projects(args) => args.run(forms),
        Command::Materials(args) => args.run(forms),
        Command::Fee(args) => args.run(forms),
        Command::Forms(args) => args.run(forms),
        Command::Form(form) => form.run(forms),
        Command::Scan(scan) => scan.run(forms),
        Command::Seal(seal) => seal.run(forms),
        Command::Key(key) => key.run(),
        Command::Stock(stock) => stock.run(forms),
        Command::Tray(tray) => tray.run(forms),
        Command::Queue(queue) => queue.run(forms),
        Command::Register(ledger) => ledger.run(forms),
        Command::Exchange(exchange) => exchange.run(forms),
        Command::Printer(printer) => printer.run(forms),
        Command::Post(post) => post.run(forms),
        Command::Store(store) => store.run(forms),
        #[cfg(feature = "hall")]
        Command::Hall(hall) => hall.run(),
        Command::Privacy(privacy) => privacy.run(forms),
        Command::Case(case) => case.run(forms),
        Command::Agreements(agreements) => agreements.run(forms),
        Command::Doctor(doctor) => doctor.run(forms),
        Command::Rights(rights) => rights.run(forms),
        Command::TrainingCa(ca) => ca.run(),
        Command::Walkthrough(args) => args.run(forms),
        Command::Play(args) => args.run(forms),
    }
}

fn main() -> ExitCode {
    token::keep_secrets_in_memory();
    if token::serve_if_asked() {
        return ExitCode::SUCCESS;
    }
    #[cfg(feature = "hall")]
    hall::open_windows();
    let cli = Cli::parse();
    let outcome = run(&cli);
    ExitCode::from(print(outcome, cli.json))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn every_command_can_be_parsed() {
        super::Cli::command().debug_assert();
    }
}

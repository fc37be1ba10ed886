//! The `chancery` program: arguments in, exit code out. What it does is done by the library crates.
//!
//! Errors: a refused input is an `IngestError` and is reported where it happens; whatever stops the program is an
//! [`anyhow::Error`], shown once, here. Exit codes: 0 all read, 1 some refused, 2 wrong usage or cannot go on.

mod args;
mod code;
mod engine;
mod import;
mod language;
mod messages;
mod output;
mod own;
mod pages;
mod reading;
mod refused;
mod register;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::messages::Messages;

/// Coding makes many small lists; this allocator is made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let messages = Messages::new(cli.color);
    let done = match cli.command {
        Command::Code(args) => code::code(&args, cli.color, &messages),
        Command::Explain(args) => code::explain(&args, &messages),
        Command::Register(action) => register::run(&action, cli.register, cli.reader, cli.color, &messages),
        Command::Pack(args) => own::pack(&args),
        Command::ImportCameo(args) => import::import(&args, &messages),
        Command::Language(command) => language::language(&command, &messages),
        Command::Completions { shell } => pages::completions(shell),
        Command::Man { command } => pages::man(command.as_deref()),
        Command::Schema => pages::schema(),
    };
    match done {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            messages.error(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output has gone, as `head` does: then there is nothing left to say.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

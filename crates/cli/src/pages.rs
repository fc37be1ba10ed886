//! What the program prints about itself: completions, manual pages, the schema.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args::Cli;

/// Completions for a shell.
pub fn completions(shell: Shell) -> Result<ExitCode> {
    let mut page = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "chancery", &mut page);
    print(&page)
}

/// The manual page of the program or of one command.
pub fn man(command: Option<&str>) -> Result<ExitCode> {
    let mut program = Cli::command();
    program.build();
    let described = match command {
        None => program,
        Some(name) => program.find_subcommand(name).cloned().ok_or_else(|| anyhow!("there is no command `{name}`; `chancery help` lists them"))?,
    };
    let mut page = Vec::new();
    Man::new(described).render(&mut page)?;
    print(&page)
}

/// The JSON Schema of `chancery/1`.
pub fn schema() -> Result<ExitCode> {
    print(chancery_formats::schema().as_bytes())
}

fn print(page: &[u8]) -> Result<ExitCode> {
    let mut out = io::stdout().lock();
    out.write_all(page)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

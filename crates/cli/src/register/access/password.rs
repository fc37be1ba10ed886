//! Where passwords come from: the terminal, where nothing shows, or a file.

use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::args::PasswordArg;

/// A new password for an account.
pub fn new(arg: &PasswordArg, name: &str) -> Result<String> {
    match &arg.password_file {
        Some(path) if path == Path::new("-") => {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line).context("cannot read the password from standard input")?;
            Ok(first_line(&line))
        }
        Some(path) => {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read the password from {}", path.display()))?;
            Ok(first_line(&text))
        }
        None if io::stdin().is_terminal() => {
            let ask = |what: &str| rpassword::prompt_password(what).context("cannot read a password from the terminal");
            let password = ask(&format!("New password of {name}: "))?;
            if ask("The same again: ")? != password {
                bail!("the two were not the same; nothing was changed");
            }
            Ok(password)
        }
        None => bail!("there is no terminal to ask for a password; name a file with --password-file, or - for standard input"),
    }
}

/// Blanks are part of a password, the end of its line is not.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

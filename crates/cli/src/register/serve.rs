//! `chancery serve`: the register over HTTP, until told to stop.

use std::fs;
use std::io::{self, IsTerminal};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chancery_knowledge::Own;
use chancery_model::{Audience, Tlp};

use chancery_server::Config;
use clap::{Args, ValueEnum};
use tokio::signal;
use tracing_subscriber::EnvFilter;

use super::Session;
use crate::engine::Engine;

/// Arguments of `chancery serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port to listen on; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8470", env = "CHANCERY_LISTEN")]
    pub listen: SocketAddr,
    /// File with a token that requests must carry where there are no accounts, as a bearer's or as the password that a browser asks for;
    /// accounts or a token is needed to listen elsewhere than on this machine
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// A name by which the server may be asked, such as that of a proxy before it; may be given several times
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// A proxy before the server speaks https: sessions are for https only, and who asks is who X-Forwarded-For names last
    #[arg(long)]
    pub https: bool,
    /// Send nothing: standing queries have no webhooks
    #[arg(long)]
    pub offline: bool,
    /// A host whose webhooks are told though its address is not public, such as 127.0.0.1:9000; may be given several times
    #[arg(long, value_name = "HOST:PORT", value_parser = host_and_port)]
    pub allow_private: Vec<(String, u16)>,
    /// Open the pages in the browser
    #[arg(long)]
    pub open: bool,
    /// Form of the log on standard error; `CHANCERY_LOG=info` makes it tell more
    #[arg(long, value_enum, value_name = "FORM", default_value = "text")]
    pub log: LogForm,
}

/// How the server writes its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// A host with its port.
pub fn host_and_port(given: &str) -> Result<(String, u16), String> {
    let parted = given.rsplit_once(':').and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)));
    parted.filter(|(host, _)| !host.is_empty()).ok_or_else(|| "a host and its port, such as 127.0.0.1:9000".to_owned())
}

/// Shorter tokens are guessed.
const SHORTEST: usize = 16;

/// Serve until told to stop.
pub fn serve(args: &ServeArgs, session: &Session<'_>) -> Result<ExitCode> {
    let token = match &args.token_file {
        Some(path) => {
            let token = fs::read_to_string(path).with_context(|| format!("cannot read the token from {}", path.display()))?;
            let token = token.trim();
            if token.len() < SHORTEST {
                bail!("the token in {} is too short: it must have {SHORTEST} letters or more", path.display());
            }
            Some(token.to_owned())
        }
        None => None,
    };
    let filter = EnvFilter::try_from_env("CHANCERY_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    // Whoever runs the program as a part of their own may have set one.
    let _ = match args.log {
        LogForm::Text => log.try_init(),
        LogForm::Json => log.json().try_init(),
    };
    let knowledge = Engine::load(&Own::default())?.into_knowledge();
    let config = Config {
        reader: session.reader.clone().unwrap_or(Audience::Home(Tlp::Red)),
        register: session.path.clone(),
        listen: args.listen,
        token,
        https: args.https,
        hosts: args.host.clone(),
        offline: args.offline,
        private: args.allow_private.clone(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start threads")?;
    let ready = |address: SocketAddr| {
        let place = format!("http://{address}/");
        session.messages.note(&format!("{} is at {place} (Ctrl-C stops it)", session.path.display()));
        if args.open && webbrowser::open(&place).is_err() {
            session.messages.warning("no browser could be opened");
        }
    };
    runtime.block_on(chancery_server::serve(config, knowledge, ready, told_to_stop()))?;
    session.messages.note("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Ready when the program is told to stop.
async fn told_to_stop() {
    let interrupt = async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut told) => drop(told.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

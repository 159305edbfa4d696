//! `yongquan log`: verifies and shows a log of who looked at whom.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use yongquan_core::error::LogError;
use yongquan_core::log::{Action, Log, Mark, Verified};

use crate::credentials::ApartKeyArguments;
use crate::failure::Failure;
use crate::files;
use crate::output;
use crate::texts::LIST_SEPARATOR;

/// 核对、查看操作日志 · Verifies and shows a log.
#[derive(Args)]
pub struct LogCommand {
    #[command(subcommand)]
    action: What,
}

#[derive(Subcommand)]
enum What {
    /// 核对日志有没有被改动、删减、调换；不需要密钥 · Verifies that nothing was altered, taken out or moved; needs no key.
    Verify(VerifyLog),
    /// 解密并列出日志，需要审计员的密钥 · Decrypts and lists a log with the auditor's key.
    Show(ShowLog),
}

impl LogCommand {
    /// Verifies, or shows.
    ///
    /// # Errors
    ///
    /// If the log is not as it was written, after what stands before the first fault was printed, or the key is not the auditor's.
    pub fn run(self) -> Result<(), Failure> {
        match self.action {
            What::Verify(command) => command.run(),
            What::Show(command) => command.run(),
        }
    }
}

/// Which log, and what it must hold.
#[derive(Args)]
struct LogArguments {
    /// 网页导出的日志文件 · The log that a page exported
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// 打印件或导出文件上的日志编号，可多次给出 · A mark from a printed or exported list; may be repeated
    #[arg(long, value_name = "N:HASH", value_parser = parse_mark)]
    seen: Vec<Mark>,
}

fn parse_mark(text: &str) -> Result<Mark, String> {
    text.parse()
        .map_err(|_: LogError| "编号:哈希，如 12:3fa2… · number and hash, like 12:3fa2…".to_owned())
}

impl LogArguments {
    fn verify(&self) -> Result<Verified, Failure> {
        Ok(Log::verify(&files::read(&self.log)?)?)
    }

    /// The first thing that is wrong with a log, also against what was seen elsewhere.
    fn check(&self, verified: Verified) -> Result<(), Failure> {
        if let Some(fault) = verified.fault {
            return Err(fault.into());
        }
        for mark in &self.seen {
            verified.log.check_mark(mark)?;
        }
        Ok(())
    }
}

/// Without a key: the chain covers what is encrypted.
#[derive(Args)]
struct VerifyLog {
    #[command(flatten)]
    log: LogArguments,
    /// 以 JSON 输出 · Prints JSON.
    #[arg(long)]
    json: bool,
}

impl VerifyLog {
    fn run(self) -> Result<(), Failure> {
        let verified = self.log.verify()?;
        output::print(if self.json {
            format!("{:#}\n", self.to_json(&verified))
        } else {
            self.to_text(&verified)
        })?;
        self.log.check(verified)
    }

    fn to_text(&self, Verified { log, fault }: &Verified) -> String {
        let header = &log.header;
        let head = log.head().map_or_else(|| "—".to_owned(), |mark| mark.to_string());
        let mut lines = vec![
            format!("登记册 register      {}", header.register),
            format!("日志 log             {}", header.log),
            format!("设备 device          {}", header.device),
            format!("开始 started         {}", header.started),
            format!("审计员 auditor       {}", header.auditor),
            format!("完好 intact entries  {}", log.entries.len()),
            format!("末条 last            {head}"),
        ];
        if fault.is_none() {
            let seen: Vec<String> = self.log.seen.iter().map(Mark::to_string).collect();
            if seen.is_empty() {
                // Who was never shown a mark cannot know about a cut tail: said, so that nobody takes silence for an answer.
                lines.push(
                    "没有给出 --seen：末尾若被截去，看不出来 · without --seen a tail that was cut off is not noticed"
                        .to_owned(),
                );
            } else {
                lines.push(format!("核对 marks           {}", seen.join(LIST_SEPARATOR)));
            }
        }
        lines.join("\n") + "\n"
    }

    fn to_json(&self, Verified { log, fault }: &Verified) -> Value {
        let missed = self.log.seen.iter().filter_map(|mark| log.check_mark(mark).err());
        let fault = fault.clone().or_else(|| missed.into_iter().next());
        json!({
            "header": log.header,
            "intact_entries": log.entries.len(),
            "last": log.head().map(|mark| mark.to_string()),
            "fault": fault.map(|fault| json!({"code": fault.code(), "params": fault.params().into_iter().collect::<std::collections::BTreeMap<_, _>>()})),
        })
    }
}

/// With the auditor's key.
#[derive(Args)]
struct ShowLog {
    #[command(flatten)]
    log: LogArguments,
    #[command(flatten)]
    key: ApartKeyArguments,
    /// 每条日志输出一行 JSON · Prints each entry as one line of JSON.
    #[arg(long)]
    json: bool,
}

impl ShowLog {
    fn run(self) -> Result<(), Failure> {
        let verified = self.log.verify()?;
        let auditor = self.key.read()?;
        for entry in &verified.log.entries {
            let action = entry.open(&auditor)?;
            output::print(if self.json {
                format!("{}\n", json!({"n": entry.n, "entry": action}))
            } else {
                format!("{}\n", to_line(entry.n, &action))
            })?;
        }
        self.log.check(verified)
    }
}

/// One entry as a line: number, moment, who, what, why, about whom.
fn to_line(n: u64, action: &Action) -> String {
    let mut parts = vec![
        format!("{n:>5}"),
        action.at.clone(),
        action.operator.name.clone(),
        action.action.clone(),
    ];
    parts.extend(action.rows.map(|rows| format!("{rows} 人 people")));
    parts.extend(action.question.iter().map(|question| format!("“{question}”")));
    parts.extend(action.purpose.clone());
    if !action.persons.is_empty() {
        parts.push(action.persons.join(LIST_SEPARATOR));
    }
    if !action.fields.is_empty() {
        parts.push(action.fields.join(","));
    }
    parts.extend(action.note.clone());
    // What an entry says comes from outside: a line stays one line.
    parts.join("  ").replace(char::is_control, " ")
}

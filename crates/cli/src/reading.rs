//! Going through inputs: a thread of its own finds the reports in them, one input after the other, and hands them over in batches bounded by
//! bytes and by number. So memory does not grow with the inputs, and what takes a batch may work on its reports in parallel while the next
//! one is found.

use std::ops::ControlFlow;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use anyhow::{Result, bail};
use chancery_ingest::{Found, IngestError, Input, Options, Progress, walk};

/// A batch ends when its reports weigh so much.
const BATCH_BYTES: u64 = 8 << 20;

/// What an input gave.
#[expect(clippy::large_enum_variant, reason = "nearly all are reports")]
pub enum Item {
    /// A report, or why there is none.
    Report(Result<Found, IngestError>),
    /// Its end.
    End,
}

/// What was found, each with the number of its input.
pub struct Batch {
    /// In the order of the inputs and of their parts.
    pub items: Vec<(usize, Item)>,
    /// How many bytes of all inputs have been gone through.
    pub bytes: u64,
}

impl Batch {
    /// How many reports there are, those refused included.
    pub fn reports(&self) -> usize {
        self.items.iter().filter(|(_, item)| matches!(item, Item::Report(_))).count()
    }
}

/// Inputs with the number of parts of each that were done before.
pub struct Inputs {
    /// What is to be gone through.
    pub inputs: Vec<Result<Input, IngestError>>,
    /// By the number of the input; those beyond the end begin at their beginning.
    pub done: Vec<u64>,
}

impl Inputs {
    /// All that was given, from the beginning.
    pub fn new(inputs: Vec<Result<Input, IngestError>>) -> Self {
        Self { inputs, done: Vec::new() }
    }

    /// The bytes of all of them.
    pub fn size(&self) -> u64 {
        self.inputs.iter().flatten().map(Input::size).sum()
    }

    /// Go through them; a batch has no more than so many reports. An error of what takes the batches ends it.
    pub fn batches(self, most: usize, options: &Options, mut take: impl FnMut(Batch) -> Result<()>) -> Result<()> {
        thread::scope(|scope| {
            let (send, receive) = sync_channel(1);
            scope.spawn(move || self.find(Sender::new(send, most), options));
            let mut reports = 0;
            receive.into_iter().try_for_each(|batch: Batch| {
                reports += batch.reports();
                if options.id.is_some() && reports > 1 {
                    bail!("--id names one document, but there are more; leave it out to name each by its file");
                }
                take(batch)
            })
        })
    }

    fn find(self, mut sender: Sender, options: &Options) {
        for (number, input) in self.inputs.into_iter().enumerate() {
            let flow = match input {
                Err(error) => sender.push(number, Item::Report(Err(error)), 0),
                Ok(input) => {
                    let (size, done, progress) = (input.size(), self.done.get(number).copied().unwrap_or_default(), Progress::default());
                    let flow = walk(&input, done, options, &progress, &mut |report| sender.push(number, Item::Report(report), progress.bytes()));
                    sender.passed += size;
                    if flow.is_continue() { sender.push(number, Item::End, 0) } else { flow }
                }
            };
            if flow.is_break() {
                return;
            }
        }
        let _ = sender.send(0);
    }
}

/// Fills batches and sends them on.
struct Sender {
    to: SyncSender<Batch>,
    items: Vec<(usize, Item)>,
    most: usize,
    reports: usize,
    weight: u64,
    passed: u64,
}

impl Sender {
    fn new(to: SyncSender<Batch>, most: usize) -> Self {
        Self { to, items: Vec::new(), most, reports: 0, weight: 0, passed: 0 }
    }

    /// One more item, where so much of its input has been gone through.
    fn push(&mut self, number: usize, item: Item, bytes: u64) -> ControlFlow<()> {
        if let Item::Report(report) = &item {
            self.reports += 1;
            self.weight += report.as_ref().map_or(0, Found::weight);
        }
        self.items.push((number, item));
        if self.reports < self.most && self.weight < BATCH_BYTES { ControlFlow::Continue(()) } else { self.send(bytes) }
    }

    fn send(&mut self, bytes: u64) -> ControlFlow<()> {
        let items = std::mem::take(&mut self.items);
        (self.reports, self.weight) = (0, 0);
        // Nobody takes it: what took the batches has failed, and says so.
        if self.to.send(Batch { items, bytes: self.passed + bytes }).is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

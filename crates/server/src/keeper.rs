//! The open commons: many read it, one thread writes it.
//!
//! Whoever acts sends signed acts to the writer. The writer takes all that wait, submits them as one
//! group with one fsync, and answers each after the fsync: an answer is a promise that survives
//! `kill -9`. Readers share the state between groups. What reads the journal has connections of its own,
//! so that a long download holds nobody up.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;

use book::{Book, BookRefused, CommonsId, Outcome, Shared, SignedAct, now};
use commons::act::Act;
use commons::name::ActId;
use commons::state::State;
use journal::Journal;
use thiserror::Error;
use tokio::sync::{mpsc, oneshot, watch};

/// How many jobs may wait for the writer before whoever sends has to wait too.
const WAITING: usize = 1024;
/// How many acts go into one group.
const GROUP: usize = 512;
/// How many connections read the journal at most: opening one reads all hashes, so whoever comes when all are in use
/// waits for one rather than opening another.
const READERS: usize = 8;

/// Why a commons cannot be read or written.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Refused {
    /// The book refuses.
    #[error(transparent)]
    Book(#[from] BookRefused),
    /// The writer has ended.
    #[error("writer_stopped: this server no longer writes; start it again")]
    Stopped,
}

struct Job {
    acts: Vec<SignedAct>,
    answer: oneshot::Sender<Result<Vec<u64>, BookRefused>>,
}

/// What the writer is asked for.
enum Asked {
    /// That acts are written.
    Acts(Job),
    /// A checkpoint, if it has the key.
    Checkpoint(oneshot::Sender<Option<String>>),
}

/// The connections that read the journal.
#[derive(Default)]
struct Readers {
    /// Those that nobody uses, and how many are used.
    kept: Mutex<(Vec<Journal>, usize)>,
    given_back: Condvar,
}

/// A connection in use; not open yet, if there was none. It is given back when it is dropped.
struct Reader<'a> {
    journal: Option<Journal>,
    readers: &'a Readers,
}

impl Readers {
    fn take(&self) -> Reader<'_> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let busy = |kept: &mut (Vec<Journal>, usize)| kept.1 >= READERS;
        let kept = self.given_back.wait_while(kept, busy);
        let mut kept = kept.unwrap_or_else(PoisonError::into_inner);
        kept.1 += 1;
        Reader { journal: kept.0.pop(), readers: self }
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut kept = self.readers.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.1 -= 1;
        kept.0.extend(self.journal.take());
        self.readers.given_back.notify_one();
    }
}

/// A commons that is served.
pub struct Keeper {
    state: Arc<RwLock<State>>,
    inbox: Option<mpsc::Sender<Asked>>,
    length: watch::Receiver<u64>,
    commons: CommonsId,
    path: PathBuf,
    readers: Readers,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Keeper {
    /// Takes an open book into keeping. `path` is the file of its journal.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn keep(book: Book, path: &Path) -> std::io::Result<Self> {
        let (commons, entries) = (book.commons(), book.state().entries);
        let shared = book.share();
        let (inbox, jobs) = mpsc::channel(WAITING);
        let (told, length) = watch::channel(entries);
        let state = shared.state();
        let writer = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || write(shared, jobs, &told))?;
        Ok(Self {
            state,
            inbox: Some(inbox),
            length,
            commons,
            path: path.to_owned(),
            readers: Readers::default(),
            writer: Mutex::new(Some(writer)),
        })
    }

    /// A commons that is read only: a copy, or a file whose key is elsewhere.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn show(book: Book, path: &Path) -> std::io::Result<Self> {
        Ok(Self { inbox: None, ..Self::keep(book, path)? })
    }

    /// Whether acts are taken here.
    #[must_use]
    pub const fn is_written(&self) -> bool {
        self.inbox.is_some()
    }

    /// The commons.
    #[must_use]
    pub const fn commons(&self) -> CommonsId {
        self.commons
    }

    /// The file of the journal.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The number of entries, as it grows.
    #[must_use]
    pub fn length(&self) -> watch::Receiver<u64> {
        self.length.clone()
    }

    /// Reads the state. Holds the writer up meanwhile: for milliseconds, not for walks through the journal.
    ///
    /// # Errors
    /// [`Refused::Stopped`].
    pub fn read<T>(&self, read: impl FnOnce(&State) -> T) -> Result<T, Refused> {
        Ok(read(&*self.state.read().map_err(|_| Refused::Stopped)?))
    }

    /// Reads the journal by a connection of its own, as it is now.
    ///
    /// # Errors
    /// A journal that does not open or refresh.
    pub fn journal<T>(&self, read: impl FnOnce(&Journal) -> T) -> Result<T, Refused> {
        let mut reader = self.readers.take();
        let journal = match &mut reader.journal {
            Some(journal) => journal,
            none => {
                let opened = Journal::open(&self.path, None).map_err(BookRefused::from)?;
                none.insert(opened.journal)
            }
        };
        journal.refresh().map_err(BookRefused::from)?;
        Ok(read(journal))
    }

    /// Signs an act for this commons.
    #[must_use]
    pub fn sign(&self, key: &book::SecretKey, id: ActId, act: &Act) -> SignedAct {
        use commons::codec::Canonical;
        SignedAct::sign(key, self.commons, journal::ActId::from_bytes(id.0), act.to_bytes())
    }

    /// Submits acts, all or none, and answers with their entries once they are durable.
    ///
    /// # Errors
    /// Why the first is refused that is; then nothing was written.
    pub async fn submit(&self, acts: Vec<SignedAct>) -> Result<Vec<u64>, Refused> {
        let (answer, answered) = oneshot::channel();
        let inbox = self.inbox.as_ref().ok_or(Refused::Stopped)?;
        inbox.send(Asked::Acts(Job { acts, answer })).await.map_err(|_| Refused::Stopped)?;
        Ok(answered.await.map_err(|_| Refused::Stopped)??)
    }

    /// Whether the commons can be read, and written if it is written here. Answers with the number of entries.
    ///
    /// # Errors
    /// [`Refused::Stopped`].
    pub fn ready(&self) -> Result<u64, Refused> {
        if self.inbox.as_ref().is_some_and(mpsc::Sender::is_closed) {
            return Err(Refused::Stopped);
        }
        self.read(|state| state.entries)
    }

    /// A signed checkpoint over all entries there are; none where the operator's key is not.
    ///
    /// # Errors
    /// [`Refused::Stopped`].
    pub async fn checkpoint(&self) -> Result<Option<String>, Refused> {
        let Some(inbox) = &self.inbox else { return Ok(None) };
        let (answer, answered) = oneshot::channel();
        inbox.send(Asked::Checkpoint(answer)).await.map_err(|_| Refused::Stopped)?;
        answered.await.map_err(|_| Refused::Stopped)
    }

    /// Writes what waits and closes the journal in good order.
    pub fn close(mut self) {
        drop(self.inbox.take());
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            // A writer that died has told whoever waited for it.
            let _ = writer.join();
        }
    }
}

fn write(mut shared: Shared, mut inbox: mpsc::Receiver<Asked>, told: &watch::Sender<u64>) {
    let state = shared.state();
    while let Some(first) = inbox.blocking_recv() {
        let (mut group, mut notes, mut size) = (Vec::new(), Vec::new(), 0);
        let mut next = Some(first);
        while let Some(asked) = next {
            match asked {
                Asked::Checkpoint(answer) => notes.push(answer),
                Asked::Acts(job) => {
                    size += job.acts.len();
                    group.push(job);
                }
            }
            next = if size < GROUP { inbox.try_recv().ok() } else { None };
        }
        // What must be taken whole is submitted by itself: one refusal must not undo a neighbour's act.
        let (single, several): (Vec<Job>, Vec<Job>) =
            group.into_iter().partition(|job| job.acts.len() == 1);
        submit_together(&mut shared, single);
        for job in several {
            let done = shared.submit_whole(job.acts, now());
            // Whoever no longer waits has hung up; the acts are written all the same.
            let _ = job.answer.send(done.and_then(entries));
        }
        for note in notes {
            let _ = note.send(shared.book().journal().checkpoint());
        }
        match state.read() {
            Ok(state) => {
                told.send_if_modified(|length| {
                    let grown = *length != state.entries;
                    *length = state.entries;
                    grown
                });
            }
            Err(_) => return,
        }
    }
    if let Err(refused) = shared.close() {
        tracing::error!(%refused, "the journal was not closed in good order");
    }
}

fn submit_together(shared: &mut Shared, jobs: Vec<Job>) {
    if jobs.is_empty() {
        return;
    }
    let (acts, answers): (Vec<Vec<SignedAct>>, Vec<_>) =
        jobs.into_iter().map(|job| (job.acts, job.answer)).unzip();
    match shared.submit(acts.into_iter().flatten().collect(), now()) {
        Ok(outcomes) => {
            for (outcome, answer) in outcomes.into_iter().zip(answers) {
                let _ = answer.send(outcome.entry().map(|entry| vec![entry]));
            }
        }
        Err(refused) => {
            for answer in answers {
                let _ = answer.send(Err(refused.clone()));
            }
        }
    }
}

fn entries(outcomes: Vec<Outcome>) -> Result<Vec<u64>, BookRefused> {
    outcomes.into_iter().map(Outcome::entry).collect()
}

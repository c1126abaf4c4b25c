//! What is given out as a stream: never whole in memory, never faster than the client takes it.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use hyper::body::{Bytes, Frame};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::site::Site;

/// How much is read before it is sent on.
const CHUNK: usize = 256 * 1024;
/// How many chunks wait for a client.
const AHEAD: usize = 2;

/// A body that is fed by a channel; an error cuts the connection, so that nobody takes a part for the whole.
struct Fed(mpsc::Receiver<io::Result<Bytes>>);

impl hyper::body::Body for Fed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0.poll_recv(context).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}

/// A body of what `next` gives, chunk by chunk, until it is empty. It is asked on a thread where waiting is allowed,
/// and none waits for the client.
fn fed<S: Send + 'static>(
    mut source: S,
    next: impl Fn(&mut S) -> io::Result<Vec<u8>> + Clone + Send + 'static,
) -> Body {
    let (feed, fed) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        loop {
            let next = next.clone();
            let read = spawn_blocking(move || {
                let chunk = next(&mut source);
                (source, chunk)
            });
            let Ok((rest, chunk)) = read.await else {
                // A client that hung up needs no word of it.
                let _ = feed.send(Err(io::ErrorKind::Other.into())).await;
                return;
            };
            source = rest;
            let last = chunk.as_ref().map_or(true, Vec::is_empty);
            let sent = match chunk {
                Ok(chunk) if chunk.is_empty() => return,
                chunk => feed.send(chunk.map(Bytes::from)).await,
            };
            if last || sent.is_err() {
                return;
            }
        }
    });
    Body::new(Fed(fed))
}

/// The entries from `from` up to, not including, `end`: each with its length before it.
pub fn entries(site: Arc<Site>, from: u64, end: u64) -> Body {
    fed((site, from), move |(site, next)| {
        let mut chunk = Vec::new();
        let read = site.keeper.journal(|journal| {
            journal.read(*next, |entry| {
                if *next >= end || chunk.len() >= CHUNK {
                    return ControlFlow::Break(());
                }
                let bytes = entry.encode();
                // An entry has at most 33,554,601 bytes.
                let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
                chunk.extend_from_slice(&length.to_be_bytes());
                chunk.extend_from_slice(&bytes);
                *next += 1;
                ControlFlow::Continue(())
            })
        });
        match read {
            Ok(Ok(_)) => Ok(chunk),
            Ok(Err(refused)) => Err(io::Error::other(refused)),
            Err(refused) => Err(io::Error::other(refused)),
        }
    })
}

/// A file beside the journal that is gone when it was given out.
pub struct Prepared {
    path: PathBuf,
    file: File,
}

impl Prepared {
    /// A new file beside the journal.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn new(site: &Site) -> io::Result<Self> {
        let path = beside(site.keeper.path())?;
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        Ok(Self { path, file })
    }

    /// A copy of the whole commons as it is now, as one file.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn copy(site: &Site) -> io::Result<Self> {
        let path = beside(site.keeper.path())?;
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let copied = rusqlite::Connection::open_with_flags(site.keeper.path(), flags)
            .and_then(|from| from.execute("VACUUM INTO ?1", [path.to_string_lossy()]));
        let opened = copied.map_err(io::Error::other).and_then(|_| File::open(&path));
        match opened {
            Ok(file) => Ok(Self { path, file }),
            Err(error) => {
                // What was begun is of no use; if it cannot be taken away it does no harm.
                let _ = std::fs::remove_file(&path);
                Err(error)
            }
        }
    }

    /// Writes to it.
    ///
    /// # Errors
    /// What writing refuses.
    pub fn fill(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut out = io::BufWriter::new(&self.file);
        write(&mut out)?;
        out.flush()
    }

    /// All of it, as a body.
    ///
    /// # Errors
    /// If it cannot be read from its beginning.
    pub fn body(mut self) -> io::Result<Body> {
        self.file.rewind()?;
        Ok(fed(self, |prepared| {
            let mut chunk = Vec::new();
            (&prepared.file).take(CHUNK as u64).read_to_end(&mut chunk)?;
            Ok(chunk)
        }))
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // What cannot be taken away is found beside the journal by its name.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A name beside the journal that nothing has.
fn beside(journal: &Path) -> io::Result<PathBuf> {
    let random = journal::ActId::random().map_err(io::Error::other)?;
    let mut name = journal.as_os_str().to_owned();
    name.push(format!("-part-{random}"));
    Ok(PathBuf::from(name))
}

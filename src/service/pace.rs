//! The pace of a connection. The server itself minds the time of a connection's first head alone: on a connection that is
//! kept alive, whoever sent the next head a byte at a time would be served for ever.

use std::cell::Cell;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// A request is being answered, or the first head is on its way.
    Busy,
    /// Nothing of the next head has come.
    Idle,
    /// Some of it has.
    Head,
}

/// What a connection and the service behind it tell each other.
#[derive(Debug)]
pub struct Pace {
    phase: Cell<Phase>,
    armed: Cell<bool>,
}

impl Pace {
    /// A whole head has come.
    pub fn begin(&self) {
        self.phase.set(Phase::Busy);
        self.armed.set(false);
    }

    /// It is answered.
    pub fn end(&self) {
        self.phase.set(Phase::Idle);
    }
}

/// How long a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Over a head, from its first byte on.
    pub head: Duration,
    /// Before it sends one, and over reading the answer before.
    pub idle: Duration,
}

/// A connection that is cut off when its client takes too long.
#[derive(Debug)]
pub struct Paced<T> {
    io: T,
    pace: Rc<Pace>,
    limits: Limits,
    /// One for the life of the connection: moving it on costs next to nothing.
    timer: Option<Pin<Box<Sleep>>>,
}

impl<T> Paced<T> {
    /// Minds the pace of a connection.
    pub fn new(io: T, limits: Limits) -> Self {
        let pace = Rc::new(Pace { phase: Cell::new(Phase::Busy), armed: Cell::new(false) });
        Self { io, pace, limits, timer: None }
    }

    /// What the service tells of its requests.
    pub fn pace(&self) -> Rc<Pace> {
        self.pace.clone()
    }

    /// An error once the client has taken too long.
    fn mind(&mut self, context: &mut Context<'_>, has_read: bool) -> Result<()> {
        match self.pace.phase.get() {
            Phase::Busy => return Ok(()),
            Phase::Idle if has_read => {
                self.pace.phase.set(Phase::Head);
                self.arm(self.limits.head);
            }
            Phase::Idle if !self.pace.armed.get() => self.arm(self.limits.idle),
            Phase::Idle | Phase::Head => {}
        }
        let too_long = self.timer.as_mut().is_some_and(|timer| timer.as_mut().poll(context).is_ready());
        if too_long { Err(Error::from(ErrorKind::TimedOut)) } else { Ok(()) }
    }

    fn arm(&mut self, time: Duration) {
        self.pace.armed.set(true);
        match &mut self.timer {
            Some(timer) => timer.as_mut().reset(Instant::now() + time),
            None => self.timer = Some(Box::pin(sleep(time))),
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Paced<T> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.io).poll_read(context, buffer);
        match this.mind(context, buffer.filled().len() > before) {
            Ok(()) => read,
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Paced<T> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let this = self.get_mut();
        this.mind(context, false)?;
        Pin::new(&mut this.io).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let this = self.get_mut();
        this.mind(context, false)?;
        Pin::new(&mut this.io).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(context)
    }
}

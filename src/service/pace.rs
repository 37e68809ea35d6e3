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
    /// Before it sends one, and over reading the answer before, or each mebibyte of it.
    pub idle: Duration,
}

/// Whoever takes an answer in is given the time anew with so many bytes.
const STRIDE: usize = 1024 * 1024;

/// A connection that is cut off when its client takes too long.
#[derive(Debug)]
pub struct Paced<T> {
    io: T,
    pace: Rc<Pace>,
    limits: Limits,
    /// Bytes of the answer that the client took in since it was last given time.
    taken: usize,
    /// One for the life of the connection: moving it on costs next to nothing.
    timer: Option<Pin<Box<Sleep>>>,
}

impl<T> Paced<T> {
    /// Minds the pace of a connection.
    pub fn new(io: T, limits: Limits) -> Self {
        let pace = Rc::new(Pace { phase: Cell::new(Phase::Busy), armed: Cell::new(false) });
        Self { io, pace, limits, taken: 0, timer: None }
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

    /// A long answer, such as a file, may take longer than the time before the next head, as long as it is taken in.
    fn took(&mut self, written: Poll<Result<usize>>) -> Poll<Result<usize>> {
        if let (Phase::Idle, Poll::Ready(Ok(bytes))) = (self.pace.phase.get(), &written) {
            self.taken += bytes;
            if self.taken >= STRIDE {
                self.taken = 0;
                self.pace.armed.set(false);
            }
        }
        written
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
        let written = Pin::new(&mut this.io).poll_write(context, bytes);
        this.took(written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let this = self.get_mut();
        this.mind(context, false)?;
        let written = Pin::new(&mut this.io).poll_write_vectored(context, parts);
        this.took(written)
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

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    const LIMITS: Limits = Limits { head: Duration::from_secs(5), idle: Duration::from_secs(80) };

    /// A client that takes so many bytes in a minute, five minutes long, from an answer that is longer.
    async fn takes(bytes_per_minute: usize) -> Result<()> {
        let (client, server) = duplex(64 * 1024);
        let mut server = Paced::new(server, LIMITS);
        server.pace().end();
        let mut client = client;
        let taking = async {
            let mut buffer = vec![0; bytes_per_minute];
            for _ in 0..5 {
                client.read_exact(&mut buffer).await?;
                tokio::time::sleep(Duration::from_secs(60)).await;
            }
            Ok(())
        };
        let answer = vec![0; 20 * 1024 * 1024];
        tokio::select! {
            outcome = taking => outcome,
            outcome = server.write_all(&answer) => outcome,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_answer_is_given_time_as_long_as_it_is_taken_in() {
        assert!(takes(STRIDE).await.is_ok());
        let cut_off = takes(STRIDE / 4).await.expect_err("who hardly takes it in is cut off");
        assert_eq!(cut_off.kind(), ErrorKind::TimedOut);
    }
}

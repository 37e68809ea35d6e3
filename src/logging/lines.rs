//! Lines of the log on their way out: they gather for a moment and are written together by a thread of their own. A system call
//! for each, or waking that thread for each, would cost a request more than its statement does.

use std::io::Write;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use parking_lot::{Condvar, Mutex, MutexGuard};
use tracing_subscriber::fmt::MakeWriter;

/// So long lines gather. Whoever is killed loses no more of the log than this.
const GATHERING: Duration = Duration::from_millis(10);

/// So many bytes may wait; whoever logs more waits until they are out.
const MOST_BYTES: usize = 8 << 20;

/// The lines that wait.
#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    ended: bool,
}

#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock()
    }

    fn wait_while(&self, condition: impl FnMut(&mut Waiting) -> bool) -> MutexGuard<'_, Waiting> {
        let mut waiting = self.lock();
        self.changed.wait_while(&mut waiting, condition);
        waiting
    }

    /// Writes whatever comes until the end.
    fn drain(&self, mut target: impl Write) {
        loop {
            let ended = self.wait_while(|it| it.bytes.is_empty() && !it.ended).ended;
            if !ended {
                std::thread::sleep(GATHERING);
            }
            let bytes = std::mem::take(&mut self.lock().bytes);
            self.changed.notify_all();
            if bytes.is_empty() && ended {
                return;
            }
            // Where nothing can be written any more, nobody is left to tell.
            let _ = target.write_all(&bytes).and_then(|()| target.flush());
        }
    }
}

/// The thread that writes. Its end waits until all is out.
pub struct Lines {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

impl Lines {
    /// Lines to a target. Where no thread can be had, they are never written, and the service would not start either.
    pub fn to(target: impl Write + Send + 'static) -> Self {
        let queue = Arc::new(Queue::default());
        let drained = queue.clone();
        let thread = std::thread::Builder::new().name("log".to_owned()).spawn(move || drained.drain(target)).ok();
        Self { queue, thread }
    }

    /// What a subscriber writes to.
    pub fn writer(&self) -> Writer {
        Writer(self.queue.clone())
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.queue.lock().ended = true;
        self.queue.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // It ends by itself; a panic in it has been told of.
            let _ = thread.join();
        }
    }
}

/// Where the lines of a subscriber go.
#[derive(Clone)]
pub struct Writer(Arc<Queue>);

impl Write for Writer {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let mut waiting = self.0.wait_while(|it| it.bytes.len() > MOST_BYTES && !it.ended);
        let first = waiting.bytes.is_empty();
        waiting.bytes.extend_from_slice(line);
        drop(waiting);
        if first {
            self.0.changed.notify_all();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Writer {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    struct Target(mpsc::Sender<Vec<u8>>);

    impl Write for Target {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.send(bytes.to_vec()).unwrap();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_of_many_threads_come_out_whole_and_none_is_lost() {
        let (sender, receiver) = mpsc::channel();
        let lines = Lines::to(Target(sender));
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let mut writer = lines.writer();
                scope.spawn(move || {
                    for line in 0..1_000 {
                        writer.write_all(format!("{thread} {line}\n").as_bytes()).unwrap();
                    }
                });
            }
        });
        drop(lines);
        let written: Vec<Vec<u8>> = receiver.iter().collect();
        assert!(written.len() < 1_000, "lines leave together");
        let text = String::from_utf8(written.concat()).unwrap();
        for thread in 0..4 {
            let own = text.lines().filter(|line| line.starts_with(&format!("{thread} ")));
            let expected = (0..1_000).map(|line| format!("{thread} {line}"));
            assert!(own.eq(expected), "whole, and in order");
        }
    }

    #[test]
    fn a_line_does_not_wait_for_the_next() {
        let (sender, receiver) = mpsc::channel();
        let lines = Lines::to(Target(sender));
        lines.writer().write_all(b"alone\n").unwrap();
        assert_eq!(receiver.recv_timeout(Duration::from_secs(5)).unwrap(), b"alone\n");
    }
}

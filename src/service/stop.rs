//! When to stop: SIGTERM from an orchestrator, SIGINT from a person.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that end the service.
pub struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    /// From now on these signals do not end the process by themselves.
    pub fn listen() -> Result<Self, String> {
        let failed = |error| format!("cannot listen for signals: {error}");
        Ok(Self {
            terminate: signal(SignalKind::terminate()).map_err(failed)?,
            interrupt: signal(SignalKind::interrupt()).map_err(failed)?,
        })
    }

    /// Waits for the first of them.
    pub async fn asked(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

//! Two clocks, both passed in. The *civil* clock judges deadlines, windows, receipts and the dates of grants, and stamps
//! the journal; tests set it and the demo runs it in 2017. The *machine's* clock judges tokens, idempotency, throttling
//! and time-outs, and is never shifted.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::Utc;

use crate::kernel::instant::Instant;

impl Instant {
    /// What the machine's clock says.
    #[allow(clippy::disallowed_methods, reason = "time is asked for here and nowhere else")]
    pub fn of_machine() -> Self {
        Self(Utc::now().timestamp_micros())
    }
}

/// The clock that deadlines are judged by.
#[derive(Clone, Debug)]
pub struct CivilClock(Arc<Mode>);

#[derive(Debug)]
enum Mode {
    /// The machine's time, as in production.
    Real,
    /// The machine's time shifted by a fixed number of microseconds: the demo's year.
    Shifted(AtomicI64),
    /// Stands still until somebody moves it: tests and the replay of the demo.
    Set(AtomicI64),
}

impl CivilClock {
    /// The civil time of a real service.
    pub fn real() -> Self {
        Self(Arc::new(Mode::Real))
    }

    /// A clock that reads `start` now and runs on from there.
    pub fn running_from(start: Instant) -> Self {
        let shift = start.0 - Instant::of_machine().0;
        Self(Arc::new(Mode::Shifted(AtomicI64::new(shift))))
    }

    /// A clock that stands at `at` until [`CivilClock::set`].
    pub fn standing_at(at: Instant) -> Self {
        Self(Arc::new(Mode::Set(AtomicI64::new(at.0))))
    }

    /// Moves a standing clock, or makes a shifted one read `at` now. A real clock cannot be moved: `false`.
    pub fn set(&self, at: Instant) -> bool {
        match &*self.0 {
            Mode::Real => return false,
            Mode::Shifted(shift) => shift.store(at.0 - Instant::of_machine().0, Ordering::SeqCst),
            Mode::Set(value) => value.store(at.0, Ordering::SeqCst),
        }
        true
    }

    /// The civil time.
    pub fn now(&self) -> Instant {
        match &*self.0 {
            Mode::Real => Instant::of_machine(),
            Mode::Shifted(shift) => Instant(Instant::of_machine().0 + shift.load(Ordering::SeqCst)),
            Mode::Set(value) => Instant(value.load(Ordering::SeqCst)),
        }
    }

    /// Whether it moves only when somebody moves it.
    pub fn stands(&self) -> bool {
        matches!(&*self.0, Mode::Set(_))
    }

    /// Whether this clock is not the real one.
    pub fn is_demo(&self) -> bool {
        !matches!(&*self.0, Mode::Real)
    }
}

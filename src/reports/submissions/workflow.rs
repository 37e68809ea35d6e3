//! The workflow of a submission: the agency that owes drafts, signs and sends; the recipient looks, returns and accepts.

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, Chair, StandingLead, StandingOfficer};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};
use crate::reports::parties::Parties;
use crate::reports::submissions::model::SubmissionState::{
    self, Accepted, Draft, PendingSignature, Returned, Submitted, UnderReview, Withdrawn,
};

/// A submission as its rules see it.
#[derive(Clone, Debug)]
pub struct SubmissionFacts {
    /// Who has to do with it.
    pub parties: Parties,
    /// Where it stands.
    pub state: SubmissionState,
    /// Whether the report is owed: neither exempt nor cancelled.
    pub owed: bool,
    /// Another version of the report that is being written or reviewed.
    pub another_in_flight: Vec<Blocker>,
    /// Required sections without text, while it is not signed.
    pub missing_sections: Vec<Blocker>,
    /// Required indicators with neither a value nor a reason why there is none, while it is not signed.
    pub missing_indicators: Vec<Blocker>,
    /// Whether it carries values.
    pub has_values: bool,
    /// Who drafted it, handed it over, or signed and sent it.
    pub authors: Vec<Id>,
}

impl SubmissionFacts {
    /// Of one that was received and is not accepted yet: it is frozen, so that nothing it says stands in the way of a step.
    pub fn received(parties: Parties, state: SubmissionState, owed: bool, authors: Vec<Id>) -> Self {
        Self {
            parties,
            state,
            owed,
            another_in_flight: Vec::new(),
            missing_sections: Vec::new(),
            missing_indicators: Vec::new(),
            has_values: false,
            authors,
        }
    }
}

impl Seated for SubmissionFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.parties.agency_at(seat)
    }
}

impl Subject for SubmissionFacts {
    type State = SubmissionState;

    fn state(&self) -> SubmissionState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

const OWED: Guard<SubmissionFacts> = Guard {
    name: "the obligation is neither exempt nor cancelled",
    blockers: |facts, _: Instant| Blocker::when(!facts.owed, Code::ObligationNotOpen),
};
const SECTIONS_WRITTEN: Guard<SubmissionFacts> =
    Guard { name: "every required section has text", blockers: |facts, _: Instant| facts.missing_sections.clone() };
const INDICATORS_GIVEN: Guard<SubmissionFacts> = Guard {
    name: "every required indicator has a value, or a reason why there is none",
    blockers: |facts, _: Instant| facts.missing_indicators.clone(),
};
const NO_VALUES: Guard<SubmissionFacts> = Guard {
    name: "it carries no values",
    blockers: |facts, _: Instant| Blocker::when(facts.has_values, Code::NilWithValues),
};
const NO_OTHER_IN_FLIGHT: Guard<SubmissionFacts> = Guard {
    name: "no other version is being written or reviewed",
    blockers: |facts, _: Instant| facts.another_in_flight.clone(),
};

/// Who writes a report: the agency's officers, and those of the standing agency for what it owes itself.
pub const DRAFTERS: Who = &[(Seat::Assignee, &[AgencyOfficer]), (Seat::StandingOwn, &[StandingOfficer])];
/// Who signs it.
const SIGNERS: Who = &[(Seat::Assignee, &[AgencyLead]), (Seat::StandingOwn, &[StandingLead])];
/// Who looks at it where it is received; at event plans, too.
pub const REVIEWERS: Who = &[
    (Seat::Committee, &[StandingOfficer, StandingLead]),
    (Seat::Recipient, &[AgencyOfficer, AgencyLead]),
    (Seat::StandingOwn, &[Chair]),
];
/// Who makes it official.
const ACCEPTERS: Who =
    &[(Seat::Committee, &[StandingLead]), (Seat::Recipient, &[AgencyLead]), (Seat::StandingOwn, &[Chair])];

/// The table. What is missing is told when it is handed over, as when it is signed; a nil report is declared from the draft. What is returned or withdrawn is final; the next version is begun from its content. `amend` leaves this one as
/// it is and opens the next as a draft; accepting that makes this one superseded.
#[rustfmt::skip]
pub static TRANSITIONS: Table<SubmissionFacts> = Table { resource: "submissions", rows: &[
    Transition { from: &[Draft], action: "hand_over", to: PendingSignature, who: DRAFTERS, needs: &[OWED, SECTIONS_WRITTEN, INDICATORS_GIVEN], apart: false },
    Transition { from: &[PendingSignature], action: "return_to_draft", to: Draft, who: SIGNERS, needs: &[], apart: false },
    Transition { from: &[Draft, PendingSignature], action: "submit", to: Submitted, who: SIGNERS, needs: &[OWED, SECTIONS_WRITTEN, INDICATORS_GIVEN], apart: false },
    Transition { from: &[Draft, PendingSignature], action: "declare_nil", to: Submitted, who: SIGNERS, needs: &[OWED, NO_VALUES], apart: false },
    Transition { from: &[Submitted], action: "withdraw", to: Withdrawn, who: SIGNERS, needs: &[], apart: false },
    Transition { from: &[Submitted], action: "take", to: UnderReview, who: REVIEWERS, needs: &[OWED], apart: true },
    Transition { from: &[UnderReview], action: "return", to: Returned, who: REVIEWERS, needs: &[], apart: true },
    Transition { from: &[UnderReview], action: "accept", to: Accepted, who: ACCEPTERS, needs: &[OWED], apart: true },
    Transition { from: &[Accepted], action: "amend", to: Accepted, who: SIGNERS, needs: &[OWED, NO_OTHER_IN_FLIGHT], apart: false },
] };

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::kernel::directory::Directory;
    use crate::kernel::policy::Caller;

    fn facts(state: SubmissionState) -> SubmissionFacts {
        let [committee, agency, recipient] = std::array::from_fn(|_| Id::fresh());
        SubmissionFacts {
            parties: Parties { committee, agency, recipient, to_committee: true, standing: Some(recipient) },
            state,
            owed: true,
            another_in_flight: Vec::new(),
            missing_sections: Vec::new(),
            missing_indicators: Vec::new(),
            has_values: false,
            authors: Vec::new(),
        }
    }

    fn codes(action: &str, facts: &SubmissionFacts) -> Vec<Code> {
        let row = TRANSITIONS.rows.iter().find(|row| row.action == action).unwrap();
        let found = row.needs.iter().flat_map(|guard| (guard.blockers)(facts, Instant(0)));
        found.map(|it| it.code).collect()
    }

    #[test]
    fn what_stands_in_the_way_is_named() {
        let wrong = SubmissionFacts {
            owed: false,
            another_in_flight: vec![Blocker::of(Code::SubmissionInFlight)],
            missing_sections: vec![Blocker::at(Code::SectionMissing, "II")],
            missing_indicators: vec![Blocker::at(Code::IndicatorMissing, "CB.01")],
            has_values: true,
            ..facts(Draft)
        };
        for (action, expected) in [
            ("hand_over", vec![Code::ObligationNotOpen, Code::SectionMissing, Code::IndicatorMissing]),
            ("return_to_draft", vec![]),
            ("submit", vec![Code::ObligationNotOpen, Code::SectionMissing, Code::IndicatorMissing]),
            ("declare_nil", vec![Code::ObligationNotOpen, Code::NilWithValues]),
            ("withdraw", vec![]),
            ("take", vec![Code::ObligationNotOpen]),
            ("return", vec![]),
            ("accept", vec![Code::ObligationNotOpen]),
            ("amend", vec![Code::ObligationNotOpen, Code::SubmissionInFlight]),
        ] {
            assert_eq!(codes(action, &wrong), expected, "{action}");
            assert_eq!(codes(action, &facts(Draft)), [], "{action}");
        }
    }

    #[test]
    fn whoever_holds_no_role_takes_no_step_from_any_state() {
        let nobody = Caller::new(Id::fresh(), Id::fresh(), Instant(0).date(), Arc::new(Directory::default()));
        for state in SubmissionState::ALL {
            for next in TRANSITIONS.actions(&nobody, &facts(*state), Instant(0)) {
                assert_eq!(next.blocked_by, [Blocker::of(Code::RoleMayNot)], "{state} {}", next.action);
            }
        }
    }

    /// The versions of one report, as the table moves them.
    #[derive(Debug, Default)]
    struct Report(Vec<SubmissionState>);

    impl Report {
        /// What the service does to one version, where the table has a row for it.
        fn step(&mut self, action: &str, version: usize) {
            let in_flight = self.0.iter().any(|state| state.is_in_flight());
            if action == "create" {
                if !in_flight && self.0.last() != Some(&Accepted) {
                    self.0.push(Draft);
                }
                return;
            }
            let Some(state) = self.0.get(version).copied() else { return };
            let row = TRANSITIONS.rows.iter().find(|row| row.action == action && row.from.contains(&state));
            let Some(row) = row else { return };
            if action == "amend" {
                if !in_flight {
                    self.0.push(Draft);
                }
                return;
            }
            if action == "accept" {
                for earlier in self.0.iter_mut().filter(|state| **state == Accepted) {
                    *earlier = SubmissionState::Superseded;
                }
            }
            self.0[version] = row.to;
        }
    }

    const STEPS: [&str; 10] = [
        "create",
        "hand_over",
        "return_to_draft",
        "submit",
        "declare_nil",
        "withdraw",
        "take",
        "return",
        "accept",
        "amend",
    ];

    proptest! {
        #[test]
        fn no_sequence_loses_a_version_or_leaves_two_official(steps in prop::collection::vec((0..STEPS.len(), 0_usize..6), 0..120)) {
            let mut report = Report::default();
            for (step, version) in steps {
                let before = report.0.clone();
                report.step(STEPS[step], version);
                let count = |state: SubmissionState| report.0.iter().filter(|it| **it == state).count();
                prop_assert!(report.0.len() >= before.len());
                prop_assert!(count(Accepted) <= 1);
                prop_assert!(report.0.iter().filter(|it| it.is_in_flight()).count() <= 1);
                // What was official stays so until a later version takes its place.
                if before.contains(&Accepted) {
                    prop_assert_eq!(count(Accepted), 1);
                }
                for (was, is) in before.iter().zip(&report.0) {
                    let final_one = matches!(was, Returned | Withdrawn | SubmissionState::Superseded);
                    prop_assert!(!final_one || was == is);
                    prop_assert!(was.is_draft() || !is.is_draft(), "what was sent is never a draft again");
                }
            }
        }
    }
}

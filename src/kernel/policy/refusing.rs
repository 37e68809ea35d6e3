//! What a refusal says besides that it is one: who may.

use super::{Seat, Seated, Who};
use crate::kernel::problem::{Code, Problem};

impl Seat {
    /// How a refusal names it, in Vietnamese and in English, behind a role.
    fn behind_a_role(self) -> (&'static str, &'static str) {
        match self {
            Self::Committee => (" của ban", " of the committee"),
            Self::Own => (" của cơ quan có văn bản", " of the agency whose it is"),
            Self::Assignee => (" của cơ quan thực hiện", " of the agency that carries it out"),
            Self::Recipient => (" của cơ quan nhận", " of the agency that receives it"),
            Self::StandingOwn => {
                (" của ban, với việc của cơ quan thường trực", " of the committee, for what its standing agency owes")
            }
            Self::Holder => (" của cơ quan đang giữ lượt xử lý", " of the agency whose turn it is"),
            Self::StandingHolder => (
                " của ban, khi cơ quan thường trực đang giữ lượt xử lý",
                " of the committee, while it is its standing agency's turn",
            ),
            Self::ChairHolder => {
                (" của ban, khi trưởng ban đang giữ lượt xử lý", " of the committee, while it is its chair's turn")
            }
            Self::Person => ("chính người có liên quan", "the person whose own it is"),
            Self::Team => ("thành viên của đoàn", "a member of its team"),
            Self::TeamLead => ("trưởng đoàn", "the leader of its team"),
            Self::Anywhere => ("", ""),
        }
    }
}

/// 403, with those who may where somebody sits for this object. That is no secret: the description of the API has the same table.
pub fn refused(who: Who, object: &dyn Seated) -> Problem {
    let (mut vietnamese, mut english) = (Vec::new(), Vec::new());
    let is_taken = |seat: Seat| matches!(seat, Seat::Person | Seat::Anywhere) || object.agency_at(seat).is_some();
    for (seat, roles) in who.iter().filter(|(seat, _)| seat.is_of_people() || is_taken(*seat)) {
        let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
        // Whoever it is about may in whatever role, and a team by being one.
        let roles = if *seat == Seat::Person || seat.is_of_people() { String::new() } else { roles.join(", ") };
        let (ours, theirs) = seat.behind_a_role();
        vietnamese.push(format!("{roles}{ours}"));
        english.push(format!("{roles}{theirs}"));
    }
    let problem = Problem::of(Code::RoleMayNot);
    if english.is_empty() {
        return problem;
    }
    problem.detail(format!("Được phép: {}", vietnamese.join("; ")), format!("These may: {}", english.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Id;
    use crate::kernel::problem::Language;
    use crate::kernel::role::Role;

    #[test]
    fn whoever_is_refused_is_told_who_may() {
        let told = |who| refused(who, &Id::fresh()).told(Language::English);
        let by_team: Who = &[(Seat::Committee, &[Role::StandingLead, Role::Chair]), (Seat::Team, &[Role::AgencyLead])];
        assert!(
            told(by_team).ends_with("; These may: standing_lead, chair of the committee; a member of its team"),
            "{}",
            told(by_team)
        );
        assert!(told(&[(Seat::Person, Role::ALL)]).ends_with("; These may: the person whose own it is"));
        assert!(!told(&[]).contains(';'));
    }
}

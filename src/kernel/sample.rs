//! A small city that unit tests judge by: a committee with its standing agency, the Department of Labour; Justice beside it; a
//! district with a commune below; and another city's committee, which has none.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::kernel::directory::{AgencySeat, DelegationSeat, DesignationSeat, Directory, GrantSeat, Heir, UserSeat};
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;
use crate::kernel::role::{Role, Scope};

/// Name, name of the agency above, whether it is a committee.
const AGENCIES: [(&str, Option<&str>, bool); 6] = [
    ("committee", None, true),
    ("labour", Some("committee"), false),
    ("justice", Some("committee"), false),
    ("district", Some("committee"), false),
    ("commune", Some("district"), false),
    ("elsewhere", None, true),
];

/// The city, and the names of what is in it.
pub struct City {
    /// Who is who in it.
    pub directory: Directory,
    ids: HashMap<String, Id>,
}

/// A date, as it is written.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl City {
    /// With nobody in it. Labour is the standing agency in 2016 and 2017, Justice from 2018 on.
    pub fn new() -> Self {
        let ids: HashMap<String, Id> = AGENCIES.iter().map(|(name, ..)| ((*name).to_owned(), Id::fresh())).collect();
        let seat = |name: &str, parent: Option<&str>, is_committee| AgencySeat {
            parent: parent.map(|it| ids[it]),
            code: name.to_owned(),
            name: name.to_owned(),
            is_committee,
            valid_from: day("2000-01-01"),
            valid_to: None,
            heir: None,
        };
        let agencies = AGENCIES.iter().map(|(name, parent, committee)| (ids[*name], seat(name, *parent, *committee)));
        let designation = |agency: &str, from: &str, to: Option<&str>| DesignationSeat {
            committee: ids["committee"],
            agency: ids[agency],
            valid_from: day(from),
            valid_to: to.map(day),
        };
        let designations =
            vec![designation("labour", "2016-01-01", Some("2017-12-31")), designation("justice", "2018-01-01", None)];
        let directory = Directory { agencies: agencies.collect(), designations, ..Directory::default() };
        Self { directory, ids }
    }

    /// The id of an agency or of a person.
    pub fn id(&self, name: &str) -> Id {
        self.ids[name]
    }

    /// The names of some agencies, in the order of this file.
    pub fn names(&self, ids: &[Id]) -> Vec<&'static str> {
        AGENCIES.iter().map(|(name, ..)| *name).filter(|name| ids.contains(&self.id(name))).collect()
    }

    /// Somebody who holds a role at an agency, from 2017 on; further roles are added to those he has.
    pub fn grant(&mut self, login: &str, role: Role, agency: &str, scope: Scope) -> &mut GrantSeat {
        let (user, agency) = (*self.ids.entry(login.to_owned()).or_insert_with(Id::fresh), self.ids[agency]);
        self.directory.users.entry(user).or_insert_with(|| UserSeat {
            login: login.to_owned(),
            name: login.to_owned(),
            agency,
            disabled: false,
            generation: 1,
            is_machine: false,
            password_is_given: false,
        });
        let grants = self.directory.grants.entry(user).or_default();
        grants.push(GrantSeat { id: Id::fresh(), agency, role, scope, valid_from: day("2017-01-01"), valid_to: None });
        grants.last_mut().unwrap()
    }

    /// Lets an agency end on the day before another takes over from it.
    pub fn end(&mut self, agency: &str, heir: &str, from: &str) {
        let (agency, from) = (self.ids[agency], day(from));
        let heir = Heir { agency: self.ids[heir], from, others: Vec::new(), change: Id::fresh() };
        let seat = self.directory.agencies.get_mut(&agency).unwrap();
        (seat.valid_to, seat.heir) = (from.pred_opt(), Some(heir));
        self.directory.settle();
    }

    /// One action of somebody at an agency that another may do in March 2017.
    pub fn delegate(&mut self, delegator: &str, agency: &str, action: &str, delegate: &str) {
        let delegate = self.id(delegate);
        let seat = DelegationSeat {
            delegator: self.id(delegator),
            agency: self.id(agency),
            actions: vec![action.to_owned()],
            valid_from: day("2017-03-01"),
            valid_to: Some(day("2017-03-31")),
        };
        self.directory.delegations.entry(delegate).or_default().push(seat);
    }

    /// Somebody with a token of an agency, on a date.
    pub fn caller(&self, login: &str, agency: &str, on: &str) -> Caller {
        Caller::new(self.id(login), self.id(agency), day(on), Arc::new(self.directory.clone()))
    }
}

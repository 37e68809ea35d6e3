//! Ending an agency: what has to be done, handed on or called off before. The chapter knows nobody's papers; each resource says
//! what is left of its own.

use chrono::NaiveDate;

use crate::kernel::chapter::Resource;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;

/// What handlers share: the resources whose papers an agency may have.
#[derive(Clone, Copy)]
pub struct Ending(pub &'static [Resource]);

impl Ending {
    /// What is left of an agency that ends on a day, by resource; empty where nothing is.
    pub fn left(
        self,
        view: &mut View<'_>,
        agency: Id,
        last_day: NaiveDate,
    ) -> Result<Vec<(&'static str, i64)>, Problem> {
        let mut all = Vec::new();
        for resource in self.0 {
            let left = (resource.left)(view, agency, last_day)?;
            if left > 0 {
                all.push((resource.name, left));
            }
        }
        Ok(all)
    }
}

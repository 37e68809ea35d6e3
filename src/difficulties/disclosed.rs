//! To whom a restricted text is disclosed, and who replaces it: its author, whoever leads the agency that raised it, and, to read it,
//! whoever leads where the turn is or was.

use crate::difficulties::access::Reading;
use crate::difficulties::facts::seated;
use crate::difficulties::model::{Difficulty, DifficultyState, Turn};
use crate::difficulties::policy;
use crate::difficulties::store::{self, Stored};
use crate::difficulties::turns::Holder;
use crate::difficulties::workflow::DifficultyFacts;
use crate::kernel::chapter::found;
use crate::kernel::db::{Tx, View};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::policy::{Authority, Caller, Member, Rule, Seat, Seated};
use crate::kernel::problem::Problem;
use crate::restricted::{Place, Restricting, TextRow, Whose, store_texts, text_of};

/// A restricted text, as those see it who would read or replace it.
#[derive(Clone, Debug)]
pub struct Restricted<'a> {
    /// Who has to do with the difficulty, and who of those that had the turn is asked about.
    facts: DifficultyFacts,
    /// Who wrote it.
    author: Option<Id>,
    /// Whoever asks.
    asker: Member,
    turns: &'a [Turn],
}

impl Seated for Restricted<'_> {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Person => (self.author == Some(self.asker.user)).then_some(self.asker.agency),
            other => self.facts.agency_at(other),
        }
    }
}

impl<'a> Restricted<'a> {
    /// The text of a difficulty, asked for by a caller.
    pub fn of(facts: &DifficultyFacts, turns: &'a [Turn], author: Option<Id>, caller: &Caller) -> Self {
        let facts = DifficultyFacts { holder: None, ..facts.clone() };
        Self { facts, author, asker: caller.member(), turns }
    }

    /// The same in a turn, judged as it began: whoever is asked for more in it does not answer himself.
    fn held_by(&self, holder: Holder, opened_in: DifficultyState) -> Self {
        let facts = DifficultyFacts { holder: Some(holder), state: opened_in, ..self.facts.clone() };
        Self { facts, ..self.clone() }
    }

    /// The right by which the caller may do this: as its author, for the agency, or as one of those who have or had the turn.
    pub fn permit(&self, rule: &Rule, caller: &Caller) -> Result<Authority, Problem> {
        let own = rule.permit(caller, self);
        let as_holder =
            |turn: &Turn| rule.permit(caller, &self.held_by(seated(turn.holder(), caller), turn.opened_in)).ok();
        own.or_else(|refused| self.turns.iter().find_map(as_holder).ok_or(refused))
    }
}

/// What is restricted of difficulties: their texts.
pub const RESTRICTING: Restricting =
    Restricting { resources: &[Difficulty::RESOURCE], may_read, sees_all_readers: sees_readers };

fn may_read(view: &mut View<'_>, whose: &Whose) -> Result<bool, Problem> {
    found(store::find(view, whose.subject))
}

fn sees_readers(view: &mut View<'_>, whose: &Whose) -> Result<bool, Problem> {
    let stored = store::find(view, whose.subject)?;
    sees_all_readers(view, &stored)
}

/// Whether the caller reads of everybody who read the text: auditors, and those to whom it is disclosed.
pub fn sees_all_readers(view: &mut View<'_>, stored: &Stored) -> Result<bool, Problem> {
    let reading = Reading::of(&view.caller);
    if reading.audited.contains(stored.row.committee_id) || reading.audited.contains(stored.row.agency_id) {
        return Ok(true);
    }
    let author = text_of(view.connection, Difficulty::RESOURCE, stored.row.id)?.map(|text| text.author_id);
    let facts = stored.facts(&view.caller);
    Ok(Restricted::of(&facts, &stored.turns, author, &view.caller).permit(&policy::DISCLOSE, &view.caller).is_ok())
}

/// The restricted text of a new difficulty, which has its SHA-256 from here on; none where it has none. It is kept once the difficulty is.
pub fn written(tx: &Tx<'_>, stored: &mut Stored, words: &str) -> Result<Option<TextRow>, Problem> {
    let row = &mut stored.row;
    if !row.is_restricted() {
        return Ok(None);
    }
    let place = Place { inspection: None, agency: row.agency_id, resource: Difficulty::RESOURCE, id: row.id };
    let text = TextRow::new(place, words, tx.caller()?.user, tx.now)?;
    row.text_sha256 = Some(text.sha256.clone());
    Ok(Some(text))
}

/// Keeps the restricted text of a new difficulty.
pub fn keep(tx: &mut Tx<'_>, text: TextRow, by: Authority) -> Result<(), Problem> {
    let change = Change::opened("write", &text.answer())?;
    store_texts(tx.connection, vec![text])?;
    tx.note(change.by(by));
    Ok(())
}

/// The restricted text that an edit would put other words into, and the right by which the caller does; none where it has none.
pub fn replaceable(tx: &mut Tx<'_>, stored: &Stored) -> Result<Option<(TextRow, Authority)>, Problem> {
    let caller = tx.caller()?;
    let Some(text) = text_of(tx.connection, Difficulty::RESOURCE, stored.row.id)? else { return Ok(None) };
    let restricted = Restricted::of(&stored.facts(&caller), &[], Some(text.author_id), &caller);
    let by = restricted.permit(&policy::REPLACE_TEXT, &caller)?;
    Ok(Some((text, by)))
}

/// Puts other words into a restricted text. The same words again are nothing new, and keep their hash.
pub fn replace(
    tx: &mut Tx<'_>,
    stored: &mut Stored,
    (text, by): (TextRow, Authority),
    words: &str,
) -> Result<(), Problem> {
    if text.text == words {
        return Ok(());
    }
    let next = text.replaced(words, tx.caller()?.user, tx.now)?;
    stored.row.text_sha256 = Some(next.sha256.clone());
    let change = Change::changed("replace", &text.answer(), &next.answer())?;
    store_texts(tx.connection, vec![next])?;
    tx.note(change.by(by));
    Ok(())
}

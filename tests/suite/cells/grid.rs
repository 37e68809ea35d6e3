//! A grid as it is written by hand, and which of its cells are tried over HTTP.

use tienbo::kernel::problem::Code;

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// `+` It is done.
    Done,
    /// `-` The role may not.
    RoleMayNot,
    /// `!` The state forbids.
    StateForbids,
    /// `?` It does not exist for them.
    NotFound,
}

impl Verdict {
    const REFUSALS: [Self; 3] = [Self::RoleMayNot, Self::StateForbids, Self::NotFound];

    fn of(sign: &str) -> Self {
        match sign {
            "+" => Self::Done,
            "-" => Self::RoleMayNot,
            "!" => Self::StateForbids,
            "?" => Self::NotFound,
            other => panic!("what is {other}?"),
        }
    }

    /// The status and the code of the answer.
    pub fn answer(self) -> (u16, &'static str) {
        match self {
            Self::Done => (200, ""),
            Self::RoleMayNot => (403, "role_may_not"),
            Self::StateForbids => (409, "state_forbids"),
            Self::NotFound => (404, "not_found"),
        }
    }

    /// What a detail read says stands in the way.
    pub fn blockers(self) -> Vec<Code> {
        match self {
            Self::Done => Vec::new(),
            Self::RoleMayNot => vec![Code::RoleMayNot],
            Self::StateForbids => vec![Code::StateForbids],
            Self::NotFound => panic!("nobody reads what does not exist"),
        }
    }
}

/// What an action in a state gives to each of some people.
pub struct Row<'a> {
    pub state: &'a str,
    pub action: &'a str,
    pub cells: Vec<(&'a str, Verdict)>,
}

/// The rows of a grid. Its first line names the columns: the state, the action, and people by their logins.
pub fn rows(grid: &str) -> Vec<Row<'_>> {
    let mut lines = grid.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).filter(|it| !it.is_empty());
    let columns = lines.next().expect("a line of names");
    let rows: Vec<Row<'_>> = lines
        .map(|words| {
            assert_eq!(words.len(), columns.len(), "{words:?}");
            let cells = columns[2..].iter().copied().zip(words[2..].iter().map(|sign| Verdict::of(sign)));
            Row { state: words[0], action: words[1], cells: cells.collect() }
        })
        .collect();
    assert!(!rows.is_empty());
    rows
}

impl<'a> Row<'a> {
    /// The cells that are tried over HTTP: all that are allowed, and one of each kind of refusal. Which one moves on with the
    /// number of the row, so that everybody is refused somewhere.
    pub fn tried(&self, number: usize) -> Vec<(&'a str, Verdict)> {
        let of = |verdict| self.cells.iter().copied().filter(move |(_, it)| *it == verdict);
        let mut tried: Vec<(&'a str, Verdict)> = of(Verdict::Done).collect();
        for refusal in Verdict::REFUSALS {
            let count = of(refusal).count();
            tried.extend(of(refusal).nth(number % count.max(1)));
        }
        tried
    }
}

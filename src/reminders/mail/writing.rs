//! What a letter says: the sentence of the inbox, the reason of the step where its reader may read that, and below it the committee, the
//! paper, the programme that it is done for, its last day, whom to call, and where the portal shows it. Of an inspection the title has the
//! number of its plan, and a letter says no more of that.

use chrono::NaiveDate;

use super::contact::Contact;
use super::link::PaperUrl;
use crate::kernel::directory::Directory;
use crate::kernel::named::ProgrammeName;
use crate::kernel::problem::Language;
use crate::reminders::matter::Matter;
use crate::reminders::notifications::about::About;

/// What a letter is written from beside what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// Who is who.
    pub directory: &'a Directory,
    /// The day on which it leaves.
    pub today: NaiveDate,
    /// Why the step was taken.
    pub reason: Option<&'a str>,
    /// The programme that the paper is done for, where its reader may read that.
    pub programme: Option<&'a ProgrammeName>,
    /// The number of whoever took it, where one is on record.
    pub phone: Option<&'a str>,
    /// Where the portal shows papers.
    pub paper_url: Option<&'a PaperUrl>,
}

/// The subject and the text of a letter.
pub fn written(about: &About, beside: &Beside<'_>, language: Language) -> (String, String) {
    let Beside { directory, today, reason, programme, phone, paper_url } = *beside;
    let committee = directory.committee_of(about.keeper()).unwrap_or_else(|| about.keeper());
    let word = |vietnamese: &'static str, english: &'static str| language.choose(vietnamese, english);
    let mut lines = vec![about.body(language)];
    lines.extend(reason.map(|reason| format!("{}: {reason}", word("Lý do", "Reason"))));
    lines.push(String::new());
    lines.push(format!("{}: {}", word("Ban", "Committee"), directory.agency_name(committee)));
    lines.push(format!("{}: {}", word("Văn bản", "Paper"), about.title()));
    lines.extend(programme.map(|it| format!("{}: {}", word("Chương trình", "Programme"), it.on_cover())));
    let begins = about.matter() == Matter::Notified;
    let name = if begins { word("Ngày bắt đầu", "First day") } else { word("Hạn cuối", "Last day") };
    lines.extend(about.last_day().map(|day| format!("{name}: {}", language.day(day))));
    lines.push(Contact::of(directory, (about.made_by(), phone), committee, today).line(language));
    lines.extend(paper_url.map(|url| format!("{}: {}", word("Xem tại", "Read it at"), url.of(about.object()))));
    (about.subject(language), lines.join("\n"))
}

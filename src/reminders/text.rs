//! What a reminder says, made anew for each reader from what is stored: the occasion and the days.

use chrono::NaiveDate;

use crate::kernel::problem::Language;
use crate::reminders::schedule::Occasion;

/// What the text is made of.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What is owed.
    pub title: &'a str,
    /// Why the reminder goes out.
    pub occasion: Occasion,
    /// The day on which it went out.
    pub made_on: NaiveDate,
    /// The last on-time day.
    pub last_day: NaiveDate,
    /// The earlier day asked for inside the house.
    pub internal_on: Option<NaiveDate>,
}

/// One line: the subject of a mail.
pub fn subject(facts: &Facts<'_>, language: Language) -> String {
    let title = facts.title;
    match (facts.occasion, language, facts.made_on > facts.last_day) {
        (Occasion::Returned, Language::Vietnamese, _) => format!("Đôn đốc gửi lại: {title}"),
        (Occasion::Returned, Language::English, _) => format!("Next version awaited: {title}"),
        (_, Language::Vietnamese, false) => format!("Nhắc hạn: {title}"),
        (_, Language::English, false) => format!("Due soon: {title}"),
        (_, Language::Vietnamese, true) => format!("Đôn đốc quá hạn: {title}"),
        (_, Language::English, true) => format!("Overdue: {title}"),
    }
}

/// The sentence.
pub fn body(facts: &Facts<'_>, language: Language) -> String {
    let left = (facts.last_day - facts.made_on).num_days();
    let last = language.day(facts.last_day);
    let mut text = match (facts.occasion, language) {
        (Occasion::Returned, Language::Vietnamese) => {
            format!("“{}” đã bị trả lại, đang chờ bản tiếp theo. Hạn cuối: {last}.", facts.title)
        }
        (Occasion::Returned, Language::English) => {
            format!("“{}” was returned and its next version is awaited. Last day on time: {last}.", facts.title)
        }
        (_, Language::Vietnamese) => match left {
            0 => format!("“{}” đến hạn hôm nay, {last}.", facts.title),
            1.. => format!("“{}” còn {left} ngày: hạn cuối là {last}.", facts.title),
            _ => format!("“{}” đã quá hạn {} ngày: hạn cuối là {last}.", facts.title, -left),
        },
        (_, Language::English) => match left {
            0 => format!("“{}” is due today, {last}.", facts.title),
            1 => format!("“{}” is due in 1 day: its last day on time is {last}.", facts.title),
            2.. => format!("“{}” is due in {left} days: its last day on time is {last}.", facts.title),
            -1 => format!("“{}” is 1 day overdue: its last day on time was {last}.", facts.title),
            _ => format!("“{}” is {} days overdue: its last day on time was {last}.", facts.title, -left),
        },
    };
    if let Some(inside) = facts.internal_on.filter(|inside| facts.made_on <= *inside) {
        let inside = language.day(inside);
        text += &match language {
            Language::Vietnamese => format!(" Đề nghị hoàn thành trước khi hết ngày {inside}."),
            Language::English => format!(" Please finish it by the end of {inside}."),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_what_by_when_and_how_long() {
        let on = |made: &str, occasion| {
            let facts = Facts {
                title: "Báo cáo sơ kết 2017",
                occasion,
                made_on: made.parse().unwrap(),
                last_day: "2017-06-14".parse().unwrap(),
                internal_on: Some("2017-06-05".parse().unwrap()),
            };
            [Language::Vietnamese, Language::English]
                .map(|language| (subject(&facts, language), body(&facts, language)))
        };
        let [vietnamese, english] = on("2017-05-29", Occasion::BeforeDue);
        assert_eq!(vietnamese.0, "Nhắc hạn: Báo cáo sơ kết 2017");
        assert_eq!(
            vietnamese.1,
            "“Báo cáo sơ kết 2017” còn 16 ngày: hạn cuối là 14/06/2017. Đề nghị hoàn thành trước khi hết ngày 05/06/2017."
        );
        assert!(english.1.contains("is due in 16 days") && english.1.ends_with("by the end of 5 June 2017."));
        let [vietnamese, english] = on("2017-06-15", Occasion::FirstLateDay);
        assert_eq!(vietnamese.1, "“Báo cáo sơ kết 2017” đã quá hạn 1 ngày: hạn cuối là 14/06/2017.");
        assert_eq!(english.0, "Overdue: Báo cáo sơ kết 2017");
        let [vietnamese, _] = on("2017-06-14", Occasion::ByHand);
        assert_eq!(vietnamese.1, "“Báo cáo sơ kết 2017” đến hạn hôm nay, 14/06/2017.");
        let [vietnamese, _] = on("2017-06-27", Occasion::Returned);
        assert_eq!(vietnamese.0, "Đôn đốc gửi lại: Báo cáo sơ kết 2017");
    }
}

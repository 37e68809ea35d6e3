//! What a telling says, made anew for each reader from what is stored: the occasion, the title and the day.

use chrono::NaiveDate;

use crate::kernel::problem::Language;
use crate::kernel::telling::Occasion;

/// What the text is made of.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// On which occasion.
    pub occasion: Occasion,
    /// What it is about.
    pub title: &'a str,
    /// By when something is to be done, or when it begins.
    pub last_day: Option<NaiveDate>,
}

/// One line: the subject of a mail.
pub fn subject(facts: &Facts<'_>, language: Language) -> String {
    let [vietnamese, english] = match facts.occasion {
        Occasion::HandedOver => ["Trình ký", "For signature"],
        Occasion::SentBack => ["Trả về để làm tiếp", "Sent back"],
        Occasion::Returned => ["Bị trả lại", "Returned"],
        Occasion::Accepted => ["Đã được chấp nhận", "Accepted"],
        Occasion::Approved => ["Đã được chấp thuận", "Approved"],
        Occasion::Refused => ["Không được chấp thuận", "Refused"],
        Occasion::Withdrawn => ["Đã bị rút lại", "Withdrawn"],
        Occasion::Issued => ["Đã ban hành", "Issued"],
        Occasion::Assigned => ["Giao việc", "Assigned"],
        Occasion::Notified => ["Thông báo", "Notice"],
        Occasion::Postponed => ["Hoãn", "Postponed"],
        Occasion::Cancelled => ["Huỷ", "Called off"],
        Occasion::ForComment => ["Xin ý kiến", "For comment"],
        Occasion::Concluded => ["Đã kết luận", "Concluded"],
        Occasion::Appointed => ["Cử tham gia", "Appointed"],
        Occasion::Answered => ["Đã có trả lời", "Answered"],
        Occasion::Joined => ["Gộp xử lý", "Joined"],
    };
    let word = language.choose(vietnamese, english);
    format!("{word}: {}", facts.title)
}

/// The sentence.
pub fn body(facts: &Facts<'_>, language: Language) -> String {
    let [vietnamese, english] = match facts.occasion {
        Occasion::HandedOver => [" đã được trình, đang chờ ký.", " was handed over and awaits signature."],
        Occasion::SentBack => [" được trả về để làm tiếp.", " was sent back to be worked on."],
        Occasion::Returned => [" bị trả lại.", " was returned."],
        Occasion::Accepted => [" đã được chấp nhận.", " was accepted."],
        Occasion::Approved => [" đã được chấp thuận.", " was approved."],
        Occasion::Refused => [" không được chấp thuận.", " was refused."],
        Occasion::Withdrawn => [" đã bị rút lại.", " was withdrawn."],
        Occasion::Issued => {
            [" đã được ban hành; cơ quan có nhiệm vụ được giao.", " was issued, with tasks for the agency."]
        }
        Occasion::Assigned => [" được giao cho cơ quan.", " was assigned to the agency."],
        Occasion::Notified => [" đã được thông báo.", " was announced to the agency."],
        Occasion::Postponed => [" được hoãn lại.", " was postponed."],
        Occasion::Cancelled => [" đã bị huỷ.", " was called off."],
        Occasion::ForComment => [" đang chờ ý kiến của cơ quan.", " awaits the agency's comment."],
        Occasion::Concluded => [" đã được kết luận.", " was concluded."],
        Occasion::Appointed => [": ông/bà được cử tham gia đoàn.", ": you were named for its team."],
        Occasion::Answered => {
            [" đã có trả lời, đang chờ cơ quan xác nhận.", " was answered and awaits the agency's confirmation."]
        }
        Occasion::Joined => {
            [" được gộp vào một vướng mắc khác để xử lý chung.", " is dealt with together with another from here on."]
        }
    };
    let (said, day) = match language {
        Language::Vietnamese => (vietnamese, day(facts, language, ["Bắt đầu ngày", "Hạn mới", "Hạn cuối"])),
        Language::English => {
            (english, day(facts, language, ["It begins on", "The new last day is", "Last day on time"]))
        }
    };
    format!("“{}”{said}{day}", facts.title)
}

/// What the day is, which follows from the occasion.
fn day(facts: &Facts<'_>, language: Language, [begins, granted, last]: [&str; 3]) -> String {
    let Some(day) = facts.last_day.map(|day| language.day(day)) else { return String::new() };
    match (facts.occasion, language) {
        (Occasion::Notified, _) => format!(" {begins} {day}."),
        (Occasion::Approved, Language::English) => format!(" {granted} {day}."),
        (Occasion::Approved, Language::Vietnamese) => format!(" {granted}: {day}."),
        _ => format!(" {last}: {day}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_what_happened_and_by_when_in_both_languages() {
        let said = |occasion, last_day: Option<&str>| {
            let last_day = last_day.map(|day| day.parse().unwrap());
            let facts = Facts { occasion, title: "Báo cáo sơ kết 2017", last_day };
            [Language::Vietnamese, Language::English]
                .map(|language| (subject(&facts, language), body(&facts, language)))
        };
        let [vietnamese, english] = said(Occasion::Returned, Some("2017-06-14"));
        assert_eq!(vietnamese.0, "Bị trả lại: Báo cáo sơ kết 2017");
        assert_eq!(vietnamese.1, "“Báo cáo sơ kết 2017” bị trả lại. Hạn cuối: 14/06/2017.");
        assert_eq!(english.0, "Returned: Báo cáo sơ kết 2017");
        assert_eq!(english.1, "“Báo cáo sơ kết 2017” was returned. Last day on time: 14 June 2017.");
        let [vietnamese, english] = said(Occasion::Approved, Some("2017-06-30"));
        assert!(vietnamese.1.ends_with("đã được chấp thuận. Hạn mới: 30/06/2017."), "{vietnamese:?}");
        assert!(english.1.ends_with("was approved. The new last day is 30 June 2017."), "{english:?}");
        let [vietnamese, english] = said(Occasion::Notified, Some("2017-12-08"));
        assert!(vietnamese.1.ends_with("Bắt đầu ngày 08/12/2017."), "{vietnamese:?}");
        assert!(english.1.ends_with("It begins on 8 December 2017."), "{english:?}");
    }

    #[test]
    fn every_occasion_says_something_else() {
        for language in [Language::Vietnamese, Language::English] {
            let facts = |occasion: &Occasion| Facts { occasion: *occasion, title: "A", last_day: None };
            let bodies: Vec<String> = Occasion::ALL.iter().map(|it| body(&facts(it), language)).collect();
            let mut different = bodies.clone();
            different.sort();
            different.dedup();
            assert_eq!(different.len(), bodies.len());
            assert!(bodies.iter().all(|it| it.ends_with('.') && !it.contains("  ")), "{bodies:?}");
        }
    }
}

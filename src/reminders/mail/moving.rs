//! What a letter to the address that somebody had before says: that letters go elsewhere now, and whom to tell if that is not right. It has
//! no link, and does not say where they go.

use chrono::NaiveDate;

use super::contact::Contact;
use crate::kernel::directory::{Directory, UserSeat};
use crate::kernel::problem::Language;

/// The subject and the text of such a letter.
pub fn written(directory: &Directory, person: &UserSeat, today: NaiveDate, language: Language) -> (String, String) {
    let word = |vietnamese: &'static str, english: &'static str| language.choose(vietnamese, english);
    let committee = directory.committee_of(person.agency).unwrap_or(person.agency);
    let name = directory.agency_name(committee);
    let lines = [
        word(
            "Địa chỉ thư của tài khoản đã được thay đổi hoặc gỡ bỏ: từ nay thư không gửi đến địa chỉ này nữa.",
            "The mail address of the account was changed or removed: no more letters go to this one.",
        )
        .to_owned(),
        String::new(),
        format!("{}: {name}", word("Ban", "Committee")),
        format!("{}: {}", word("Cơ quan", "Agency"), directory.agency_name(person.agency)),
        format!("{}: {}", word("Tên đăng nhập", "Login"), person.login),
        Contact::of(directory, (None, None), committee, today).line(language),
        String::new(),
        word(
            "Nếu bạn không biết về việc này, xin báo ngay cho quản trị viên: có thể người khác đang dùng tài khoản của bạn.",
            "If you know nothing of this, tell an administrator at once: somebody else may be using your account.",
        )
        .to_owned(),
    ];
    let subject = word("Địa chỉ thư đã thay đổi", "Your address was changed");
    (format!("{subject}: {name}"), lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::role::{Role, Scope};
    use crate::kernel::sample::{City, day};

    #[test]
    fn it_says_whose_it_was_and_whom_to_tell_and_nothing_to_follow() {
        let mut city = City::new();
        city.grant("lan", Role::AgencyOfficer, "justice", Scope::Own);
        let person = &city.directory.users[&city.id("lan")];
        let letter = |language| written(&city.directory, person, day("2017-03-05"), language);
        let (subject, text) = letter(Language::Vietnamese);
        assert_eq!(subject, "Địa chỉ thư đã thay đổi: committee");
        assert!(text.contains("Tên đăng nhập: lan\nLiên hệ: labour\n"), "{text}");
        let (subject, text) = letter(Language::English);
        assert_eq!(subject, "Your address was changed: committee");
        assert!(text.contains("Login: lan\nContact: labour\n") && !text.contains("http"), "{text}");
    }
}

//! What a letter with a link says: why it came, the login, the link or the bare secret, and how long that is good.

use crate::accounts::{MailedLink, PasswordUrl, Purpose};
use crate::kernel::problem::Language;

/// The subject and the text of a letter with a link.
pub fn written(link: &MailedLink, password_url: Option<&PasswordUrl>, language: Language) -> (String, String) {
    let word = |vietnamese: &'static str, english: &'static str| language.choose(vietnamese, english);
    let (subject, why, until, otherwise) = match link.purpose {
        Purpose::Invitation => (
            word("Mời đặt mật khẩu", "Set your password"),
            word(
                "Quản trị viên mời bạn đặt mật khẩu cho tài khoản của mình.",
                "An administrator invites you to set the password of your account.",
            ),
            word(
                "Chỉ dùng được một lần, trong bảy ngày kể từ khi được mời.",
                "It works once, within seven days of the invitation.",
            ),
            word(
                "Nếu bạn không làm việc với hệ thống này, xin bỏ qua thư.",
                "If you have nothing to do with this service, do nothing.",
            ),
        ),
        Purpose::Forgotten => (
            word("Đặt lại mật khẩu", "Reset your password"),
            word(
                "Có người yêu cầu đặt lại mật khẩu của tài khoản của bạn.",
                "Somebody asked to reset the password of your account.",
            ),
            word(
                "Chỉ dùng được một lần, trong một giờ kể từ khi yêu cầu.",
                "It works once, within an hour of the request.",
            ),
            word(
                "Nếu bạn không yêu cầu, xin bỏ qua thư: mật khẩu hiện tại vẫn giữ nguyên.",
                "If it was not you, do nothing: your password stays what it is.",
            ),
        ),
    };
    let way = match password_url {
        Some(url) => format!("{}: {}", word("Đặt mật khẩu tại", "Set it at"), url.of(&link.secret)),
        None => format!("{}: {}", word("Mã đặt mật khẩu", "Code to set it with"), link.secret),
    };
    let login = format!("{}: {}", word("Tên đăng nhập", "Login"), link.login);
    let committee = format!("{}: {}", word("Ban", "Committee"), link.committee);
    let agency = format!("{}: {}", word("Cơ quan", "Agency"), link.agency);
    let contact = link.invited_by.as_ref().map(|by| format!("{}: {by}", word("Liên hệ", "Contact")));
    let lines = [why.to_owned(), String::new(), committee, agency, login, way, until.to_owned()];
    let lines: Vec<String> = lines.into_iter().chain(contact).chain([String::new(), otherwise.to_owned()]).collect();
    (format!("{subject}: {}", link.committee), lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Id;

    #[test]
    fn a_letter_has_the_link_or_the_bare_secret() {
        let link = MailedLink {
            purpose: Purpose::Forgotten,
            user: Id::fresh(),
            name: "Nguyễn Thị Lan".to_owned(),
            login: "lan.nguyen".to_owned(),
            committee: "Ban vì sự tiến bộ của phụ nữ thành phố".to_owned(),
            agency: "Sở Tư pháp".to_owned(),
            invited_by: None,
            address: "lan@example.vn".to_owned(),
            secret: "a-b_c".to_owned(),
        };
        let url = PasswordUrl("https://portal.example/#{secret}".to_owned());
        let (subject, text) = written(&link, Some(&url), Language::Vietnamese);
        assert_eq!(subject, "Đặt lại mật khẩu: Ban vì sự tiến bộ của phụ nữ thành phố");
        assert!(
            text.contains("Tên đăng nhập: lan.nguyen\nĐặt mật khẩu tại: https://portal.example/#a-b_c\n"),
            "{text}"
        );
        let invited_by = Some("Trần Thị Quản (0225 555 0101)".to_owned());
        let invited = MailedLink { purpose: Purpose::Invitation, invited_by, ..link };
        let (subject, text) = written(&invited, None, Language::English);
        assert_eq!(subject, "Set your password: Ban vì sự tiến bộ của phụ nữ thành phố");
        assert!(text.contains("Login: lan.nguyen\nCode to set it with: a-b_c\n"), "{text}");
        assert!(text.contains("Agency: Sở Tư pháp\n") && text.contains("Contact: Trần Thị Quản (0225 555 0101)\n"));
    }
}

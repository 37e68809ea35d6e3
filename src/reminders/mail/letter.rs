//! One letter. Every header goes through a type that encodes it, so no line of ours can become two.

use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};

use super::settings::Mailing;
use crate::kernel::id::Id;

/// A letter as it leaves. It may hold a secret: nothing shows it.
#[derive(Clone)]
pub struct Letter {
    /// The delivery.
    pub id: Id,
    /// To whom.
    pub user: Id,
    /// What that person is called.
    pub name: String,
    /// Where.
    pub address: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Makes the message; the error is why this letter can never be sent.
pub fn message(mailing: &Mailing, letter: &Letter) -> Result<Message, String> {
    let address = letter.address.parse().map_err(|_| "the address is none".to_owned())?;
    // Names may hold what mail programs read as more addresses; the type quotes them.
    let to = Mailbox::new(Some(one_line(&letter.name)), address);
    // The same for every attempt: whoever gets it twice can tell.
    let id = format!("<{}@{}>", letter.id, mailing.from.email.domain());
    let by_itself = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    Message::builder()
        .from(mailing.from.clone())
        .to(to)
        .subject(one_line(&letter.subject))
        .message_id(Some(id))
        .date_now()
        .raw_header(by_itself)
        .header(ContentType::TEXT_PLAIN)
        .body(format!("{}\n", letter.text))
        .map_err(|_| "the letter could not be written".to_owned())
}

fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::trust::Trust;
    use super::*;

    fn written(name: &str, address: &str, subject: &str) -> Result<String, String> {
        let from = "Ban VSTBPN <nhac-han@haiphong.example>";
        let mailing = Mailing::new("smtp://127.0.0.1:25", None, from, &Trust::default()).unwrap();
        let letter = Letter {
            id: Id::fresh(),
            user: Id::fresh(),
            name: name.to_owned(),
            address: address.to_owned(),
            subject: subject.to_owned(),
            text: "Còn 7 ngày.".to_owned(),
        };
        message(&mailing, &letter).map(|message| String::from_utf8(message.formatted()).unwrap())
    }

    #[test]
    fn nothing_in_a_name_or_a_subject_becomes_a_header_or_a_recipient() {
        let text = written("Lan\r\nBcc: x@y.example", "lan@sotuphap.example", "Nhắc hạn\r\nX-Evil: 1").unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc") || line.starts_with("X-Evil")), "{head}");
        let text = written("Lan, x@y.example", "lan@sotuphap.example", "Nhắc hạn").unwrap();
        let to = text.lines().find(|line| line.starts_with("To: ")).unwrap();
        assert!(to.ends_with(" <lan@sotuphap.example>") && !to.contains("x@y.example"), "{text}");
        assert!(written("Lan", "lan@a.example\r\nRCPT TO:<x@y.example>", "Nhắc hạn").is_err());
        assert!(written("Lan", "lan@a.example, x@y.example", "Nhắc hạn").is_err());
    }
}

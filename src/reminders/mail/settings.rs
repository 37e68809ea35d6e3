//! Which server, and in whose name.

use std::time::Duration;

use actix_web::http::Uri;
use lettre::Tokio1Executor;
use lettre::message::Mailbox;
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::transport::smtp::client::Tls;

use super::trust::Trust;

/// A server that says nothing for so long is not there.
const PATIENCE: Duration = Duration::from_secs(10);

/// A mail server, and who writes.
#[derive(Clone)]
pub struct Mailing {
    /// How letters leave.
    pub transport: AsyncSmtpTransport<Tokio1Executor>,
    /// Who they are from.
    pub from: Mailbox,
}

/// Neither the server's name nor a password belongs in a log.
impl std::fmt::Debug for Mailing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Mailing")
    }
}

impl Mailing {
    /// Reads `smtp://…` or `smtps://…`, with a password from elsewhere where there is one. The server's certificate is held
    /// against `trust`. The error is the line to print, and holds nothing of the URL.
    pub fn new(url: &str, password: Option<&str>, from: &str, trust: &Trust) -> Result<Self, String> {
        let from = from.parse().map_err(|_| "--mail-from (TIENBO_MAIL_FROM): it is no mail address".to_owned())?;
        let wrong = || "--smtp-url (TIENBO_SMTP_URL): it is no address such as smtp://user@host:587".to_owned();
        let url = complete(url, password).ok_or_else(wrong)?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).map_err(|_| wrong())?;
        let tls = secured(&url, trust).ok_or_else(wrong)??;
        Ok(Self { transport: builder.tls(tls).timeout(Some(PATIENCE)).build(), from })
    }

    /// Whether there is a password in a URL.
    pub fn has_password(url: &str) -> bool {
        user_of(url).is_some_and(|user| user.contains(':'))
    }
}

fn user_of(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    Some(uri.authority()?.as_str().rsplit_once('@')?.0.to_owned())
}

/// The URL with its password and with how its connection is made secure. A password goes over a secure connection alone,
/// unless the server is this machine or the URL says otherwise (`?tls=opportunistic`).
fn complete(url: &str, password: Option<&str>) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let (scheme, host) = (uri.scheme_str()?, uri.host()?);
    if !matches!(scheme, "smtp" | "smtps") || host.is_empty() {
        return None;
    }
    let mut url = url.to_owned();
    if let Some(password) = password {
        if Mailing::has_password(&url) {
            return None;
        }
        let at = url.find('@')?;
        url.insert_str(at, &format!(":{}", percent_encoded(password)));
    }
    let is_here = host == "localhost" || host.starts_with("127.") || host == "[::1]";
    let says_how = uri.query().is_some_and(|query| query.contains("tls="));
    if scheme == "smtp" && !says_how {
        let how = match (is_here, Mailing::has_password(&url)) {
            (true, _) => return Some(url),
            (false, true) => "required",
            (false, false) => "opportunistic",
        };
        // 25 is where servers take mail from each other, and 587 where they take it from programs such as this one.
        url.push_str(if url.contains('?') { "&tls=" } else { "?tls=" });
        url.push_str(how);
    }
    Some(url)
}

/// How the connection of a complete URL is made secure.
fn secured(url: &str, trust: &Trust) -> Option<Result<Tls, String>> {
    let uri: Uri = url.parse().ok()?;
    let how = uri.query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("tls="));
    let secure = match (uri.scheme_str()?, how) {
        ("smtps", _) => Tls::Wrapper,
        ("smtp", Some("required")) => Tls::Required,
        ("smtp", Some("opportunistic")) => Tls::Opportunistic,
        ("smtp", None) => return Some(Ok(Tls::None)),
        _ => return None,
    };
    // The brackets of an IPv6 address are the URL's.
    let host = uri.host()?.trim_matches(['[', ']']);
    Some(trust.parameters(host).map(secure))
}

fn percent_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_does_not_travel_in_the_clear_by_itself() {
        let complete = |url| complete(url, None).unwrap_or_default();
        assert_eq!(complete("smtp://u:p@mail.example:587"), "smtp://u:p@mail.example:587?tls=required");
        assert_eq!(complete("smtp://mail.example"), "smtp://mail.example?tls=opportunistic");
        assert_eq!(complete("smtp://u:p@mail.example?tls=opportunistic"), "smtp://u:p@mail.example?tls=opportunistic");
        assert_eq!(complete("smtp://u:p@127.0.0.1:2525"), "smtp://u:p@127.0.0.1:2525");
        assert_eq!(complete("smtps://u:p@mail.example"), "smtps://u:p@mail.example");
        assert_eq!(complete("http://mail.example"), "");
    }

    #[test]
    fn a_password_from_a_file_takes_its_place_in_the_url() {
        let url = complete("smtp://u@127.0.0.1:2525", Some("a@b:c")).unwrap();
        assert_eq!(url, "smtp://u:%61%40%62%3A%63@127.0.0.1:2525");
        assert_eq!(complete("smtp://127.0.0.1:2525", Some("p")), None);
        assert_eq!(complete("smtp://u:q@127.0.0.1:2525", Some("p")), None);
    }

    #[test]
    fn a_connection_is_as_secure_as_its_url_says() {
        let secured = |url| match secured(url, &Trust::default()) {
            Some(Ok(Tls::None)) => "none",
            Some(Ok(Tls::Opportunistic(_))) => "opportunistic",
            Some(Ok(Tls::Required(_))) => "required",
            Some(Ok(Tls::Wrapper(_))) => "from the start",
            _ => "wrong",
        };
        assert_eq!(secured("smtp://127.0.0.1"), "none");
        assert_eq!(secured("smtp://mail.example?tls=opportunistic"), "opportunistic");
        assert_eq!(secured("smtp://mail.example/name?tls=required"), "required");
        assert_eq!(secured("smtps://mail.example"), "from the start");
        assert_eq!(secured("smtps://[::1]"), "from the start");
        assert_eq!(secured("smtp://mail.example?tls=perhaps"), "wrong");
    }

    #[test]
    fn what_is_wrong_is_told_without_the_url() {
        for (url, from) in
            [("smtp://u:geheim@", "a@b.example"), ("smtp://u:geheim@h", "nobody"), ("geheim", "a@b.example")]
        {
            let line = Mailing::new(url, None, from, &Trust::default()).unwrap_err();
            assert!(line.starts_with("--") && !line.contains("geheim"), "{line}");
        }
        let mailing = Mailing::new("smtp://u:geheim@127.0.0.1", None, "a@b.example", &Trust::default());
        assert!(!format!("{mailing:?}").contains("geheim"));
    }
}

//! Where the portal takes the secret of a link.

/// An address with `{secret}` in the place of it, behind a `#`: what stands there is sent to no server, and so is in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordUrl(pub String);

impl PasswordUrl {
    /// The link with a secret, which is letters, digits, hyphens and underscores.
    pub fn of(&self, secret: &str) -> String {
        self.0.replace("{secret}", secret)
    }
}

/// What handlers ask for.
#[derive(Clone, Default)]
pub struct Linking {
    /// Where the portal takes secrets; without one people are given the bare secret, and put it in themselves.
    pub password_url: Option<PasswordUrl>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_an_address() {
        let url = PasswordUrl("https://portal.example/password#secret={secret}".to_owned());
        assert_eq!(url.of("a-b_c"), "https://portal.example/password#secret=a-b_c");
    }
}

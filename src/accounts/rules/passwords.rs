//! Which passwords are good enough.

use unicode_normalization::UnicodeNormalization;

use crate::kernel::problem::{Code, Problem};

/// The shortest password, in characters.
pub const SHORTEST: usize = 12;

/// Long enough, and still among the first that anybody tries; folded to letters and digits.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456789123",
    "123123123123",
    "111111111111",
    "000000000000",
    "012345678910",
    "098765432109",
    "987654321012",
    "abcdefghijkl",
    "abcdef123456",
    "abc123abc123",
    "aaaaaaaaaaaa",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopas",
    "qwerty123456",
    "qwertyqwerty",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "administrator",
    "administrator1",
    "admin1234567",
    "admin123456789",
    "welcome12345",
    "welcome123456",
    "letmein12345",
    "iloveyou1234",
    "changeme1234",
    "changemenow1",
    "matkhau12345",
    "matkhau123456",
    "matkhaumatkhau",
    "matkhau2017",
    "haiphong1234",
    "haiphong2017",
    "vietnam12345",
    "vietnam123456",
    "anhyeuem1234",
    "emyeuanh1234",
    "khongcopass1",
    "tienbophunu1",
    "binhdanggioi",
];

/// Whether a password may be chosen for a login; 422 with the reason at `pointer` otherwise.
pub fn accept(password: &str, login: &str, pointer: &str) -> Result<(), Problem> {
    let refuse = |code| Err(Problem::of(code).at(pointer, code));
    if normal(password).chars().count() < SHORTEST {
        return refuse(Code::PasswordTooShort);
    }
    let bare: String = password.to_lowercase().chars().filter(|it| it.is_alphanumeric()).collect();
    let one_character = bare.chars().next().is_none_or(|first| bare.chars().all(|it| it == first));
    if one_character || COMMON.contains(&bare.as_str()) {
        return refuse(Code::PasswordCommon);
    }
    if password.to_lowercase().contains(login) {
        return refuse(Code::PasswordContainsLogin);
    }
    Ok(())
}

/// Keyboards write "ế" as one character or as two: the password is the same.
pub fn normal(password: &str) -> String {
    password.nfc().collect()
}

/// A new password is another than the one that is known already.
pub fn another(new: &str, present: &str) -> Result<(), Problem> {
    if normal(new) == normal(present) {
        Err(Problem::of_place("/new_password", Code::PasswordUnchanged))
    } else {
        Ok(())
    }
}

/// Whoever changes where his letters go shows that he knows the password: whoever reads somebody's mail can take the account over.
pub fn shown(present: Option<&str>) -> Result<&str, Problem> {
    present.ok_or_else(|| Problem::of_place("/current_password", Code::PasswordNeeded))
}

/// Whoever sets a new password knows the one that holds.
pub fn known(is_right: bool) -> Result<(), Problem> {
    if is_right { Ok(()) } else { Err(Problem::of_place("/current_password", Code::PasswordWrong)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_their_reason() {
        for (password, code) in [
            ("Ngắn quá", Code::PasswordTooShort),
            ("Password-1234", Code::PasswordCommon),
            ("zzzzzzzzzzzzzz", Code::PasswordCommon),
            ("--------------", Code::PasswordCommon),
            ("xin chào LAN.nguyen", Code::PasswordContainsLogin),
        ] {
            assert_eq!(accept(password, "lan.nguyen", "/password").unwrap_err().code(), code, "{password}");
        }
        assert!(accept("một câu dài dễ nhớ", "lan.nguyen", "/password").is_ok());
    }

    #[test]
    fn a_new_password_is_another_one() {
        let code = |new: &str| another(new, "một câu dài dễ nhớ").err().map(|problem| problem.code());
        assert_eq!(code("một câu dài dễ nhớ"), Some(Code::PasswordUnchanged));
        assert_eq!(code("một câu khác hẳn"), None);
        assert_eq!(known(false).unwrap_err().code(), Code::PasswordWrong);
        assert!(known(true).is_ok());
        assert_eq!(shown(None).unwrap_err().code(), Code::PasswordNeeded);
        assert_eq!(shown(Some("x")).unwrap(), "x");
    }
}

//! At which agency somebody acts, and what a refresh token is good for.

use crate::accounts::sessions::model::ClientCredentials;
use crate::accounts::sessions::store::{FamilyRow, TokenRow};
use crate::kernel::call::Credentials;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;

/// So long a token whose answer was lost may be used again.
const GRACE_SECONDS: i64 = 30;

/// The agency to act for: the one named, or the only one.
pub fn choose(directory: &Directory, agencies: &[Id], named: Option<Id>) -> Result<Id, Problem> {
    match (named, agencies) {
        (_, []) => Err(Problem::of(Code::NoRole)),
        (Some(named), _) if agencies.contains(&named) => Ok(named),
        (Some(_), _) => Err(Problem::unknown("/agency_id")),
        (None, [only]) => Ok(*only),
        (None, _) => Err(agencies.iter().fold(Problem::of(Code::AgencyChoiceNeeded), |problem, agency| {
            let choice = format!("{agency} {}", directory.agency_name(*agency));
            problem.at_because("/agency_id", Code::AgencyChoiceNeeded, choice.clone(), choice)
        })),
    }
}

/// Who a machine says it is: by HTTP Basic or in the body, and not by both (RFC 6749 §2.3). The identifier alone says nothing of its own
/// beside the other.
pub fn client(basic: Option<Credentials>, body: &ClientCredentials) -> Result<Credentials, Problem> {
    match (basic, &body.client_id, &body.client_secret) {
        (Some(_), _, Some(_)) => Err(Problem::of(Code::Schema).at("/client_secret", Code::FieldRepeated)),
        (Some(basic), Some(id), None) if *id != basic.id => {
            Err(Problem::of(Code::Schema).at("/client_id", Code::FieldRepeated))
        }
        (Some(basic), _, None) => Ok(basic),
        (None, Some(id), Some(secret)) => Ok(Credentials { id: id.clone(), secret: secret.clone() }),
        (None, _, _) => Err(Problem::of(Code::InvalidCredentials)),
    }
}

/// The roles to which a machine narrows its token; none where it takes all that it holds. One that it does not hold, or that nobody
/// knows, is no scope of its.
pub fn scope(asked: Option<&str>, held: &[Role]) -> Result<Option<Vec<Role>>, Problem> {
    let Some(asked) = asked else { return Ok(None) };
    let wrong = || {
        let held: Vec<&str> = held.iter().map(|role| role.as_str()).collect();
        let held = held.join(" ");
        Problem::of(Code::Schema).at_because(
            "/scope",
            Code::ValueInvalid,
            held.clone(),
            format!("the account holds {held}"),
        )
    };
    let named = asked.split(' ').map(|word| Role::parse(word).filter(|role| held.contains(role)).ok_or_else(wrong));
    let mut roles = named.collect::<Result<Vec<Role>, Problem>>()?;
    roles.sort();
    roles.dedup();
    Ok(Some(roles))
}

/// What to do with a refresh token that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Give the next one.
    Rotate,
    /// It is a copy: end the family.
    Revoke,
    /// It is good for nothing.
    Refuse,
}

/// Judges a token by its family, its own use, and whether its successor was ever used.
pub fn judge(family: &FamilyRow, token: &TokenRow, successor_unused: bool, now: Instant) -> Verdict {
    if family.revoked_at.is_some() {
        return Verdict::Refuse;
    }
    match token.used_at {
        None if token.expires_at <= now => Verdict::Refuse,
        None => Verdict::Rotate,
        Some(used) if successor_unused && now <= used.plus_seconds(GRACE_SECONDS) => Verdict::Rotate,
        Some(_) => Verdict::Revoke,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::sessions::model::GrantType;

    fn at(seconds: i64) -> Instant {
        Instant(seconds * 1_000_000)
    }

    #[test]
    fn a_machine_says_once_who_it_is() {
        let text = |text: &str| Some(text.to_owned());
        let basic = || Some(Credentials { id: "a".to_owned(), secret: "b".to_owned() });
        let judged = |basic, client_id, client_secret| {
            let body =
                ClientCredentials { grant_type: GrantType::ClientCredentials, client_id, client_secret, scope: None };
            client(basic, &body).map(|it| (it.id, it.secret)).map_err(|problem| problem.code())
        };
        let found = Ok(("a".to_owned(), "b".to_owned()));
        assert_eq!(judged(basic(), None, None), found);
        assert_eq!(judged(basic(), text("a"), None), found);
        assert_eq!(judged(None, text("a"), text("b")), found);
        for (basic, id, secret) in
            [(basic(), text("a"), text("b")), (basic(), None, text("b")), (basic(), text("c"), None)]
        {
            assert_eq!(judged(basic, id, secret), Err(Code::Schema));
        }
        for (id, secret) in [(None, None), (text("a"), None), (None, text("b"))] {
            assert_eq!(judged(None, id, secret), Err(Code::InvalidCredentials));
        }
    }

    #[test]
    fn a_scope_is_of_roles_that_are_held() {
        let held = [Role::Auditor, Role::Portal];
        let judged = |asked: Option<&str>| scope(asked, &held).map_err(|problem| problem.code());
        assert_eq!(judged(None), Ok(None));
        assert_eq!(judged(Some("portal")), Ok(Some(vec![Role::Portal])));
        assert_eq!(judged(Some("portal auditor portal")), Ok(Some(vec![Role::Auditor, Role::Portal])));
        for wrong in ["admin", "portal admin", "Portal", "portal  auditor", " portal", "portal,auditor", "read"] {
            assert_eq!(judged(Some(wrong)), Err(Code::Schema), "{wrong}");
        }
    }

    fn family(revoked_at: Option<Instant>) -> FamilyRow {
        let (id, user_id, agency_id) = (Id::fresh(), Id::fresh(), Id::fresh());
        FamilyRow { id, user_id, agency_id, generation: 1, created_at: at(0), revoked_at }
    }

    fn unused(family_id: Id) -> TokenRow {
        let (token_hash, expires_at) = (vec![1; 32], at(1_000));
        TokenRow { token_hash, family_id, created_at: at(0), expires_at, used_at: None, successor_hash: None }
    }

    fn used(seconds: i64) -> TokenRow {
        TokenRow { used_at: Some(at(seconds)), ..unused(Id::fresh()) }
    }

    #[test]
    fn a_token_is_used_once_and_again_only_where_its_answer_was_lost() {
        let open = family(None);
        let new = unused(open.id);
        assert_eq!(judge(&open, &new, false, at(999)), Verdict::Rotate);
        assert_eq!(judge(&open, &new, false, at(1_000)), Verdict::Refuse);
        assert_eq!(judge(&open, &used(100), true, at(130)), Verdict::Rotate);
        assert_eq!(judge(&open, &used(100), true, at(131)), Verdict::Revoke);
        assert_eq!(judge(&open, &used(100), false, at(101)), Verdict::Revoke);
        assert_eq!(judge(&family(Some(at(1))), &new, false, at(2)), Verdict::Refuse);
    }

    #[test]
    fn the_agency_is_named_or_the_only_one() {
        let (first, second) = (Id::fresh(), Id::fresh());
        let choose = |agencies: &[Id], named| choose(&Directory::default(), agencies, named).map_err(|it| it.code());
        assert_eq!(choose(&[first], None), Ok(first));
        assert_eq!(choose(&[first, second], Some(second)), Ok(second));
        assert_eq!(choose(&[first, second], None), Err(Code::AgencyChoiceNeeded));
        assert_eq!(choose(&[first], Some(second)), Err(Code::UnknownReference));
    }
}

//! The few cryptographic pieces that the service uses, all from one library.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use aws_lc_rs::{aead, digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

/// SHA-256 of what comes piece by piece.
#[derive(Clone)]
pub struct Sha256(digest::Context);

impl Default for Sha256 {
    fn default() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }
}

impl Sha256 {
    /// Takes the next piece in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest in lower-case hexadecimal.
    pub fn hex(self) -> String {
        hex(self.0.finish().as_ref())
    }
}

/// Whether a text is a SHA-256 in lower-case hexadecimal.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let half = |bits: u8| DIGITS[usize::from(bits & 15)];
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(half(byte >> 4));
        text.push(half(*byte));
    }
    text
}

/// Base64 for URLs, without padding.
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads [`base64url`].
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The operating system gave no random bytes, or a sealed value could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("cryptography failed: {0}")]
pub struct CryptoError(pub &'static str);

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N], CryptoError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| CryptoError("no random bytes"))?;
    Ok(bytes)
}

/// A secret of 256 bits that people and machines can copy.
pub fn random_secret() -> Result<String, CryptoError> {
    random::<32>().map(|bytes| base64url(&bytes))
}

/// HMAC-SHA-256.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec()
}

/// Encrypts under a 256-bit key with AES-256-GCM; the nonce stands in front.
pub fn seal(key: &[u8; 32], context: &str, plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let nonce = random::<12>()?;
    let mut sealed = plain.to_vec();
    sealing_key(key)?
        .seal_in_place_append_tag(
            aead::Nonce::assume_unique_for_key(nonce),
            aead::Aad::from(context.as_bytes()),
            &mut sealed,
        )
        .map_err(|_| CryptoError("sealing failed"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens [`seal`].
pub fn open(key: &[u8; 32], context: &str, sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let (nonce, rest) = sealed.split_first_chunk::<12>().ok_or(CryptoError("too short"))?;
    let mut buffer = rest.to_vec();
    let plain = sealing_key(key)?
        .open_in_place(aead::Nonce::assume_unique_for_key(*nonce), aead::Aad::from(context.as_bytes()), &mut buffer)
        .map_err(|_| CryptoError("the key-encryption key does not fit"))?;
    Ok(plain.to_vec())
}

fn sealing_key(key: &[u8; 32]) -> Result<aead::LessSafeKey, CryptoError> {
    aead::UnboundKey::new(&aead::AES_256_GCM, key)
        .map(aead::LessSafeKey::new)
        .map_err(|_| CryptoError("not a 256-bit key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_same_key_and_context_only() {
        let key = random::<32>().unwrap();
        let sealed = seal(&key, "key/1", b"private").unwrap();
        assert_eq!(open(&key, "key/1", &sealed).unwrap(), b"private");
        assert!(open(&key, "key/2", &sealed).is_err());
        assert!(open(&[0; 32], "key/1", &sealed).is_err());
    }
}

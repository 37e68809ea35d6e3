//! Authorities and certificates of a test's own, made by the `openssl` command.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tienbo::kernel::id::Id;

use super::database::folder;

/// An authority that nobody trusts by himself.
pub struct Authority {
    identity: Identity,
}

/// A certificate and its key, files in PEM.
pub struct Identity {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Authority {
    /// A new one, whose key is of a kind that `openssl req -newkey` knows, such as `rsa:2048`.
    pub fn of_kind(kind: &str) -> Self {
        let extensions = "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign";
        Self { identity: Identity::make(kind, "An authority", extensions, &[]) }
    }

    pub fn new() -> Self {
        Self::of_kind("ec")
    }

    /// Its own certificate.
    pub fn certificate(&self) -> &Path {
        &self.identity.certificate
    }

    /// Vouches for a server under these names, such as `DNS:post.example, IP:127.0.0.1`.
    pub fn vouch(&self, kind: &str, names: &str) -> Identity {
        let signed_by =
            ["-CA".as_ref(), self.identity.certificate.as_os_str(), "-CAkey".as_ref(), self.identity.key.as_os_str()];
        Identity::make(kind, "A server", &format!("subjectAltName = {names}"), &signed_by)
    }
}

impl Identity {
    fn make(kind: &str, name: &str, extensions: &str, signed_by: &[&std::ffi::OsStr]) -> Self {
        let base = folder().join(Id::fresh().to_string());
        let (certificate, key, settings) =
            (base.with_extension("crt"), base.with_extension("key"), base.with_extension("cnf"));
        let text = format!(
            "[req]\ndistinguished_name = name\nx509_extensions = extensions\nprompt = no\n\
             [name]\nCN = {name}\n[extensions]\n{extensions}\n"
        );
        std::fs::write(&settings, text).expect("a file");
        let mut command = Command::new("openssl");
        command.args(["req", "-x509", "-nodes", "-days", "2", "-newkey", kind]);
        if kind == "ec" {
            command.args(["-pkeyopt", "ec_paramgen_curve:P-256"]);
        }
        command.arg("-config").arg(&settings).arg("-keyout").arg(&key).arg("-out").arg(&certificate).args(signed_by);
        let made = command.output().expect("the openssl command: scripts/test installs it");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self { certificate, key }
    }

    /// What a server in this process needs to show it.
    pub fn server(&self) -> Arc<ServerConfig> {
        let chain = CertificateDer::pem_file_iter(&self.certificate).expect("a file").collect::<Result<_, _>>();
        let key = PrivateKeyDer::from_pem_file(&self.key).expect("a key");
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain.expect("a certificate"), key);
        Arc::new(config.expect("a certificate and its key"))
    }
}

//! Whose word is taken for a mail server's certificate.

use std::path::{Path, PathBuf};

use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};

/// The authorities that are trusted: Mozilla's, which are in the program, or those of a file alone.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    file: Option<(PathBuf, Certificate)>,
}

impl Trust {
    /// Those of a file in PEM. The error is the line to print.
    pub fn in_file(path: &Path) -> Result<Self, String> {
        let pem = std::fs::read(path).map_err(|error| wrong(path, &error.to_string()))?;
        let is_there = pem.windows(BEGINNING.len()).any(|window| window == BEGINNING);
        let certificates = Certificate::from_pem(&pem).ok().filter(|_| is_there);
        let certificates = certificates.ok_or_else(|| wrong(path, "it holds no certificate in PEM"))?;
        let trust = Self { file: Some((path.to_owned(), certificates)) };
        // What cannot be read in the certificates themselves shows only now.
        trust.parameters("localhost").map(|_| trust)
    }

    /// How a connection to a host is made secure. The error is the line to print.
    pub fn parameters(&self, host: &str) -> Result<TlsParameters, String> {
        let builder = TlsParameters::builder(host.to_owned());
        match &self.file {
            None => builder.build().map_err(|error| format!("no secure connection can be made: {error}")),
            Some((path, certificates)) => builder
                .certificate_store(CertificateStore::None)
                .add_root_certificate(certificates.clone())
                .build()
                .map_err(|_| wrong(path, "a certificate in it cannot be read")),
        }
    }
}

const BEGINNING: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn wrong(path: &Path, why: &str) -> String {
    format!("--smtp-ca-file (TIENBO_SMTP_CA_FILE): {}: {why}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_certificate_is_told_in_one_line() {
        let folder = std::env::temp_dir().join(format!("tienbo-trust-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("authorities.pem");
        let inside = |text: &str| format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
        for text in ["", "not a certificate", &inside("*"), &inside("bm9uZQ==")] {
            std::fs::write(&path, text).unwrap();
            let line = Trust::in_file(&path).unwrap_err();
            assert!(line.starts_with("--smtp-ca-file (TIENBO_SMTP_CA_FILE): ") && line.lines().count() == 1, "{line}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(Trust::in_file(&path).unwrap_err().contains("authorities.pem"));
    }
}

//! A mail server that speaks SMTP (RFC 5321) on a port of its own and keeps what it is given.

use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A letter as the server got it.
#[derive(Clone, Debug)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    pub text: String,
    /// Who signed in, with which password.
    pub credentials: Option<String>,
    /// Whether it came over TLS.
    pub is_secure: bool,
}

impl Mail {
    /// A header's value, unfolded and with its encoded words read (RFC 2047).
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_default();
        let mut read = String::new();
        // The blank between two encoded words is no part of the text, any other is.
        let mut was_encoded = true;
        for word in line.split(' ') {
            let encoded = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
            let between_encoded = was_encoded && encoded.is_some();
            if !(read.is_empty() || between_encoded) {
                read.push(' ');
            }
            was_encoded = encoded.is_some();
            match encoded {
                Some(encoded) => read += &String::from_utf8_lossy(&STANDARD.decode(encoded).unwrap()),
                None => read += word,
            }
        }
        read
    }

    /// The text in plain.
    pub fn body(&self) -> String {
        let (_, body) = self.text.split_once("\r\n\r\n").unwrap_or_default();
        match self.header("Content-Transfer-Encoding").as_str() {
            "base64" => String::from_utf8(STANDARD.decode(body.replace("\r\n", "")).unwrap()).unwrap(),
            "quoted-printable" => {
                let joined = body.replace("=\r\n", "");
                let (mut bytes, mut rest) = (Vec::new(), joined.bytes());
                while let Some(byte) = rest.next() {
                    if byte == b'=' {
                        let code = [rest.next().unwrap(), rest.next().unwrap()];
                        bytes.push(u8::from_str_radix(std::str::from_utf8(&code).unwrap(), 16).unwrap());
                    } else {
                        bytes.push(byte);
                    }
                }
                String::from_utf8(bytes).unwrap()
            }
            _ => body.to_owned(),
        }
    }
}

/// How the server's connections are made secure.
#[derive(Clone)]
pub enum Security {
    /// Not at all.
    None,
    /// Where the client asks for it (STARTTLS, RFC 3207).
    Offered(Arc<ServerConfig>),
    /// Before the first word (RFC 8314).
    FromTheStart(Arc<ServerConfig>),
}

/// The server. It is closed when this is dropped.
pub struct PostOffice {
    pub address: SocketAddr,
    mail: Arc<Mutex<Vec<Mail>>>,
    closed: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl PostOffice {
    /// Opens at an address, port 0 for any; recipients that contain `refused` are refused for good.
    pub fn open(address: &str) -> Self {
        Self::with(address, Security::None)
    }

    /// The same with secure connections.
    pub fn with(address: &str, security: Security) -> Self {
        let listener = TcpListener::bind(address).expect("a port");
        let address = listener.local_addr().expect("an address");
        let (mail, closed) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (kept, is_closed) = (mail.clone(), closed.clone());
        let thread = std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if is_closed.load(Ordering::SeqCst) {
                    return;
                }
                let (security, kept) = (security.clone(), kept.clone());
                std::thread::spawn(move || drop(serve(connection, security, &kept)));
            }
        });
        Self { address, mail, closed, thread: Some(thread) }
    }

    /// What came in.
    pub fn mail(&self) -> Vec<Mail> {
        self.mail.lock().unwrap().clone()
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn serve(mut connection: TcpStream, security: Security, kept: &Mutex<Vec<Mail>>) -> Result<()> {
    const GREETING: &[u8] = b"220 post.example ESMTP\r\n";
    let over_tls = |config, connection| StreamOwned::new(ServerConnection::new(config).expect("TLS"), connection);
    let empty = Mail { from: String::new(), to: Vec::new(), text: String::new(), credentials: None, is_secure: true };
    match security {
        Security::None => {
            connection.write_all(GREETING)?;
            talk(connection, false, &Mail { is_secure: false, ..empty }, kept).map(drop)
        }
        Security::Offered(config) => {
            connection.write_all(GREETING)?;
            match talk(connection, true, &Mail { is_secure: false, ..empty.clone() }, kept)? {
                Some(connection) => talk(over_tls(config, connection), false, &empty, kept).map(drop),
                None => Ok(()),
            }
        }
        Security::FromTheStart(config) => {
            let mut connection = over_tls(config, connection);
            connection.write_all(GREETING)?;
            talk(connection, false, &empty, kept).map(drop)
        }
    }
}

/// Takes mail until the client says goodbye, or until it goes on over TLS, which takes the connection back.
fn talk<S: Read + Write>(connection: S, offers_tls: bool, empty: &Mail, kept: &Mutex<Vec<Mail>>) -> Result<Option<S>> {
    let mut lines = BufReader::new(connection);
    let mut mail = empty.clone();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        let answer: &str = match line.split(' ').next().unwrap_or_default() {
            "EHLO" if offers_tls => "250-post.example\r\n250-STARTTLS\r\n250 8BITMIME",
            "EHLO" => "250-post.example\r\n250-AUTH PLAIN\r\n250 8BITMIME",
            "STARTTLS" if offers_tls => {
                lines.get_mut().write_all(b"220 go on\r\n")?;
                return Ok(Some(lines.into_inner()));
            }
            "AUTH" => {
                let secret = STANDARD.decode(line.rsplit(' ').next().unwrap_or_default()).unwrap_or_default();
                mail.credentials = Some(String::from_utf8_lossy(&secret).into_owned());
                "235 welcome"
            }
            "MAIL" => {
                mail.from = line.to_owned();
                "250 ok"
            }
            "RCPT" if line.contains("refused") => "550 nobody of that name",
            "RCPT" => {
                mail.to.push(line.to_owned());
                "250 ok"
            }
            "DATA" => {
                lines.get_mut().write_all(b"354 go on\r\n")?;
                loop {
                    let mut line = String::new();
                    lines.read_line(&mut line)?;
                    if line == ".\r\n" {
                        break;
                    }
                    mail.text += line.strip_prefix('.').unwrap_or(&line);
                }
                let next = Mail { credentials: mail.credentials.clone(), ..empty.clone() };
                kept.lock().unwrap().push(std::mem::replace(&mut mail, next));
                "250 taken"
            }
            "QUIT" => {
                lines.get_mut().write_all(b"221 bye\r\n")?;
                return Ok(None);
            }
            _ => "250 ok",
        };
        lines.get_mut().write_all(format!("{answer}\r\n").as_bytes())?;
    }
}

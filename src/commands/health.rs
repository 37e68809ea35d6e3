//! `tienbo health`: for containers, which have no other client.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use actix_web::http::Uri;
use clap::Args;

use super::say;

/// All of it takes no longer, since a container's check has three seconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the question takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The address to ask
    #[arg(long, env = "TIENBO_HEALTH_URL", default_value = "http://127.0.0.1:8080/health/ready", value_parser = plain_address)]
    url: Uri,
}

/// Asks once; anything but 200 is an error.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let url = &arguments.url;
    let answer = ask(url).map_err(|error| format!("{url} does not answer: {error}"))?;
    match answer.split(' ').nth(1) {
        Some("200") => say("ready"),
        Some(status) => Err(format!("{url} answers {status}")),
        None => Err(format!("{url} does not speak HTTP")),
    }
}

fn ask(url: &Uri) -> std::io::Result<String> {
    let (host, port) = (url.host().unwrap_or_default(), url.port_u16().unwrap_or(80));
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let address = (name, port).to_socket_addrs()?.next().ok_or_else(|| std::io::Error::other("no such host"))?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let path = url.path_and_query().map_or("/", |it| it.as_str());
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n")?;
    // The status line is all that counts.
    let mut head = [0_u8; 64];
    let mut length = 0;
    while length < head.len() {
        match stream.read(&mut head[length..])? {
            0 => break,
            more => length += more,
        }
    }
    Ok(String::from_utf8_lossy(&head[..length]).into_owned())
}

fn plain_address(text: &str) -> Result<Uri, String> {
    let address: Result<Uri, _> = text.parse();
    match address {
        Ok(address) if address.scheme_str() == Some("http") && address.host().is_some() => Ok(address),
        _ => Err("it is no address that begins with http://".to_owned()),
    }
}

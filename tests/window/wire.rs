//! WebDriver's words on the wire: one JSON question per connection to a driver on this machine.
//!
//! Facts: W3C WebDriver §6; RFC 9112 (the driver answers with `Content-Length` and closes when asked to).

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// Asks and gives the `value` of the answer. Errors: the driver's own words, or that it is gone.
pub fn ask(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
    let lost = |e: std::io::Error| format!("{method} {path}: {e}");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(lost)?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body.as_bytes()))
        .map_err(lost)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(lost)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or_else(|| format!("{method} {path}: no answer"))?;
    let value: Value = serde_json::from_str(body).map_err(|e| format!("{method} {path}: {e}: {body}"))?;
    if head.split(' ').nth(1) == Some("200") {
        Ok(value["value"].clone())
    } else {
        Err(format!(
            "{method} {path}: {}: {}",
            value["value"]["error"], value["value"]["message"]
        ))
    }
}

/// Bytes from base64 (RFC 4648 §4), as WebDriver sends pictures.
pub fn from_base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut held, mut bits) = (0u32, 0);
    for letter in text.bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    bytes
}

//! Asks CUPS for the state of a job over its own socket: Get-Job-Attributes (RFC 8011, 4.3.4), job-state (5.3.7).
//!
//! `lpstat` tells the reasons of a job and not its state, and CUPS before 2.4.8, which Debian 12 has, gives nearly
//! every job that has ended the same reason, whether paper came out or somebody cancelled it. Never here: a CUPS on
//! another machine; this program opens no connection, so that one is known by its reasons alone.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

pub use ipp::model::JobState;
use ipp::operation::IppOperation as _;
use ipp::parser::IppParser;
use ipp::prelude::*;
use ipp::reader::IppReader;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::rim::writing::{Long, not_inside};

/// How long CUPS may take to read and to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most that is read of an answer: a job's attributes take two thousand bytes.
const MOST: u64 = 1 << 20;
/// Lines before the answer's body.
const HEADERS: usize = 64;

/// The state of a job of a printer, by its number; none when CUPS does not know it or does not say.
pub fn state(socket: &Path, printer: &str, number: i32) -> Option<JobState> {
    let name = utf8_percent_encode(printer, NON_ALPHANUMERIC);
    let printer = format!("ipp://localhost/printers/{name}").parse().ok()?;
    let ask = IppOperationBuilder::get_job_attributes(printer, number)
        .build()
        .ok()?;
    let answer = post(socket, &ask.into_ipp_request().to_bytes())?;
    let told = IppParser::new(IppReader::new(std::io::Cursor::new(answer)))
        .parse()
        .ok()?;
    let job = told.attributes().first_of(DelimiterTag::JobAttributes)?;
    JobState::from_i32(*job.get("job-state")?.value().as_enum()?)
}

/// Sends a question as HTTP carries it (RFC 8010, 4) and gives the body of the answer.
fn post(socket: &Path, body: &[u8]) -> Option<Vec<u8>> {
    not_inside(Long::Program);
    let mut cups = UnixStream::connect(socket).ok()?;
    cups.set_read_timeout(Some(PATIENCE)).ok()?;
    cups.set_write_timeout(Some(PATIENCE)).ok()?;
    let length = body.len();
    let head = format!(
        "POST /jobs/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ipp\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    cups.write_all(&[head.as_bytes(), body].concat()).ok()?;
    let mut said = Vec::new();
    cups.take(MOST).read_to_end(&mut said).ok()?;
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut read = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = read.parse(&said).ok()? else {
        return None;
    };
    let in_pieces = read
        .headers
        .iter()
        .any(|header| header.name.eq_ignore_ascii_case("transfer-encoding"));
    (read.code == Some(200) && !in_pieces).then(|| said.split_off(head))
}

//! Somebody in the server's place, with its certificate and its key, who speaks without end.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use hall::{Host, PgServer, Pin, Way};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use store::hall::Server as _;

/// What he says before he is cut off goes into the pipes between; more than this would lie in the window's memory.
const PIPES: usize = 32 << 20;

/// Listens for one window, lets it sign in, begins a message of so many bytes, and says the rest of it as long as
/// anybody takes it: how much that was comes back.
fn lies(length: u32) -> (Way, Receiver<usize>) {
    let made = rcgen::generate_simple_self_signed(vec!["hall".to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let pin = Pin::of(&certificate);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (told, said) = channel();
    thread::spawn(move || {
        let (mut window, _) = listener.accept().unwrap();
        // It asks for TLS.
        window.read_exact(&mut [0; 8]).unwrap();
        window.write_all(b"S").unwrap();
        let mut window = StreamOwned::new(ServerConnection::new(Arc::new(config)).unwrap(), window);
        let mut startup = [0; 4];
        window.read_exact(&mut startup).unwrap();
        window
            .read_exact(&mut vec![0; u32::from_be_bytes(startup) as usize - 4])
            .unwrap();
        // Signed in, ready.
        window
            .write_all(&[b'R', 0, 0, 0, 8, 0, 0, 0, 0, b'Z', 0, 0, 0, 5, b'I'])
            .unwrap();
        window.read_exact(&mut [0; 5]).unwrap();
        window.write_all(b"D").unwrap();
        window.write_all(&length.to_be_bytes()).unwrap();
        let (some, mut sum) = (vec![0; 1 << 16], 0);
        loop {
            match window.write(&some) {
                Ok(written) if sum < 4 * PIPES => sum += written,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(_) | Err(_) => break,
            }
        }
        told.send(sum).unwrap();
    });
    let host = Host::parse("127.0.0.1").unwrap();
    let way = Way::new(vec![host], port, "hall", "window_1").unwrap();
    (way.pinned(&[pin], None).unwrap(), said)
}

#[test]
fn a_message_that_no_window_ever_made_is_not_taken_in() {
    for length in [2 << 30, u32::MAX, (256 << 20) + 1] {
        let (way, said) = lies(length);
        let mut window = PgServer::new(way).unwrap();
        assert_eq!(window.head().unwrap_err().code(), "hall-altered", "{length}");
        let said = said.recv().unwrap();
        assert!(said < PIPES, "{said} of {length} bytes were taken");
    }
}

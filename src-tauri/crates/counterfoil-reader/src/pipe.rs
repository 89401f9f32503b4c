//! The pipe to the program that asks: it stands where others have their standard input, open both ways.

use std::io::{self, Read, Write};
use std::os::fd::BorrowedFd;

/// Both directions of the pipe that a reader was started with.
pub struct Pipe(BorrowedFd<'static>);

impl Pipe {
    /// The one that this process was given.
    pub fn given() -> Self {
        Self(rustix::stdio::stdin())
    }
}

impl Read for Pipe {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(self.0, to)?)
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(self.0, bytes)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

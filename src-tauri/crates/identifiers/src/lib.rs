//! Codes and numbers of persons and organisations, checked. Does no I/O.

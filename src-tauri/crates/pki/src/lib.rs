//! Requests, certificates, chains, the offline exchange package. Touches no token.

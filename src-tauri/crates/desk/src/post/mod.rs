//! Post (快递): what came and left by courier for a case: who opened or sent it, the letter with the first PIN in a
//! parcel of its own, the receipts. Keys leave at the hand-over; here stands what comes before and after.

pub mod api;
pub mod parcels;

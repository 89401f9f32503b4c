//! A page picture to the page of a case it is, registered to the form. Does not judge seals.

//! A frame picture to a reading, findings and a clean picture. Knows no case.

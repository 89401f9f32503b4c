//! What the stories share: made-up people, a private token, a counter in a temporary folder.

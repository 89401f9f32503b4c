//! A counter whose keys sit in no reader needs no reader service.

use desk::api::Readers;

use super::counter::Counter;

#[test]
fn without_a_reader_service_the_screen_is_not_sent_back_to_its_clock() {
    let counter = Counter::new();
    counter.sign_in("luoyi");
    let known = Readers { readers: Vec::new() };
    let readers = counter
        .desk
        .commands()
        .plugged(known)
        .expect("the USB is looked at, with a service or without");
    for reader in readers.readers {
        assert!(!reader.name.is_empty(), "a reader that is told of has a name");
    }
}

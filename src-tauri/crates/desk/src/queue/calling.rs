//! Drawing and calling numbers. One series a day for all windows of a hall: a number is called by one window only, for
//! the books have one writer at a time.

use case::Role;
use store::{Account, QueueTicket, TicketState as State, Tx};

use crate::counter::desk::Desk;
use crate::queue::api::{CallBack, CalledNumber, DrawnNumber, Queue};
use crate::rim::api::{Nothing, Refusal};

/// The numbers of today.
///
/// # Errors
/// `not-signed-in`.
pub fn queue(desk: &Desk, _: Nothing) -> Result<Queue, Refusal> {
    desk.look(|tx, _| today(desk, tx))
}

/// Draws the next number, at the entrance or for somebody who stands at the window.
///
/// # Errors
/// `not-signed-in`.
pub fn draw(desk: &Desk, _: Nothing) -> Result<DrawnNumber, Refusal> {
    desk.write(None, |tx, _| {
        let before = today(desk, tx)?.waiting;
        let drawn = tx.draw_ticket(desk.today(), desk.utc())?;
        Ok(DrawnNumber {
            number: drawn.number,
            before,
        })
    })
}

/// Calls the next number to this window; the one before is done with.
///
/// # Errors
/// `role-missing`; `queue-empty`.
pub fn call_next(desk: &Desk, _: Nothing) -> Result<Queue, Refusal> {
    desk.write(Some(Role::Clerk), |tx, me| {
        let tickets = tx.tickets_of(desk.today())?;
        let next = tickets.into_iter().find(|ticket| ticket.state == State::Waiting);
        let Some(next) = next else {
            return Err(Refusal::new(
                "queue-empty",
                "没有人在等",
                "有人来时先取号；过号的可以重新叫",
            ));
        };
        call(desk, tx, me, next)
    })
}

/// Calls a number again: the one that this window has called, or one whose people did not come.
///
/// # Errors
/// `role-missing`; `number-not-missed` for a number that waits, is at another window or was never drawn.
pub fn call_back(desk: &Desk, args: CallBack) -> Result<Queue, Refusal> {
    desk.write(Some(Role::Clerk), |tx, me| {
        let window = tx.counter()?.window;
        let may = |ticket: &QueueTicket| match ticket.state {
            State::Missed => true,
            State::Called => ticket.window == window,
            State::Waiting | State::Served => false,
        };
        let tickets = tx.tickets_of(desk.today())?;
        let found = tickets.into_iter().find(|ticket| ticket.number == args.number);
        match found.filter(may) {
            Some(ticket) => call(desk, tx, me, ticket),
            None => Err(Refusal::new(
                "number-not-missed",
                format!("{} 号没有过号，也不在本窗口", args.number),
                "没有叫过的请按顺序叫；在别的窗口的请到那里办",
            )),
        }
    })
}

/// Whoever has the number that this window called did not come.
///
/// # Errors
/// `role-missing`; `number-not-called`.
pub fn pass_over(desk: &Desk, _: Nothing) -> Result<Queue, Refusal> {
    desk.write(Some(Role::Clerk), |tx, _| {
        let window = tx.counter()?.window;
        let Some(here) = called_at(tx, desk, &window)?.into_iter().next() else {
            return Err(Refusal::new(
                "number-not-called",
                "本窗口没有叫号",
                "请先叫下一位",
            ));
        };
        tx.save_ticket(&QueueTicket {
            state: State::Missed,
            at: desk.utc(),
            ..here
        })?;
        today(desk, tx)
    })
}

/// Calls a number to this window, which is done with any other that it had called.
fn call(desk: &Desk, tx: &mut Tx<'_>, me: &Account, ticket: QueueTicket) -> Result<Queue, Refusal> {
    let window = tx.counter()?.window;
    for before in called_at(tx, desk, &window)? {
        if before.id != ticket.id {
            tx.save_ticket(&QueueTicket {
                state: State::Served,
                at: desk.utc(),
                ..before
            })?;
        }
    }
    tx.save_ticket(&QueueTicket {
        state: State::Called,
        window,
        called_by: Some(me.id),
        at: desk.utc(),
        ..ticket
    })?;
    today(desk, tx)
}

fn called_at(tx: &Tx<'_>, desk: &Desk, window: &str) -> Result<Vec<QueueTicket>, Refusal> {
    let mut tickets = tx.tickets_of(desk.today())?;
    tickets.retain(|ticket| ticket.state == State::Called && ticket.window == window);
    Ok(tickets)
}

fn today(desk: &Desk, tx: &Tx<'_>) -> Result<Queue, Refusal> {
    let window = tx.counter()?.window;
    let tickets = tx.tickets_of(desk.today())?;
    let of = |state: State| tickets.iter().filter(move |ticket| ticket.state == state);
    let mut called: Vec<&QueueTicket> = of(State::Called).collect();
    called.sort_by_key(|ticket| std::cmp::Reverse(ticket.at));
    let shown = |ticket: &QueueTicket| CalledNumber {
        number: ticket.number,
        window: ticket.window.clone(),
        at: ticket
            .at
            .with_timezone(desk.now().offset())
            .format("%H:%M:%S")
            .to_string(),
    };
    Ok(Queue {
        waiting: u32::try_from(of(State::Waiting).count()).unwrap_or(u32::MAX),
        next: of(State::Waiting).map(|ticket| ticket.number).next(),
        here: called
            .iter()
            .find(|ticket| ticket.window == window)
            .map(|ticket| shown(ticket)),
        called: called.into_iter().map(shown).collect(),
        missed: of(State::Missed).map(|ticket| ticket.number).collect(),
    })
}

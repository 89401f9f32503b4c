//! The server's side as SQL: four tables, and what refuses a window that does more than it may.
//!
//! Tables, keys and queries are the plain core of SQL that every engine of the PostgreSQL family has. The triggers are
//! a second fence and no promise: what the server alters is found by the windows' links. No value of a counter is ever
//! here in clear, and nobody of the windows owns anything.

/// Who owns the tables. Nobody signs in by this name.
pub const OWNER: &str = "hall_owner";

/// What every window may; each window's own role is one of these.
pub const WINDOWS: &str = "hall_windows";

/// The tables, their triggers and the rights on them. Every statement may be run again and leaves what is there.
///
/// `head` has one row, which is the writer's lock, so its page keeps room for its next states. The row of `turn` is
/// locked before it and never changes: those who wait for a row that changes are not served in the order in which they
/// came. Sealed bytes do not compress: the server does not try. Text is ordered by its bytes, as in the windows' own
/// copies.
pub const TABLES: &[&str] = &[
    "CREATE SCHEMA IF NOT EXISTS hall",
    "CREATE TABLE IF NOT EXISTS hall.head (
        one smallint PRIMARY KEY CHECK (one = 1),
        seq bigint NOT NULL CHECK (seq >= 0)
    ) WITH (fillfactor = 50)",
    "CREATE TABLE IF NOT EXISTS hall.turn (one smallint PRIMARY KEY CHECK (one = 1))",
    "CREATE TABLE IF NOT EXISTS hall.link (
        seq bigint PRIMARY KEY CHECK (seq > 0),
        op bytea NOT NULL UNIQUE CHECK (octet_length(op) = 16),
        structure bigint NOT NULL,
        writer text COLLATE \"C\" NOT NULL DEFAULT current_user,
        at timestamp with time zone NOT NULL DEFAULT current_timestamp,
        listing bytea NOT NULL,
        prev bytea NOT NULL CHECK (octet_length(prev) = 32),
        mac bytea NOT NULL CHECK (octet_length(mac) = 32)
    )",
    "CREATE TABLE IF NOT EXISTS hall.sealed_row (
        tab text COLLATE \"C\" NOT NULL,
        id bigint NOT NULL,
        seq bigint NOT NULL,
        body bytea,
        PRIMARY KEY (tab, id)
    )",
    "CREATE INDEX IF NOT EXISTS sealed_row_seq ON hall.sealed_row (seq)",
    "CREATE TABLE IF NOT EXISTS hall.part (
        attachment bigint NOT NULL,
        part bigint NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (attachment, part)
    )",
    "ALTER TABLE hall.link ALTER COLUMN listing SET STORAGE EXTERNAL",
    "ALTER TABLE hall.sealed_row ALTER COLUMN body SET STORAGE EXTERNAL",
    "ALTER TABLE hall.part ALTER COLUMN body SET STORAGE EXTERNAL",
    "INSERT INTO hall.head (one, seq) SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM hall.head)",
    "INSERT INTO hall.turn (one) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM hall.turn)",
    "CREATE OR REPLACE FUNCTION hall.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'hall: % is never changed by %', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
    END $$",
    "CREATE OR REPLACE FUNCTION hall.follows() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE newest bigint;
    BEGIN
        SELECT h.seq INTO newest FROM hall.head h WHERE h.one = 1 FOR UPDATE;
        IF NEW.seq IS DISTINCT FROM newest + 1 THEN
            RAISE EXCEPTION 'hall: % does not follow %', NEW.seq, newest USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$",
    "CREATE OR REPLACE FUNCTION hall.own_name() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.writer IS DISTINCT FROM current_user::text THEN
            RAISE EXCEPTION 'hall: the link of another' USING ERRCODE = '42501';
        END IF;
        NEW.at := current_timestamp;
        RETURN NEW;
    END $$",
    "CREATE OR REPLACE FUNCTION hall.same_row() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.tab IS DISTINCT FROM OLD.tab OR NEW.id IS DISTINCT FROM OLD.id THEN
            RAISE EXCEPTION 'hall: a row keeps its place' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$",
    "CREATE OR REPLACE FUNCTION hall.one_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.one IS DISTINCT FROM OLD.one OR NEW.seq IS DISTINCT FROM OLD.seq + 1
            OR NOT EXISTS (SELECT 1 FROM hall.link l WHERE l.seq = NEW.seq AND l.writer = current_user::text) THEN
            RAISE EXCEPTION 'hall: % does not follow %', NEW.seq, OLD.seq USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$",
    "DROP TRIGGER IF EXISTS never_changed ON hall.link",
    "CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON hall.link
        FOR EACH ROW EXECUTE PROCEDURE hall.refuse()",
    "DROP TRIGGER IF EXISTS never_emptied ON hall.link",
    "CREATE TRIGGER never_emptied BEFORE TRUNCATE ON hall.link
        FOR EACH STATEMENT EXECUTE PROCEDURE hall.refuse()",
    "DROP TRIGGER IF EXISTS a_follows ON hall.link",
    "CREATE TRIGGER a_follows BEFORE INSERT ON hall.link
        FOR EACH ROW EXECUTE PROCEDURE hall.follows()",
    "DROP TRIGGER IF EXISTS b_own_name ON hall.link",
    "CREATE TRIGGER b_own_name BEFORE INSERT ON hall.link
        FOR EACH ROW EXECUTE PROCEDURE hall.own_name()",
    "DROP TRIGGER IF EXISTS a_follows ON hall.sealed_row",
    "CREATE TRIGGER a_follows BEFORE INSERT OR UPDATE ON hall.sealed_row
        FOR EACH ROW EXECUTE PROCEDURE hall.follows()",
    "DROP TRIGGER IF EXISTS b_same_row ON hall.sealed_row",
    "CREATE TRIGGER b_same_row BEFORE UPDATE ON hall.sealed_row
        FOR EACH ROW EXECUTE PROCEDURE hall.same_row()",
    "DROP TRIGGER IF EXISTS never_dropped ON hall.sealed_row",
    "CREATE TRIGGER never_dropped BEFORE DELETE ON hall.sealed_row
        FOR EACH ROW EXECUTE PROCEDURE hall.refuse()",
    "DROP TRIGGER IF EXISTS one_step ON hall.head",
    "CREATE TRIGGER one_step BEFORE UPDATE ON hall.head
        FOR EACH ROW EXECUTE PROCEDURE hall.one_step()",
    "DROP TRIGGER IF EXISTS never_dropped ON hall.head",
    "CREATE TRIGGER never_dropped BEFORE DELETE ON hall.head
        FOR EACH ROW EXECUTE PROCEDURE hall.refuse()",
    "DROP TRIGGER IF EXISTS never_changed ON hall.turn",
    "CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON hall.turn
        FOR EACH ROW EXECUTE PROCEDURE hall.refuse()",
    "REVOKE ALL ON SCHEMA hall FROM PUBLIC",
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA hall FROM PUBLIC",
    "REVOKE ALL ON ALL TABLES IN SCHEMA hall FROM hall_windows",
    "GRANT USAGE ON SCHEMA hall TO hall_windows",
    "GRANT SELECT ON hall.head, hall.turn, hall.link, hall.sealed_row, hall.part TO hall_windows",
    "GRANT INSERT ON hall.link, hall.sealed_row, hall.part TO hall_windows",
    "GRANT UPDATE ON hall.head, hall.turn, hall.sealed_row TO hall_windows",
    "GRANT DELETE ON hall.part TO hall_windows",
];

/// The columns of a link, in the order in which they are read.
macro_rules! link_columns {
    () => {
        "l.seq, l.op, l.structure, l.listing, l.prev, l.mac"
    };
}

/// The writer's lock: the one row of `head`, held until the transaction ends.
pub(crate) const LOCK: &str = "SELECT h.seq FROM hall.head h WHERE h.one = 1 FOR UPDATE";

/// The place in the queue for that lock, held as long.
pub(crate) const TURN: &str = "SELECT t.one FROM hall.turn t WHERE t.one = 1 FOR UPDATE";

/// The newest link, as the head of this moment names it. After the lock it is a statement of its own, since one that
/// waited for the lock sees the links as they were before.
pub(crate) const NEWEST: &str = concat!(
    "SELECT ",
    link_columns!(),
    " FROM hall.link l WHERE l.seq = (SELECT h.seq FROM hall.head h WHERE h.one = 1)"
);

/// The links after one.
pub(crate) const LINKS_AFTER: &str = concat!(
    "SELECT ",
    link_columns!(),
    " FROM hall.link l WHERE l.seq > $1 ORDER BY l.seq"
);

/// The rows that were written after a link.
pub(crate) const ROWS_AFTER: &str =
    "SELECT r.tab, r.id, r.seq, r.body FROM hall.sealed_row r WHERE r.seq > $1 ORDER BY r.tab, r.id";

/// A page of all rows, by their key: the server sorts nothing for a window that begins.
pub(crate) const ROWS_PAGE: &str = "SELECT r.tab, r.id, r.seq, r.body FROM hall.sealed_row r
    WHERE (r.tab, r.id) > ($1, $2) ORDER BY r.tab, r.id LIMIT 1000";

/// One row.
pub(crate) const ROW: &str =
    "SELECT r.tab, r.id, r.seq, r.body FROM hall.sealed_row r WHERE r.tab = $1 AND r.id = $2";

/// A row that is there takes its new body.
pub(crate) const ROW_AGAIN: &str =
    "UPDATE hall.sealed_row SET seq = $3, body = $4 WHERE tab = $1 AND id = $2";

/// A row that is not there is added.
pub(crate) const ROW_NEW: &str = "INSERT INTO hall.sealed_row (tab, id, seq, body)
    SELECT CAST($1 AS text), CAST($2 AS bigint), CAST($3 AS bigint), CAST($4 AS bytea)
    WHERE NOT EXISTS (SELECT 1 FROM hall.sealed_row r WHERE r.tab = $1 AND r.id = $2)";

/// A row of a hall in which there is none yet.
pub(crate) const ROW_FIRST: &str = "INSERT INTO hall.sealed_row (tab, id, seq, body) VALUES ($1, $2, $3, $4)";

/// The link of a write.
pub(crate) const LINK_NEW: &str =
    "INSERT INTO hall.link (seq, op, structure, listing, prev, mac) VALUES ($1, $2, $3, $4, $5, $6)";

/// The head goes to the link of the write.
pub(crate) const HEAD_ON: &str = "UPDATE hall.head SET seq = $1 WHERE one = 1 AND seq = $2";

/// A part of an attachment.
pub(crate) const PART_NEW: &str = "INSERT INTO hall.part (attachment, part, body) VALUES ($1, $2, $3)";

/// The parts of an attachment.
pub(crate) const PARTS: &str =
    "SELECT p.part, p.body FROM hall.part p WHERE p.attachment = $1 ORDER BY p.part";

/// An attachment is forgotten.
pub(crate) const PARTS_GONE: &str = "DELETE FROM hall.part WHERE attachment = $1";

/// Whether an operation is there.
pub(crate) const THERE: &str = "SELECT l.seq FROM hall.link l WHERE l.op = $1";

/// Writes a lock and nothing else, beside whoever writes, so that its end waits until the synchronous standby has
/// everything up to it. A server that was restarted shows at once what it had not yet given to its standby.
pub(crate) const CAUGHT_UP: &str =
    "SELECT r.id FROM hall.sealed_row r WHERE r.tab = 'keyring' AND r.id = 0 FOR SHARE";

/// The server's clock.
pub(crate) const CLOCK: &str = "SELECT clock_timestamp()";

//! Tables `act`, `act_row` and `account_certificate`: what was signed, the salt of each row that acts list, and who may
//! sign. Written by `acts` alone; triggers refuse UPDATE and DELETE of what is signed.

use crate::migration::Migration;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "act-1",
        sql: "CREATE TABLE act(
            seq INTEGER PRIMARY KEY,
            message BLOB NOT NULL,
            signature BLOB NOT NULL
          ) STRICT;
          CREATE TABLE act_row(
            name TEXT NOT NULL,
            id INTEGER NOT NULL,
            salt BLOB NOT NULL,
            PRIMARY KEY (name, id)
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE account_certificate(
            id INTEGER PRIMARY KEY,
            account_id INTEGER NOT NULL REFERENCES account(id),
            public BLOB NOT NULL,
            roles TEXT NOT NULL,
            active INTEGER NOT NULL,
            by_account INTEGER NOT NULL REFERENCES account(id),
            founders INTEGER NOT NULL,
            signature BLOB NOT NULL
          ) STRICT;
          CREATE TRIGGER act_never_changes BEFORE UPDATE ON act BEGIN \
          SELECT RAISE(ABORT, 'acts are never changed'); END;
          CREATE TRIGGER act_never_shrinks BEFORE DELETE ON act BEGIN \
          SELECT RAISE(ABORT, 'acts are never deleted'); END;
          CREATE TRIGGER account_certificate_never_changes BEFORE UPDATE ON account_certificate BEGIN \
          SELECT RAISE(ABORT, 'certificates of accounts are never changed'); END;
          CREATE TRIGGER account_certificate_never_shrinks BEFORE DELETE ON account_certificate BEGIN \
          SELECT RAISE(ABORT, 'certificates of accounts are never deleted'); END;",
    },
    Migration {
        name: "act-2",
        sql: "-- By which rule a certificate was made, and who agreed beside.
              ALTER TABLE account_certificate ADD COLUMN rule INTEGER NOT NULL DEFAULT 1;
              ALTER TABLE account_certificate ADD COLUMN beside INTEGER;
              ALTER TABLE account_certificate ADD COLUMN second BLOB;
              ALTER TABLE act ADD COLUMN second BLOB;",
    },
];

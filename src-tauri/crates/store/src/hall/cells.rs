//! A row as bytes: every column by name, kind and value, in the table's own order.
//!
//! Numbers are big-endian, lengths stand before what they measure, and nothing is left over at the end. Read under
//! limits, though only what was sealed by a window is ever read.

use rusqlite::Connection;
use rusqlite::types::{Value, ValueRef};

use crate::{Result, StoreError};

/// The columns of a row with their values.
pub(crate) type Cells = Vec<(String, Value)>;

/// The row of a table; none when it is not there.
pub(crate) fn of_row(conn: &Connection, table: &str, id: i64) -> Result<Option<Cells>> {
    let mut statement = conn.prepare_cached(&format!("SELECT * FROM \"{table}\" WHERE rowid = ?1"))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let mut cells = Cells::with_capacity(names.len() + 1);
    for (i, name) in names.into_iter().enumerate() {
        cells.push((name, row.get(i)?));
    }
    Ok(Some(cells))
}

/// A row as bytes.
pub(crate) fn written(cells: &Cells) -> Result<Vec<u8>> {
    let columns = u16::try_from(cells.len()).map_err(|_| StoreError::damaged("列太多"))?;
    let mut bytes = columns.to_be_bytes().to_vec();
    for (name, value) in cells {
        cell(&mut bytes, name, value.into())?;
    }
    Ok(bytes)
}

/// Reads what [`written`] writes.
pub(crate) fn read(bytes: &[u8]) -> Option<Cells> {
    let mut rest = bytes;
    let columns = u16::from_be_bytes(take(&mut rest)?);
    let mut cells = Cells::with_capacity(columns.into());
    for _ in 0..columns {
        let name = String::from_utf8(part(&mut rest)?).ok()?;
        let [kind] = take(&mut rest)?;
        let value = match kind {
            b'0' => Value::Null,
            b'i' => Value::Integer(i64::from_be_bytes(take(&mut rest)?)),
            b'r' => Value::Real(f64::from_be_bytes(take(&mut rest)?)),
            b't' => Value::Text(String::from_utf8(part(&mut rest)?).ok()?),
            b'b' => Value::Blob(part(&mut rest)?),
            _ => return None,
        };
        cells.push((name, value));
    }
    rest.is_empty().then_some(cells)
}

fn cell(bytes: &mut Vec<u8>, name: &str, value: ValueRef<'_>) -> Result<()> {
    sized(bytes, name.as_bytes())?;
    match value {
        ValueRef::Null => bytes.push(b'0'),
        ValueRef::Integer(number) => {
            bytes.push(b'i');
            bytes.extend(number.to_be_bytes());
        }
        ValueRef::Real(number) => {
            bytes.push(b'r');
            bytes.extend(number.to_be_bytes());
        }
        ValueRef::Text(text) => {
            bytes.push(b't');
            sized(bytes, text)?;
        }
        ValueRef::Blob(blob) => {
            bytes.push(b'b');
            sized(bytes, blob)?;
        }
    }
    Ok(())
}

fn sized(bytes: &mut Vec<u8>, part: &[u8]) -> Result<()> {
    let length = u32::try_from(part.len()).map_err(|_| StoreError::damaged("一项太长"))?;
    bytes.extend(length.to_be_bytes());
    bytes.extend(part);
    Ok(())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*head)
}

fn part(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let length = usize::try_from(u32::from_be_bytes(take(rest)?)).ok()?;
    let (head, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    Some(head.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_back_as_it_was_and_nothing_else_is_read() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b BLOB, c REAL);
             INSERT INTO t VALUES (7, '木棉湾', x'00ff', 0.5), (8, NULL, x'', -1.25);",
        )
        .unwrap();
        for (id, a) in [(7, Value::Text("木棉湾".to_owned())), (8, Value::Null)] {
            let cells = of_row(&conn, "t", id).unwrap().unwrap();
            let bytes = written(&cells).unwrap();
            assert_eq!(read(&bytes).unwrap(), cells);
            assert_eq!(cells[0], ("id".to_owned(), Value::Integer(id)));
            assert_eq!(cells[1], ("a".to_owned(), a));
            for cut in 0..bytes.len() {
                assert!(read(&bytes[..cut]).is_none(), "{cut}");
            }
            assert!(read(&[bytes, vec![0]].concat()).is_none());
        }
        assert!(of_row(&conn, "t", 9).unwrap().is_none());
    }
}

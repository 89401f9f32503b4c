-- What the desk kept of a case as settings, by keys with the case's number of row in them, becomes columns.

ALTER TABLE case_file ADD COLUMN taken_from INTEGER REFERENCES case_file(id);
ALTER TABLE case_file ADD COLUMN linked_from INTEGER REFERENCES case_file(id);
CREATE INDEX case_file_by_origin ON case_file(linked_from) WHERE linked_from IS NOT NULL;

ALTER TABLE key_job ADD COLUMN letters INTEGER NOT NULL DEFAULT 0 CHECK (letters >= 0);
ALTER TABLE key_job ADD COLUMN fate TEXT CHECK (fate IN ('customer', 'stock', 'kept', 'destroyed'));

-- Beside the cases, so that lists do not read them.
CREATE TABLE case_past(
  case_id INTEGER PRIMARY KEY REFERENCES case_file(id),
  returned TEXT,
  approved_content TEXT,
  given_up_reason TEXT,
  refund_cents INTEGER CHECK (refund_cents >= 0),
  handed_over TEXT
) STRICT;
CREATE TRIGGER case_past_never_deleted BEFORE DELETE ON case_past
  BEGIN SELECT RAISE(ABORT, 'cases are kept'); END;

-- What a case was taken from was kept by the number on paper, what it is linked with by its row.
UPDATE case_file SET taken_from = (
  SELECT earlier.id FROM setting s JOIN case_file earlier ON earlier.number = s.value ->> '$'
   WHERE s.key = 'taken-from:' || case_file.id);
UPDATE case_file SET linked_from = (
  SELECT earlier.id FROM setting s JOIN case_file earlier ON earlier.id = s.value ->> '$'
   WHERE s.key = 'linked-from:' || case_file.id);

INSERT INTO case_past(case_id, returned, approved_content, given_up_reason, refund_cents, handed_over)
  SELECT f.id, r.value, a.value, g.value ->> 'reason', g.value ->> 'refund_cents', h.value
    FROM case_file f
    LEFT JOIN setting r ON r.key = 'returned:' || f.id
    LEFT JOIN setting a ON a.key = 'approved-content:' || f.id
    LEFT JOIN setting g ON g.key = 'given-up:' || f.id
    LEFT JOIN setting h ON h.key = 'hand-over:' || f.id
   WHERE coalesce(r.value, a.value, g.value, h.value) IS NOT NULL;

UPDATE key_job SET letters = coalesce(
  (SELECT s.value ->> '$' FROM setting s WHERE s.key = 'pin-letter:' || key_job.id), 0);
UPDATE key_job SET fate = (
  SELECT one.value ->> 'fate' FROM setting s, json_each(s.value, '$.keys') one
   WHERE s.key = 'given-up:' || key_job.case_id AND one.value ->> 'jobId' = key_job.id);

DELETE FROM setting
 WHERE key GLOB 'taken-from:[0-9]*' OR key GLOB 'linked-from:[0-9]*' OR key GLOB 'linked-onward:[0-9]*'
    OR key GLOB 'returned:[0-9]*' OR key GLOB 'approved-content:[0-9]*' OR key GLOB 'given-up:[0-9]*'
    OR key GLOB 'hand-over:[0-9]*' OR key GLOB 'pin-letter:[0-9]*';

-- Cases whose time has come are deleted, by two. What an audit row says is held by a digest with a salt of its own from
-- here on, so that the saying goes with its case and the chain stays.

ALTER TABLE audit ADD COLUMN salt BLOB;
ALTER TABLE audit ADD COLUMN said TEXT;

-- Who deleted a case, who agreed, and which rows went. Nothing in it tells whose case it was.
CREATE TABLE deletion(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL UNIQUE REFERENCES case_file(id),
  statement TEXT NOT NULL,
  -- An account may be younger than a store that came back from a backup.
  by INTEGER NOT NULL,
  beside INTEGER NOT NULL,
  by_signature BLOB NOT NULL,
  beside_signature BLOB NOT NULL,
  roster INTEGER NOT NULL,
  certificates TEXT,
  gone TEXT NOT NULL,
  at TEXT NOT NULL,
  CHECK (by <> beside)
) STRICT;
CREATE TRIGGER deletion_never_changes BEFORE UPDATE ON deletion
  BEGIN SELECT RAISE(ABORT, 'deletions are never changed'); END;
CREATE TRIGGER deletion_never_deleted BEFORE DELETE ON deletion
  BEGIN SELECT RAISE(ABORT, 'deletions are kept'); END;

-- Audit rows whose saying went with a case.
CREATE TABLE audit_erased(
  seq INTEGER PRIMARY KEY REFERENCES audit(seq),
  deletion_id INTEGER NOT NULL REFERENCES deletion(id)
) STRICT;

-- What is kept is kept until its case is deleted.
DROP TRIGGER case_past_never_deleted;
CREATE TRIGGER case_past_never_deleted BEFORE DELETE ON case_past
  WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE case_id = OLD.case_id)
  BEGIN SELECT RAISE(ABORT, 'cases are kept'); END;
DROP TRIGGER page_never_deleted;
CREATE TRIGGER page_never_deleted BEFORE DELETE ON page
  WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE case_id = OLD.case_id)
  BEGIN SELECT RAISE(ABORT, 'pages are kept'); END;
DROP TRIGGER key_step_never_deleted;
CREATE TRIGGER key_step_never_deleted BEFORE DELETE ON key_step
  WHEN NOT EXISTS (SELECT 1 FROM deletion d JOIN key_job j ON j.case_id = d.case_id WHERE j.id = OLD.job_id)
  BEGIN SELECT RAISE(ABORT, 'the journal is only written on'); END;
DROP TRIGGER key_decision_never_deleted;
CREATE TRIGGER key_decision_never_deleted BEFORE DELETE ON key_decision
  WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE case_id = OLD.case_id)
  BEGIN SELECT RAISE(ABORT, 'a decision is only added'); END;
-- A move of the stock loses its case and its reason, and stays as a move.
DROP TRIGGER key_move_never_changes;
CREATE TRIGGER key_move_never_changes BEFORE UPDATE ON key_move
  WHEN NOT (NEW.id = OLD.id AND NEW.stock_id = OLD.stock_id AND NEW.state = OLD.state AND NEW.by = OLD.by
            AND NEW.at = OLD.at AND NEW.case_id IS NULL AND NEW.reason = ''
            AND EXISTS (SELECT 1 FROM deletion WHERE case_id = OLD.case_id))
  BEGIN SELECT RAISE(ABORT, 'a move is only added'); END;
DROP TRIGGER audit_never_changes;
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
  WHEN NOT (NEW.seq = OLD.seq AND NEW.at = OLD.at AND NEW.account_id = OLD.account_id
            AND NEW.account_name = OLD.account_name AND NEW.case_id IS OLD.case_id AND NEW.action = OLD.action
            AND NEW.prev_hash = OLD.prev_hash AND NEW.hash = OLD.hash AND NEW.said IS OLD.said
            AND NEW.words = '' AND NEW.facts = '{}' AND NEW.salt IS NULL
            AND EXISTS (SELECT 1 FROM audit_erased WHERE seq = OLD.seq))
  BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;

-- A case that is over is locked: what was entered, seen, signed off and printed stays as it was.
CREATE TRIGGER case_file_locked BEFORE UPDATE OF project, business, kind, channel, title, content, content_hash,
    revision, reviewer, approved_hash, project_hash ON case_file
  WHEN OLD.state IN ('closed', 'void') AND NEW.state <> 'deleted'
  BEGIN SELECT RAISE(ABORT, 'a case that is over is locked'); END;
CREATE TRIGGER case_file_over BEFORE UPDATE OF state ON case_file
  WHEN OLD.state IN ('closed', 'void', 'deleted') AND NEW.state NOT IN (OLD.state, 'deleted')
  BEGIN SELECT RAISE(ABORT, 'a case that is over is locked'); END;
CREATE TRIGGER page_locked BEFORE UPDATE ON page
  WHEN OLD.state = 'filed' AND EXISTS (SELECT 1 FROM case_file WHERE id = OLD.case_id AND state IN ('closed', 'void'))
    AND NOT (NEW.file_id IS NULL AND NEW.case_id IS OLD.case_id AND NEW.state = OLD.state
             AND NEW.attachment_id = OLD.attachment_id)
  BEGIN SELECT RAISE(ABORT, 'a case that is over is locked'); END;
CREATE TRIGGER sample_locked BEFORE UPDATE ON sample
  WHEN EXISTS (SELECT 1 FROM case_file WHERE id = OLD.case_id AND state IN ('closed', 'void'))
  BEGIN SELECT RAISE(ABORT, 'a case that is over is locked'); END;
CREATE TRIGGER review_locked BEFORE UPDATE ON review
  WHEN EXISTS (SELECT 1 FROM case_file WHERE id = OLD.case_id AND state IN ('closed', 'void'))
  BEGIN SELECT RAISE(ABORT, 'a case that is over is locked'); END;
CREATE TRIGGER print_locked BEFORE UPDATE OF case_id, form, version, copies, content_hash, page_maps, attachment_id,
    paper_hash, number ON print_record
  WHEN EXISTS (SELECT 1 FROM case_file WHERE id = OLD.case_id AND state IN ('closed', 'void'))
  BEGIN SELECT RAISE(ABORT, 'a case that is over is locked'); END;

-- What a deletion looks for.
CREATE INDEX page_by_print ON page(print_id) WHERE print_id IS NOT NULL;
CREATE INDEX page_by_later ON page(replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX sample_of_page ON sample(page_id);
CREATE INDEX certificate_of_job ON certificate(job_id) WHERE job_id IS NOT NULL;
CREATE INDEX customer_of_case ON customer(last_case);
CREATE INDEX key_move_of_case ON key_move(case_id) WHERE case_id IS NOT NULL;
CREATE INDEX key_decision_of_case ON key_decision(case_id);
CREATE INDEX revocation_of_case ON revocation(case_id);
CREATE INDEX case_file_taken_from ON case_file(taken_from) WHERE taken_from IS NOT NULL;
-- What the audit said without naming a case.
CREATE INDEX audit_unlinked ON audit(action) WHERE case_id IS NULL;
-- Cases by the certificate that they act on: nearly all act on one. A content that is no JSON acts on none.
CREATE INDEX case_file_acts_on ON case_file(CASE WHEN json_valid(content) THEN json_extract(content, '$.acts_on[0]') END);
CREATE INDEX case_file_acts_on_several ON case_file(id)
  WHERE CASE WHEN json_valid(content) THEN json_extract(content, '$.acts_on[1]') END IS NOT NULL;
CREATE INDEX review_verdict_carried ON review_verdict(carried_from) WHERE carried_from IS NOT NULL;

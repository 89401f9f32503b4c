-- What deletion-1 made, the last first; and the triggers that it replaced, as they were.
-- The one over the audit is taken away before.
DROP TRIGGER case_file_locked;
DROP TRIGGER case_file_over;
DROP TRIGGER page_locked;
DROP TRIGGER sample_locked;
DROP TRIGGER review_locked;
DROP TRIGGER print_locked;
DROP INDEX page_by_print;
DROP INDEX page_by_later;
DROP INDEX sample_of_page;
DROP INDEX certificate_of_job;
DROP INDEX customer_of_case;
DROP INDEX key_move_of_case;
DROP INDEX key_decision_of_case;
DROP INDEX revocation_of_case;
DROP INDEX case_file_taken_from;
DROP INDEX audit_unlinked;
DROP INDEX case_file_acts_on;
DROP INDEX case_file_acts_on_several;
DROP INDEX review_verdict_carried;
DROP TRIGGER case_past_never_deleted;
DROP TRIGGER page_never_deleted;
DROP TRIGGER key_step_never_deleted;
DROP TRIGGER key_decision_never_deleted;
DROP TRIGGER key_move_never_changes;
DROP TABLE audit_erased;
DROP TABLE deletion;
ALTER TABLE audit DROP COLUMN said;
ALTER TABLE audit DROP COLUMN salt;
CREATE TRIGGER case_past_never_deleted BEFORE DELETE ON case_past
  BEGIN SELECT RAISE(ABORT, 'cases are kept'); END;
CREATE TRIGGER page_never_deleted BEFORE DELETE ON page
  BEGIN SELECT RAISE(ABORT, 'pages are kept'); END;
CREATE TRIGGER key_step_never_deleted BEFORE DELETE ON key_step
  BEGIN SELECT RAISE(ABORT, 'the journal is only written on'); END;
CREATE TRIGGER key_decision_never_deleted BEFORE DELETE ON key_decision
  BEGIN SELECT RAISE(ABORT, 'a decision is only added'); END;
CREATE TRIGGER key_move_never_changes BEFORE UPDATE ON key_move
  BEGIN SELECT RAISE(ABORT, 'a move is only added'); END;
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;

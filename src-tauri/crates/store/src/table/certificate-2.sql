-- The register: certificates with their holders, and what the CA was asked for with how it ended.

CREATE TEMP TABLE named AS
  SELECT c.id AS certificate, f.project AS project, f.kind AS kind, f.content AS content,
         CASE WHEN f.kind = 'org_employee' AND j.subject_index IS NOT NULL
              THEN '$.employees[' || j.subject_index || ']' END AS place
    FROM certificate c JOIN case_file f ON f.id = c.case_id JOIN key_job j ON j.id = c.job_id;

CREATE TEMP TABLE party AS
  SELECT certificate, project, kind,
    trim(coalesce(json_extract(content, '$.fields.unit_name'), '')) AS unit_name,
    upper(replace(coalesce(
      nullif(trim(json_extract(content, '$.fields.uscc')), ''),
      nullif(trim(json_extract(content, '$.fields.org_code')), ''),
      nullif(trim(json_extract(content, '$.fields.institution_cert_no')), ''),
      nullif(trim(json_extract(content, '$.fields.unit_other_id')), '')), ' ', '')) AS unit_code,
    trim(coalesce(
      CASE WHEN place IS NOT NULL THEN json_extract(content, place || '.user_name') END,
      CASE WHEN kind <> 'org' THEN coalesce(json_extract(content, '$.fields.user_name'),
                                            json_extract(content, '$.fields.applicant_name')) END, '')) AS person_name,
    upper(replace(nullif(trim(coalesce(
      CASE WHEN place IS NOT NULL THEN json_extract(content, place || '.user_id_no') END,
      CASE WHEN kind <> 'org' AND place IS NULL THEN coalesce(json_extract(content, '$.fields.user_id_no'),
                                            json_extract(content, '$.fields.applicant_id_no')) END, '')), ''), ' ', ''))
      AS person_code
    FROM named;

CREATE TEMP TABLE known AS
  SELECT certificate, project, kind, unit_name, unit_code, person_name, person_code,
    CASE WHEN kind = 'person' THEN NULL
         WHEN unit_code IS NULL AND unit_name = '' THEN NULL
         WHEN unit_code IS NULL THEN 'name:' || unit_name
         WHEN length(replace(unit_code, '-', '')) = 18 THEN 'org:' || substr(replace(unit_code, '-', ''), 9, 9)
         WHEN length(replace(unit_code, '-', '')) = 9 THEN 'org:' || replace(unit_code, '-', '')
         ELSE 'code:' || unit_code END AS unit_identity,
    CASE WHEN kind = 'org' THEN NULL
         WHEN person_code IS NOT NULL THEN 'code:' || person_code
         WHEN person_name = '' THEN NULL
         ELSE 'name:' || person_name END AS person_identity
    FROM party;

-- Of one holder named in several cases the newest name stays.
INSERT INTO holder(kind, unit_id, identity, name, code)
  SELECT 'unit', NULL, unit_identity, unit_name, unit_code FROM known
   WHERE certificate IN (SELECT max(certificate) FROM known WHERE unit_identity IS NOT NULL GROUP BY unit_identity)
   ORDER BY certificate;

INSERT INTO holder(kind, unit_id, identity, name, code)
  SELECT 'person', u.id, k.person_identity, k.person_name, k.person_code
    FROM known k LEFT JOIN holder u ON u.kind = 'unit' AND u.identity = k.unit_identity
   WHERE k.certificate IN (SELECT max(certificate) FROM known WHERE person_identity IS NOT NULL
                            GROUP BY coalesce(unit_identity, ''), person_identity)
   ORDER BY k.certificate;

CREATE TABLE certificate_anew(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  holder_id INTEGER REFERENCES holder(id),
  project TEXT NOT NULL,
  kind TEXT NOT NULL,
  case_id INTEGER REFERENCES case_file(id),
  job_id INTEGER REFERENCES key_job(id),
  serial TEXT NOT NULL,
  subject TEXT NOT NULL,
  issuer TEXT NOT NULL,
  not_before TEXT NOT NULL,
  not_after TEXT NOT NULL,
  spki_sha256 TEXT,
  attachment_id INTEGER REFERENCES attachment(id),
  token_serial TEXT,
  status TEXT NOT NULL
    CHECK (status IN ('current', 'suspended', 'superseded', 'revoked_pending', 'revoked', 'wrong')),
  UNIQUE (issuer, serial)
) STRICT;

INSERT INTO certificate_anew
  SELECT c.id,
    CASE WHEN k.person_identity IS NOT NULL
         THEN (SELECT p.id FROM holder p WHERE p.kind = 'person' AND p.identity = k.person_identity
                  AND coalesce(p.unit_id, 0) = coalesce((SELECT u.id FROM holder u
                        WHERE u.kind = 'unit' AND u.identity = k.unit_identity), 0))
         ELSE (SELECT u.id FROM holder u WHERE u.kind = 'unit' AND u.identity = k.unit_identity) END,
    k.project, k.kind, c.case_id, c.job_id, c.serial, c.subject, c.issuer, c.not_before, c.not_after, c.spki_sha256,
    c.attachment_id, c.token_serial, c.status
    FROM certificate c JOIN known k ON k.certificate = c.id ORDER BY c.id;

CREATE TEMP TABLE asked AS SELECT * FROM revocation;
DROP TABLE revocation;
DROP TABLE certificate;
ALTER TABLE certificate_anew RENAME TO certificate;
CREATE INDEX certificate_of_case ON certificate(case_id);
CREATE INDEX certificate_of_holder ON certificate(holder_id) WHERE holder_id IS NOT NULL;
CREATE INDEX certificate_by_token ON certificate(token_serial) WHERE token_serial IS NOT NULL;
CREATE INDEX certificate_by_public_key ON certificate(spki_sha256) WHERE spki_sha256 IS NOT NULL;

CREATE TABLE revocation(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  action TEXT NOT NULL CHECK (action IN ('revoke', 'suspend', 'resume')),
  case_id INTEGER NOT NULL REFERENCES case_file(id),
  certificate_id INTEGER REFERENCES certificate(id),
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  exchange_id INTEGER REFERENCES exchange(id),
  closed_at TEXT,
  closed_by TEXT CHECK (closed_by IN ('crl', 'hand')),
  closed_words TEXT
) STRICT;
INSERT INTO revocation(id, action, case_id, certificate_id, reason, at, exchange_id)
  SELECT id, action, case_id, certificate_id, reason, at, exchange_id FROM asked ORDER BY id;
-- An application once put every certificate of the unit's kind on the list. What the CA was not told yet, and does not say which
-- one is meant, goes to the CA by the holder's code and names no certificate.
UPDATE revocation SET certificate_id = NULL
 WHERE id IN (SELECT min(r.id) FROM revocation r JOIN case_file f ON f.id = r.case_id
               WHERE r.exchange_id IS NULL AND f.business IN ('revoke', 'suspend')
               GROUP BY r.case_id HAVING count(*) > 1);
DELETE FROM revocation
 WHERE certificate_id IS NOT NULL AND exchange_id IS NULL
   AND case_id IN (SELECT case_id FROM revocation WHERE certificate_id IS NULL AND exchange_id IS NULL);
UPDATE certificate SET status = 'suspended'
 WHERE status = 'current' AND id IN (SELECT certificate_id FROM revocation WHERE action = 'suspend');
UPDATE certificate SET status = 'revoked_pending'
 WHERE status IN ('current', 'suspended')
   AND id IN (SELECT certificate_id FROM revocation WHERE action = 'revoke');
-- What is still open is asked for once; a certificate put on hold and taken off it may be put on hold again.
CREATE UNIQUE INDEX revocation_once ON revocation(action, case_id, coalesce(certificate_id, 0)) WHERE closed_at IS NULL;
CREATE INDEX revocation_waiting ON revocation(id) WHERE exchange_id IS NULL;
CREATE INDEX revocation_of_certificate ON revocation(certificate_id) WHERE certificate_id IS NOT NULL;

DROP TABLE temp.asked;
DROP TABLE temp.known;
DROP TABLE temp.party;
DROP TABLE temp.named;

-- A store of the version before the register, as far as its certificates go: two employees of one unit, the unit itself entered by
-- two of its numbers, a person, and what the CA was asked for. Names and numbers are made up.

INSERT INTO account(id, login, name, roles, active, created)
  VALUES (1, 'zhouwen', '周雯', '["clerk"]', 1, '2026-01-01T00:00:00.000000Z');
INSERT INTO attachment(id, sha256, mime, name, bytes, created)
  VALUES (1, '00', 'application/pkix-cert', 'c.cer', 1, '2026-01-01T00:00:00.000000Z');

INSERT INTO case_file(id, number, project, business, kind, channel, state, state_since, title, content, content_hash,
                      revision, clerk, created, updated)
  SELECT value ->> 'id', 'YL-' || (value ->> 'id'), value ->> 'project', value ->> 'business', value ->> 'kind', 'counter',
         value ->> 'state', '2026-01-02T00:00:00.000000Z', 'x', value ->> 'content', 'h', 1, 1,
         '2026-01-01T00:00:00.000000Z', '2026-01-03T00:00:00.000000Z'
    FROM json_each('[
  {"id":1,"project":"netca-gd-ylbx","business":"new","kind":"org_employee","state":"closed","content":{"fields":{"unit_name":"木棉湾小学","uscc":"124401054550257066"},"employees":[{"user_name":"黎小满","user_id_no":"441900199212280474"},{"user_name":"柯望舒","user_id_no":"440305198706211181"}]}},
  {"id":2,"project":"netca-gd-ylbx","business":"new","kind":"org","state":"closed","content":{"fields":{"unit_name":"木棉湾小学","org_code":"45502570-6"}}},
  {"id":3,"project":"bjca","business":"new","kind":"person","state":"ready","content":{"fields":{"applicant_name":"欧阳澄","applicant_id_no":"44030719850912003x","unit_name":"别处"}}},
  {"id":4,"project":"netca-gd-ylbx","business":"revoke","kind":"org_employee","state":"closed","content":{"fields":{"uscc":"124401054550257066"},"employees":[{"user_name":"黎小满","user_id_no":"441900199212280474"}]}},
  {"id":5,"project":"netca-gd-zfcg","business":"replace","kind":"org","state":"ready","content":{"fields":{"uscc":"124401054550257066"}}},
  {"id":6,"project":"netca-gd-zfcg","business":"new","kind":"org","state":"closed","content":{"fields":{"unit_name":"木棉湾小学（本部）","uscc":"124401054550257066"}}}
]');

INSERT INTO key_job(id, case_id, subject_index, kind, token_serial, state, created, updated) VALUES
  (1, 1, 0, 'new', 'K1', 'fresh', '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z'),
  (2, 1, 1, 'new', 'K2', 'fresh', '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z'),
  (3, 2, NULL, 'new', 'K3', 'fresh', '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z'),
  (4, 3, NULL, 'new', 'K4', 'fresh', '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z'),
  (5, 6, NULL, 'new', 'K5', 'fresh', '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z');

INSERT INTO certificate(id, case_id, job_id, serial, subject, issuer, not_before, not_after, spki_sha256, attachment_id, token_serial, status)
  SELECT j.id, j.case_id, j.id, 'c' || j.id, 'x', '训练CA', '2026-01-02T00:00:00.000000Z', '2027-01-02T00:00:00.000000Z',
         'spki' || j.id, 1, j.token_serial, CASE j.id WHEN 5 THEN 'revoked_pending' ELSE 'current' END FROM key_job j;

INSERT INTO exchange(id, direction, attachment_id, by, manifest, at) VALUES (1, 'out', 1, 1, '{}', '2026-01-03T00:00:00.000000Z');

-- The application of one employee had put the colleague on the list too; the replacement was told to the CA.
INSERT INTO revocation(id, action, case_id, certificate_id, reason, at, exchange_id) VALUES
  (1, 'revoke', 4, 1, '注销申请，已复核', '2026-01-03T00:00:00.000000Z', NULL),
  (2, 'revoke', 4, 2, '注销申请，已复核', '2026-01-03T00:00:00.000000Z', NULL),
  (3, 'revoke', 5, 5, '已补办，原证书待注销', '2026-01-03T00:00:00.000000Z', 1);

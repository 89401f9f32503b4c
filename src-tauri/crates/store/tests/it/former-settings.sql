-- What the version before the table case_past kept of the cases of former-store.sql as settings, as it wrote them.

INSERT INTO setting(key, value) VALUES
  ('taken-from:2', '"YL-1"'),
  ('taken-from:5', '"YL-9"'),
  ('linked-from:4', '1'),
  ('linked-from:6', '1'),
  ('linked-onward:1', '[4,6]'),
  ('returned:1', '[]'),
  ('returned:5', '[{"field":"unit_name","label":"单位名称","reason":"与公章不符"},{"field":null,"label":"附言","reason":"请重打"}]'),
  ('approved-content:1', '{"fields":{"unit_name":"木棉湾小学"}}'),
  ('given-up:3', '{"at":"2026-01-03T10:00:00+08:00","keys":[{"fate":"destroyed","jobId":4}],"reason":"客户改日再来","refund_cents":35000}'),
  ('given-up:4', '{"at":"2026-01-03T10:00:00+08:00","keys":[],"reason":"填错了","refund_cents":null}'),
  ('hand-over:1', '{"at":"2026-01-03T10:00:00+08:00","day":"2026-01-03","lines":[{"what":"领取人","words":"黎小满"}],"title":"已交付 2 把 UKey"}'),
  ('pin-letter:1', '2'),
  ('devices', '{"printer":"HP"}'),
  ('stock-closed', '"2026-01-03"');

/** Answers kept for a day under the caller's Idempotency-Key, written in the transaction of the call itself. */
export const up = `
CREATE TABLE http.answer (
  actor_id text NOT NULL,
  key text NOT NULL,
  route text NOT NULL,
  request_sha256 text NOT NULL,
  body text,
  at timestamptz NOT NULL,
  PRIMARY KEY (actor_id, key)
);
CREATE INDEX answer_at ON http.answer (at);
`;

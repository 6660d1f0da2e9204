/**
 * Lines that are sealed: `written` is the transaction that wrote a line, by which the sealer finds what is new without missing what
 * commits late; lines from before this migration have none and stand outside the chain.
 *
 * A seal holds, line by line, id and chained hash of some lines of one range of buckets; its head is the next one's former head. The
 * day's last heads are signed together once the day is over.
 */
export const up = `
ALTER TABLE audit.event ADD COLUMN written bigint;
CREATE INDEX event_written ON audit.event (written) WHERE written IS NOT NULL;
DROP INDEX audit.event_at;
CREATE INDEX event_time ON audit.event (at DESC, id DESC);
CREATE INDEX event_facility ON audit.event (facility_id, at DESC) WHERE facility_id IS NOT NULL;

CREATE TABLE audit.chain (
  id integer PRIMARY KEY,
  began_at timestamptz NOT NULL,
  written bigint NOT NULL,
  sealed_at timestamptz NOT NULL,
  day date NOT NULL,
  lines bigint NOT NULL,
  tip text
);

CREATE TABLE audit.seal (
  range integer NOT NULL,
  day date NOT NULL,
  number integer NOT NULL,
  sealed_at timestamptz NOT NULL,
  lines integer NOT NULL,
  former text NOT NULL,
  head text NOT NULL,
  members bytea,
  PRIMARY KEY (range, day, number)
);
CREATE INDEX seal_day ON audit.seal (day, range, number);

CREATE TABLE audit.day_head (
  day date PRIMARY KEY,
  lines bigint NOT NULL,
  jws text NOT NULL,
  signed_at timestamptz NOT NULL,
  forgotten_at timestamptz
);

CREATE TABLE audit.signing_key (
  kid text PRIMARY KEY,
  jwk jsonb NOT NULL,
  since timestamptz NOT NULL
);
`;

/**
 * The outbox and who has heard what. `tx` is the transaction that wrote the event: readers go in the order (tx, id) and only
 * below the oldest transaction still open, so an event that commits late is never skipped.
 */
export const up = `
CREATE TABLE events.outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  name text NOT NULL,
  version integer NOT NULL,
  payload jsonb NOT NULL,
  request_id text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX outbox_order ON events.outbox (name, tx, id);
CREATE INDEX outbox_at ON events.outbox (at);

CREATE TABLE events.cursor (
  handler text PRIMARY KEY,
  tx xid8 NOT NULL,
  id bigint NOT NULL
);

CREATE TABLE events.handled (
  event_id bigint NOT NULL,
  handler text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (event_id, handler)
);

CREATE TABLE events.failed (
  event_id bigint NOT NULL,
  handler text NOT NULL,
  attempts integer NOT NULL,
  next_at timestamptz NOT NULL,
  dead boolean NOT NULL,
  error text NOT NULL,
  PRIMARY KEY (event_id, handler)
);
CREATE INDEX failed_due ON events.failed (handler, next_at) WHERE NOT dead;
`;

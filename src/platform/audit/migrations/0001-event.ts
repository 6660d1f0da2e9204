/**
 * Who did what, when, why. Only ever appended to. In the bucket of the patient (0 where no patient is meant), so that one
 * person's lines stand on the shard of her record.
 */
export const up = `
CREATE TABLE audit.event (
  bucket integer NOT NULL,
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  request_id text NOT NULL,
  actor_kind text NOT NULL,
  actor_id text NOT NULL,
  actor_roles text[] NOT NULL,
  facility_id text,
  purpose text NOT NULL,
  action text NOT NULL,
  resource_type text,
  resource_id text,
  patient_id text,
  query text,
  outcome text NOT NULL,
  count integer,
  PRIMARY KEY (bucket, id)
);
CREATE INDEX event_patient ON audit.event (bucket, patient_id, at DESC) WHERE patient_id IS NOT NULL;
CREATE INDEX event_actor ON audit.event (actor_id, at DESC);
CREATE INDEX event_at ON audit.event USING brin (at);
`;

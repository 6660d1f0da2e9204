/** How often the secret with which calls of a subscription are signed was replaced; the secret itself is worked out and never kept. */
export const up = `
CREATE TABLE http.webhook_key (
  subscription_id text PRIMARY KEY,
  generation integer NOT NULL,
  rotated_at timestamptz NOT NULL
);
`;

/** Facts about this installation itself, e.g. how far the demo story was told. */
export const up = `
CREATE TABLE platform.installation (
  key text PRIMARY KEY,
  value text NOT NULL
)`;

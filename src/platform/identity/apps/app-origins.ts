import type { Database } from '../../sql/database.ts';

/** Tells whether a browser page of an origin may speak with the record: one from which a registered app works. */
export type IsAppOrigin = (origin: string) => Promise<boolean>;

const keptMs = 10_000;

/** Origins of the addresses that open apps of others are sent back to; a registration shows within seconds. */
export function appOrigins(database: Database, clock: () => number = Date.now): IsAppOrigin {
  let known: { readonly origins: Promise<ReadonlySet<string>>; readonly until: number } | undefined;
  const load = async (): Promise<ReadonlySet<string>> => {
    const { rows } = await database.query<{ readonly uri: string }>(
      "SELECT DISTINCT unnest(redirect_uris) AS uri FROM identity.client WHERE kind = 'app' AND disabled_at IS NULL",
    );
    return new Set(rows.flatMap(({ uri }) => (/^https?:/u.test(uri) ? (URL.parse(uri)?.origin ?? []) : [])));
  };
  return async (origin) => {
    if (known === undefined || known.until <= clock()) {
      const origins = load();
      known = { origins, until: clock() + keptMs };
      origins.catch(() => (known = undefined));
    }
    return (await known.origins).has(origin);
  };
}

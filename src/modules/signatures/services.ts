import * as z from 'zod/mini';
import type { Context } from '#platform/context.ts';

/** What an operator tells Sen of the services around it; set by command on the machine, never by a page. */
const kinds = {
  /** A time-stamp authority; without one the house's own trial service stamps. */
  tsa: z.object({ url: z.url() }),
  /** Further roots of the trust list, PEM. */
  trust: z.object({ roots: z.array(z.string()) }),
  remote: z.object({ url: z.url(), sealedToken: z.string() }),
  token: z.object({
    module: z.string(),
    tokenLabel: z.string(),
    sealedPin: z.string(),
    config: z.optional(z.string()),
  }),
} as const;
export type ServiceName = keyof typeof kinds;
export type ServiceSettings<Name extends ServiceName> = z.infer<(typeof kinds)[Name]>;

/** How a secret of a service is sealed. */
export const servicePurpose = (name: ServiceName): string => `signatures service:${name}`;

/** The settings of one service; undefined where nobody set it. */
export async function readService<Name extends ServiceName>(
  ctx: Context,
  name: Name,
): Promise<ServiceSettings<Name> | undefined> {
  const [row] = await ctx.sql.query<{ settings: unknown }>(
    'select settings from signatures.service where name = $1',
    [name],
  );
  return row === undefined ? undefined : (kinds[name].parse(row.settings) as ServiceSettings<Name>);
}

export async function setService<Name extends ServiceName>(
  ctx: Context,
  name: Name,
  settings: ServiceSettings<Name>,
): Promise<void> {
  await ctx.sql.query(
    `insert into signatures.service (name, settings, set_at) values ($1, $2, $3)
     on conflict (name) do update set settings = excluded.settings, set_at = excluded.set_at`,
    [name, JSON.stringify(settings), ctx.now()],
  );
}

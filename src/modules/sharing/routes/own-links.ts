import { randomBytes, randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { hashPassword } from '#platform/identity/passwords.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { parseCursor, printCursor } from '#platform/module/page-cursor.ts';
import { endLink, listLinks, makeLink, manifestPath, type ShownLink } from '../api.ts';
import { endOf, mostTries } from '../domain/link-state.ts';
import { closeFile } from '../domain/sealed-file.ts';
import { writeShlink } from '../domain/shlink.ts';
import { digestOf, labelOf, linkColumns, showLinks, type LinkRow } from '../link-rows.ts';
import { makeSummary } from '../make-summary.ts';

const pageSize = 20;
/** Links of one person that can be opened at a time. */
const mostOpen = 20;

/** Whose links they are: nobody makes, sees or ends the links of another. */
export function ownId({ actor }: Context): string {
  if (actor.patientId === undefined) throw new AppError('access.denied');
  return actor.patientId;
}

const draw = (): string => randomBytes(32).toString('base64url');

/** Stands alone, so that the answer, which bears the key, is kept beside no Idempotency-Key. */
export const makeLinkRoute = defineRoute({
  ...makeLink,
  allow: 'sharing.own',
  alone: true,
  handle: async (ctx, { what, span, once, passcode, label }) => {
    const patientId = ownId(ctx);
    await checkOpen(ctx, patientId);
    const summary = await makeSummary(ctx, patientId, what);
    const [id, secret, key] = [randomUUID(), draw(), draw()];
    const content = await closeFile(summary, key);
    const hash = passcode === undefined ? null : await hashPassword(passcode);
    const until = endOf(span, ctx.now());
    const shown = await ctx.transaction(async (tx) => {
      // Of several links that she asks for in one moment, each sees the ones before.
      await tx.sql.query('select pg_advisory_xact_lock(7366, hashtext($1))', [patientId]);
      await checkOpen(tx, patientId);
      const rows = await tx.sql.query<LinkRow>(
        `insert into sharing.link (id, digest, patient_id, made_by, made_at, what, label, passcode, tries_left, until, once, opened, content)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12) returning ${linkColumns}`,
        [
          id,
          digestOf(secret),
          patientId,
          ctx.actor.accountId,
          ctx.now(),
          what,
          label === undefined ? null : ctx.seal.seal(label, labelOf(id)),
          hash,
          mostTries,
          until,
          once,
          content,
        ],
      );
      return one(await showLinks(tx, rows));
    });
    const shlink = writeShlink({
      url: `${ctx.publicUrl}${manifestPath}/${secret}`,
      key,
      exp: Math.floor(until.getTime() / 1000),
      ...(passcode !== undefined && { flag: 'P' }),
      ...(label !== undefined && { label }),
      v: 1,
    });
    return { link: shown, shlink };
  },
});

/** Error: sharing.too-many-links. */
async function checkOpen(ctx: Context, patientId: string): Promise<void> {
  const [told] = await ctx.sql.query<{ count: number }>(
    `select count(*)::int as count from sharing.link
     where patient_id = $1 and ended_at is null and until > $2 and tries_left > 0 and not (once and opened > 0)`,
    [patientId, ctx.now()],
  );
  if ((told?.count ?? 0) >= mostOpen) throw new AppError('sharing.too-many-links');
}

export const listLinksRoute = defineRoute({
  ...listLinks,
  allow: 'sharing.own',
  handle: async (ctx, { cursor }) => {
    const after = parseCursor(cursor);
    const rows = await ctx.sql.query<LinkRow>(
      `select ${linkColumns} from sharing.link
       where patient_id = $1 and ($2::timestamptz is null or (made_at, id) < ($2, $3::uuid))
       order by made_at desc, id desc limit ${pageSize + 1}`,
      [ownId(ctx), after?.at ?? null, after?.id ?? null],
    );
    const page = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? page.at(-1) : undefined;
    return {
      links: await showLinks(ctx, page),
      ...(last !== undefined && { next: printCursor({ at: last.made_at, id: last.id }) }),
    };
  },
});

export const endLinkRoute = defineRoute({
  ...endLink,
  allow: 'sharing.own',
  handle: async (ctx, { id }) => {
    const rows = await ctx.sql.query<LinkRow>(
      `update sharing.link set ended_at = coalesce(ended_at, $3), content = null
       where id = $1 and patient_id = $2 returning ${linkColumns}`,
      [id, ownId(ctx), ctx.now()],
    );
    if (rows.length === 0) throw new AppError('record.not-found');
    await ctx.sql.query('delete from sharing.ticket where link_id = $1', [id]);
    return { link: one(await showLinks(ctx, rows)) };
  },
});

function one(links: readonly ShownLink[]): ShownLink {
  const [link] = links;
  if (link === undefined) throw new AppError('record.not-found');
  return link;
}

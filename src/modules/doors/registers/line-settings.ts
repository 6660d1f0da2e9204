import { randomUUID } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import type { LineName } from './register.ts';

/** Where a register is and by what both sides know each other; set by command on the machine, never by a page. */
export interface LineSettings {
  /** 'https://host:port/base' without a slash at the end. */
  readonly url: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** Signs what the register pushes; base64url. */
  readonly secret: string;
  readonly isSimulated: boolean;
}

/** Settings as they are kept; a new id each time they are set, so that a connection of before is told apart. */
export interface KeptLine extends LineSettings {
  readonly id: string;
}

interface Row {
  readonly id: string;
  readonly url: string;
  readonly ca: string;
  readonly cert: string;
  readonly sealed_key: string;
  readonly sealed_secret: string;
  readonly is_simulated: boolean;
}

const purpose = (register: LineName, what: 'key' | 'secret'): string => `register ${register} ${what}`;

/** The line of a register; undefined where nobody set one. */
export async function readLine(ctx: Context, register: LineName): Promise<KeptLine | undefined> {
  const [row] = await ctx.sql.query<Row>(
    `select id, url, ca, cert, sealed_key, sealed_secret, is_simulated from doors.register_line where register = $1`,
    [register],
  );
  if (row === undefined) return undefined;
  const { id, url, ca, cert, is_simulated: isSimulated } = row;
  return {
    id,
    url,
    ca,
    cert,
    isSimulated,
    key: ctx.seal.open(row.sealed_key, purpose(register, 'key')),
    secret: ctx.seal.open(row.sealed_secret, purpose(register, 'secret')),
  };
}

/** Sets the line anew; what was known of the former one's state begins again. */
export async function setLine(ctx: Context, register: LineName, line: LineSettings): Promise<void> {
  await ctx.sql.query(
    `insert into doors.register_line (register, id, url, ca, cert, sealed_key, sealed_secret, is_simulated, set_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (register) do update set id = excluded.id, url = excluded.url, ca = excluded.ca, cert = excluded.cert,
       sealed_key = excluded.sealed_key, sealed_secret = excluded.sealed_secret, is_simulated = excluded.is_simulated,
       set_at = excluded.set_at, state = 'unknown', since = null, fault = null`,
    [
      register,
      randomUUID(),
      line.url,
      line.ca,
      line.cert,
      ctx.seal.seal(line.key, purpose(register, 'key')),
      ctx.seal.seal(line.secret, purpose(register, 'secret')),
      line.isSimulated,
      ctx.now(),
    ],
  );
}

/** Takes the line away: nobody is asked any more. False where there was none. */
export async function removeLine(ctx: Context, register: LineName): Promise<boolean> {
  const rows = await ctx.sql.query('delete from doors.register_line where register = $1 returning 1', [
    register,
  ]);
  return rows.length > 0;
}

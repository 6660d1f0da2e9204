import type { Patient } from '@medplum/fhirtypes';
import { isMobile, normalizePhone } from '#kernel/vietnam/phone.ts';
import type { Context } from '#platform/context.ts';
import { OutgoingRefused } from '#platform/http/outgoing.ts';
import { judgeSms } from '../domain/sms-answer.ts';

/** Who sends text messages for this installation. */
interface Provider {
  readonly url: string;
  readonly key: string;
}

const purpose = 'sms provider';
const patienceMs = 10_000;

export async function setProvider(ctx: Context, { url, key }: Provider): Promise<void> {
  await ctx.sql.query(
    `insert into messages.sms_provider (url, sealed, set_at) values ($1, $2, $3)
     on conflict (sole) do update set url = excluded.url, sealed = excluded.sealed, set_at = excluded.set_at`,
    [url, ctx.seal.seal(key, purpose), ctx.now()],
  );
}

/** False where none was set. */
export async function removeProvider(ctx: Context): Promise<boolean> {
  return (await ctx.sql.query('delete from messages.sms_provider where sole returning 1')).length > 0;
}

export async function readProvider(ctx: Context): Promise<Provider | undefined> {
  const [row] = await ctx.sql.query<{ url: string; sealed: string }>(
    'select url, sealed from messages.sms_provider where sole',
  );
  return row && { url: row.url, key: ctx.seal.open(row.sealed, purpose) };
}

/** The mobile number that a record gives for its person now; undefined where it gives none. */
export function mobileOf({ telecom }: Patient): string | undefined {
  const found = telecom?.find(
    ({ system, use, value, period }) =>
      (system === 'phone' || system === 'sms') &&
      use !== 'old' &&
      period?.end === undefined &&
      isMobile(value ?? ''),
  );
  return found === undefined ? undefined : normalizePhone(found.value ?? '');
}

/** Hands one text to the provider; the same reference is sent once by it. */
export async function sendSms(
  ctx: Context,
  { url, key }: Provider,
  message: { readonly to: string; readonly text: string; readonly reference: string },
): Promise<ReturnType<typeof judgeSms>> {
  try {
    const { status, body } = await ctx.outgoing.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(message),
      mostBytes: 4096,
      timeoutMs: patienceMs,
    });
    return judgeSms({ status, body });
  } catch (error) {
    // Set wrong or away: the administrator may put it right within the day for which it is tried.
    if (error instanceof OutgoingRefused) return 'later';
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { newId } from '#kernel/fhir/id.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';
import type { NoticeKind } from './domain/kinds.ts';
import { spreadJob } from './jobs/spread.job.ts';
import { sealNotice } from './store/notices.ts';

/** Something that a person is told. */
export interface Told {
  /** Whose matter it is; who reads: her own account, and her guardians and carers of that moment. */
  readonly patientId: string;
  readonly kind: NoticeKind;
  /** The same key is told once. */
  readonly key: string;
  /** Shown inside the app only, so that they may speak of health; outside only a neutral sentence of the kind is said. */
  readonly title: Bilingual;
  readonly words: Bilingual;
  /** Path inside the app. */
  readonly link: string;
  /** Passes quiet hours and the day's budget. */
  readonly urgent?: boolean;
}

/**
 * Tells a person something: kept in the inbox of whoever may read it, and told outside as each of them chose. Once for each key. Called inside the
 * transaction of the cause, so that both are there or neither.
 */
export async function notify(ctx: Context, notice: Told): Promise<void> {
  const { patientId, kind, key, title, words, link, urgent = false } = notice;
  if (!/^\/(?![/\\])/u.test(link)) throw new Error('a notice leads to a path inside the app');
  const bucket = personBucket(patientId);
  const id = newId(bucket, ctx.now());
  const made = await ctx.sql.query(
    `insert into messages.notice (bucket, id, patient_id, once, kind, urgent, sealed, told_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (bucket, patient_id, once) do nothing returning id`,
    [
      bucket,
      id,
      patientId,
      createHash('sha256').update(key).digest('base64url'),
      kind,
      urgent,
      sealNotice(ctx, id, { title, words, link }),
      ctx.now(),
    ],
  );
  if (made.length > 0) await ctx.enqueue(spreadJob, { id });
}

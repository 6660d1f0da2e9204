import * as z from 'zod/mini';
import { AppError } from '#kernel/errors.ts';
import type { Job } from '#platform/context.ts';
import { rowBucket } from '#platform/record/place.ts';
import { isNoticeKind, mayRead } from '../domain/kinds.ts';
import { readersOf } from '../people.ts';
import { addOutings } from '../store/outings.ts';
import { tellDue } from '../tell-due.ts';

/** Finds who reads a notice and puts it on its way to those who want to be told outside the app. Run twice it does the same once. */
export const spreadJob: Job<{ readonly id: string }> = {
  name: 'messages.spread',
  retry: { limit: 8, backoffSeconds: 5 },
  payload: z.object({ id: z.string() }),
  async run(ctx, { id }) {
    const [notice] = await ctx.sql.query<{ patient_id: string; kind: string; urgent: boolean }>(
      'select patient_id, kind, urgent from messages.notice where bucket = $1 and id = $2',
      [rowBucket(id), id],
    );
    // Erased by law meanwhile.
    if (notice === undefined || !isNoticeKind(notice.kind)) return;
    const { kind, urgent } = notice;
    const readers = await readersOf(ctx, notice.patient_id).catch((error: unknown) => {
      if (error instanceof AppError && error.kind.status < 500) return [];
      throw error;
    });
    for (const reader of readers) {
      if (!mayRead(reader.tie, kind)) continue;
      const accounts = await ctx.transaction((tx) =>
        addOutings(tx, reader.patientId, { noticeId: id, kind, urgent }),
      );
      for (const account of accounts) await tellDue(ctx, account);
    }
  },
};

import { z } from 'zod';
import type { EventType } from '#kernel/contract.ts';

/** That somebody opened a record with a reason of her own: ids and codes only. The person and the supervisor are told by who hears it. */
export interface RecordOpened {
  readonly grantId: string;
  readonly kind: 'break-glass' | 'sensitive';
  readonly patientId: string;
  readonly accountId: string;
  readonly facilityId: string;
  readonly reason: string;
  readonly openedAt: string;
  readonly until: string;
}

export const recordOpened: EventType<RecordOpened> = {
  name: 'access.record-opened',
  version: 1,
  payload: z.object({
    grantId: z.string(),
    kind: z.enum(['break-glass', 'sensitive']),
    patientId: z.string(),
    accountId: z.string(),
    facilityId: z.string(),
    reason: z.string(),
    openedAt: z.string(),
    until: z.string(),
  }),
};

/** That a supervisor looked at an opening and said whether it was right. */
export interface OpeningReviewed {
  readonly grantId: string;
  readonly patientId: string;
  readonly accountId: string;
  readonly outcome: 'justified' | 'unjustified';
}

export const openingReviewed: EventType<OpeningReviewed> = {
  name: 'access.opening-reviewed',
  version: 1,
  payload: z.object({
    grantId: z.string(),
    patientId: z.string(),
    accountId: z.string(),
    outcome: z.enum(['justified', 'unjustified']),
  }),
};

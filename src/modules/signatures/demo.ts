import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { DemoChapter, DemoPerson, DemoStage } from '#platform/module/define-module.ts';
import type { OrderState } from './api.ts';
import { makeAuthority } from './authority/authority-store.ts';
import { certificatesOf, issueCertificate } from './authority/worker-certificates.ts';
import { findSigned } from './signed-names.ts';

/** The doctors get certificates, and the doctor of the station signs her latest visit with chị Hoa; the others wait for whoever tries it. */
export const chapter: DemoChapter = {
  title: { vi: 'Ký số', en: 'Signatures' },
  order: 20,
  async tell(ctx, progress, stage) {
    await makeAuthority(ctx, stage.url);
    progress(0.2, { vi: 'chứng thư của bác sĩ', en: 'certificates of the doctors' });
    const lan = await stage.signIn('bs.lan');
    await certify(ctx, lan);
    await certify(ctx, await stage.signIn('bs.minh'));
    progress(0.6, { vi: 'lần khám gần nhất của chị Hoa', en: 'chị Hoa’s latest visit' });
    const { patientId = '' } = await stage.signIn('hoa');
    const visit = await latestVisit(ctx, patientId, lan.practitionerId ?? '');
    if (visit !== undefined) await signVisit(stage, lan, visit);
    progress(1, { vi: 'xong', en: 'done' });
  },
};

/** Issues a certificate to a doctor who has none at her facility. */
async function certify(ctx: Context, { practitionerId, facilityId }: DemoPerson): Promise<void> {
  if (practitionerId === undefined || facilityId === undefined) return;
  if ((await certificatesOf(ctx, practitionerId, facilityId)).length > 0) return;
  await ctx.transaction((inner) =>
    issueCertificate(inner, { practitionerId, facilityId, keeper: 'software' }),
  );
}

/** The newest visit of a person with a doctor; undefined where there is none, or where it was signed before the story broke off. */
async function latestVisit(
  ctx: Context,
  patientId: string,
  practitionerId: string,
): Promise<string | undefined> {
  const query = `patient=${patientId}&participant=Practitioner/${practitionerId}&_sort=-date&_count=1`;
  const [visit] = (await ctx.record.search('Encounter', query)).matches;
  if (visit === undefined) return undefined;
  const signed = await findSigned(ctx.sql, [{ type: 'Encounter', id: visit.id }]);
  return signed.length === 0 ? visit.id : undefined;
}

const waitMs = 200;
const mostWaits = 300;

/** She signs it through the door that her page uses, and the story goes on when it is signed. */
async function signVisit({ url }: DemoStage, { token }: DemoPerson, id: string): Promise<void> {
  const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(url + path, { ...init, headers });
    if (!answer.ok)
      throw new AppError('internal.unexpected', {
        detail: `demo signature: ${path} answered ${answer.status}`,
      });
    return (await answer.json()) as T;
  };
  const { orderId } = await call<{ orderId: string }>('/api/signatures/orders', {
    method: 'POST',
    body: JSON.stringify({ records: [{ type: 'Encounter', id }] }),
  });
  for (let waits = 0; waits < mostWaits; waits += 1) {
    const { state } = await call<OrderState>(`/api/signatures/orders/${orderId}`);
    if (state === 'done') return;
    if (state === 'refused') break;
    await sleep(waitMs);
  }
  throw new AppError('internal.unexpected', { detail: 'demo signature: the visit was not signed' });
}

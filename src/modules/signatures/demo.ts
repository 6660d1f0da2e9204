import type { Encounter } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import type { DemoChapter } from '#platform/module/define-module.ts';
import { makeAuthority } from './authority/authority-store.ts';
import { issueCertificate } from './authority/worker-certificates.ts';
import { placeOrder } from './orders/place-order.ts';
import { runOrder } from './orders/run-order.ts';

/** The two doctors who sign in to the demo. */
const doctors = ['Đỗ Thị Lan', 'Vũ Quang Minh'] as const;

/** The doctors get certificates, and the doctor of the station signs her latest visit; the others wait for whoever tries it. */
export const chapter: DemoChapter = {
  title: { vi: 'Ký số', en: 'Signatures' },
  order: 20,
  async tell(ctx, progress, stage) {
    await makeAuthority(ctx, stage.url);
    for (const [at, name] of doctors.entries()) {
      const visit = await latestVisit(ctx, name);
      if (visit === undefined) continue;
      progress(at / doctors.length, { vi: `chứng thư của ${name}`, en: `certificate of ${name}` });
      const { practitionerId, facilityId } = visit;
      await ctx.transaction((inner) =>
        issueCertificate(inner, { practitionerId, facilityId, keeper: 'software' }),
      );
      if (at > 0) continue;
      const worker = ctx.as({ ...ctx.actor, practitionerId, facilityId });
      await runOrder(ctx, await placeOrder(worker, [{ type: 'Encounter', id: visit.id }]));
    }
    progress(1, { vi: 'xong', en: 'done' });
  },
};

/** The newest visit of a doctor, with who she is and where she works. */
async function latestVisit(
  ctx: Context,
  name: string,
): Promise<{ id: string; practitionerId: string; facilityId: string } | undefined> {
  const workers = await ctx.record.search('Practitioner', `name:exact=${encodeURIComponent(name)}&_count=5`);
  for (const { id: practitionerId } of workers.matches) {
    const query = `participant=Practitioner/${practitionerId}&_sort=-date&_count=1`;
    const [found] = (await ctx.record.search('Encounter', query)).matches;
    const place =
      found === undefined ? undefined : (JSON.parse(found.text) as Encounter).serviceProvider?.reference;
    if (found !== undefined && place?.startsWith('Organization/') === true)
      return { id: found.id, practitionerId, facilityId: place.slice('Organization/'.length) };
  }
  return undefined;
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personalRecord } from '#modules/personal-record/module.ts';
import { anActor } from '#platform/testing/an-actor.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { TestPeople } from '#platform/testing/people.ts';
import { makeAuthority } from '../authority/authority-store.ts';
import { issueCertificate } from '../authority/worker-certificates.ts';
import { signatures } from '../module.ts';
import { placeOrder } from '../orders/place-order.ts';
import { readOrder, type OrderState } from '../orders/read-order.ts';
import { runOrder } from '../orders/run-order.ts';
import { setService, servicePurpose } from '../services.ts';
import { startProvider } from '../simulators/provider-simulator.ts';
import { verifyRecord } from '../verify/verify-record.ts';
import type { Context } from '#platform/context.ts';

let sen: TestPlatform;
let people: TestPeople;
let lan: Context;

beforeAll(async () => {
  sen = await startPlatform({ modules: [personalRecord, signatures] });
  people = await sen.people();
  const ctx = sen.contextOf('signatures');
  await makeAuthority(ctx, undefined);
  await issueCertificate(ctx, {
    practitionerId: people.lan.practitionerId,
    facilityId: people.station,
    keeper: 'software',
  });
  lan = actAs(people.lan.practitionerId, people.station);
});
afterAll(() => sen.stop());

/** A doctor who has just shown who she is; she reads all, for what she reaches is tested elsewhere. */
function actAs(practitionerId: string, facilityId: string): Context {
  return sen.contextOf(
    'signatures',
    anActor({ kind: 'platform', accountId: `of-${practitionerId}`, practitionerId, facilityId }),
  );
}

async function makeReports(
  count: number,
  practitionerId = people.lan.practitionerId,
): Promise<{ type: string; id: string }[]> {
  const entry = Array.from({ length: count }, (_, at) => ({
    resource: {
      resourceType: 'DiagnosticReport' as const,
      status: 'final' as const,
      code: { text: `Phiếu ${at}` },
      subject: { reference: `Patient/${people.hoa.patientId}` },
      performer: [{ reference: `Practitioner/${practitionerId}` }],
    },
    request: { method: 'POST' as const, url: 'DiagnosticReport' },
  }));
  const answer = await sen.context().record.bundle({ resourceType: 'Bundle', type: 'transaction', entry });
  return (answer.entry ?? []).map(({ response }) => ({
    type: 'DiagnosticReport',
    id: response!.location!.split('/').at(-3)!,
  }));
}

async function finished(ctx: Context, id: string): Promise<OrderState> {
  for (;;) {
    const order = await readOrder(ctx, id);
    if (order.finishedAt !== undefined) return order;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('many records signed with one confirmation', () => {
  it('a thousand are signed within a minute, each with a stamp of its own', async (ctx) => {
    const records = await makeReports(1000);
    const begun = performance.now();
    const order = await finished(lan, await placeOrder(lan, records));
    const seconds = (performance.now() - begun) / 1000;
    expect(order).toMatchObject({ state: 'done', signed: 1000, refused: 0 });
    expect(seconds).toBeLessThan(60);
    await ctx.annotate(`1,000 signatures in ${seconds.toFixed(1)} s`);
    expect(await verifyRecord(lan, records[777]!)).toMatchObject({ result: 'valid' });
  }, 180_000);

  it('an order that was cut off goes on where it stopped, and running it again signs nothing twice', async () => {
    const records = await makeReports(120);
    const id = await placeOrder(lan, records);
    const ctx = sen.contextOf('signatures');
    await Promise.all([runOrder(ctx, id), runOrder(ctx, id), runOrder(ctx, id)]);
    expect(await finished(lan, id)).toMatchObject({ signed: 120 });
    await runOrder(ctx, id);
    const [{ count } = { count: 0 }] = await ctx.sql.query<{ count: number }>(
      `select count(*) as count from signatures.signed where type = 'DiagnosticReport' and fhir_id = any ($1)`,
      [records.map((one) => one.id)],
    );
    expect(count).toBe(120);
    const page = await sen
      .context()
      .record.search('Provenance', `target=DiagnosticReport/${records[5]!.id}&_count=10`);
    expect(page.matches).toHaveLength(1);
  }, 120_000);

  it('what changed after she confirmed is left out and said', async () => {
    const records = await makeReports(3);
    const id = await sen.contextOf('signatures').transaction(async (inner) => {
      const placed = await placeOrder(inner.as(lan.actor), records);
      const { text } = await inner.record.read('DiagnosticReport', records[1]!.id);
      await inner.record.update({ ...(JSON.parse(text) as object), conclusion: 'khác' } as never);
      return placed;
    });
    expect(await finished(lan, id)).toMatchObject({
      state: 'done',
      signed: 2,
      refused: 1,
      faults: [{ code: 'signature.changed-meanwhile', count: 1 }],
    });
  }, 60_000);
});

describe('a worker whose key is with a remote provider', () => {
  it('confirms once on her phone for all that she signs', async () => {
    const provider = await startProvider();
    try {
      const ctx = sen.contextOf('signatures');
      const sealedToken = ctx.seal.seal(provider.token, servicePurpose('remote'));
      await setService(ctx, 'remote', { url: provider.url, sealedToken });
      const { practitionerId } = people.minh;
      await issueCertificate(ctx, {
        practitionerId,
        facilityId: people.hospital,
        keeper: 'remote',
        publicKey: provider.publicKey,
        place: { credentialId: provider.credentialId },
      });
      const minh = actAs(practitionerId, people.hospital);
      const records = await makeReports(12, practitionerId);
      expect(await finished(minh, await placeOrder(minh, records))).toMatchObject({ signed: 12 });
      expect(provider.asked).toEqual({ confirmations: 1, signatures: 12 });
      expect(await verifyRecord(minh, records[3]!)).toMatchObject({
        result: 'valid',
        signatures: [{ signer: { name: 'Lê Văn Minh' } }],
      });
      provider.fault = 'refused';
      const more = await makeReports(2, practitionerId);
      expect(await finished(minh, await placeOrder(minh, more))).toMatchObject({
        state: 'refused',
        signed: 0,
        faults: [{ code: 'signature.key-refused', count: 2 }],
      });
    } finally {
      await provider.stop();
    }
  }, 60_000);
});

import type { Practitioner } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { signInDemo } from '#platform/module/tell-demo.ts';
import type { DemoStage } from '#platform/module/define-module.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { chapter } from '../demo.ts';
import { directory } from '../module.ts';
import { bareOrganization, get } from './desk-of-bac-ninh.ts';

let sen: TestPlatform;

const doctor = (licence: string, text: string): Practitioner => ({
  resourceType: 'Practitioner',
  active: true,
  identifier: [{ system: identifierSystem.practisingLicence, value: licence }],
  name: [{ text }],
  qualification: [
    {
      identifier: [{ system: identifierSystem.practisingLicence, value: licence }],
      code: { text: 'Bác sĩ' },
    },
  ],
});

beforeAll(async () => {
  sen = await startPlatform({ modules: [directory] });
  const { record } = sen.context();
  await record.create(bareOrganization('24722', 'Trạm Y tế xã Tiên Du (giả định)'));
  await record.create(bareOrganization('24901', 'Bệnh viện đa khoa khu vực số 2 (giả định)'));
  await record.create(doctor('247221/SYN-GPHN', 'Đỗ Thị Lan'));
  const { identity } = sen.platform;
  const stage: DemoStage = {
    url: sen.url,
    settings: {},
    async makeAccount({ role, facilityId, username, display }) {
      await identity.createPerson({
        username,
        display,
        roles: [{ role, ...(facilityId !== undefined && { facilityId }) }],
      });
    },
    signIn: (username) => signInDemo(identity, username),
    makeSystem: () => Promise.resolve({ token: '' }),
  };
  await chapter.tell(sen.contextOf('directory'), () => undefined, stage);
}, 120_000);
afterAll(() => sen.stop());

test('the story tells what its facilities offer, and takes two spreadsheets with all that is wrong in them', async () => {
  const desk = await sen.as('soyte.bn');
  expect((await get(desk, '/facilities/24901')).body).toMatchObject({
    level: 'basic',
    beds: 252,
    openNow: true,
  });
  expect((await get(desk, '/facilities/24722')).body).toMatchObject({ kind: 'station', beds: 5 });
  const { imports } = (await get(desk, '/imports')).body as unknown as {
    imports: { kind: string; state: string; counts: Record<string, number>; failed: number }[];
  };
  const byKind = Object.fromEntries(imports.map((one) => [one.kind, one]));
  expect(byKind['facilities']).toMatchObject({
    state: 'done',
    failed: 0,
    counts: { make: 4, same: 1, refused: 3 },
  });
  expect(byKind['practitioners']).toMatchObject({ state: 'done', failed: 0, counts: { refused: 2 } });
  const ending = await get(desk, '/desk');
  expect(ending.body).toMatchObject({ places: ['24'], ending: 1, ended: 1 });
  const found = await get(desk, '/find/facilities?words=dai+dong');
  expect(found.body).toMatchObject({ facilities: [{ name: 'Trạm Y tế Đại Đồng (giả định)' }] });
  const lan = await get(desk, '/desk/workers?number=247221/SYN-GPHN');
  expect(lan.body['workers']).toMatchObject([{ name: 'Đỗ Thị Lan', posts: [{ title: 'Bác sĩ' }] }]);
});

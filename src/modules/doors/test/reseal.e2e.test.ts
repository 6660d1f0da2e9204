import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { doors } from '../module.ts';

let sen: TestPlatform;
beforeAll(async () => {
  sen = await startPlatform({ modules: [doors] });
}, 120_000);
afterAll(() => sen.stop());

it('closes the words beside findings that an earlier version kept open, once', async () => {
  const ctx = sen.contextOf('doors');
  const source = '00000000-0000-4000-8000-00000000aaaa';
  await sen.database.query(
    `insert into doors.source (id, door, sender, received_at, sha256, size, state)
     values ($1, 'fhir', 'x', now(), 'x', 1, 'taken')`,
    [source],
  );
  await sen.database.query(
    `insert into doors.quarantine (id, source_id, door, unit, table_name, line, field, value, rule, text_vi, text_en, raw, line_fields, state, created_at)
     values (gen_random_uuid(), $1, 'fhir', 1, 'Patient', 1, 'name', 'Nguyễn Thị Hoa', 'r', 'x', 'x', 'raw words', '[["name","Nguyễn Thị Hoa"]]', 'open', now())`,
    [source],
  );
  expect(await doors.reseal!(ctx)).toBe(1);
  const { rows } = await sen.database.query<{ text: string }>(
    'select q::text as text from doors.quarantine q where source_id = $1',
    [source],
  );
  expect(rows[0]!.text).not.toContain('Hoa');
  expect(rows[0]!.text).not.toContain('raw words');
  expect(await doors.reseal!(ctx)).toBe(0);
});

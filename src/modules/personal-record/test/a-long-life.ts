import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { TestPlatform } from '#platform/testing/start-platform.ts';
import { glucose, hl7, result, story, storyDay, type Pointer } from './story.ts';

/** Somebody with `count` results over forty years: what a page must carry without a hitch. Returns the id of the Patient. */
export async function writeLongLife(
  sen: TestPlatform,
  count: number,
  personalNumber = '034041000777',
): Promise<string> {
  const { station } = await sen.people();
  const { record } = sen.context();
  const performer: Pointer[] = [{ reference: `Organization/${station}` }];
  const patient = await record.create({
    resourceType: 'Patient',
    active: true,
    name: [{ use: 'official', text: 'Đặng Văn Thọ', family: 'Đặng', given: ['Văn', 'Thọ'] }],
    gender: 'male',
    birthDate: '1941',
    identifier: [{ system: identifierSystem.personalNumber, value: personalNumber }],
    managingOrganization: { reference: `Organization/${station}` },
  });
  const subject: Pointer = { reference: `Patient/${patient.id}` };
  const linesOfVisit = 5;
  for (let written = 0; written < count;) {
    const life = story();
    for (let visits = 0; visits < 100 && written < count; visits++) {
      const day = new Date(storyDay.getTime() - (written / count) * 40 * 365 * 86_400_000)
        .toISOString()
        .slice(0, 10);
      const encounter = life.add({
        resourceType: 'Encounter',
        status: 'finished',
        class: { system: `${hl7}/v3-ActCode`, code: 'AMB' },
        subject,
        period: { start: `${day}T08:00:00+07:00`, end: `${day}T09:00:00+07:00` },
        serviceProvider: { reference: `Organization/${station}` },
      });
      written += 1 + linesOfVisit;
      for (let line = 0; line < linesOfVisit; line++)
        life.add(
          result(
            { subject, encounter, performer },
            `${day}T08:3${line}:00+07:00`,
            line === 0
              ? { ...glucose, value: 5 + (written % 40) / 10 }
              : {
                  code: { text: `Chỉ số thứ ${line}` },
                  value: line + (written % 7),
                  unit: 'mmol/L',
                  low: 2,
                  high: 9,
                },
          ),
        );
    }
    await record.bundle(life.bundle());
  }
  return patient.id;
}

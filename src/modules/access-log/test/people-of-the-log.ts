import type { TestPlatform } from '#platform/testing/start-platform.ts';

/** A supervisor of the station and somebody of the Department, beside the people of all tests. Their user names: giamsat, sytinh. */
export async function makeWatchers(sen: TestPlatform): Promise<void> {
  const people = await sen.people();
  await sen.platform.identity.createPerson({
    username: 'giamsat',
    display: 'Phạm Thị Giám',
    roles: [{ role: 'supervisor', facilityId: people.station }],
  });
  await sen.platform.identity.createPerson({
    username: 'sytinh',
    display: 'Sở Y tế tỉnh',
    roles: [{ role: 'health-department' }],
  });
}

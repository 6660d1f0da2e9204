import { expect, it } from 'vitest';
import { splitHosts } from './leading-host.ts';

it.each([
  ['postgres://sen:x@db/sen', ['postgres://sen:x@db/sen']],
  ['postgres://sen@localhost/sen?host=%2Frun%2Fa,b', ['postgres://sen@localhost/sen?host=%2Frun%2Fa,b']],
  [
    'postgres://sen:a@one:5432,two:5433/sen?target_session_attrs=read-write',
    ['postgres://sen:a@one:5432/sen', 'postgres://sen:a@two:5433/sen'],
  ],
  [
    'postgres://one,two,three/sen?target_session_attrs=read-write&sslmode=verify-full',
    [
      'postgres://one/sen?sslmode=verify-full',
      'postgres://two/sen?sslmode=verify-full',
      'postgres://three/sen?sslmode=verify-full',
    ],
  ],
])('%s names its hosts', (url, hosts) => {
  expect(splitHosts(url)).toEqual(hosts);
});

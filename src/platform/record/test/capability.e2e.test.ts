import { afterAll, beforeAll, expect, it } from 'vitest';
import { validateProfiles } from '#kernel/fhir/profiles/validate-profiles.ts';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
});
afterAll(() => record.stop());

interface Listed {
  readonly name: string;
  readonly definition: string;
}
interface Statement {
  readonly rest: readonly {
    readonly resource: readonly { readonly type: string; readonly operation?: readonly Listed[] }[];
    readonly operation?: readonly Listed[];
  }[];
}

async function statement(): Promise<Statement['rest'][number]> {
  return ((await record.call('GET', '/metadata')).json as Statement).rest[0]!;
}

it('what the server says of itself is right by the standard', async () => {
  const json = (await record.call('GET', '/metadata')).json as { resourceType: string };
  expect(validateStructure(json)).toEqual([]);
  expect(validateProfiles(json).filter(({ severity }) => severity !== 'warning')).toEqual([]);
});

it('every operation that is listed has a definition that can be read and is right', async () => {
  const rest = await statement();
  const listed = [...rest.resource.flatMap(({ operation }) => operation ?? []), ...(rest.operation ?? [])];
  const urls = [...new Set(listed.map(({ definition }) => definition))];
  expect(urls.length).toBeGreaterThan(2);
  for (const url of urls) {
    const answer = await record.call('GET', url.slice('http://sen.test/fhir'.length));
    expect(answer.status, url).toBe(200);
    expect(answer.json).toMatchObject({ resourceType: 'OperationDefinition', url, status: 'active' });
    expect(validateStructure(answer.json), url).toEqual([]);
    expect(
      validateProfiles(answer.json as { resourceType: string }).filter(
        ({ severity }) => severity !== 'warning',
      ),
    ).toEqual([]);
  }
});

it('every operation that is mounted is listed, and every one that is listed is mounted', async () => {
  const rest = await statement();
  // Where status and files of an operation are asked for, and the socket that a token is for, are part of it, not one more.
  const mounted = record.routes
    .flatMap((url) => /\$([a-z-]+)/.exec(url)?.[1] ?? [])
    .filter((name) => !/^(?:(?:export|expunge)-(?:status|file)|subscription-events)$/.test(name));
  const listed = [...rest.resource.flatMap(({ operation }) => operation ?? []), ...(rest.operation ?? [])];
  const names = new Set(listed.map(({ name }) => name));
  expect([...names].toSorted()).toEqual([...new Set(mounted)].toSorted());
});

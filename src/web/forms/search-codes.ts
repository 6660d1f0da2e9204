import type { Coding, ValueSet } from '@medplum/fhirtypes';
import type { Client } from '#web/data/client.ts';
import type { SearchCodes } from './form-context.ts';

const mostShown = 12;

/**
 * Finds codes on the server: ValueSet/$expand, in a body, so that what is typed stands in no address. Answers to the same words are kept
 * while the page is open.
 */
export function searchOnServer(client: Client): SearchCodes {
  const known = new Map<string, Promise<readonly Coding[]>>();
  return (valueSet, words) => {
    const key = `${valueSet}\n${words.trim().toLowerCase()}`;
    const asked = known.get(key) ?? expand(client, valueSet, words.trim());
    known.set(key, asked);
    asked.catch(() => known.delete(key));
    return asked;
  };
}

async function expand(client: Client, url: string, filter: string): Promise<readonly Coding[]> {
  const parameter = [
    { name: 'url', valueUri: url },
    { name: 'filter', valueString: filter },
    { name: 'count', valueInteger: mostShown },
    { name: 'excludeNotForUI', valueBoolean: true },
  ];
  const set = (await client.fhir('POST', 'ValueSet/$expand', {
    resourceType: 'Parameters',
    parameter,
  })) as ValueSet;
  return (set.expansion?.contains ?? []).map(({ system, code, display }) => ({
    ...(system !== undefined && { system }),
    ...(code !== undefined && { code }),
    ...(display !== undefined && { display }),
  }));
}

import type { Coding, ValueSet } from '@medplum/fhirtypes';
import { commonFirst } from '#kernel/terminology/common-diagnoses.ts';
import type { Client } from '#web/data/client.ts';
import type { SearchCodes } from './form-context.ts';

const mostShown = 20;
/** Asked for, so that the commonest are among them. */
const mostAsked = 80;

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
    { name: 'count', valueInteger: mostAsked },
    { name: 'excludeNotForUI', valueBoolean: true },
  ];
  const set = (await client.fhir('POST', 'ValueSet/$expand', {
    resourceType: 'Parameters',
    parameter,
  })) as ValueSet;
  const found = (set.expansion?.contains ?? []).map(({ system, code, display }) => ({
    ...(system !== undefined && { system }),
    ...(code !== undefined && { code }),
    ...(display !== undefined && { display }),
  }));
  return commonFirst(found).slice(0, mostShown);
}

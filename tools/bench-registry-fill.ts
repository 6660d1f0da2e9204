/** Fills the match index with an invented country, straight into its tables and set by set. */
import type { Patient } from '@medplum/fhirtypes';
import { toFhirAddress } from '../src/kernel/vietnam/address.ts';
import { loadCommunes, type Communes } from '../src/kernel/vietnam/communes.ts';
import { identifierSystem } from '../src/kernel/vietnam/identifier-systems.ts';
import { mergerDay } from '../src/kernel/vietnam/provinces.ts';
import { entryOf, type IndexEntry } from '../src/modules/registry/index/follow-patients.ts';
import { citizensOf, two, type Citizen } from '../test/matching/a-country.ts';
import type { Place } from './bench-registry-place.ts';

const seed = 21;
/** More than are ever stored: those who come after are registered and asked for. */
const mostCitizens = 4_000_000;

/** People of the country who are not stored yet, as they come to a desk. */
export interface Comers {
  next(): Patient;
}

/** Goes on where the folder is. */
export async function openCountry(place: Place): Promise<Comers> {
  const communes = await loadCommunes();
  const people = citizensOf(seed, mostCitizens, communes);
  for (let at = 0; at < place.progress.drawn; at += 1) people.next();
  return {
    next() {
      place.progress.drawn += 1;
      const { value } = people.next() as IteratorYieldResult<Citizen>;
      return patientOfCitizen(value, communes);
    },
  };
}

/**
 * Puts people into the index until so many are there. Without the index of tokens, which is built once over all of them: 21 rows each in
 * random order would cost an hour.
 */
export async function fill(place: Place, comers: Comers, to: number): Promise<void> {
  const { database, progress } = place;
  if (progress.people >= to) return;
  const { seal } = place.context();
  await database.query('alter table registry.match_key drop constraint match_key_pkey');
  while (progress.people < to) {
    const entries: IndexEntry[] = [];
    for (let at = 0; at < 2000 && progress.people + at < to; at += 1)
      entries.push(await entryOf({ ...comers.next(), id: `bench-${progress.people + at}` }, seal));
    await database.query(
      `with given as (
         select * from unnest($1::text[], $2::text[], $3::text[]) as g (person_id, keys, features)
       ), kept as (
         insert into registry.person (person_id, keys, features, changed_at, checked_at)
         select person_id, keys::bigint[], features, now(), now() from given returning no, keys
       ) insert into registry.match_key (key, no) select k, kept.no from kept, unnest(kept.keys) k`,
      [
        entries.map(({ personId }) => personId),
        entries.map(({ keys }) => `{${keys.join(',')}}`),
        entries.map(({ features }) => features),
      ],
    );
    progress.people += entries.length;
    if (progress.people % 100_000 === 0) console.log(`${progress.people} people in the index`);
  }
  await database.query(
    `set maintenance_work_mem = '1GB'; alter table registry.match_key add primary key (key, no)`,
  );
  await tidy(place);
  place.keep();
}

/** As autovacuum leaves it. */
export async function tidy({ database }: Place): Promise<void> {
  await database.query('vacuum analyze registry.match_key');
  await database.query('vacuum analyze registry.person');
}

function patientOfCitizen(citizen: Citizen, communes: Communes): Patient {
  const commune = communes.find(citizen.commune, mergerDay);
  const address = toFhirAddress({ line: citizen.line, ...(commune && { commune }) });
  const { personal, insurance } = citizen;
  const identifier = [
    ...(personal === undefined ? [] : [{ system: identifierSystem.personalNumber, value: personal }]),
    ...(insurance === undefined ? [] : [{ system: identifierSystem.socialInsurance, value: insurance }]),
  ];
  return {
    resourceType: 'Patient',
    active: true,
    name: [{ text: citizen.name }],
    gender: citizen.sex,
    birthDate: `${citizen.year}-${two(citizen.month)}-${two(citizen.day)}`,
    ...(citizen.phone !== undefined && { telecom: [{ system: 'phone', value: citizen.phone }] }),
    ...(identifier.length > 0 && { identifier }),
    address: [address as NonNullable<Patient['address']>[number]],
  };
}

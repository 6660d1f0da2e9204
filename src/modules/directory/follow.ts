import type {
  HealthcareService,
  Location,
  Organization,
  Practitioner,
  PractitionerRole,
} from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { parseLicenceNumber } from '#kernel/vietnam/licence-number.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import type { ModuleSql } from '#platform/context.ts';
import { readQualifications } from '#platform/identity/licences/read-qualifications.ts';
import type { Written } from '#platform/record/write/followers.ts';
import { codeIn, guessKind, hoursOf, stateOf, unitOf } from './domain/facility-fhir.ts';
import {
  bedsExtension,
  careLevels,
  departments,
  directorySystem,
  facilityKinds,
  ownerships,
  serviceKinds,
} from './domain/facility-words.ts';
import { licenceKey, plainOf, rankOf, wordsOf } from './domain/find-words.ts';

/** In this order, since a place and its services belong to a facility that may stand in the same transaction. */
const order = ['Organization', 'Location', 'HealthcareService', 'Practitioner', 'PractitionerRole'] as const;

/** Resources of which the directory keeps what it shows. */
export const followedTypes: readonly string[] = order;

/** Keeps what the directory shows of what was written, whatever door it came through. */
export async function hearWritten(sql: ModuleSql, written: readonly Written[]): Promise<void> {
  for (const type of order)
    for (const { resourceType, id, resource } of written)
      if (resourceType === type) await keep[type](sql, id, resource as never);
}

const keep: {
  readonly [T in (typeof order)[number]]: (sql: ModuleSql, id: string, resource: never) => Promise<void>;
} = {
  Organization: keepFacility,
  Location: keepSite,
  HealthcareService: keepService,
  Practitioner: keepLicences,
  PractitionerRole: keepPost,
};

async function keepFacility(
  sql: ModuleSql,
  id: string,
  organization: Organization | undefined,
): Promise<void> {
  const code = organization?.identifier?.find(
    ({ system, use }) => system === identifierSystem.facility && use !== 'old',
  )?.value;
  if (organization === undefined || code === undefined) {
    await sql.query('delete from directory.facility where id = $1', [id]);
    return;
  }
  const kind =
    among(facilityKinds, codeIn(organization.type, directorySystem.kind)) ?? guessKind(organization);
  const name = organization.name ?? code;
  const [province, commune] = [unitOf(organization, 'state'), unitOf(organization, 'ward')];
  const units = await namesOf(province, commune);
  await sql.query(
    `insert into directory.facility as f
       (id, code, name, kind, level, ownership, province, commune, card, state, rank, sort_name, words)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_tsvector('simple', $13))
     on conflict (id) do update set code = excluded.code, name = excluded.name, kind = excluded.kind, level = excluded.level,
       ownership = excluded.ownership, province = excluded.province, commune = excluded.commune, card = excluded.card,
       state = case when excluded.state = 'closed' or f.state = 'closed' then excluded.state else f.state end,
       rank = excluded.rank + case when f.state = 'paused' and excluded.state <> 'closed' then 10 else 0 end,
       sort_name = excluded.sort_name, words = excluded.words`,
    [
      id,
      code,
      name,
      kind,
      among(careLevels, codeIn(organization.type, directorySystem.level)) ?? null,
      among(ownerships, codeIn(organization.type, directorySystem.ownership)) ?? null,
      province ?? null,
      commune ?? null,
      JSON.stringify(cardOf(organization)),
      stateOf(organization),
      rankOf(kind, stateOf(organization)),
      plainOf(name),
      wordsOf([name, code, facilityKinds[kind as keyof typeof facilityKinds].vi, ...units].join(' ')).join(
        ' ',
      ),
    ],
  );
}

/** How to write, ring and find it, as the public page shows it. */
function cardOf(organization: Organization): object {
  const point = (system: string): string | undefined =>
    organization.telecom?.find((one) => one.system === system)?.value;
  return {
    address: organization.address?.[0]?.text,
    phone: point('phone'),
    email: point('email'),
    web: point('url'),
    licence: organization.identifier?.find(
      ({ system }) => system === identifierSystem.facilityOperatingLicence,
    )?.value,
  };
}

async function namesOf(province: string | undefined, commune: string | undefined): Promise<string[]> {
  const communes = await loadCommunes();
  const found = commune === undefined ? undefined : communes.find(commune, '9999-01-01');
  return [found?.name, provinces.get(province ?? '')?.name].filter((name) => name !== undefined);
}

async function keepSite(sql: ModuleSql, id: string, location: Location | undefined): Promise<void> {
  const facility = idOf(location?.managingOrganization?.reference);
  const isSite = location?.identifier?.some(({ system }) => system === directorySystem.site) === true;
  if (location === undefined || facility === undefined || !isSite) {
    await sql.query(
      `update directory.facility set site = null, hours = '[]', latitude = null, longitude = null, note = null where site = $1`,
      [id],
    );
    return;
  }
  const state = stateOf({}, location);
  await sql.query(
    `update directory.facility set site = $2, state = $3, hours = $4, latitude = $5, longitude = $6, note = $7,
       rank = rank % 10 + $8 where id = $1`,
    [
      facility,
      id,
      state,
      JSON.stringify(hoursOf(location)),
      location.position?.latitude ?? null,
      location.position?.longitude ?? null,
      location.availabilityExceptions ?? null,
      { open: 0, paused: 10, closed: 20 }[state],
    ],
  );
}

async function keepService(
  sql: ModuleSql,
  id: string,
  service: HealthcareService | undefined,
): Promise<void> {
  const facility = idOf(service?.providedBy?.reference);
  const [former] = await sql.query<{ facility_id: string }>(
    'delete from directory.service where id = $1 returning facility_id',
    [id],
  );
  if (service !== undefined && service.active !== false && facility !== undefined) {
    const beds = service.extension?.find(({ url }) => url === bedsExtension)?.valueUnsignedInt;
    await sql.query(
      'insert into directory.service (id, facility_id, service, department, beds) values ($1, $2, $3, $4, $5)',
      [
        id,
        facility,
        among(serviceKinds, codeIn(service.category, directorySystem.service)) ?? null,
        among(departments, codeIn(service.specialty, directorySystem.department)) ?? null,
        beds ?? null,
      ],
    );
  }
  for (const one of new Set([facility, former?.facility_id]))
    if (one !== undefined)
      await sql.query(
        `update directory.facility f set
           services = coalesce((select array_agg(distinct s.service) from directory.service s where s.facility_id = f.id and s.service is not null), '{}'),
           beds = coalesce((select sum(s.beds)::int from directory.service s where s.facility_id = f.id), 0)
         where f.id = $1`,
        [one],
      );
}

async function keepLicences(
  sql: ModuleSql,
  id: string,
  practitioner: Practitioner | undefined,
): Promise<void> {
  const shown =
    practitioner === undefined ? [] : readQualifications(practitioner as unknown as Record<string, unknown>);
  await sql.query('delete from directory.licence where practitioner_id = $1', [id]);
  for (const { number, scope, validFrom, validTo } of shown)
    await sql.query(
      `insert into directory.licence (practitioner_id, number, number_key, kind, scope, valid_from, valid_to)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        number,
        licenceKey(number),
        parseLicenceNumber(number)?.kind ?? 'other',
        scope ?? null,
        validFrom ?? null,
        validTo ?? null,
      ],
    );
}

async function keepPost(sql: ModuleSql, id: string, role: PractitionerRole | undefined): Promise<void> {
  await sql.query('delete from directory.post where id = $1', [id]);
  const [worker, facility] = [idOf(role?.practitioner?.reference), idOf(role?.organization?.reference)];
  if (role === undefined || worker === undefined || facility === undefined) return;
  const [title] = role.code ?? [];
  await sql.query(
    'insert into directory.post (id, practitioner_id, facility_id, title, active) values ($1, $2, $3, $4, $5)',
    [id, worker, facility, title?.text ?? title?.coding?.[0]?.display ?? null, role.active !== false],
  );
}

function idOf(reference: string | undefined): string | undefined {
  return /^[A-Z][A-Za-z]+\/([A-Za-z0-9.-]{1,64})$/u.exec(reference ?? '')?.[1];
}

function among(list: object, code: string | undefined): string | undefined {
  return code !== undefined && Object.hasOwn(list, code) ? code : undefined;
}

import type { HealthcareService, Location, Organization, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { loadCommunes, type Commune } from '#kernel/vietnam/communes.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { noteChange } from './change-log.ts';
import { changedFields } from './domain/changed-fields.ts';
import {
  readFacility,
  unitOf,
  writeLocation,
  writeOrganization,
  writeServices,
  type FacilityResources,
} from './domain/facility-fhir.ts';
import { tidyFacility, type FacilityForm } from './domain/facility-form.ts';
import { directorySystem } from './domain/facility-words.ts';
import { versionOf } from './form-version.ts';
import { demandInside, insideRecord } from './places-of-desk.ts';

/** A facility as it stands: its resources, its form, and what names this state of it. */
export interface StoredFacility extends FacilityResources {
  readonly id: string;
  readonly form: FacilityForm;
  readonly version: string;
}

/** Reads a facility whole. Errors: record.not-found, record.gone. */
export async function readStored(ctx: Context, id: string): Promise<StoredFacility> {
  const { record } = insideRecord(ctx);
  const organization = parse<Organization>((await record.read('Organization', id)).text);
  const site = `${directorySystem.site}|`;
  const [places, offers] = [
    await record.search(
      'Location',
      `organization=Organization/${id}&identifier=${encodeURIComponent(site)}&_count=1`,
    ),
    await record.search('HealthcareService', `organization=Organization/${id}&_count=500`),
  ];
  const services = offers.matches
    .map(({ text }) => parse<HealthcareService>(text))
    .filter(({ identifier }) => identifier?.some(({ system }) => system === directorySystem.offer));
  const [place] = places.matches;
  const location = place === undefined ? undefined : parse<Location>(place.text);
  const form = readFacility({ organization, location, services });
  return { id, organization, location, services, form, version: versionOf(form) };
}

/** What a facility is saved with. */
export interface FacilityWrite {
  /** Where the writer may change facilities. */
  readonly places: readonly string[];
  /** The facility that is changed; without it one is made. */
  readonly before?: StoredFacility;
  /** The import it comes from. */
  readonly importId?: string;
}

/**
 * Writes a facility and tells what changed. Only what differs is written, so that the same form twice leaves no trace.
 * Errors: directory.other-place, directory.code-taken, request.invalid (commune).
 */
export async function saveFacility(
  ctx: Context,
  filled: FacilityForm,
  { places, before, importId }: FacilityWrite,
): Promise<{ id: string; fields: string[] }> {
  const form = tidyFacility(filled);
  const commune = await findCommune(ctx, form.commune);
  demandInside(places, { province: commune.provinceCode, commune: commune.code });
  if (before !== undefined) demandInside(places, placeOf(before.organization));
  const fields = changedFields(before?.form, form);
  if (before !== undefined && fields.length === 0) return { id: before.id, fields };
  await demandFreeCode(ctx, form.code, before?.id);
  const { record } = insideRecord(ctx);
  const write = async <R extends Resource>(resource: R): Promise<string> =>
    resource.id === undefined ? (await record.create(resource)).id : (await record.update(resource)).id;
  const id = await write(writeOrganization(form, commune, before?.organization));
  const owner = `Organization/${id}`;
  const place = await write(writeLocation(form, commune, owner, before?.location));
  await writeOffers(writeServices(form, owner, `Location/${place}`), before?.services ?? [], write);
  await noteChange(ctx, owner, fields, importId);
  return { id, fields };
}

/** Services that are offered no more stay in the record as what was offered. */
async function writeOffers(
  wanted: readonly HealthcareService[],
  stored: readonly HealthcareService[],
  write: (service: HealthcareService) => Promise<string>,
): Promise<void> {
  const keyOf = ({ identifier }: HealthcareService): string | undefined =>
    identifier?.find(({ system }) => system === directorySystem.offer)?.value?.split('/')[1];
  const byKey = new Map(stored.map((one) => [keyOf(one), one]));
  for (const service of wanted) {
    const former = byKey.get(keyOf(service));
    byKey.delete(keyOf(service));
    await write({ ...service, ...(former?.id !== undefined && { id: former.id }) });
  }
  for (const former of byKey.values()) if (former.active !== false) await write({ ...former, active: false });
}

/** Where a facility stands by its address; its code's province of before counts where it has none that is coded. */
export function placeOf(organization: Organization): {
  province: string | undefined;
  commune: string | undefined;
} {
  return { province: unitOf(organization, 'state'), commune: unitOf(organization, 'ward') };
}

/** Error: request.invalid. */
async function findCommune(ctx: Context, code: string): Promise<Commune> {
  const commune = (await loadCommunes()).find(code, dayInVietnam(ctx.now()));
  if (commune !== undefined) return commune;
  throw new AppError('request.invalid', {
    issues: [
      {
        path: 'form.commune',
        text: {
          vi: 'Không có xã, phường, đặc khu nào mang mã này từ 1/7/2025.',
          en: 'No commune has had this code since 1 July 2025.',
        },
      },
    ],
  });
}

async function demandFreeCode(ctx: Context, code: string, own: string | undefined): Promise<void> {
  const rows = await ctx.sql.query<{ id: string }>('select id from directory.facility where code = $1', [
    code,
  ]);
  if (rows.some(({ id }) => id !== own)) throw new AppError('directory.code-taken');
}

function parse<R>(text: string): R {
  return JSON.parse(text) as R;
}

import type { EpisodeOfCare, Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { tablesOf } from '../domain/books/rows-of-resources.ts';
import type { Period, Tables } from '../domain/books/tables.ts';
import { insideRecord } from './stations.ts';

type Json = Readonly<Record<string, unknown>>;

/** Visits of one page with what belongs to them stay under what a search may include. */
const visitsOfPage = 120;
const pageRows = 500;
/** Doses of a child's first two years stand in her line. */
const doseYears = 2;
const peopleOfPage = 200;

const belonging = ['Condition', 'Observation', 'MedicationRequest', 'Procedure', 'ServiceRequest'] as const;

/** Everything that the books of a station need of a period, read from the record and turned into tables by the published views. */
export async function loadTables(ctx: Context, stationId: string, period: Period): Promise<Tables> {
  const inside = insideRecord(ctx);
  const station = `Organization/${stationId}`;
  const [from, to] = [`${period.from}T00:00:00+07:00`, `${period.to}T23:59:59+07:00`].map(encodeURIComponent);
  const resources = new Map<string, Json>();
  const read = async (type: string, query: string, rows: number): Promise<void> => {
    for await (const found of walk(inside, type, query, rows))
      resources.set(`${String(found['resourceType'])}/${String(found['id'])}`, found);
  };
  const included = belonging.map((type) => `_revinclude=${type}:encounter`).join('&');
  await read(
    'Encounter',
    `service-provider=${station}&status=finished&date=ge${from}&date=le${to}&${included}`,
    visitsOfPage,
  );
  await read('Patient', `organization=${station}`, pageRows);
  await read('EpisodeOfCare', `organization=${station}`, pageRows);
  await read(
    'Immunization',
    `performer=${station}&date=ge${yearsBefore(period.from, doseYears)}&date=le${to}`,
    pageRows,
  );
  await read('Communication', `sender=${station}&sent=ge${from}&sent=le${to}`, pageRows);
  await read('PractitionerRole', `organization=${station}`, pageRows);
  await readLoose(inside, resources, period);
  await readOthers(inside, resources);
  return tablesOf(resources.values());
}

/** What belongs to no visit: births of women whose pregnancy the station follows, causes of deaths, weights of those who were born. */
async function readLoose(ctx: Context, resources: Map<string, Json>, period: Period): Promise<void> {
  const all = [...resources.values()];
  const people = all.filter(({ resourceType }) => resourceType === 'Patient') as unknown as Patient[];
  const inPeriod = (day: string | undefined): boolean =>
    day !== undefined && day.slice(0, 10) >= period.from && day.slice(0, 10) <= period.to;
  const mothers = all.flatMap((one) => {
    const { patient, type } = one as unknown as EpisodeOfCare;
    const code = one['resourceType'] === 'EpisodeOfCare' ? type?.[0]?.coding?.[0]?.code : undefined;
    return code === 'antenatal' || code === 'postnatal' ? [patient.reference!.slice(8)] : [];
  });
  const dead = people.filter(({ deceasedDateTime }) => inPeriod(deceasedDateTime)).map(({ id }) => id!);
  const born = people.filter(({ birthDate }) => inPeriod(birthDate)).map(({ id }) => id!);
  const days = `date=ge${period.from}&date=le${period.to}`;
  const asked = [
    ['Procedure', `code=urn:sen:delivery|delivery&${days}`, mothers],
    ['Observation', 'code=69453-9', dead],
    ['Observation', 'code=8339-4', born],
  ] as const;
  for (const [type, query, names] of asked) {
    const ids = [...new Set(names)];
    for (let at = 0; at < ids.length; at += peopleOfPage) {
      const patients = ids.slice(at, at + peopleOfPage).join(',');
      for await (const found of walk(ctx, type, `patient=${patients}&${query}`, pageRows))
        resources.set(`${type}/${String(found['id'])}`, found);
    }
  }
}

/** People of other stations who came here: their sex and age count. */
async function readOthers(ctx: Context, resources: Map<string, Json>): Promise<void> {
  const asked = [...resources.values()].flatMap((one) => {
    const { subject, patient } = one as {
      subject?: { reference?: string };
      patient?: { reference?: string };
    };
    const name = (subject ?? patient)?.reference;
    return name?.startsWith('Patient/') && !resources.has(name) ? [name.slice(8)] : [];
  });
  const missing = [...new Set(asked)];
  for (let at = 0; at < missing.length; at += peopleOfPage) {
    const ids = missing.slice(at, at + peopleOfPage).join(',');
    for await (const found of walk(ctx, 'Patient', `_id=${ids}`, peopleOfPage))
      resources.set(`Patient/${String(found['id'])}`, found);
  }
}

async function* walk(ctx: Context, type: string, query: string, rows: number): AsyncGenerator<Json> {
  let cursor: string | undefined;
  do {
    const page = await ctx.record.search(
      type,
      `${query}&_count=${rows}${cursor === undefined ? '' : `&_cursor=${cursor}`}`,
    );
    for (const { text } of [...page.matches, ...page.included]) yield JSON.parse(text) as Json;
    cursor = page.next;
  } while (cursor !== undefined);
}

function yearsBefore(day: string, years: number): string {
  return `${Number(day.slice(0, 4)) - years}${day.slice(4)}`;
}

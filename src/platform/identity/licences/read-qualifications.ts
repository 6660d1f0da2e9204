import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { parseLicenceNumber } from '#kernel/vietnam/licence-number.ts';
import type { Licence } from './licence.ts';

/** How long a new licence (GPHN) is good where its last day is not written. */
const yearsOfNewLicence = 5;

/**
 * The practising licences that a Practitioner shows in `qualification`. A licence whose number does not look like one is kept as it is
 * written. A practitioner who is not active shows hers as suspended: the record has no other word for it.
 * @source Luật Khám bệnh, chữa bệnh 15/2023/QH15, Art. 27: a licence (GPHN) is good for 5 years (verify); an old certificate (CCHN)
 * without a last day counts as open-ended: own rule, verify
 */
export function readQualifications(practitioner: Readonly<Record<string, unknown>>): readonly Licence[] {
  const state = practitioner['active'] === false ? 'suspended' : 'active';
  const found = new Map<string, Licence>();
  for (const qualification of tablesOf(practitioner['qualification'])) {
    const number = numberOf(qualification);
    if (number === undefined) continue;
    const kind = parseLicenceNumber(number)?.kind ?? 'other';
    const period = isTable(qualification['period']) ? qualification['period'] : {};
    const validFrom = dayOf(period['start'], 'first');
    const validTo = dayOf(period['end'], 'last') ?? (kind === 'GPHN' ? afterYears(validFrom) : undefined);
    const scope = scopeOf(qualification['code']);
    found.set(number, {
      number,
      kind,
      state,
      ...(scope === undefined ? {} : { scope }),
      ...(validFrom === undefined ? {} : { validFrom }),
      ...(validTo === undefined ? {} : { validTo }),
    });
  }
  return [...found.values()];
}

type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const tablesOf = (value: unknown): readonly Table[] => (Array.isArray(value) ? value.filter(isTable) : []);

function numberOf(qualification: Table): string | undefined {
  const licence = tablesOf(qualification['identifier']).find(
    ({ system }) => system === identifierSystem.practisingLicence,
  );
  const value = licence?.['value'];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 100) : undefined;
}

function scopeOf(code: unknown): string | undefined {
  if (!isTable(code)) return undefined;
  const said = [code['text'], ...tablesOf(code['coding']).map(({ display }) => display)];
  return said.find((text): text is string => typeof text === 'string' && text !== '')?.slice(0, 500);
}

/** The first or last day that a FHIR date names: '2027-05' ends on 31 May. A point in time is read as a day in Viet Nam. */
function dayOf(value: unknown, end: 'first' | 'last'): string | undefined {
  if (typeof value !== 'string') return undefined;
  const partial = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/u.exec(value);
  if (!partial) {
    const at = new Date(value);
    return Number.isNaN(at.getTime()) ? undefined : dayInVietnam(at);
  }
  const [, year = '', month, day] = partial;
  if (day !== undefined) return value;
  if (end === 'first') return `${year}-${month ?? '01'}-01`;
  const last = new Date(Date.UTC(Number(year), month === undefined ? 12 : Number(month), 0));
  return last.toISOString().slice(0, 10);
}

/** The day before the same day some years on; 29 February ends on the 28th. */
function afterYears(from: string | undefined): string | undefined {
  if (from === undefined) return undefined;
  const at = new Date(`${from}T00:00:00Z`);
  at.setUTCFullYear(at.getUTCFullYear() + yearsOfNewLicence);
  at.setUTCDate(at.getUTCDate() - 1);
  return at.toISOString().slice(0, 10);
}

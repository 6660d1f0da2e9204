import { SaxesParser } from 'saxes';
import type { ReadingKind } from '../reading.ts';
import { FileFault, type FileReader, type FoundReading } from './found-reading.ts';

/**
 * Kinds of records that are taken. Systolic and diastolic come as a pair within a Correlation; they stand once more by themselves, which is passed over.
 * @source Apple, HealthKit quantity type identifiers, as they stand in export.xml
 */
const kinds: Readonly<Record<string, ReadingKind>> = {
  HKQuantityTypeIdentifierHeartRate: 'pulse',
  HKQuantityTypeIdentifierBodyMass: 'weight',
  HKQuantityTypeIdentifierBloodGlucose: 'sugar',
  HKQuantityTypeIdentifierBodyTemperature: 'temperature',
  HKQuantityTypeIdentifierOxygenSaturation: 'oxygen',
};
const pair = {
  type: 'HKCorrelationTypeIdentifierBloodPressure',
  systolic: 'HKQuantityTypeIdentifierBloodPressureSystolic',
  diastolic: 'HKQuantityTypeIdentifierBloodPressureDiastolic',
};

/** Units as the export writes them, in UCUM. What stands here nowhere is handed on as it is, and refused. */
const units: Readonly<Record<string, string>> = {
  'count/min': '/min',
  kg: 'kg',
  g: 'g',
  lb: '[lb_av]',
  'mg/dL': 'mg/dL',
  'mmol<180.15588000005408>/L': 'mmol/L',
  'mmol<180.1558800000541>/L': 'mmol/L',
  degC: 'Cel',
  degF: '[degF]',
  '%': '1',
  mmHg: 'mm[Hg]',
  kPa: 'kPa',
};

interface Pair {
  readonly at: string | undefined;
  readonly source: string;
  systolic?: number;
  diastolic?: number;
  unit?: string;
}

/** Reads the XML of an Apple Health export. Only what is under way is held. Error: FileFault. */
export function readAppleHealth(): FileReader {
  const parser = new SaxesParser();
  let found: FoundReading[] = [];
  let isExport = false;
  let open: Pair | undefined;
  parser.on('error', () => {
    throw new FileFault('not-xml');
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (!isExport && name !== 'HealthData') throw new FileFault('not-export');
    isExport = true;
    if (name === 'Correlation' && attributes['type'] === pair.type)
      open = { at: timeOf(attributes['startDate']), source: attributes['sourceName'] ?? '' };
    if (name !== 'Record') return;
    const value = Number(attributes['value']);
    const unit = unitOf(attributes['unit']);
    if (open !== undefined) {
      if (attributes['type'] === pair.systolic) Object.assign(open, { systolic: value, unit });
      if (attributes['type'] === pair.diastolic) open.diastolic = value;
      return;
    }
    const kind = kinds[attributes['type'] ?? ''];
    const at = timeOf(attributes['startDate']);
    if (kind === undefined || at === undefined) return;
    const source = attributes['sourceName'] ?? '';
    found.push({ kind, values: [value], unit, at, instrument: instrumentOf(source) });
  });
  parser.on('closetag', ({ name }) => {
    if (name !== 'Correlation' || open === undefined) return;
    const { at, source, systolic, diastolic, unit = '' } = open;
    open = undefined;
    if (at === undefined || systolic === undefined || diastolic === undefined) return;
    found.push({
      kind: 'pressure',
      values: [systolic, diastolic],
      unit,
      at,
      instrument: instrumentOf(source),
    });
  });
  const taken = (): readonly FoundReading[] => {
    const given = found;
    found = [];
    return given;
  };
  return {
    write(text) {
      parser.write(text);
      return taken();
    },
    end() {
      parser.close();
      if (!isExport) throw new FileFault('not-export');
      return taken();
    },
  };
}

function unitOf(unit = ''): string {
  // The molar mass that stands within the unit is written with more or fewer digits.
  const plain = unit.startsWith('mmol<') ? 'mmol<180.15588000005408>/L' : unit;
  return (Object.hasOwn(units, plain) ? units[plain] : undefined) ?? plain;
}

function instrumentOf(source: string): FoundReading['instrument'] {
  const name = source.replaceAll(/\s+/gu, ' ').trim().slice(0, 120);
  return { way: 'apple-health', ...(name !== '' && { name }) };
}

/** '2024-03-01 07:12:00 +0700' */
function timeOf(text: string | undefined): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/u.exec(text ?? '');
  if (match === null) return undefined;
  const [, day, clock, hours, minutes] = match;
  const at = `${day}T${clock}${hours}:${minutes}`;
  return Number.isNaN(Date.parse(at)) ? undefined : at;
}

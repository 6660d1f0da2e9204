/** A time as HL7 v2 wrote it, in the words of FHIR. */
export interface ReadTime {
  /** FHIR date: YYYY, YYYY-MM or YYYY-MM-DD. */
  readonly date: string;
  /** FHIR dateTime: with zone as soon as it has an hour. */
  readonly dateTime: string;
  /** FHIR instant, only where the time is known to the second or can be taken as its first second. */
  readonly instant?: string;
  /** False where the sender gave an hour but no zone and +07:00 was assumed. */
  readonly zoneGiven: boolean;
}

const SHAPE = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$/;

/**
 * Reads a v2 time of any precision, none invented: '2024' stays a year. An hour without minutes is printed with ':00', which FHIR requires.
 * Without a zone the time is Viet Nam's (+07:00). Returns undefined for what is not a time, 30 February included. Zeros that some systems
 * put for an unknown month or day ('19240000') lower the precision.
 * @source HL7 v2.8.2 chapter 2A, DTM (YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ])
 */
export function readTime(text: string): ReadTime | undefined {
  const match = SHAPE.exec(text.trim());
  if (match === null) return undefined;
  const [, year = '', month, day, hour, minute = '00', second, fraction = '', zone] = match;
  if (Number(year) < 1000) return undefined;
  if (month === undefined || month === '00') return { date: year, dateTime: year, zoneGiven: true };
  if (Number(month) > 12) return undefined;
  if (day === undefined || day === '00')
    return { date: `${year}-${month}`, dateTime: `${year}-${month}`, zoneGiven: true };
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) > lastDay) return undefined;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return { date, dateTime: date, zoneGiven: true };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return undefined;
  const offset = readZone(zone);
  if (offset === undefined) return undefined;
  const dateTime = `${date}T${hour}:${minute}:${second ?? '00'}${fraction}${offset}`;
  return { date, dateTime, instant: dateTime, zoneGiven: zone !== undefined };
}

function readZone(zone: string | undefined): string | undefined {
  if (zone === undefined) return '+07:00';
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3));
  if (minutes > 59 || hours > 14 || (hours === 14 && minutes > 0)) return undefined;
  return `${zone.slice(0, 3)}:${zone.slice(3)}`;
}

/** Prints an instant as v2 writes it, in Viet Nam's time: 20261122153000+0700. */
export function printTime(at: Date): string {
  const local = new Date(at.getTime() + 7 * 3_600_000).toISOString();
  return `${local.slice(0, 19).replace(/[-:T]/g, '')}+0700`;
}

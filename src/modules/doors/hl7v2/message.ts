import { standardDelimiters, type Delimiters } from './delimiters.ts';
import { escapeText, unescapeText } from './escape.ts';

/** One repetition of a field. All reading goes through here, so unescaping happens in one place. */
export interface Repetition {
  /** Text of component `n` (from 1), its first subcomponent, unescaped and trimmed; '' if absent, and for the explicit null `""`. */
  readonly component: (n: number, subcomponent?: number) => string;
  /** The repetition as it came. */
  readonly raw: string;
}

/** One segment: its name, which line of its name it is (from 1), and its fields. */
export interface Segment {
  readonly name: string;
  readonly sequence: number;
  /** Repetitions of field `n` (from 1); empty when the field is absent or empty. */
  readonly repetitions: (n: number) => readonly Repetition[];
  /** Text of a component of the first repetition. */
  readonly text: (field: number, component?: number, subcomponent?: number) => string;
  /** The whole first repetition unescaped, components and all: for TX, FT and ST values that forgot to escape. */
  readonly whole: (field: number) => string;
  /** Every field unescaped, in order, for people to look at. */
  readonly fields: () => string[];
  /** True for the explicit null `""`: the sender says that the value is to be emptied. */
  readonly isNull: (field: number) => boolean;
}

/** A parsed message. */
export interface Message {
  readonly delimiters: Delimiters;
  readonly segments: readonly Segment[];
  readonly msh: Segment;
  /** First segment of that name. */
  readonly first: (name: string) => Segment | undefined;
}

const EXPLICIT_NULL = '""';

function makeRepetition(raw: string, delimiters: Delimiters): Repetition {
  const components = raw.split(delimiters.component);
  return {
    raw,
    component: (n, subcomponent = 1) => {
      const part = components[n - 1]?.split(delimiters.subcomponent)[subcomponent - 1] ?? '';
      return part === EXPLICIT_NULL ? '' : unescapeText(part, delimiters).trim();
    },
  };
}

function makeSegment(
  name: string,
  sequence: number,
  fields: readonly string[],
  delimiters: Delimiters,
): Segment {
  const parsed = new Map<number, readonly Repetition[]>();
  const repetitions = (n: number): readonly Repetition[] => {
    let found = parsed.get(n);
    if (found === undefined) {
      const raw = fields[n - 1] ?? '';
      // MSH-1 and MSH-2 hold the delimiters themselves and are never split.
      const pieces = name === 'MSH' && n <= 2 ? [raw] : raw.split(delimiters.repetition);
      found = raw.trim() === '' ? [] : pieces.map((piece) => makeRepetition(piece, delimiters));
      parsed.set(n, found);
    }
    return found;
  };
  return {
    name,
    sequence,
    repetitions,
    text: (field, component = 1, subcomponent = 1) =>
      repetitions(field)[0]?.component(component, subcomponent) ?? '',
    whole: (field) => unescapeText(fields[field - 1] ?? '', delimiters).trim(),
    fields: () => fields.map((one) => unescapeText(one, delimiters)),
    isNull: (field) => fields[field - 1]?.trim() === EXPLICIT_NULL,
  };
}

/** Reads the delimiters; undefined if the text is not an HL7 v2 message. */
function readDelimiters(text: string): Delimiters | undefined {
  const field = text[3];
  if (!text.startsWith('MSH') || field === undefined || /[A-Za-z0-9\s]/.test(field)) return undefined;
  const encoding = text.slice(4).split(field, 1)[0] ?? '';
  if (encoding.length < 1 || encoding.length > 5 || /[A-Za-z0-9\r\n]/.test(encoding)) return undefined;
  return {
    field,
    component: encoding[0] ?? '^',
    repetition: encoding[1] ?? '~',
    escape: encoding[2] ?? '\\',
    subcomponent: encoding[3] ?? '&',
  };
}

/**
 * Parses one message. CR ends a segment; LF and CRLF are taken too, since files that passed through an editor have them. A line that does
 * not start with a segment name is the rest of the field before it (a sender that let a line break through) and is joined to it.
 * Returns undefined where the text does not start with a usable MSH.
 */
export function parseMessage(text: string): Message | undefined {
  const clean = text.replace(/^\uFEFF/, '').replace(/^[\s\v]+/, '');
  const delimiters = readDelimiters(clean);
  if (delimiters === undefined) return undefined;
  const lines: string[] = [];
  for (const line of clean.split(/\r\n|\r|\n/)) {
    if (line.trim() === '') continue;
    const last = lines.length - 1;
    if (isSegmentStart(line, delimiters) || last < 0) lines.push(line);
    else lines[last] += `\n${line}`;
  }
  const counts = new Map<string, number>();
  const segments = lines.map((line) => {
    const [name = '', ...rest] = line.split(delimiters.field);
    const sequence = (counts.get(name) ?? 0) + 1;
    counts.set(name, sequence);
    return makeSegment(name, sequence, name === 'MSH' ? [delimiters.field, ...rest] : rest, delimiters);
  });
  const [msh] = segments;
  if (msh === undefined) return undefined;
  return { delimiters, segments, msh, first: (name) => segments.find((segment) => segment.name === name) };
}

function isSegmentStart(line: string, delimiters: Delimiters): boolean {
  return /^[A-Z][A-Z0-9]{2}$/.test(line.slice(0, 3)) && (line.length === 3 || line[3] === delimiters.field);
}

/** Joins without the empty pieces at the end, which mean nothing. */
function joinTrimmed(pieces: readonly string[], separator: string): string {
  let length = pieces.length;
  while (length > 0 && pieces[length - 1] === '') length -= 1;
  return pieces.slice(0, length).join(separator);
}

/** A field to print: repetitions of components of subcomponents, or plain text. */
export type PrintField = string | readonly (readonly (string | readonly string[])[])[];

/** Prints segments of [name, field 1, field 2, ...] with everything escaped. MSH starts at MSH-3: MSH-1 and MSH-2 come from the delimiters. */
export function printMessage(
  segments: readonly (readonly [string, ...PrintField[]])[],
  delimiters: Delimiters = standardDelimiters,
): string {
  const { field, component, repetition, escape, subcomponent } = delimiters;
  const printRepetition = (one: readonly (string | readonly string[])[]): string =>
    joinTrimmed(
      one.map((part) =>
        joinTrimmed(
          (typeof part === 'string' ? [part] : part).map((sub) => escapeText(sub, delimiters)),
          subcomponent,
        ),
      ),
      component,
    );
  const printField = (value: PrintField): string =>
    typeof value === 'string' ? escapeText(value, delimiters) : value.map(printRepetition).join(repetition);
  return segments
    .map(([name, ...fields]) => {
      const head = name === 'MSH' ? `MSH${field}${component}${repetition}${escape}${subcomponent}` : name;
      return `${[head, ...fields.map(printField)].join(field)}\r`;
    })
    .join('');
}

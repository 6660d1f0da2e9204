import valueSets from '../generated/value-sets.json' with { type: 'json' };
import { timeRange } from '../date-range.ts';
import { foldText } from '../fold.ts';
import { literalReference } from '../references.ts';
import type { ElementFacts } from '../structure/element-facts.ts';
import type { DateValue, ReferenceValue, StringValue, TokenValue } from './index-values.ts';

type Json = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Code system that a required binding gives to a plain code, where there is only one. */
const systems = new Map(
  Object.entries(valueSets as Record<string, Record<string, string[]>>).map(([id, sets]) => {
    const names = Object.keys(sets);
    return [id, names.length === 1 ? names[0] : undefined] as const;
  }),
);

function codingToken(coding: Json, shared?: string): TokenValue | undefined {
  const system = text(coding['system']);
  const code = text(coding['code']);
  const display = text(coding['display']);
  const words = [display, shared].filter((one) => one !== undefined).join(' ');
  if (code === undefined && system === undefined && words === '') return undefined;
  return {
    ...(system !== undefined && { system }),
    ...(code !== undefined && { code }),
    ...(words !== '' && { text: foldText(words) }),
  };
}

/** Adds the tokens that an element is found by; types that have none add nothing. */
export function addTokens(
  value: unknown,
  type: string,
  element: ElementFacts | undefined,
  into: TokenValue[],
): void {
  const push = (token: TokenValue | undefined): void => {
    if (token !== undefined) into.push(token);
  };
  if (typeof value === 'string') {
    const system = element?.valueSet === undefined ? undefined : systems.get(element.valueSet);
    if (value !== '') push({ ...(type === 'code' && system !== undefined && { system }), code: value });
  } else if (typeof value === 'boolean') {
    push({ system: 'http://terminology.hl7.org/CodeSystem/special-values', code: String(value) });
  } else if (typeof value === 'object' && value !== null) {
    const json = value as Json;
    if (type === 'CodeableConcept') {
      const concept = text(json['text']);
      const codings = list(json['coding']);
      for (const coding of codings) push(codingToken(coding as Json, concept));
      if (codings.length === 0 && concept !== undefined) push({ text: foldText(concept) });
    } else if (type === 'Coding') push(codingToken(json));
    else if (type === 'Identifier') push(identifierToken(json));
    else if (type === 'ContactPoint') for (const token of contactTokens(json)) push(token);
  }
}

function identifierToken(identifier: Json): TokenValue | undefined {
  const system = text(identifier['system']);
  const code = text(identifier['value']);
  if (system === undefined && code === undefined) return undefined;
  const kind = identifier['type'] as Json | undefined;
  const types = list(kind?.['coding']).flatMap((coding) => {
    const { system: of, code: name } = coding as { system?: string; code?: string };
    return name === undefined ? [] : [{ ...(of !== undefined && { system: of }), code: name }];
  });
  const words = text(kind?.['text']);
  return {
    ...(system !== undefined && { system }),
    ...(code !== undefined && { code }),
    ...(types.length > 0 && { types }),
    ...(words !== undefined && { text: foldText(words) }),
  };
}

/** As written, and without the blanks, dots and hyphens that people put into telephone numbers. */
function contactTokens(contact: Json): TokenValue[] {
  const code = text(contact['value']);
  if (code === undefined) return [];
  const system = text(contact['system']);
  const from = system === undefined ? {} : { system };
  const plain = system === 'email' || system === 'url' ? code.toLowerCase() : code.replace(/[\s.()-]/g, '');
  return plain === code || plain === ''
    ? [{ ...from, code }]
    : [
        { ...from, code },
        { ...from, code: plain },
      ];
}

const nameParts = ['text', 'family', 'given', 'prefix', 'suffix'];
const addressParts = ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'];

/** Adds the strings that an element is found by: a name or an address by each of its parts. */
export function addStrings(value: unknown, type: string, into: StringValue[]): void {
  if (typeof value === 'string') {
    const folded = foldText(value);
    if (folded !== '') into.push({ folded, exact: value });
  } else if (typeof value === 'object' && value !== null) {
    const json = value as Json;
    const parts = type === 'HumanName' ? nameParts : type === 'Address' ? addressParts : ['text', 'display'];
    for (const part of parts) {
      const inner = json[part];
      if (typeof inner === 'string') addStrings(inner, 'string', into);
      else for (const one of list(inner)) if (typeof one === 'string') addStrings(one, 'string', into);
    }
    if (type === 'HumanName' && json['text'] === undefined) {
      const whole = [text(json['family']), ...list(json['given'])]
        .filter((one) => typeof one === 'string')
        .join(' ');
      if (whole !== json['family']) addStrings(whole, 'string', into);
    }
  }
}

function periodRange(period: Json): DateValue | undefined {
  const start = text(period['start']);
  const end = text(period['end']);
  const from = start === undefined ? undefined : timeRange(start);
  const to = end === undefined ? undefined : timeRange(end);
  if (from === undefined && to === undefined) return undefined;
  return { lo: from?.lo ?? -Infinity, hi: to?.hi ?? Infinity };
}

/** Adds the time ranges that an element is found by; a Timing counts from its first to its last event or by its bounds. */
export function addDates(value: unknown, type: string, into: DateValue[]): void {
  if (typeof value === 'string') {
    const range = timeRange(value);
    if (range !== undefined) into.push(range);
  } else if (typeof value === 'object' && value !== null) {
    const json = value as Json;
    if (type === 'Timing') {
      const events: DateValue[] = [];
      for (const event of list(json['event'])) addDates(event, 'dateTime', events);
      const bounds = (json['repeat'] as Json | undefined)?.['boundsPeriod'];
      if (bounds !== undefined) addDates(bounds, 'Period', events);
      if (events.length === 0) return;
      into.push({
        lo: Math.min(...events.map((one) => one.lo)),
        hi: Math.max(...events.map((one) => one.hi)),
      });
    } else {
      const range = periodRange(json);
      if (range !== undefined) into.push(range);
    }
  }
}

/** Adds the reference that an element is: literal, canonical, by identifier, or a resource that lies inside. */
export function addReferences(value: unknown, type: string, into: ReferenceValue[]): void {
  if (typeof value === 'string') {
    const bar = value.indexOf('|');
    const literalOne = bar < 0 ? literalReference(value) : undefined;
    if (literalOne !== undefined) into.push(fromLiteral(value, literalOne));
    else if (bar < 0) into.push({ url: value });
    else into.push({ url: value.slice(0, bar), version: value.slice(bar + 1) });
  } else if (typeof value === 'object' && value !== null) {
    const json = value as Json;
    const reference = text(json['reference']);
    const identifier = readIdentifier(json['identifier']);
    if (type !== 'Reference') {
      const [inner, id] = [text(json['resourceType']), text(json['id'])];
      if (inner !== undefined && id !== undefined) into.push({ type: inner, id });
      return;
    }
    const literalOne = reference === undefined ? undefined : literalReference(reference);
    const by = identifier === undefined ? {} : { identifier };
    const named = text(json['type']);
    if (literalOne !== undefined) into.push({ ...fromLiteral(reference!, literalOne), ...by });
    else if (reference !== undefined && !reference.startsWith('#')) into.push({ url: reference, ...by });
    else if (identifier !== undefined) into.push({ ...(named !== undefined && { type: named }), identifier });
  }
}

function fromLiteral(
  written: string,
  parsed: NonNullable<ReturnType<typeof literalReference>>,
): ReferenceValue {
  const { base, ...local } = parsed;
  return base === undefined ? local : { ...local, url: written };
}

function readIdentifier(value: unknown): { system?: string; value: string } | undefined {
  const json = value as Json | undefined;
  const system = text(json?.['system']);
  const code = text(json?.['value']);
  return code === undefined ? undefined : { ...(system !== undefined && { system }), value: code };
}

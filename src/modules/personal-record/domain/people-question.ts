import { foldText } from '#kernel/fhir/fold.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';

/** What a doctor typed, understood: searches to try in turn (FHIR queries on Patient), and how. */
export interface PeopleQuestion {
  readonly by: 'number' | 'name' | 'nothing';
  readonly queries: readonly string[];
}

const nothing: PeopleQuestion = { by: 'nothing', queries: [] };

function token(system: string, value: string): string {
  return `identifier=${encodeURIComponent(`${system}|${value}`)}`;
}

/**
 * Reads one field that takes everything: twelve digits are a personal number, an insurance card or its ten digits are insurance,
 * nine an old identity card, anything else with a digit a hospital number; letters are a name without marks in any order, and four
 * digits or a date beside a name are the birth.
 */
export function readPeopleQuestion(typed: string, birthYear?: string): PeopleQuestion {
  const text = typed.trim();
  const compact = text.replaceAll(/[\s.]/g, '').toUpperCase();
  if (text === '') return nothing;
  if (/^\d{12}$/.test(compact))
    return { by: 'number', queries: [token(identifierSystem.personalNumber, compact)] };
  if (/^[A-Z]{2}\d{13}$/.test(compact))
    return {
      by: 'number',
      queries: [
        token(identifierSystem.insuranceCard, compact),
        token(identifierSystem.socialInsurance, compact.slice(5)),
      ],
    };
  if (/^\d{10}$/.test(compact))
    return {
      by: 'number',
      queries: [
        token(identifierSystem.socialInsurance, compact),
        token(identifierSystem.insuranceCard, compact),
        anyIdentifier(compact),
      ],
    };
  if (/^\d{9}$/.test(compact))
    return {
      by: 'number',
      queries: [token(identifierSystem.oldIdentityCard, compact), anyIdentifier(compact)],
    };
  return (
    readName(text, birthYear) ??
    (/\d/.test(compact) ? { by: 'number', queries: [anyIdentifier(text)] } : nothing)
  );
}

function anyIdentifier(value: string): string {
  return `identifier=${encodeURIComponent(value)}`;
}

function readName(text: string, birthYear: string | undefined): PeopleQuestion | undefined {
  const date = /\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b/.exec(text);
  const year = /(?:^|\s)((?:19|20)\d{2})(?:\s|$)/.exec(text);
  const words = foldText(text.replace(date?.[0] ?? '', ' ').replace(date ? '' : (year?.[1] ?? ''), ' '))
    .split(' ')
    .filter((word) => word !== '');
  if (words.length === 0 || words.some((word) => /\d/.test(word)) || words.join('').length < 2)
    return undefined;
  const born = date
    ? `${date[3]}-${(date[2] ?? '').padStart(2, '0')}-${(date[1] ?? '').padStart(2, '0')}`
    : (year?.[1] ?? birthYear);
  const names = words.slice(0, 6).map((word) => `name=${encodeURIComponent(word)}`);
  return {
    by: 'name',
    queries: [[...names, ...(born === undefined ? [] : [`birthdate=${born}`])].join('&')],
  };
}

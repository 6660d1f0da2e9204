import type { NumberField } from '../domain/person-identity.ts';
import { personRules } from '../person-rules.ts';
import type { PersonResolution } from '../person.ts';
import type { TakenVisit, VisitFinding } from './domain/checked-visit.ts';
import { printLine } from './domain/notebook.ts';

const fieldOf: Readonly<Record<NumberField, string>> = {
  personalNumber: 'SO_CCCD',
  oldIdentityCard: 'SO_CCCD',
  passport: 'SO_CCCD',
  insuranceCards: 'MA_THE_BHYT',
  hospitalNumber: 'MA_BN',
  temporaryKey: 'MA_LK',
};

/** The finding for a visit whose numbers point to somebody else. */
export function personFinding(
  visit: TakenVisit,
  refusal: Extract<PersonResolution, { refuse: unknown }>['refuse'],
): VisitFinding {
  const present = fieldOf[refusal.field];
  const field = visit.edition === 'qd4210' && present === 'MA_THE_BHYT' ? 'MA_THE' : present;
  return ofSummary(visit, { present, field, rule: refusal.rule, text: refusal.text });
}

/** The finding for a visit whose MA_LK messages already told of somebody else. */
export function visitOfAnother(visit: TakenVisit): VisitFinding {
  const rule = 'person.visit-of-another';
  return ofSummary(visit, { present: 'MA_LK', field: 'MA_LK', rule, text: personRules[rule] });
}

function ofSummary(
  { summary }: TakenVisit,
  wrong: Pick<VisitFinding, 'rule' | 'text'> & { readonly present: string; readonly field: string },
): VisitFinding {
  const { present, field, rule, text } = wrong;
  const row = new Map(summary.entries());
  return {
    table: summary.table,
    line: 1,
    field,
    value: summary.get(present) ?? '',
    rule,
    text,
    raw: printLine(row),
    fields: [...row].map(([name, value]) => [name === present ? field : name, value]),
  };
}

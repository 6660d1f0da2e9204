import type { Condition, DiagnosticReport, Encounter, Observation, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { settleVisit } from '../../visit/settle-visit.ts';
import { reconcile } from './reconcile.ts';
import type { Statement, VisitDoor } from './statement.ts';

const encounterId = 'visit';
const subject = { reference: 'Patient/p' };
const encounter = { reference: `Encounter/${encounterId}` };
const inError = { coding: [{ code: 'entered-in-error' }] };

/** One thing that a door may state; few values, so that the doors often agree. */
type Line =
  | { readonly kind: 'illness'; readonly name: number; readonly code: string; readonly back: boolean }
  | {
      readonly kind: 'result';
      readonly name: number;
      readonly minute: number;
      readonly value: number;
      readonly back: boolean;
    };

const line = fc.oneof(
  fc.record({
    kind: fc.constant('illness' as const),
    name: fc.nat({ max: 3 }),
    code: fc.constantFrom('I10', 'E11.9', 'E119', 'J18.9'),
    back: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('result' as const),
    name: fc.nat({ max: 3 }),
    minute: fc.nat({ max: 1 }),
    value: fc.constantFrom(5.6, 6.8),
    back: fc.boolean(),
  }),
);
const word = fc.uniqueArray(line, { maxLength: 5, selector: ({ kind, name }) => `${kind}${name}` });

/** What a door says of the visit as a whole: a claim never takes a line back, it leaves it out. */
function said(door: VisitDoor, lines: readonly Line[]): { resource: Resource; sourceId: string }[] {
  const isClaim = door === 'insurance';
  const told = lines.map((one): Condition | Observation => {
    const id = `${door}-${one.kind}-${one.name}`;
    const back = one.back && !isClaim;
    if (one.kind === 'illness')
      return {
        resourceType: 'Condition',
        id,
        subject,
        encounter,
        code: { coding: [{ system: codeSystem.icd10, code: one.code }] },
        ...(back ? { verificationStatus: inError } : {}),
      };
    return {
      resourceType: 'Observation',
      id,
      status: back ? 'entered-in-error' : 'final',
      subject,
      encounter,
      code: {
        coding: [{ system: codeSystem.loinc, code: '14771-0' }],
        text: isClaim ? 'Glucose' : 'Glucose máu',
      },
      effectiveDateTime: `2026-03-10T09:3${one.minute}:${isClaim ? '00' : '12'}+07:00`,
      valueQuantity: { value: one.value, unit: 'mmol/L' },
      ...(isClaim ? {} : { referenceRange: [{ text: '3.9-6.4' }] }),
    };
  });
  const results = told.filter((one) => one.resourceType === 'Observation');
  const report: DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    id: `${door}-report`,
    status: 'final',
    code: { text: 'Xét nghiệm' },
    subject,
    result: results.map(({ id }) => ({ reference: `Observation/${id}` })),
  };
  const stay: Encounter = {
    resourceType: 'Encounter',
    id: encounterId,
    status: isClaim ? 'finished' : 'in-progress',
    class: { code: isClaim ? 'AMB' : 'IMP' },
    subject,
    ...(isClaim ? {} : { location: [{ location: { display: 'K01' }, status: 'active' }] }),
    diagnosis: told.flatMap(({ resourceType, id }) =>
      resourceType === 'Condition' ? [{ condition: { reference: `Condition/${id}` } }] : [],
    ),
  };
  const all = [stay, ...told, ...(results.length > 0 ? [report] : [])];
  return all.map((resource) => ({ resource, sourceId: `source of ${door}` }));
}

type Step = { readonly door: VisitDoor; readonly lines: readonly Line[] };

/** Messages add to what they said; a claim replaces what it said. */
function speak(before: readonly Statement[], { door, lines }: Step) {
  const now = said(door, lines);
  const named = new Set(now.map(({ resource }) => `${resource.resourceType}/${resource.id}`));
  const former =
    door === 'hl7v2' ? before.filter((one) => one.door === door && !named.has(one.reference)) : [];
  return settleVisit(before, door, [...former, ...now]);
}

/** A visit as a reader sees it: without ids, without what was taken back. */
function seen(statements: readonly Statement[]): string[] {
  const { lines } = reconcile(statements);
  const names = new Map([...lines].map(([place, resource]) => [place, nameOf(resource)]));
  return [...lines.values()]
    .filter((one) => (one as Observation).status !== 'entered-in-error')
    .filter((one) => (one as Condition).verificationStatus?.coding?.[0]?.code !== 'entered-in-error')
    .map(({ id: _id, ...rest }) =>
      JSON.stringify(rest).replace(/"reference":"([^"]+)"/g, (_, to: string) => names.get(to) ?? to),
    )
    .toSorted();
}
const nameOf = (resource: Resource): string => {
  const { code, effectiveDateTime, valueQuantity } = resource as Observation;
  return [
    resource.resourceType,
    code?.coding?.[0]?.code,
    effectiveDateTime?.slice(0, 16),
    valueQuantity?.value,
  ].join(' ');
};

const step = fc.record({ door: fc.constantFrom<VisitDoor>('insurance', 'hl7v2'), lines: word });
const steps = fc.array(step, { minLength: 1, maxLength: 6 });

describe('one visit from what two doors say', () => {
  test('it does not matter which door speaks first, or how their words are shuffled, as long as each keeps its own order', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (all, choices) => {
        const queues = {
          insurance: all.filter(({ door }) => door === 'insurance'),
          hl7v2: all.filter(({ door }) => door === 'hl7v2'),
        };
        let shuffled: readonly Statement[] = [];
        for (const isClaim of [...choices, ...choices.map((one) => !one)]) {
          const next = queues[isClaim ? 'insurance' : 'hl7v2'].shift();
          if (next !== undefined) shuffled = speak(shuffled, next).statements;
        }
        const plain = all.reduce<readonly Statement[]>((before, one) => speak(before, one).statements, []);
        expect(seen(shuffled)).toEqual(seen(plain));
      }),
      { numRuns: 400 },
    );
  });

  test('what is written step by step is what a reader must see at the end, and nothing stands that nobody states', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const record = new Map<string, Resource>();
        let statements: readonly Statement[] = [];
        for (const one of all) {
          const settled = speak(statements, one);
          for (const resource of settled.writes)
            record.set(`${resource.resourceType}/${resource.id}`, resource);
          statements = settled.statements;
        }
        const { lines } = reconcile(statements);
        for (const [place, resource] of lines) expect(record.get(place)).toEqual(resource);
        for (const [place, resource] of record) {
          if (lines.has(place)) continue;
          const status =
            (resource as Condition).verificationStatus?.coding?.[0]?.code ?? (resource as Observation).status;
          expect(status).toBe('entered-in-error');
        }
        // Whatever points somewhere points to something that is there.
        for (const [, to] of JSON.stringify([...lines.values()]).matchAll(
          /"reference":"((?:Condition|Observation)\/[^"]+)"/g,
        ))
          expect(record.has(to!)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('saying the same again writes nothing', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let statements: readonly Statement[] = [];
        for (const one of all) statements = speak(statements, one).statements;
        const again = speak(statements, all.at(-1)!);
        expect(again.writes).toEqual([]);
        expect(again.statements.length).toBe(statements.length);
      }),
      { numRuns: 200 },
    );
  });

  test('no fact of either door is lost: every value and code that somebody states stands somewhere', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let statements: readonly Statement[] = [];
        for (const one of all) statements = speak(statements, one).statements;
        const { lines } = reconcile(statements);
        for (const { resource, place } of statements) {
          if (place === undefined) continue;
          const shown = lines.get(place)!;
          if (resource.resourceType === 'Observation' && resource.status === 'final')
            expect(shown).toMatchObject({ valueQuantity: { value: resource.valueQuantity?.value } });
        }
      }),
      { numRuns: 200 },
    );
  });
});

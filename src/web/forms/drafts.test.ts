import type { Questionnaire } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FormContext } from '#kernel/fhir/questionnaire/evaluate-form.ts';
import { pathEngine } from '#kernel/fhir/questionnaire/path-engine.ts';
import { readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import { emptyState, nodeAt } from '#kernel/fhir/questionnaire/state.ts';
import { draftWriter, type DraftKeeper, type FormDraft } from './drafts.ts';
import { openFormStore } from './form-store.ts';

const names = ['a', 'b', 'c', 'd'];
const questionnaire: Questionnaire = {
  resourceType: 'Questionnaire',
  status: 'active',
  url: 'urn:test',
  version: '1',
  item: names.map((linkId) => ({ linkId, type: 'string', text: linkId })),
};
const form = readForm(questionnaire);
const context: FormContext = {
  variables: {},
  head: {},
  now: '2026-11-23T08:00:00.000+07:00',
  engine: pathEngine(),
};

/** A keeper whose writes take a while and sometimes fail; what was kept is what survives. */
function slowKeeper(failing: readonly boolean[]): {
  keeper: DraftKeeper;
  kept: () => FormDraft | undefined;
  writes: () => number;
} {
  let held: FormDraft | undefined;
  let writes = 0;
  return {
    kept: () => held,
    writes: () => writes,
    keeper: {
      read: async () => held,
      async write(_name, draft) {
        const fails = failing[writes % Math.max(1, failing.length)] === true;
        writes += 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (fails) throw new Error('full');
        held = draft;
      },
      remove: async () => {
        held = undefined;
      },
    },
  };
}

it('keys that follow each other without a gap are all in the answer, whichever field they go to', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...names), fc.stringMatching(/^[a-zA-Zđâ ]$/)), { maxLength: 200 }),
      (keys) => {
        const heard: string[] = [];
        const store = openFormStore(form, emptyState(form), context, false);
        store.subscribe(() => heard.push(JSON.stringify(store.snapshot().response)));
        const wanted: Record<string, string> = {};
        for (const [linkId, key] of keys) {
          wanted[linkId] = `${wanted[linkId] ?? ''}${key}`;
          const entry = nodeAt(store.snapshot().state, [], linkId)!.entries[0]!;
          store.type([linkId, entry.key], form.byLinkId.get(linkId)!, wanted[linkId]);
          // Told before the call returns, not after a pause.
          expect(heard.length).toBeGreaterThan(0);
        }
        for (const [linkId, text] of Object.entries(wanted)) {
          const entry = nodeAt(store.snapshot().state, [], linkId)!.entries[0]!;
          expect(entry.typed ?? entry.answer?.valueString).toBe(text);
        }
      },
    ),
    { numRuns: 100 },
  );
});

it('the last key is the last that is written, however slow the store; where one write fails the next one keeps all', async () => {
  for (const failing of [[], [true, false]]) {
    const { keeper, kept, writes } = slowKeeper(failing);
    const told: (string | undefined)[] = [];
    const writer = draftWriter(keeper, 'x', (at) => told.push(at));
    const store = openFormStore(form, emptyState(form), context, false);
    store.subscribe(() =>
      writer.write({
        canonical: 'urn:test|1',
        savedAt: '2026-11-23T08:00:00Z',
        state: store.snapshot().state,
      }),
    );
    const key = nodeAt(store.snapshot().state, [], 'a')!.entries[0]!.key;
    for (let at = 1; at <= 50; at++) {
      store.type(['a', key], form.byLinkId.get('a')!, 'x'.repeat(at));
      if (at % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await new Promise((resolve) => setTimeout(resolve, 80));
    if (failing.length === 0) {
      expect(kept()?.state).toEqual(store.snapshot().state);
      expect(writes()).toBeLessThan(50);
      expect(told.at(-1)).toBeDefined();
    } else expect(told).toContain(undefined);
  }
});

it('what is no answer yet is in the draft as it was typed', () => {
  const numbers = readForm({ ...questionnaire, item: [{ linkId: 'n', type: 'decimal', text: 'N' }] });
  const store = openFormStore(numbers, emptyState(numbers), context, false);
  const key = nodeAt(store.snapshot().state, [], 'n')!.entries[0]!.key;
  store.type(['n', key], numbers.byLinkId.get('n')!, '12,x');
  const again = openFormStore(numbers, JSON.parse(JSON.stringify(store.snapshot().state)), context, true);
  expect(nodeAt(again.snapshot().state, [], 'n')?.entries[0]?.typed).toBe('12,x');
  expect(again.handIn()).toBe(false);
});

it('once the form is handed in nothing is written behind its back', async () => {
  const { keeper, kept } = slowKeeper([]);
  const writer = draftWriter(keeper, 'x', () => undefined);
  const state = emptyState(form);
  writer.write({ canonical: undefined, savedAt: '1', state });
  writer.write({ canonical: undefined, savedAt: '2', state });
  await writer.stop();
  await keeper.remove('x');
  writer.write({ canonical: undefined, savedAt: '3', state });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(kept()).toBeUndefined();
});

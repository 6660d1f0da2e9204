import { describe, expect, it } from 'vitest';
import type { Consent } from '@medplum/fhirtypes';
import { consentFault } from '#platform/record/write/consent-fault.ts';
import { dataKinds, type OwnChange } from '../api.ts';
import { consentOf } from './consent-of.ts';
import { kindOfLabel, labelOf } from './data-kinds.ts';
import { closingOver, isOfRecord, ruleOf } from './rules-of.ts';

const today = '2026-11-23';
const at = '2026-11-23T03:00:00Z';
const named = (id: string): string => `tên ${id}`;
const read = (consent: Consent) => ruleOf(consent, named, today);
const made = (change: OwnChange): Consent => consentOf(change, 'hoa', at);

const changes: readonly OwnChange[] = ([undefined, ...dataKinds] as const).flatMap((kind) => {
  const part = kind === undefined ? {} : { kind };
  return [
    { act: 'close', ...part },
    { act: 'close', facilityId: 'tram', ...part },
    { act: 'open', facilityId: 'vien', until: '2026-12-31', ...part },
    { act: 'close', ...(kind === undefined && { sparedId: 'tram' }), ...part },
  ] as const;
});

describe('what a person sets', () => {
  it('is always a Consent that is kept to as she means it, and reads back as she chose it', () => {
    for (const change of changes) {
      const consent = made(change);
      expect(consentFault({ ...consent }), JSON.stringify(change)).toBeUndefined();
      expect(isOfRecord(consent)).toBe(true);
      const ids = (id: string | undefined) => (id === undefined ? [] : [{ id, name: named(id) }]);
      expect(read(consent)).toMatchObject({
        act: change.act,
        facilities: ids(change.facilityId),
        spared: ids(change.sparedId),
        kinds: change.kind === undefined ? [] : [change.kind],
        state: 'holds',
        hasMore: false,
        ...(change.until !== undefined && { until: change.until }),
      });
    }
  });

  it('holds to the end of its last day in Viet Nam, and not after it was withdrawn', () => {
    const until = (end: string) =>
      read({ ...made({ act: 'close' }), provision: { type: 'deny', period: { end } } });
    expect(until('2026-11-23').state).toBe('holds');
    expect(until('2026-11-22').state).toBe('ended');
    expect(until('2026-11-22T18:00:00Z')).toMatchObject({ state: 'holds', until: '2026-11-23' });
    expect(read({ ...made({ act: 'close' }), status: 'inactive' }).state).toBe('withdrawn');
  });

  it('says that there is more where another system wrote what these words cannot say', () => {
    const more = [
      { type: 'deny' as const, purpose: [{ code: 'HRESCH' }] },
      { type: 'deny' as const, class: [{ code: 'Condition' }] },
      { type: 'deny' as const, securityLabel: [{ code: 'R' }] },
      { type: 'permit' as const, provision: [{ type: 'deny' as const }] },
      { type: 'deny' as const, actor: [{ role: {}, reference: { reference: 'Practitioner/1' } }] },
    ];
    for (const provision of more)
      expect(read({ ...made({ act: 'close' }), provision }), JSON.stringify(provision)).toMatchObject({
        hasMore: true,
      });
  });
});

describe('a closing and an opening', () => {
  const opening: OwnChange = { act: 'open', facilityId: 'vien', until: '2026-12-31' };
  const shuts = (closing: OwnChange, change: OwnChange): boolean =>
    closingOver(change, [read(made(closing))]) !== undefined;

  it('meet: the closing is stronger, unless it is of another facility, spares it, or is of another kind', () => {
    expect(shuts({ act: 'close' }, opening)).toBe(true);
    expect(shuts({ act: 'close', facilityId: 'vien' }, opening)).toBe(true);
    expect(shuts({ act: 'close', facilityId: 'tram' }, opening)).toBe(false);
    expect(shuts({ act: 'close', sparedId: 'vien' }, opening)).toBe(false);
    expect(shuts({ act: 'close', kind: 'hiv' }, opening)).toBe(false);
    expect(shuts({ act: 'close', kind: 'hiv' }, { ...opening, kind: 'hiv' })).toBe(true);
    expect(shuts({ act: 'close', kind: 'hiv' }, { ...opening, kind: 'mental' })).toBe(false);
    expect(shuts({ act: 'close' }, { act: 'close', kind: 'hiv' })).toBe(false);
  });
});

it('each kind of data has a label of its own that the record knows', () => {
  for (const kind of dataKinds) expect(kindOfLabel(labelOf[kind])).toBe(kind);
  expect(kindOfLabel('R')).toBeUndefined();
  expect(kindOfLabel('nothing')).toBeUndefined();
});

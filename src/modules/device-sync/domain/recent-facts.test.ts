import type { Resource } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { recentFacts } from './recent-facts.ts';

const kept = (...resources: object[]) =>
  recentFacts(resources as Resource[], '2026-11-23').map(({ id }) => id);

describe('what a device keeps of a person', () => {
  it('is who she is, her allergies and vaccinations whole, and of measurements those of two years', () => {
    expect(
      kept(
        { resourceType: 'Patient', id: 'p' },
        { resourceType: 'Immunization', id: 'old-shot', occurrenceDateTime: '1999-01-01' },
        { resourceType: 'Observation', id: 'old', effectiveDateTime: '2024-11-22' },
        { resourceType: 'Observation', id: 'new', effectiveDateTime: '2024-11-23T08:00:00+07:00' },
        { resourceType: 'Encounter', id: 'visit', period: { start: '2026-11-01' } },
      ),
    ).toEqual(['p', 'old-shot', 'new', 'visit']);
  });

  it('leaves at the centre what a station does not work with', () => {
    expect(kept({ resourceType: 'AuditEvent', id: 'a' }, { resourceType: 'ImagingStudy', id: 'i' })).toEqual(
      [],
    );
  });

  it('is the newest of what is measured every day', () => {
    const daily = Array.from({ length: 300 }, (_, day) => ({
      resourceType: 'Observation',
      id: `o${day}`,
      effectiveDateTime: new Date(Date.parse('2026-01-01') + day * 86_400_000).toISOString(),
    }));
    const ids = kept(...daily);
    expect(ids).toHaveLength(120);
    expect(ids).toContain('o299');
    expect(ids).not.toContain('o0');
  });
});

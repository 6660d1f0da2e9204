import { expect, it } from 'vitest';
import { modules } from '#modules/index.ts';
import { policy } from '#platform/access/policy.ts';
import { gatherRoles } from '#platform/access/roles.ts';
import { typeSets } from '#platform/access/type-sets.ts';

type Column = 'reads' | 'creates' | 'updates';

/** What routes of a right do to the record in the name of who calls, so that a right without it would open a door to a wall. */
const needs: Readonly<Record<string, Partial<Record<Column, readonly string[]>>>> = {
  'people.search': { reads: ['Patient'] },
  'health-card.read': { reads: ['Patient'] },
  'registry.register': { creates: ['Patient'] },
  'registry.correct': { reads: ['Patient'], updates: ['Patient'] },
  'registry.pregnancy': { reads: ['Patient'], creates: ['Patient'], updates: ['Patient'] },
  'commune-station.day': { reads: ['Appointment'], creates: ['Appointment'], updates: ['Appointment'] },
  'outpatient.print': { reads: ['Encounter', 'MedicationRequest', 'ServiceRequest'] },
  'immunisation.see': { reads: ['Patient', 'Immunization'] },
  'immunisation.give': {
    reads: ['Patient', 'Immunization'],
    creates: ['Immunization', 'AllergyIntolerance'],
  },
  'programmes.see': { reads: ['EpisodeOfCare', 'Patient'] },
  'programmes.keep': { creates: ['EpisodeOfCare', 'Observation'], updates: ['EpisodeOfCare'] },
  'questionnaires.fill': { creates: ['QuestionnaireResponse'] },
  'device-sync.use': { reads: ['Patient'] },
  'verification.repair': { reads: ['Patient'] },
  'booking.own': { reads: ['Patient'] },
  'booking.desk': { reads: ['Patient'] },
  'access.own': { reads: ['Consent'], creates: ['Consent'], updates: ['Consent'] },
};

/** By what name the policy knows a role of accounts. */
const nameInPolicy: Readonly<Record<string, string>> = { integration: 'facility-system' };

it('whoever holds a right may do with the record what the right is for', () => {
  const roles = gatherRoles(modules.flatMap((module) => module.roles ?? []));
  const lacking: string[] = [];
  for (const { id, grants } of roles.values())
    for (const right of grants)
      for (const [column, types] of Object.entries(needs[right] ?? {}) as [Column, readonly string[]][])
        for (const type of types) {
          const rows = policy.filter(({ role }) => role === (nameInPolicy[id] ?? id));
          if (!rows.some((row) => typeSets[row[column]](type)))
            lacking.push(`${id} holds ${right}, and no row ${column} ${type}`);
        }
  expect(lacking).toEqual([]);
});

it('a right that is spoken of here is held by somebody', () => {
  const held = new Set<string>(
    [...gatherRoles(modules.flatMap((module) => module.roles ?? [])).values()].flatMap(
      ({ grants }) => grants,
    ),
  );
  expect(Object.keys(needs).filter((right) => !held.has(right))).toEqual([]);
});

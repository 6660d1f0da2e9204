import type { TieKind } from '#platform/access/access-words.ts';
import { aLine } from './a-line.ts';

/** To whom a person of this world is tied. */
export type Tied = 'facility' | 'doctor' | 'citizen' | 'place';

/** One person of the world: how she is tied, and to whom, and what shuts her record. */
export interface Person {
  readonly name: string;
  readonly ties: readonly { readonly kind: TieKind; readonly to: Tied }[];
  readonly closings: readonly ('consent' | 'guard')[];
  /** Her grants are opened by whoever may. */
  readonly opened?: 'break-glass' | 'sensitive';
  readonly patient: object;
  /** Further lines that show the tie. */
  readonly lines: readonly object[];
}

const day = 86_400_000;
const ago = (days: number): string => new Date(Date.now() - days * day).toISOString();
const years = (count: number): string => ago(count * 365.25).slice(0, 10);
const label = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' };

const organization = (id: string) => ({ reference: `Organization/${id}` });
const visit = (facility: string, more: object) => ({
  resourceType: 'Encounter',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  serviceProvider: organization(facility),
  ...more,
});
const consent = (facility: string, type: 'deny' | 'permit', toFacility: boolean) => ({
  ...aLine('Consent', ''),
  status: 'active',
  scope: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
  },
  provision: {
    type,
    ...(toFacility && {
      actor: [{ role: { text: 'x' }, reference: organization(facility) }],
    }),
  },
});
const related = (ownPatient: string, code: string, more: object = {}) => ({
  resourceType: 'RelatedPerson',
  active: true,
  identifier: [{ system: 'urn:sen:patient', value: ownPatient }],
  relationship: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code }] }],
  ...more,
});

/** Who lives in this world, by what ties them to facility `f`, to citizen `c` and to a commune. */
export function persons(f: string, c: string, doctor: string): Person[] {
  const to = (kind: TieKind, whom: Tied = 'facility') => ({ kind, to: whom });
  const plain = (
    name: string,
    ties: Person['ties'],
    patient: object,
    lines: readonly object[] = [],
  ): Person => ({
    name,
    ties,
    closings: [],
    patient: { birthDate: '1980-01-01', ...patient },
    lines,
  });
  const charged = { managingOrganization: organization(f) };
  const inTreatment = visit(f, { status: 'in-progress', period: { start: ago(1) } });
  const place = {
    address: [
      {
        extension: [
          {
            url: 'http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-administrative-address',
            extension: [{ url: 'ward', valueCodeableConcept: { coding: [{ code: '09319' }] } }],
          },
        ],
      },
    ],
  };
  return [
    plain('nobody’s', [], {}),
    plain('in charge', [to('charge')], charged),
    plain('treated now', [to('visit'), to('treated')], {}, [inTreatment]),
    plain('treated before', [to('treated')], {}, [
      visit(f, { status: 'finished', period: { start: ago(31), end: ago(30) } }),
    ]),
    plain('treated long ago', [], {}, [
      visit(f, { status: 'finished', period: { start: ago(801), end: ago(800) } }),
    ]),
    plain('in an episode', [to('episode')], {}, [
      { resourceType: 'EpisodeOfCare', status: 'active', managingOrganization: organization(f) },
    ]),
    plain('referred', [to('referral')], {}, [
      {
        resourceType: 'ServiceRequest',
        status: 'active',
        intent: 'order',
        authoredOn: ago(5),
        performer: [organization(f)],
      },
    ]),
    plain('referred long ago', [], {}, [
      {
        resourceType: 'ServiceRequest',
        status: 'active',
        intent: 'order',
        authoredOn: ago(300),
        performer: [organization(f)],
      },
    ]),
    plain('consulted on', [to('consulted', 'doctor')], {}, [
      {
        resourceType: 'Appointment',
        status: 'booked',
        start: ago(2),
        end: ago(2),
        participant: [{ actor: { reference: `Practitioner/${doctor}` }, status: 'accepted' }],
      },
    ]),
    plain('of the family doctor', [to('family-doctor')], { generalPractitioner: [organization(f)] }),
    plain('living in the commune', [to('residence', 'place')], place),
    plain('who opened it', [to('permit')], {}, [consent(f, 'permit', true)]),
    {
      ...plain('in charge, closed', [to('charge')], charged, [consent(f, 'deny', false)]),
      closings: ['consent'],
    },
    {
      ...plain('treated now, closed to the facility', [to('visit'), to('treated')], {}, [
        inTreatment,
        consent(f, 'deny', true),
      ]),
      closings: ['consent'],
    },
    {
      ...plain('well known', [to('charge')], { ...charged, meta: { security: [label] } }),
      closings: ['guard'],
    },
    { ...plain('in an emergency', [], {}), opened: 'break-glass' },
    {
      ...plain('in an emergency, closed', [], {}, [consent(f, 'deny', false)]),
      opened: 'break-glass',
      closings: ['consent'],
    },
    { ...plain('in charge, a reason stated', [to('charge')], charged), opened: 'sensitive' },
    {
      ...plain('in charge, a reason stated, closed', [to('charge')], charged, [consent(f, 'deny', false)]),
      opened: 'sensitive',
      closings: ['consent'],
    },
    plain('her child of 10', [to('guardian-of-child', 'citizen')], { birthDate: years(10.5) }, [
      related(c, 'MTH'),
    ]),
    plain('her child of 15', [to('guardian-of-adolescent', 'citizen')], { birthDate: years(15.5) }, [
      related(c, 'MTH'),
    ]),
    plain('her child of 17', [to('guardian', 'citizen')], { birthDate: years(17.5) }, [related(c, 'MTH')]),
    plain('her child of 19', [], { birthDate: years(19) }, [related(c, 'MTH')]),
    plain('whom she cares for', [to('carer', 'citizen')], {}, [
      related(c, 'HPOWATT', {
        period: { start: years(1), end: new Date(Date.now() + 30 * day).toISOString() },
      }),
    ]),
    plain('whom she cared for', [], {}, [
      related(c, 'HPOWATT', { period: { start: years(3), end: years(1) } }),
    ]),
    plain('her late father', [to('relative', 'citizen')], { deceasedDateTime: ago(40) }, [related(c, 'DAU')]),
  ];
}

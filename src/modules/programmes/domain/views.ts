import { compileView, type CompiledView } from '#kernel/fhir/view/compile-view.ts';
import { readViewDefinition } from '#kernel/fhir/view/view-definition.ts';

const loinc = (...codes: readonly string[]): string =>
  codes.map((code) => `code.coding.where(code = '${code}').exists()`).join(' or ');
const day = { name: 'on', path: 'effective.ofType(dateTime)' };
const component = (name: string, code: string) => ({
  name,
  path: `component.where(code.coding.where(code = '${code}').exists()).value.ofType(Quantity).value.first()`,
});
const quantity = (name: string) => ({ name, path: 'value.ofType(Quantity).value' });

/** LOINC codes that a view reads; what is not in it is never fetched. From general knowledge, verify against LOINC. */
const observed = {
  bloodPressure: ['85354-9'],
  glucose: ['14743-9', '1558-6', '2339-0', '15074-8', '14771-0'],
  hba1c: ['4548-4'],
  weight: ['29463-7', '8339-4'],
  height: ['8302-2'],
  arm: ['56072-2'],
  peakFlow: ['19935-6'],
  lastMenses: ['8665-2'],
  dueDate: ['11778-8'],
  haemoglobin: ['718-7'],
  proteinuria: ['20454-5', '2888-6'],
  fundalHeight: ['11881-0'],
  gravida: ['11996-6'],
  births: ['11977-6'],
  contraceptive: ['8659-8'],
  viralLoad: ['20447-9'],
  // The cause as a coded statement on the death.
  causeOfDeath: ['69453-9'],
} as const;

const observation = (name: keyof typeof observed, columns: readonly { name: string; path: string }[]) => ({
  resource: 'Observation',
  where: [
    { path: loinc(...observed[name]) },
    { path: "status != 'entered-in-error' and status != 'cancelled'" },
  ],
  select: [{ column: [day, ...columns] }],
});

/** What each fact is read from: SQL on FHIR view definitions, one row a resource, a column `on` with the day. */
const definitions = {
  bloodPressure: observation('bloodPressure', [
    component('systolic', '8480-6'),
    component('diastolic', '8462-4'),
  ]),
  glucose: observation('glucose', [quantity('value')]),
  hba1c: observation('hba1c', [quantity('value')]),
  weight: observation('weight', [quantity('value'), { name: 'unit', path: 'value.ofType(Quantity).code' }]),
  height: observation('height', [quantity('value')]),
  arm: observation('arm', [quantity('value')]),
  peakFlow: observation('peakFlow', [quantity('value')]),
  lastMenses: observation('lastMenses', [{ name: 'value', path: 'value.ofType(dateTime)' }]),
  dueDate: observation('dueDate', [{ name: 'value', path: 'value.ofType(dateTime)' }]),
  haemoglobin: observation('haemoglobin', [quantity('value')]),
  proteinuria: observation('proteinuria', [
    { name: 'value', path: 'value.ofType(CodeableConcept).coding.code.first()' },
  ]),
  fundalHeight: observation('fundalHeight', [quantity('value')]),
  gravida: observation('gravida', [{ name: 'value', path: 'value.ofType(integer)' }]),
  births: observation('births', [{ name: 'value', path: 'value.ofType(integer)' }]),
  contraceptive: observation('contraceptive', [
    {
      name: 'value',
      path: "value.ofType(CodeableConcept).coding.where(system = 'urn:sen:contraceptive').code.first()",
    },
  ]),
  viralLoad: observation('viralLoad', [quantity('value')]),
  causeOfDeath: observation('causeOfDeath', [
    { name: 'value', path: 'value.ofType(CodeableConcept).coding.code.first()' },
  ]),
  diagnosis: {
    resource: 'Condition',
    where: [
      {
        path: "verificationStatus.coding.where(code = 'refuted' or code = 'entered-in-error').exists().not()",
      },
    ],
    select: [
      {
        column: [
          { name: 'on', path: 'recordedDate' },
          {
            name: 'value',
            path: "code.coding.where(system = 'http://hl7.org/fhir/sid/icd-10').code.first()",
          },
        ],
      },
    ],
  },
  prescription: {
    resource: 'MedicationRequest',
    where: [{ path: "status = 'active' or status = 'completed'" }],
    select: [
      {
        column: [
          { name: 'on', path: 'authoredOn' },
          { name: 'days', path: 'dispenseRequest.expectedSupplyDuration.value' },
        ],
      },
    ],
  },
  dispensing: {
    resource: 'MedicationDispense',
    where: [{ path: "status = 'completed'" }],
    select: [
      {
        column: [
          { name: 'on', path: 'whenHandedOver' },
          { name: 'days', path: 'daysSupply.value' },
        ],
      },
    ],
  },
} as const;

export type ViewName = keyof typeof definitions;

/** The views, as they are published and as they are run. */
export const viewDefinitions: Readonly<Record<ViewName, unknown>> = definitions;

/** Views compiled at first use. */
const compiled = new Map<ViewName, CompiledView>();

/** Rows of a view: cells by the name of their column. */
export type ViewRow = Readonly<Record<string, unknown>>;

/** The rows that some resources give, in their order. */
export function rowsOf(name: ViewName, resources: readonly object[]): ViewRow[] {
  let view = compiled.get(name);
  if (view === undefined) {
    view = compileView(readViewDefinition(definitions[name]));
    compiled.set(name, view);
  }
  const columns = view.columns.map((column) => column.name);
  return resources.flatMap((resource) =>
    view
      .rowsOf(resource as Record<string, unknown>)
      .map((cells) => Object.fromEntries(columns.map((column, at) => [column, cells[at]]))),
  );
}

/** The type of resource that a view reads. */
export function typeOf(name: ViewName): string {
  return definitions[name].resource;
}

/** The LOINC codes that a view of Observations reads. */
export function loincOf(name: ViewName): readonly string[] {
  return name in observed ? observed[name as keyof typeof observed] : [];
}

/** All LOINC codes that any view reads. */
export const followedLoinc: ReadonlySet<string> = new Set(Object.values(observed).flat());

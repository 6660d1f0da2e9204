import type { CodeableConcept, Observation } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { TakenVisit } from './checked-visit.ts';
import { coded, optional, timeOf } from './map-context.ts';
import type { MapContext } from './map-context.ts';
import { measuredValue } from './result-value.ts';

/** Weight and blood group, which claims carry in their summary. Vital signs inside free text are not guessed. @source QĐ 130/QĐ-BYT 2023, XML1 */
export function mapBody(visit: TakenVisit, context: MapContext): Observation[] {
  const { summary } = visit;
  const found: Observation[] = [];
  const base = (key: string, category: string, code: CodeableConcept): Observation => ({
    resourceType: 'Observation',
    id: context.id(`Observation/${key}`),
    status: 'final',
    category: [{ coding: [coded('http://terminology.hl7.org/CodeSystem/observation-category', category)] }],
    code,
    subject: { reference: context.patient },
    encounter: { reference: `Encounter/${context.id('Encounter')}` },
    ...optional('effectiveDateTime', timeOf(summary.get('NGAY_VAO'))),
    performer: [{ reference: context.facility }],
  });
  const weight = measuredValue(summary.get('CAN_NANG') ?? '');
  if (weight !== undefined && weight.value > 0 && weight.value < 700) {
    const code = { coding: [coded(codeSystem.loinc, '29463-7', 'Body weight')], text: 'Cân nặng' };
    found.push({
      ...base('CAN_NANG', 'vital-signs', code),
      valueQuantity: { value: weight.value, unit: 'kg', system: codeSystem.ucum, code: 'kg' },
    });
  }
  const group = bloodGroup(summary.get('NHOM_MAU'));
  if (group !== undefined) {
    const code = {
      coding: [coded(codeSystem.loinc, '882-1', 'ABO and Rh group [Type] in Blood')],
      text: 'Nhóm máu',
    };
    found.push({ ...base('NHOM_MAU', 'laboratory', code), valueCodeableConcept: { text: group } });
  }
  return found;
}

/** 'a+', 'O Rh(+)', 'AB' -> 'A+', 'O+', 'AB'; undefined for anything else. */
export function bloodGroup(text: string | undefined): string | undefined {
  const match = /^(A|B|AB|O)\s{0,9}(?:RH)?(?:\(?([+-])\)?|\s{0,9}(DƯƠNG|ÂM))?$/.exec(
    text?.normalize('NFC').trim().toUpperCase() ?? '',
  );
  if (match === null) return undefined;
  const sign = match[2] ?? (match[3] === 'DƯƠNG' ? '+' : match[3] === 'ÂM' ? '-' : '');
  return `${match[1] ?? ''}${sign}`;
}

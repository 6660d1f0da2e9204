import type { ClinicalImpression } from '@medplum/fhirtypes';
import { linesOf } from './checked-visit.ts';
import type { TakenVisit } from './checked-visit.ts';
import { optional, timeOf, workerOf } from './map-context.ts';
import type { MapContext } from './map-context.ts';

const parts = [
  ['DIEN_BIEN_LS', ''],
  ['GIAI_DOAN_BENH', 'Giai đoạn bệnh: '],
  ['HOI_CHAN', 'Hội chẩn: '],
  ['PHAU_THUAT', 'Phẫu thuật: '],
] as const;

/** Notes on the course of the illness, each as it was written. @source QĐ 130/QĐ-BYT 2023, XML5 */
export function mapCourse(visit: TakenVisit, context: MapContext): ClinicalImpression[] {
  return linesOf(visit, 'XML5').flatMap((line): ClinicalImpression[] => {
    const summary = parts
      .map(([field, title]) => [title, line.get(field)] as const)
      .filter(([, text]) => text !== undefined)
      .map(([title, text]) => `${title}${text ?? ''}`)
      .join('\n');
    if (summary === '') return [];
    return [
      {
        resourceType: 'ClinicalImpression',
        id: context.id(`ClinicalImpression/${line.key}`),
        status: 'completed',
        subject: { reference: context.patient },
        encounter: { reference: `Encounter/${context.id('Encounter')}` },
        ...optional(
          'effectiveDateTime',
          timeOf(line.get('THOI_DIEM_DBLS')) ?? timeOf(visit.summary.get('NGAY_VAO')),
        ),
        ...optional('assessor', workerOf(line.get('NGUOI_THUC_HIEN'), context)),
        summary,
      },
    ];
  });
}

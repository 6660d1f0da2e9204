import type { Bundle, DocumentReference, FamilyMemberHistory } from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { dayText, fhirTime, minuteOf } from '../domain/days.ts';
import type { NamedFamily } from '../domain/named-people.ts';
import type { World } from '../domain/world.ts';
import { byNumber, own } from './fhir-people.ts';

/** Papers of chị Hoa that came by other ways than claims: two documents and what her family suffers from. One transaction. */
export function familyPapers(world: World, { hoa }: NamedFamily): Bundle {
  const patient = byNumber('Patient', identifierSystem.personalNumber, hoa.personalNumber);
  const papers: (DocumentReference | FamilyMemberHistory)[] = [
    document(
      world,
      'sieu-am-tim',
      'Kết quả siêu âm tim',
      400,
      'Thất trái dày nhẹ, chức năng tâm thu bảo tồn, EF 63%. Không hở van đáng kể.',
    ),
    document(
      world,
      'kham-mat',
      'Phiếu khám mắt',
      160,
      'Chưa thấy bệnh võng mạc do đái tháo đường hai mắt. Hẹn khám lại sau 12 tháng.',
    ),
    {
      resourceType: 'FamilyMemberHistory',
      id: `syn-${hoa.personalNumber}-family`,
      status: 'completed',
      patient,
      date: dayText(world.today - 160),
      relationship: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH', display: 'mother' },
        ],
        text: 'Mẹ',
      },
      condition: [
        {
          code: {
            coding: [{ system: codeSystem.icd10, code: 'I10', display: world.diagnosis('I10') }],
            text: world.diagnosis('I10'),
          },
        },
      ],
    },
  ];
  return { resourceType: 'Bundle', type: 'transaction', entry: papers.map((paper) => own(paper.id!, paper)) };

  function document(
    of: World,
    name: string,
    title: string,
    daysAgo: number,
    text: string,
  ): DocumentReference {
    const day = of.today - daysAgo;
    return {
      resourceType: 'DocumentReference',
      id: `syn-${hoa.personalNumber}-${name}`,
      status: 'current',
      type: { text: title },
      subject: patient,
      date: fhirTime(minuteOf(day, 10, 15)),
      custodian: byNumber('Organization', identifierSystem.facility, hoa.station.code),
      description: title,
      content: [
        {
          attachment: {
            contentType: 'text/plain; charset=utf-8',
            language: 'vi',
            title,
            data: Buffer.from(text, 'utf8').toString('base64'),
          },
        },
      ],
    };
  }
}

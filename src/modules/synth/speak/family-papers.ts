import type {
  Bundle,
  BundleEntry,
  DocumentReference,
  FamilyMemberHistory,
  Resource,
} from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { dayText, fhirTime, minuteOf } from '../domain/days.ts';
import type { NamedFamily } from '../domain/named-people.ts';
import type { World } from '../domain/world.ts';
import { patientOf } from './fhir-people.ts';

const patientUrl = 'urn:uuid:00000000-0000-4000-8000-900000000001';
const facilityUrl = 'urn:uuid:00000000-0000-4000-8000-900000000002';

/** Papers of chị Hoa that came by other ways than claims: two documents and what her family suffers from. One transaction. */
export function familyPapers(world: World, { hoa }: NamedFamily): Bundle {
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
      identifier: [{ system: 'urn:sen:synth:paper', value: `${hoa.personalNumber}-gia-dinh` }],
      status: 'completed',
      patient: { reference: patientUrl },
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
  const { managingOrganization: _, ...patient } = patientOf(hoa);
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      once(patient, identifierSystem.personalNumber, hoa.personalNumber, patientUrl),
      once(
        {
          resourceType: 'Organization',
          name: hoa.station.name,
          identifier: [{ system: identifierSystem.facility, value: hoa.station.code }],
        },
        identifierSystem.facility,
        hoa.station.code,
        facilityUrl,
      ),
      ...papers.map((paper) => once(paper, 'urn:sen:synth:paper', paper.identifier![0]!.value!)),
    ],
  };

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
      identifier: [{ system: 'urn:sen:synth:paper', value: `${hoa.personalNumber}-${name}` }],
      status: 'current',
      type: { text: title },
      subject: { reference: patientUrl },
      date: fhirTime(minuteOf(day, 10, 15)),
      custodian: { reference: facilityUrl },
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

function once(resource: Resource, system: string, value: string, fullUrl?: string): BundleEntry {
  return {
    ...(fullUrl !== undefined && { fullUrl }),
    resource,
    request: {
      method: 'POST',
      url: resource.resourceType,
      ifNoneExist: `identifier=${encodeURIComponent(`${system}|${value}`)}`,
    },
  };
}

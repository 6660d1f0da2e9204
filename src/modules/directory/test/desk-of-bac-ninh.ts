import type { Organization } from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { CallAs, TestPlatform } from '#platform/testing/start-platform.ts';
import type { FacilityForm } from '../domain/facility-form.ts';
import type { WorkerForm } from '../domain/worker-form.ts';

/** The desks of two provinces, and one whose account stands for no office. */
export interface Desks {
  readonly bacNinh: CallAs;
  readonly haNoi: CallAs;
  readonly nobody: CallAs;
  readonly country: CallAs;
}

/** An office of public health for a province. */
async function officeOf(sen: TestPlatform, province: string, name: string): Promise<string> {
  const office: Organization = {
    resourceType: 'Organization',
    active: true,
    name,
    extension: [{ url: 'urn:sen:area-of-duty', valueCode: province }],
  };
  return (await sen.context().record.create(office)).id;
}

/** Makes the accounts. */
export async function openDesks(sen: TestPlatform, password?: string): Promise<Desks> {
  await sen.people();
  const account = async (username: string, role: string, facilityId?: string): Promise<CallAs> => {
    await sen.platform.identity.createPerson({
      username,
      display: username,
      ...(password !== undefined && { password }),
      roles: [{ role, ...(facilityId !== undefined && { facilityId }) }],
    });
    return sen.as(username);
  };
  return {
    bacNinh: await account(
      'syt.bacninh',
      'health-department',
      await officeOf(sen, '24', 'Sở Y tế Bắc Ninh (giả định)'),
    ),
    haNoi: await account(
      'syt.hanoi',
      'health-department',
      await officeOf(sen, '01', 'Sở Y tế Hà Nội (giả định)'),
    ),
    nobody: await account('syt.khong', 'health-department'),
    country: await account('danhba', 'directory-keeper'),
  };
}

/** A hospital in Xã Tiên Du. */
export const hospital: FacilityForm = {
  code: '24991',
  name: 'Bệnh viện đa khoa Sen Tiên Du (giả định)',
  kind: 'hospital',
  level: 'basic',
  ownership: 'public',
  codes: { licence: '12/BN-GPHĐ', healthCheck: '1234567890123' },
  line: 'Số 1 đường Sen',
  commune: '09319',
  phone: '02223 123 456',
  web: 'https://example.org',
  state: 'open',
  hours: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '07:00', to: '17:00' }],
  services: ['examination', 'emergency', 'surgery'],
  beds: [
    { department: 'internal', count: 60 },
    { department: 'surgery', count: 40 },
  ],
};

/** A doctor of it. */
export const doctorAt = (facilityId: string): WorkerForm => ({
  name: 'Ngô Thị Bích Đào',
  sex: 'female',
  personalNumber: '027188000123',
  licences: [{ number: '004321/BN-GPHN', scope: 'Nội khoa', from: '2024-01-10', to: '2029-01-09' }],
  posts: [{ facilityId, title: 'Bác sĩ khoa Nội' }],
});

/** A call with a body. */
export async function post(
  by: CallAs,
  path: string,
  body: object,
): Promise<{ status: number; body: Record<string, never>; text: string }> {
  const answer = await by(`/api/directory${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    text,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, never>),
  };
}

/** A question. */
export async function get(
  by: CallAs,
  path: string,
): Promise<{ status: number; body: Record<string, never>; headers: Headers; text: string }> {
  const answer = await by(`/api/directory${path}`);
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, never>),
  };
}

/** What a door sends that knows of a facility its code and name. */
export const bareOrganization = (code: string, name: string): Organization => ({
  resourceType: 'Organization',
  active: true,
  identifier: [{ system: identifierSystem.facility, value: code }],
  name,
  address: [
    {
      text: 'Xã Tiên Du, Tỉnh Bắc Ninh',
      extension: [
        {
          url: 'http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-administrative-address',
          extension: [
            {
              url: 'state',
              valueCodeableConcept: {
                coding: [{ system: codeSystem.administrativeUnit, version: '2025-07-01', code: '24' }],
              },
            },
            {
              url: 'ward',
              valueCodeableConcept: {
                coding: [{ system: codeSystem.administrativeUnit, version: '2025-07-01', code: '09319' }],
              },
            },
          ],
        },
      ],
    },
  ],
});

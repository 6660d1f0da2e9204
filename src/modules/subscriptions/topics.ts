import type { SubscriptionTopic } from '#platform/record/subscriptions/topic.ts';
import { reportedIllnesses } from './domain/reported-illnesses.ts';

const subdivisions = Array.from({ length: 10 }, (_one, digit) => digit);
const laboratory = 'category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
const byPatient = (resource: string) => ({ resource, filterParameter: 'patient' });

/** What other systems can ask to be told of. Codes are English and never change; titles are for people. */
export const topics: readonly SubscriptionTopic[] = [
  {
    code: 'encounter-admitted',
    title: { vi: 'Người bệnh vào viện', en: 'A patient was admitted' },
    description: {
      vi: 'Lượt khám hoặc điều trị bắt đầu.',
      en: 'A visit or a stay begins.',
    },
    resourceTrigger: [
      {
        resource: 'Encounter',
        supportedInteraction: ['create', 'update'],
        queryCriteria: {
          previous: 'status:not=in-progress',
          resultForCreate: 'test-passes',
          current: 'status=in-progress',
          requireBoth: true,
        },
      },
    ],
    canFilterBy: [
      byPatient('Encounter'),
      { resource: 'Encounter', filterParameter: 'class' },
      { resource: 'Encounter', filterParameter: 'service-provider' },
    ],
  },
  {
    code: 'encounter-ended',
    title: { vi: 'Người bệnh ra viện', en: 'A visit ended' },
    description: {
      vi: 'Lượt khám hoặc điều trị kết thúc.',
      en: 'A visit or a stay is finished.',
    },
    resourceTrigger: [
      {
        resource: 'Encounter',
        supportedInteraction: ['create', 'update'],
        queryCriteria: {
          previous: 'status:not=finished',
          resultForCreate: 'test-passes',
          current: 'status=finished',
          requireBoth: true,
        },
      },
    ],
    canFilterBy: [
      byPatient('Encounter'),
      { resource: 'Encounter', filterParameter: 'class' },
      { resource: 'Encounter', filterParameter: 'service-provider' },
    ],
  },
  {
    code: 'laboratory-result',
    title: { vi: 'Có kết quả xét nghiệm mới', en: 'A new laboratory result' },
    description: {
      vi: 'Một kết quả xét nghiệm được trả, hoặc được sửa sau khi trả.',
      en: 'A laboratory result is final, or was corrected after that.',
    },
    resourceTrigger: [
      {
        resource: 'Observation',
        supportedInteraction: ['create', 'update'],
        queryCriteria: {
          current: `${laboratory}&status=final,amended,corrected`,
        },
      },
    ],
    canFilterBy: [
      byPatient('Observation'),
      { resource: 'Observation', filterParameter: 'code' },
      { resource: 'Observation', filterParameter: 'encounter' },
    ],
  },
  {
    code: 'laboratory-result-withdrawn',
    title: { vi: 'Kết quả xét nghiệm bị rút lại', en: 'A laboratory result was withdrawn' },
    description: {
      vi: 'Một kết quả đã trả bị đánh dấu nhập nhầm, bị huỷ hoặc bị xoá. Đừng dùng kết quả ấy nữa.',
      en: 'A result that was final is marked as entered in error or cancelled, or was deleted. Use it no more.',
    },
    resourceTrigger: [
      {
        resource: 'Observation',
        supportedInteraction: ['update', 'delete'],
        queryCriteria: {
          previous: `${laboratory}&status=final,amended,corrected`,
          current: 'status=entered-in-error,cancelled',
          resultForDelete: 'test-passes',
          requireBoth: true,
        },
      },
    ],
    canFilterBy: [
      byPatient('Observation'),
      { resource: 'Observation', filterParameter: 'code' },
      { resource: 'Observation', filterParameter: 'encounter' },
    ],
  },
  {
    code: 'patient-changed',
    title: { vi: 'Thông tin hành chính của người bệnh thay đổi', en: 'A patient’s details changed' },
    description: {
      vi: 'Một người mới được ghi, hoặc thông tin của một người được sửa hay bị xoá.',
      en: 'Somebody new was registered, or somebody’s details were changed or deleted.',
    },
    resourceTrigger: [{ resource: 'Patient', supportedInteraction: ['create', 'update', 'delete'] }],
    canFilterBy: [
      { resource: 'Patient', filterParameter: '_id' },
      { resource: 'Patient', filterParameter: 'identifier' },
      { resource: 'Patient', filterParameter: 'organization' },
    ],
  },
  {
    code: 'notifiable-disease',
    title: { vi: 'Có ca bệnh truyền nhiễm phải báo cáo', en: 'A new case of a notifiable disease' },
    description: {
      vi: 'Một chẩn đoán thuộc các bệnh truyền nhiễm phải báo cáo theo từng ca vừa được ghi.',
      en: 'A diagnosis of an illness that is reported case by case was recorded.',
    },
    resourceTrigger: [
      {
        resource: 'Condition',
        supportedInteraction: ['create', 'update'],
        queryCriteria: {
          previous: `code:not=${illnessTokens()}`,
          resultForCreate: 'test-passes',
          current: `code=${illnessTokens()}`,
          requireBoth: true,
        },
      },
    ],
    canFilterBy: [byPatient('Condition'), { resource: 'Condition', filterParameter: 'code' }],
  },
];

/** Each category with what lies below it, so that a resource is judged without looking anything up. */
function illnessTokens(): string {
  return reportedIllnesses
    .flatMap((code) => [code, ...(code.includes('.') ? [] : subdivisions.map((digit) => `${code}.${digit}`))])
    .map((code) => `http://hl7.org/fhir/sid/icd-10|${code}`)
    .join(',');
}

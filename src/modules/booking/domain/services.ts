import type { Bilingual } from '#kernel/schema.ts';

/**
 * What people book, with the directory's codes of kinds of service. Kinds whose mere name would tell something that the person may want kept from
 * her family or from a hall (mental health, HIV, family planning) are not booked here. The list: own rule, verify.
 */
export const bookedServices = {
  examination: { vi: 'Khám bệnh', en: 'Consultation' },
  immunisation: { vi: 'Tiêm chủng', en: 'Immunisation' },
  antenatal: { vi: 'Khám thai', en: 'Antenatal care' },
  child: { vi: 'Khám trẻ em', en: 'Children' },
  chronic: { vi: 'Quản lý tăng huyết áp, đái tháo đường', en: 'Hypertension and diabetes care' },
  dental: { vi: 'Răng hàm mặt', en: 'Dental care' },
  eye: { vi: 'Khám mắt', en: 'Eye care' },
  traditional: { vi: 'Y học cổ truyền', en: 'Traditional medicine' },
  rehabilitation: { vi: 'Phục hồi chức năng', en: 'Rehabilitation' },
  laboratory: { vi: 'Xét nghiệm', en: 'Laboratory' },
  imaging: { vi: 'Chẩn đoán hình ảnh', en: 'Imaging' },
} as const satisfies Record<string, Bilingual>;
export type BookedService = keyof typeof bookedServices;
export const serviceCodes = Object.keys(bookedServices) as [BookedService, ...BookedService[]];

/** `Coding.system` of the codes: that of the directory. */
export const serviceSystem = 'urn:sen:service-kind';

import { defineModule } from '#platform/module/define-module.ts';
import { prescriptionStream, referralStream } from './routes/print-slips.ts';

/** What a visit without a bed needs everywhere: prescriptions with their checks, letters, and their papers. */
export const outpatient = defineModule({
  id: 'outpatient',
  title: { vi: 'Khám ngoại trú', en: 'Outpatient care' },
  permissions: {
    'outpatient.print': {
      vi: 'In đơn thuốc và giấy chuyển tuyến',
      en: 'Print prescriptions and referral letters',
    },
  },
  roles: (['station-doctor', 'station-worker', 'hospital-doctor', 'nurse'] as const).map((id) => ({
    id,
    title: { vi: 'Nhân viên y tế', en: 'Health worker' },
    grants: ['outpatient.print'] as const,
  })),
  streams: [prescriptionStream, referralStream],
});

import { staffRows } from './policy-of-staff.ts';
import type { PolicyRow } from './policy-row.ts';

/**
 * The written policy: what no row allows is refused. Definitions and directories are open to whoever signed in and stand in
 * resource-kinds.ts; what a SMART scope narrows stands in record-scope.ts. A tie has the same lines and the same shutters in each row, so
 * that two roles of one person add up and never contradict.
 * @source Law 15/2023/QH15 Art. 69 (who may see a medical record); Law 91/2025/QH15 Art. 19 (bases without consent: emergency, duty of the
 * state, other law); the limits by age are an own rule, verify
 */
export const policy: readonly PolicyRow[] = [
  {
    role: 'platform',
    ties: ['everybody'],
    lines: 'any',
    reads: 'all',
    creates: 'all',
    updates: 'all',
    shutBy: [],
    why: {
      vi: 'Chính hệ thống: chuyển đổi, công việc nền, cửa nhận dữ liệu sau khi kiểm tra người gửi',
      en: 'Sen itself: migrations, jobs, doors after the sender was checked',
    },
  },
  {
    role: 'national-system',
    ties: ['everybody'],
    lines: 'any',
    reads: 'all',
    creates: 'all',
    updates: 'all',
    shutBy: [],
    why: {
      vi: 'Hệ thống quốc gia của trục trao đổi, không gắn với cơ sở nào, trong phạm vi scope được cấp; người bệnh đóng hồ sơ không chặn',
      en: 'A national system of the exchange, bound to no facility, within the scopes it was given; not held back by a closed record',
    },
  },
  {
    role: 'citizen',
    ties: ['self'],
    lines: 'any',
    reads: 'personal',
    creates: 'citizen-adds',
    updates: 'citizen-changes',
    shutBy: [],
    why: { vi: 'Hồ sơ của chính mình, luôn luôn', en: 'Her own record, always' },
  },
  {
    role: 'citizen',
    ties: ['guardian-of-child'],
    lines: 'any',
    reads: 'personal',
    creates: 'none',
    updates: 'none',
    shutBy: [],
    why: { vi: 'Người giám hộ của trẻ dưới 15 tuổi', en: 'The guardian of a child under 15' },
  },
  {
    role: 'citizen',
    ties: ['guardian-of-adolescent'],
    lines: 'all-but-hiv',
    reads: 'personal',
    creates: 'none',
    updates: 'none',
    shutBy: [],
    why: {
      vi: 'Người giám hộ của trẻ 15 tuổi: không xem dữ liệu HIV',
      en: 'The guardian of a child of 15: nothing on HIV',
    },
  },
  {
    role: 'citizen',
    ties: ['guardian'],
    lines: 'plain',
    reads: 'personal',
    creates: 'none',
    updates: 'none',
    shutBy: [],
    why: {
      vi: 'Người giám hộ của trẻ 16 và 17 tuổi: không xem dữ liệu nhạy cảm; hết quyền khi đủ 18',
      en: 'The guardian of a child of 16 or 17: nothing sensitive; ends at 18',
    },
  },
  {
    role: 'citizen',
    ties: ['carer'],
    lines: 'plain',
    reads: 'personal',
    creates: 'none',
    updates: 'none',
    shutBy: ['consent'],
    why: {
      vi: 'Người chăm sóc được ghi tên, trong thời hạn; người bệnh có thể đóng',
      en: 'A named carer, within her dates; the person may shut her out',
    },
  },
  {
    role: 'citizen',
    ties: ['relative'],
    lines: 'plain',
    reads: 'personal',
    creates: 'none',
    updates: 'none',
    shutBy: ['consent'],
    why: { vi: 'Thân nhân được ghi tên của người đã mất', en: 'A named relative of somebody who died' },
  },
  ...staffRows,
];

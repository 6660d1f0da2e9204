import type { Bilingual } from '#kernel/schema.ts';
import type { TieKind } from './access-words.ts';
import type { PolicyRow } from './policy-row.ts';
import type { TypeSet } from './type-sets.ts';

/** Ties of somebody who looks after the person at this time. */
export const presentTies = ['visit', 'episode', 'referral', 'consulted'] as const satisfies TieKind[];
/** Ties that last between visits. */
export const standingTies = ['charge', 'treated', 'family-doctor'] as const satisfies TieKind[];

interface Staff {
  readonly role: string;
  readonly title: Bilingual;
  readonly reads: TypeSet;
  readonly creates: TypeSet;
  readonly updates: TypeSet;
  /** True where she may break the glass. */
  readonly breaksGlass: boolean;
}

const staff: readonly Staff[] = [
  ...(['station-doctor', 'hospital-doctor'] as const).map((role): Staff => ({
    role,
    title: { vi: 'Bác sĩ', en: 'A doctor' },
    reads: 'personal',
    creates: 'doctor-writes',
    updates: 'doctor-writes',
    breaksGlass: true,
  })),
  // Physician assistants, midwives and nurses of a station examine, prescribe and treat where no doctor sits. Own rule, verify.
  {
    role: 'station-worker',
    title: { vi: 'Nhân viên trạm y tế', en: 'A worker of a station' },
    reads: 'personal',
    creates: 'doctor-writes',
    updates: 'doctor-writes',
    breaksGlass: true,
  },
  {
    role: 'nurse',
    title: { vi: 'Điều dưỡng', en: 'A nurse' },
    reads: 'personal',
    creates: 'nurse-writes',
    updates: 'nurse-writes',
    breaksGlass: true,
  },
  {
    role: 'pharmacist',
    title: { vi: 'Dược sĩ', en: 'A pharmacist' },
    reads: 'medicines',
    creates: 'dispensing',
    updates: 'dispensing',
    breaksGlass: false,
  },
  {
    role: 'receptionist',
    title: { vi: 'Nhân viên tiếp đón', en: 'A receptionist' },
    reads: 'desk',
    creates: 'desk',
    updates: 'desk',
    breaksGlass: false,
  },
];

const atWork = ['care', 'emergency', 'quality', 'administration'] as const;

function rowsOf({ role, title, reads, creates, updates, breaksGlass }: Staff): PolicyRow[] {
  const types = { role, reads, creates, updates };
  const why = (vi: string, en: string): Bilingual => ({
    vi: `${title.vi}: ${vi}`,
    en: `${title.en}: ${en}`,
  });
  return [
    {
      ...types,
      ties: presentTies,
      lines: 'plain',
      purposes: atWork,
      shutBy: ['consent'],
      why: why(
        'cơ sở đang khám, được chuyển tới, hội chẩn, hoặc đang quản lý đợt điều trị',
        'the facility treats now, was referred to, is consulted, or leads an episode of care',
      ),
    },
    {
      ...types,
      ties: standingTies,
      lines: 'plain',
      purposes: atWork,
      shutBy: ['consent', 'guard'],
      why: why(
        'cơ sở quản lý, bác sĩ gia đình, hoặc đã khám trong thời hạn; người nổi tiếng và đồng nghiệp cần nêu lý do',
        'the facility has her in its charge, is her family doctor, or treated her within the limit; for the well known and for colleagues a reason is stated',
      ),
    },
    {
      ...types,
      ties: ['permit'],
      lines: 'plain',
      purposes: atWork,
      shutBy: ['consent'],
      why: why(
        'người bệnh tự mở; phần nhạy cảm chỉ khi người bệnh nêu tên loại đó',
        'the person opened it herself; sensitive lines only where she named their kind',
      ),
    },
    {
      ...types,
      ties: ['stated-reason'],
      lines: 'any',
      purposes: atWork,
      shutBy: ['consent'],
      why: why(
        'đã nêu lý do xem phần nhạy cảm, trong thời gian ngắn',
        'a reason was stated for sensitive lines, for a short time',
      ),
    },
    ...(breaksGlass
      ? [
          {
            ...types,
            ties: ['break-glass'],
            lines: 'any',
            purposes: atWork,
            shutBy: [],
            why: why(
              'mở khẩn cấp có lý do, ngắn, báo ngay cho người bệnh và người giám sát',
              'broke the glass with a reason; short, told to the person and the supervisor at once',
            ),
          } satisfies PolicyRow,
        ]
      : []),
    {
      role,
      ties: [...presentTies, ...standingTies],
      lines: 'plain',
      reads: 'insurance',
      creates: 'none',
      updates: 'none',
      purposes: ['insurance'],
      shutBy: ['consent', 'guard'],
      why: why('hồ sơ thanh toán bảo hiểm', 'papers of the health insurance'),
    },
  ];
}

/** What people and systems of facilities, and those of public health, may see. */
export const staffRows: readonly PolicyRow[] = [
  ...staff.flatMap(rowsOf),
  {
    role: 'facility-system',
    ties: presentTies,
    lines: 'any',
    reads: 'all',
    creates: 'all',
    updates: 'all',
    shutBy: ['consent'],
    why: {
      vi: 'Hệ thống của cơ sở đang khám: đọc lại và sửa được cả dòng nhạy cảm mà nó gửi',
      en: 'The system of a facility that treats now: it reads back and mends also the sensitive lines that it sends',
    },
  },
  {
    role: 'facility-system',
    ties: standingTies,
    lines: 'plain',
    reads: 'all',
    creates: 'all',
    updates: 'all',
    shutBy: ['consent', 'guard'],
    why: {
      vi: 'Hệ thống của cơ sở quản lý, hoặc đã khám trong thời hạn',
      en: 'The system of a facility that has charge, or treated within the limit',
    },
  },
  {
    role: 'facility-system',
    ties: ['permit'],
    lines: 'plain',
    reads: 'all',
    creates: 'none',
    updates: 'none',
    shutBy: ['consent'],
    why: { vi: 'Người bệnh tự mở cho cơ sở', en: 'The person opened it to the facility herself' },
  },
  {
    role: 'public-health-officer',
    ties: ['residence'],
    lines: 'reported',
    reads: 'personal',
    creates: 'none',
    updates: 'none',
    purposes: ['public-health'],
    shutBy: [],
    why: {
      vi: 'Bệnh truyền nhiễm phải báo cáo của người sống trong địa bàn, theo luật; không gì khác, không HIV',
      en: 'Diseases reported by law, of those who live in the officer’s place; nothing else, and nothing on HIV',
    },
  },
];

/** Roles that stand in no row: they see no line of anybody's record. */
export const rolesWithoutLines: Readonly<Record<string, Bilingual>> = {
  ministry: {
    vi: 'Bộ Y tế nhận số liệu các tỉnh gửi lên, không xem hồ sơ',
    en: 'The ministry receives the figures that provinces send, and sees no record',
  },
  administrator: {
    vi: 'Người quản trị không xem nội dung khám chữa bệnh',
    en: 'An administrator sees no clinical content',
  },
  supervisor: {
    vi: 'Người giám sát duyệt lại việc mở khẩn cấp, không xem nội dung',
    en: 'A supervisor reviews broken glass and sees no content',
  },
  'registry-officer': {
    vi: 'Cán bộ định danh xem ai là ai, số lượt khám và nơi khám ở bàn nhập hồ sơ, mỗi lần xem đều ghi lại; không xem nội dung khám',
    en: 'A registry officer sees who is whom, how often and where somebody was seen, at the merge desk, each look written down; no clinical content',
  },
  'health-department': {
    vi: 'Sở Y tế xem số liệu, không xem từng hồ sơ; khi duyệt sửa nhân thân thì thấy ai là ai, mỗi lần xem đều ghi lại',
    en: 'A Department of Health sees figures, no single record; deciding on who somebody is it sees who is whom, each look written down',
  },
};

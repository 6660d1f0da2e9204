import type { Bilingual } from '../schema.ts';
import { codeSystem } from '../vietnam/identifier-systems.ts';
import { cardGroups } from '../vietnam/card-groups.ts';
import { ethnicGroups } from '../vietnam/ethnic-groups.ts';
import careKinds from './generated/care-kinds.json' with { type: 'json' };
import careSubjects from './generated/care-subjects.json' with { type: 'json' };
import costGroups from './generated/cost-groups.json' with { type: 'json' };

/** A name; English only where there is an honest one. */
export interface Display {
  readonly vi: string;
  readonly en?: string;
}

/** Short lists that stand in the text of the decision itself. @source QĐ 130/QĐ-BYT 2023, QĐ 4750/QĐ-BYT 2023 */
const treatmentResult: Record<string, Bilingual> = {
  '1': { vi: 'Khỏi', en: 'Cured' },
  '2': { vi: 'Đỡ', en: 'Improved' },
  '3': { vi: 'Không thay đổi', en: 'Unchanged' },
  '4': { vi: 'Nặng hơn', en: 'Worse' },
  '5': { vi: 'Tử vong', en: 'Died' },
  '6': { vi: 'Tiên lượng nặng xin về', en: 'Critical, family asked to go home' },
  '7': { vi: 'Chưa xác định', en: 'Undetermined' },
  '8': { vi: 'Tử vong ngoại viện', en: 'Died outside hospital' },
};

const dischargeKind: Record<string, Bilingual> = {
  '1': { vi: 'Ra viện', en: 'Discharged' },
  '2': { vi: 'Chuyển tuyến theo yêu cầu chuyên môn', en: 'Transferred for professional reasons' },
  '3': { vi: 'Trốn viện', en: 'Left without notice' },
  '4': { vi: 'Xin ra viện', en: 'Asked to leave' },
  '5': { vi: 'Chuyển tuyến theo yêu cầu người bệnh', en: 'Transferred on request' },
};

const benefitScope: Record<string, Bilingual> = {
  '1': { vi: 'Trong phạm vi hưởng BHYT', en: 'In the scope of insurance' },
  '2': { vi: 'Ngoài phạm vi hưởng BHYT', en: 'Outside the scope of insurance' },
  '3': { vi: 'Ngoài danh mục, quỹ khác chi trả', en: 'Outside the lists, paid under another rule' },
};

/** The two routes of use that were read in real claims; others keep the text of the claim. */
const route: Record<string, Bilingual> = {
  '1.01': { vi: 'Uống', en: 'By mouth' },
  '2.10': { vi: 'Tiêm', en: 'Injection' },
};

function fromRows(rows: readonly (readonly string[])[]): Map<string, Display> {
  // A subject of care can stand twice with different percentages by period; its name is the same.
  return new Map(rows.map(([code, vi, en]) => [code!, en ? { vi: vi!, en } : { vi: vi! }]));
}

const fromRecord = (record: Record<string, Display>): Map<string, Display> => new Map(Object.entries(record));

/** Every code list of claims by its system. */
export const claimLists: ReadonlyMap<string, ReadonlyMap<string, Display>> = new Map([
  [codeSystem.careKind, fromRows(careKinds.rows)],
  [codeSystem.careSubject, fromRows(careSubjects.rows.map((row) => row.slice(0, 2)))],
  [codeSystem.costGroup, fromRows(costGroups.rows)],
  [codeSystem.treatmentResult, fromRecord(treatmentResult)],
  [codeSystem.dischargeKind, fromRecord(dischargeKind)],
  [codeSystem.benefitScope, fromRecord(benefitScope)],
  [codeSystem.route, fromRecord(route)],
  [codeSystem.cardGroup, new Map([...cardGroups].map(([code, { vi, en }]) => [code, { vi, en }]))],
  [codeSystem.ethnicGroup, new Map([...ethnicGroups].map(([code, vi]) => [code, { vi }]))],
]);

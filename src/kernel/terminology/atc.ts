import type { CodeRow } from './code-table.ts';
import { drugs } from './drugs.ts';

/** Names of the fourteen main groups. @source ATC classification (WHO Collaborating Centre for Drug Statistics Methodology), level 1 */
const mainGroups: Readonly<Record<string, readonly [string, string]>> = {
  A: ['Hệ tiêu hóa và chuyển hóa', 'Alimentary tract and metabolism'],
  B: ['Máu và cơ quan tạo máu', 'Blood and blood forming organs'],
  C: ['Hệ tim mạch', 'Cardiovascular system'],
  D: ['Da liễu', 'Dermatologicals'],
  G: ['Hệ tiết niệu - sinh dục và hormon sinh dục', 'Genito-urinary system and sex hormones'],
  H: ['Hormon dùng toàn thân (trừ hormon sinh dục và insulin)', 'Systemic hormonal preparations'],
  J: ['Chống nhiễm khuẩn dùng toàn thân', 'Antiinfectives for systemic use'],
  L: ['Chống ung thư và điều hòa miễn dịch', 'Antineoplastic and immunomodulating agents'],
  M: ['Hệ cơ - xương', 'Musculo-skeletal system'],
  N: ['Hệ thần kinh', 'Nervous system'],
  P: ['Chống ký sinh trùng, côn trùng', 'Antiparasitic products, insecticides and repellents'],
  R: ['Hệ hô hấp', 'Respiratory system'],
  S: ['Cơ quan cảm giác', 'Sensory organs'],
  V: ['Nhóm khác', 'Various'],
};

/** Where the levels of a code end: C, C09, C09A, C09AA, C09AA02. */
const levels = [1, 3, 4, 5, 7];

/**
 * Drugs of the list by ATC code, below the levels that the code itself contains. Groups between the first level and the substance have
 * no name here: only what the list tells is told.
 */
export function atcRows(): CodeRow[] {
  const names = new Map<string, Set<string>>();
  for (const { atc, name } of drugs) if (atc !== '') names.set(atc, (names.get(atc) ?? new Set()).add(name));
  const rows = new Map<string, CodeRow>();
  for (const code of Object.keys(mainGroups)) {
    const [vi, en] = mainGroups[code]!;
    rows.set(code, { code, vi, en, abstract: true });
  }
  for (const [atc, found] of [...names].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const ends = levels.filter((end) => end <= atc.length);
    ends.forEach((end, i) => {
      const code = atc.slice(0, end);
      const parents = i === 0 ? [] : [atc.slice(0, ends[i - 1])];
      if (code !== atc) {
        if (!rows.has(code)) rows.set(code, { code, parents, abstract: true });
        return;
      }
      const [first = '', ...others] = found;
      const designations = others.map((value) => ({ language: 'vi', value }));
      rows.set(code, { code, vi: first, parents, ...(others.length > 0 && { designations }) });
    });
  }
  return [...rows.values()];
}

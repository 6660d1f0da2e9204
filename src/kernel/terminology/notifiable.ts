import list from './generated/notifiable-diseases.json' with { type: 'json' };

/** A disease that must be reported, and how soon. */
export interface NotifiableDisease {
  readonly vi: string;
  readonly deadline: '24h' | '48h' | 'week';
  /** ICD-10 categories or codes that stand for it; for orientation. */
  readonly icd10: readonly string[];
}

/** @source TT 15/2026/TT-BYT and its lists; see `state` in generated/notifiable-diseases.json */
export const notifiableDiseases: readonly NotifiableDisease[] = list.rows.map((row) => {
  const [deadline, vi, icd10] = row as [NotifiableDisease['deadline'], string, string];
  return { vi, deadline, icd10: icd10.split(';').filter(Boolean) };
});

/** The disease to report for a diagnosis code: the code itself or its category; the longest code that fits wins. */
export function notifiableOf(code: string): NotifiableDisease | undefined {
  let best: NotifiableDisease | undefined;
  let length = 0;
  for (const disease of notifiableDiseases)
    for (const listed of disease.icd10)
      if (code.startsWith(listed) && listed.length > length) [best, length] = [disease, listed.length];
  return best;
}

import type { Bilingual } from '#kernel/schema.ts';

/** A dose that is late, due or soon due. */
export interface DueShot {
  readonly title: Bilingual;
  readonly on: string;
  readonly isLate: boolean;
}

/** What is due by the national schedule, as the caller may see it. */
export interface DueShots {
  of(patientId: string): Promise<{
    doses: DueShot[];
    /** Why nothing is told: no dose of this child is entered, or the whole day of birth is not known. */
    because?: 'no-entries' | 'birth-unknown';
  }>;
}

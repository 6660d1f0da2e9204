/** What of a record matters today, as the caller may see it. Errors: as reading the record. */
export interface RecordToday {
  of(patientId: string): Promise<{
    /** Days that papers name for coming again. */
    papers: { at: string; facility?: string }[];
    medicines: { id: string; title: string; how?: string; until?: string; own: boolean }[];
    /** The day of the last prescription, where the medicines are its and nobody wrote how long they last. */
    prescribedOn?: string;
    /** Results that came in the last thirty days, newest first. */
    results: { id: string; title: string; at?: string; arrivedAt: string; isOut: boolean }[];
  }>;
}

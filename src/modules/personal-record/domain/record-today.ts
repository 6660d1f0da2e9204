interface Medicine {
  id: string;
  title: string;
  how?: string;
  until?: string;
  own: boolean;
}

/** What of a record matters today, as the caller may see it. Errors: as reading the record. */
export interface RecordToday {
  of(patientId: string): Promise<{
    /** Days that papers name for coming again. */
    papers: { at: string; facility?: string }[];
    /** What is being taken now. */
    medicines: Medicine[];
    /** Where no prescription is running: what of the last one, of that day, nobody gave an end. */
    last?: { on: string; medicines: Medicine[] };
    /** Results that came in the last thirty days, newest first. */
    results: { id: string; title: string; at?: string; arrivedAt: string; isOut: boolean }[];
  }>;
}

/** Answers of a slow question, kept for a while; asked twice at once it is worked out once. */
export interface Kept<T> {
  get(key: string, now: Date, work: () => Promise<T>): Promise<T>;
}

/** @param most answers kept; the oldest go first */
export function keepFor<T>(ms: number, most: number): Kept<T> {
  const answers = new Map<string, { readonly until: number; readonly answer: Promise<T> }>();
  return {
    get(key, now, work) {
      const known = answers.get(key);
      if (known !== undefined && known.until > now.getTime()) return known.answer;
      const answer = work();
      answers.delete(key);
      answers.set(key, { until: now.getTime() + ms, answer });
      answer.catch(() => answers.delete(key));
      for (const [oldest] of answers) {
        if (answers.size <= most) break;
        answers.delete(oldest);
      }
      return answer;
    },
  };
}

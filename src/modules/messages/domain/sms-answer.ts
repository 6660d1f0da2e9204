/** What became of a text message: taken, not to be sent this way at all, or to be tried again. */
type SmsOutcome = 'taken' | 'refused' | 'later';

/**
 * Reads what a provider answered. Only a clear word is believed: an answer that cannot be read is asked again under the same reference, which a provider
 * sends once.
 */
export function judgeSms(answer: { readonly status: number; readonly body: string }): SmsOutcome {
  const { status, body } = answer;
  // Known already under this reference.
  if (status === 409) return 'taken';
  if (status === 408 || status === 429 || status >= 500) return 'later';
  if (status < 200 || status >= 300) return 'refused';
  const said = statusIn(body);
  return said === 'accepted' ? 'taken' : said === 'rejected' ? 'refused' : 'later';
}

function statusIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { status?: unknown } | null)?.status;
  } catch {
    return undefined;
  }
}

/** A number as it may be shown to who should know it: its last three digits. */
export function maskPhone(phone: string): string {
  return `••• ••• ${phone.slice(-3)}`;
}

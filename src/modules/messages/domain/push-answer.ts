/** What to do after a push service has answered. */
type PushOutcome = 'taken' | 'gone' | 'later' | 'refused';

/**
 * 404 and 410: the browser has taken its subscription back, or lost it. 429 and 5xx: later. Anything else that is no success will not become one by
 * being sent again. An address that leads inside or nowhere is dead as well; one that is out of reach now may be back.
 * @source RFC 8030 7.3 (410, 404), 8.4 (429)
 */
export function judgePush(answer: { readonly status: number } | { readonly fault: string }): PushOutcome {
  if ('fault' in answer) {
    const isDead =
      answer.fault === 'address' || answer.fault === 'scheme' || answer.fault === 'inner-address';
    return isDead ? 'gone' : 'later';
  }
  const { status } = answer;
  if (status >= 200 && status < 300) return 'taken';
  if (status === 404 || status === 410) return 'gone';
  return status === 408 || status === 429 || status >= 500 ? 'later' : 'refused';
}

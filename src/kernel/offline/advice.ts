/** What helps against a refusal of the centre. */
export type Advice =
  | 'correct'
  | 'other-person'
  | 'sign-in'
  | 'ask-rights'
  | 'note-as-past'
  | 'told-already'
  | 'write-anew'
  | 'call-for-help';

/**
 * What a worker can do about a refusal, by the centre's code: her write stays on the device until she did it.
 * @param code of kernel/errors.ts, or any other a newer centre has
 */
export function adviceOf(code: string): Advice {
  if (code === 'record.duplicate-identifier' || code === 'registry.number-of-another') return 'other-person';
  if (code === 'access.login-required' || code === 'access.step-up-required' || code === 'access.locked')
    return 'sign-in';
  if (code === 'immunisation.shot-refused') return 'note-as-past';
  if (code === 'registry.pregnancy-over') return 'told-already';
  if (code.startsWith('access.') || code.startsWith('licence.')) return 'ask-rights';
  if (code.startsWith('record.') || code === 'request.invalid' || code.startsWith('search.'))
    return 'correct';
  return 'call-for-help';
}

/** The same about a call, which cannot be corrected: it is made anew where it was made. */
export function adviceOfCall(code: string): Advice {
  const advice = adviceOf(code);
  return advice === 'sign-in' || advice === 'ask-rights' ? advice : 'write-anew';
}

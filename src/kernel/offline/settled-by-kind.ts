/** How far a place in a queue has come; a later state says more. Others (cancelled, entered in error) are for a person to weigh. */
const stages = ['proposed', 'pending', 'waitlist', 'booked', 'noshow', 'arrived', 'checked-in', 'fulfilled'];

/** When it was in ISO 8601 to the second or finer. */
const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value);

/**
 * A clash that needs nobody, because of what the field is. Of an Appointment the later state counts, the earlier arrival, and the number that the centre has told.
 * Own rule, verify.
 * @returns the value that counts; undefined where a person shall decide
 */
export function settledByKind(type: string, path: string, mine: unknown, theirs: unknown): unknown {
  if (type !== 'Appointment') return undefined;
  if (path === 'status') {
    const [here, there] = [stages.indexOf(String(mine)), stages.indexOf(String(theirs))];
    return here < 0 || there < 0 ? undefined : here > there ? mine : theirs;
  }
  if (!path.startsWith('extension')) return undefined;
  if (isTime(mine) && isTime(theirs)) return Date.parse(mine) < Date.parse(theirs) ? mine : theirs;
  return theirs;
}

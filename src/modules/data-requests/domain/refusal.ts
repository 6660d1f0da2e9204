import type { Consent } from '@medplum/fhirtypes';

/** Purposes of the v3 list that mean research. */
const research: ReadonlySet<string> = new Set(['RESEARCH', 'HRESCH', 'CLINTRL', 'CLINTRCH', 'PATRQT']);

/**
 * Whether this consent says no to research now: an active one that denies, for research or for no purpose in particular, and to
 * everybody or to nobody in particular. What it permits beside that does not count: research never needs a permit to be kept out.
 * @source Law 91/2025/QH15 (the right to object and to restrict)
 */
export function refusesResearch(consent: Pick<Consent, 'status' | 'provision'>, now: Date): boolean {
  const { provision } = consent;
  if (consent.status !== 'active' || provision?.type !== 'deny') return false;
  if ((provision.actor?.length ?? 0) > 0) return false;
  const { start, end } = provision.period ?? {};
  if (start !== undefined && Date.parse(start) > now.getTime()) return false;
  if (end !== undefined && Date.parse(end.length === 10 ? `${end}T23:59:59Z` : end) < now.getTime())
    return false;
  const purposes = provision.purpose ?? [];
  return purposes.length === 0 || purposes.some(({ code }) => research.has(code ?? ''));
}

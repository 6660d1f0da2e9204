import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { DataKind, OwnChange, RuleView } from '../api.ts';
import { kindOfLabel } from './data-kinds.ts';

type NamedBy = (facilityId: string) => string;

/** True for a Consent by which a person opens or closes her record. */
export function isOfRecord({ scope }: Consent): boolean {
  return scope.coding?.some(({ code }) => code === 'patient-privacy') === true;
}

/** The facilities that a Consent names. */
export function facilitiesOf({ provision }: Consent): string[] {
  return [provision ?? {}, ...(provision?.provision ?? [])].flatMap((part) => facilitiesIn(part));
}

/**
 * What a Consent says in the words of the page.
 * @param today the day in Viet Nam; a rule holds to the end of its last day
 */
export function ruleOf(consent: Consent, nameOf: NamedBy, today: string): RuleView {
  const provision = consent.provision ?? {};
  const named = (ids: readonly string[]) => ids.map((id) => ({ id, name: nameOf(id) }));
  const kinds = (provision.securityLabel ?? []).map(({ code = '' }) => kindOfLabel(code));
  const { end } = provision.period ?? {};
  const until = end === undefined ? undefined : lastDayOf(end);
  const isEnded = until !== undefined && until < today;
  return {
    id: consent.id ?? '',
    version: consent.meta?.versionId ?? '',
    changedAt: consent.meta?.lastUpdated ?? consent.dateTime ?? '',
    act: provision.type === 'permit' ? 'open' : 'close',
    facilities: named(facilitiesIn(provision)),
    spared: provision.type === 'deny' ? named((provision.provision ?? []).flatMap(facilitiesIn)) : [],
    kinds: kinds.filter((kind): kind is DataKind => kind !== undefined),
    ...(until !== undefined && { until }),
    hasMore: hasMore(provision) || kinds.includes(undefined),
    state: consent.status !== 'active' ? 'withdrawn' : isEnded ? 'ended' : 'holds',
  };
}

/** The rule that shuts what a change would open, so that opening would change nothing; undefined where none does. */
export function closingOver(change: OwnChange, rules: readonly RuleView[]): RuleView | undefined {
  const { act, facilityId = '', kind } = change;
  if (act === 'close') return undefined;
  const has = (list: RuleView['facilities']): boolean => list.some(({ id }) => id === facilityId);
  return rules.find(
    (rule) =>
      rule.act === 'close' &&
      rule.state === 'holds' &&
      !rule.hasMore &&
      (rule.facilities.length === 0 || has(rule.facilities)) &&
      !has(rule.spared) &&
      (rule.kinds.length === 0 || (kind !== undefined && rule.kinds.includes(kind))),
  );
}

function lastDayOf(end: string): string {
  return end.includes('T') ? dayInVietnam(new Date(end)) : end;
}

function facilitiesIn({ actor = [] }: ConsentProvision): string[] {
  return actor.flatMap(({ reference: { reference = '' } }) =>
    reference.startsWith('Organization/') ? [reference.slice('Organization/'.length)] : [],
  );
}

/** What the words of the page cannot say: types, purposes, a beginning, other people, exceptions of an opening. */
function hasMore(provision: ConsentProvision): boolean {
  const { type, actor = [], period, purpose = [] } = provision;
  return (
    provision.class !== undefined ||
    purpose.length > 0 ||
    period?.start !== undefined ||
    (type === 'permit' && (provision.provision ?? []).length > 0) ||
    actor.length > facilitiesIn(provision).length
  );
}

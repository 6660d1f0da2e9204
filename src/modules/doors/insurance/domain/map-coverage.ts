import type { Coverage } from '@medplum/fhirtypes';
import { lookup } from '#kernel/terminology/lookup.ts';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { parseInsuranceCard } from '#kernel/vietnam/insurance-card.ts';
import type { TakenVisit } from './checked-visit.ts';
import { coded, optional } from './map-context.ts';
import type { MapContext } from './map-context.ts';
import { cardsOf } from './map-person.ts';

/** One Coverage for each card that the visit names, in their order. It belongs to the person: the next visit finds the same one. */
export function mapCoverages(visit: TakenVisit, context: MapContext): Coverage[] {
  const seen = new Set<string>();
  return cardsOf(visit.summary).flatMap(({ number, from, to }): Coverage[] => {
    const card = parseInsuranceCard(number);
    if (card === undefined || seen.has(card.number)) return [];
    seen.add(card.number);
    const period = {
      ...optional('start', from),
      ...optional('end', to !== undefined && from !== undefined && to < from ? undefined : to),
    };
    const group = card.groupCode === undefined ? undefined : lookup(codeSystem.cardGroup, card.groupCode)?.vi;
    return [
      {
        resourceType: 'Coverage',
        id: context.id(coverageKey(card.number)),
        identifier: [{ system: identifierSystem.insuranceCard, value: card.number }],
        status: 'active',
        type: {
          coding: [
            coded('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'PUBLICPOL', 'public healthcare'),
          ],
          text: 'Bảo hiểm y tế',
        },
        subscriberId: card.socialInsuranceNumber,
        beneficiary: { reference: context.patient },
        ...(Object.keys(period).length === 0 ? {} : { period }),
        payor: [{ display: 'Bảo hiểm xã hội Việt Nam' }],
        ...(card.groupCode === undefined
          ? {}
          : {
              class: [
                {
                  type: { coding: [coded('http://terminology.hl7.org/CodeSystem/coverage-class', 'group')] },
                  value: card.groupCode,
                  ...optional('name', group),
                },
              ],
            }),
      },
    ];
  });
}

/** Keys that begin so belong to the person, not to the visit. */
export const personKey = 'person:';

export function coverageKey(card: string): string {
  return `${personKey}Coverage/${card}`;
}

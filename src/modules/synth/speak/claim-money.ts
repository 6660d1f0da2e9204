import { benefitPercent } from '#kernel/vietnam/insurance-card.ts';
import { claimAmount, scaleDong, sumDong, type Millidong } from '#kernel/vietnam/dong.ts';
import type { Visit } from '../domain/visit.ts';

/** The money of one line as a claim writes it. */
export interface LineMoney {
  readonly quantity: number;
  readonly priceDong: number;
  readonly total: Millidong;
  readonly fund: Millidong;
  readonly shared: Millidong;
}

/**
 * Share that the fund pays in percent: everything at a commune station, by the card's benefit digit elsewhere.
 * @source Luật Bảo hiểm y tế, Điều 22; QĐ 3276/QĐ-BYT 2025, code 1.2
 */
export function fundPercent(visit: Visit): number {
  return visit.facility.level === 'station'
    ? 100
    : (benefitPercent(Number(visit.person.card?.number[2])) ?? 80);
}

/** Splits a line between fund and patient; no line of the stories lies outside the scope of insurance. */
export function lineMoney(visit: Visit, quantity: number, priceDong: number): LineMoney {
  const total = BigInt(quantity) * BigInt(priceDong) * 1000n;
  const fund = scaleDong(total, BigInt(fundPercent(visit)), 100n);
  return { quantity, priceDong, total, fund, shared: total - fund };
}

/** Money of a whole visit: drugs, services, and the sums of its summary. */
export function visitMoney(visit: Visit): {
  readonly drugs: LineMoney[];
  readonly services: LineMoney[];
  readonly sums: { drugs: string; total: string; fund: string; shared: string };
} {
  const drugs = visit.prescriptions.map(({ quantity, drug }) => lineMoney(visit, quantity, drug.priceDong));
  const services = visit.orders.map(({ quantity, service }) => lineMoney(visit, quantity, service.priceDong));
  const all = [...drugs, ...services];
  return {
    drugs,
    services,
    sums: {
      drugs: claimAmount(sumDong(drugs.map((line) => line.total))),
      total: claimAmount(sumDong(all.map((line) => line.total))),
      fund: claimAmount(sumDong(all.map((line) => line.fund))),
      shared: claimAmount(sumDong(all.map((line) => line.shared))),
    },
  };
}

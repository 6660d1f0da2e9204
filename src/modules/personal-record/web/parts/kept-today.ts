import { dayOf } from '#kernel/display/show-date.ts';
import type { Today } from '#modules/home/api.ts';

/** A state that was kept on another day, without what is over since: a visit whose day has passed, a course after its last day. */
export function withoutPast({ visit, ...kept }: Today, today: string): Today {
  return {
    ...kept,
    ...(visit !== undefined && dayOf(visit.at) >= today && { visit }),
    medicines: kept.medicines.filter(({ until }) => until === undefined || dayOf(until) >= today),
  };
}

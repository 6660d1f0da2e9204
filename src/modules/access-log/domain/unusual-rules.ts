import type { Bilingual } from '#kernel/schema.ts';

/** What is known of one account reading one person on one day. Facts that could not be found out are false. */
export interface ReadingFacts {
  /** People whom the account read within the busiest hour, and on the day. */
  readonly peopleInHour: number;
  readonly peopleInDay: number;
  /** Mean of people a day over the last 30 days on which she worked; undefined where there were fewer than five. */
  readonly usualPeople: number | undefined;
  readonly isOwnFamily: boolean;
  readonly isNeighbour: boolean;
  readonly isColleague: boolean;
  readonly isWellKnown: boolean;
  /** Between 22:00 and 05:00, an hour in which she did not work within the last 30 days. */
  readonly isAtUnusualNight: boolean;
  /** The facility has a visit or a stay of the person within the last 30 days, or has her in its charge. */
  readonly hasVisit: boolean;
  /** Days of the last 14 on which the account read the person. */
  readonly daysOfSame: number;
  readonly brokeGlass: boolean;
}

/** A rule of what is unusual: points where it holds. */
export interface UnusualRule {
  readonly id: string;
  readonly points: number;
  readonly title: Bilingual;
  readonly holds: (facts: ReadingFacts) => boolean;
}

/** From here on a reading is shown to a supervisor. */
export const raiseAt = 50;

/** Own rules, verify: thresholds are to be tuned by the precision that the supervisor's page counts. */
export const unusualRules: readonly UnusualRule[] = [
  {
    id: 'break-glass',
    points: 50,
    title: { vi: 'Mở khẩn cấp (phá kính)', en: 'Emergency access (broke the glass)' },
    holds: ({ brokeGlass }) => brokeGlass,
  },
  {
    id: 'many-in-hour',
    points: 50,
    title: { vi: 'Xem rất nhiều người trong một giờ', en: 'Very many people within an hour' },
    holds: ({ peopleInHour, usualPeople }) => peopleInHour >= Math.max(40, 2 * (usualPeople ?? 0)),
  },
  {
    id: 'many-in-day',
    points: 50,
    title: { vi: 'Nhiều người hơn hẳn thói quen trong ngày', en: 'Far more people on a day than usual' },
    holds: ({ peopleInDay, usualPeople }) => peopleInDay >= Math.max(60, 3 * (usualPeople ?? 40)),
  },
  {
    id: 'own-family',
    points: 35,
    title: { vi: 'Có thể là người nhà của người xem', en: 'Perhaps family of the reader' },
    holds: ({ isOwnFamily }) => isOwnFamily,
  },
  {
    id: 'neighbour',
    points: 20,
    title: { vi: 'Ở gần nhà người xem', en: 'A neighbour of the reader' },
    holds: ({ isNeighbour, isOwnFamily }) => isNeighbour && !isOwnFamily,
  },
  {
    id: 'colleague',
    points: 30,
    title: { vi: 'Đồng nghiệp cùng cơ sở', en: 'A colleague of the same facility' },
    holds: ({ isColleague }) => isColleague,
  },
  {
    id: 'well-known',
    points: 30,
    title: { vi: 'Người được bảo vệ đặc biệt', en: 'Somebody under special protection' },
    holds: ({ isWellKnown }) => isWellKnown,
  },
  {
    id: 'no-visit',
    points: 30,
    title: { vi: 'Không có lượt khám tại cơ sở', en: 'No visit at the facility' },
    holds: ({ hasVisit }) => !hasVisit,
  },
  {
    id: 'unusual-night',
    points: 20,
    title: { vi: 'Ban đêm, ngoài giờ làm quen thuộc', en: 'At night, outside the usual hours' },
    holds: ({ isAtUnusualNight }) => isAtUnusualNight,
  },
  {
    id: 'again-and-again',
    points: 25,
    title: {
      vi: 'Xem đi xem lại một người không có lượt khám',
      en: 'The same person again and again without a visit',
    },
    holds: ({ daysOfSame, hasVisit }) => daysOfSame >= 4 && !hasVisit,
  },
];

/** The rules that hold and their points together. */
export function scoreReading(facts: ReadingFacts): {
  readonly score: number;
  readonly rules: readonly string[];
} {
  const held = unusualRules.filter((rule) => rule.holds(facts));
  return { score: held.reduce((sum, { points }) => sum + points, 0), rules: held.map(({ id }) => id) };
}

/** How often a rule was right: decided findings that named it, and how many of them were confirmed. */
export interface RulePrecision {
  readonly rule: string;
  readonly decided: number;
  readonly confirmed: number;
}

/** Counts by rule; what was only closed says nothing of the rule. */
export function precisionOf(
  decided: readonly { readonly rules: readonly string[]; readonly state: string }[],
): RulePrecision[] {
  return unusualRules.flatMap(({ id }) => {
    const named = decided.filter(
      ({ rules, state }) => rules.includes(id) && state !== 'closed' && state !== 'open',
    );
    const confirmed = named.filter(({ state }) => state === 'confirmed').length;
    return named.length === 0 ? [] : [{ rule: id, decided: named.length, confirmed }];
  });
}

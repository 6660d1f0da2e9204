import type { Figures } from './figures.ts';
import type { Period, Row } from './tables.ts';

/** Something to look at before a period is closed. 'stop' keeps it open. */
export interface Concern {
  readonly kind:
    | 'no-visits'
    | 'uncoded'
    | 'no-examiner'
    | 'birth-after-visit'
    | 'future'
    | 'part-over-whole'
    | 'jump'
    | 'male-pregnant';
  readonly grade: 'stop' | 'care';
  readonly count: number;
  /** Register and ids of the lines, where it is about lines. */
  readonly register?: string;
  readonly lines?: readonly string[];
  /** Name of the figure, where it is about one. */
  readonly figure?: string;
}

type Lines = ReadonlyMap<string, readonly Row[]>;

/** Parts that can never be more than their whole, by figure. */
const parts: readonly (readonly [part: string, whole: string])[] = [
  ['4/four/total', '4/three/total'],
  ['4/three/total', '4/deliveries/total'],
  ['4/pregnant/total', '4/visits/total'],
  ['6/full/total', '6/turned-one/total'],
  ['8/htn-target/total', '8/htn-seen/total'],
  ['8/htn-seen/total', '8/htn/total'],
  ['9/insured/total', '9/visits/total'],
  ['9/people/total', '9/visits/total'],
];
/** A figure of ten and more that trebled or fell to a third is looked at. Own rule, verify. */
const jumpFrom = 10;
const jumpBy = 3;
const watched = ['9/visits/total', '6/doses/total', '4/visits/total', '1/births/total', '8/htn/total'];

/** Completeness and plausibility of a period. @param before figures of the month before, where it is known */
export function lookOver(
  lines: Lines,
  figures: Figures,
  period: Period,
  today: string,
  before?: Figures,
): Concern[] {
  const visits = lines.get('A1') ?? [];
  const about = (kind: Concern['kind'], grade: Concern['grade'], fits: (line: Row) => boolean): Concern[] => {
    const found = visits.filter(fits).map(({ id }) => String(id));
    return found.length === 0 ? [] : [{ kind, grade, count: found.length, register: 'A1', lines: found }];
  };
  return [
    ...(period.to >= today ? [{ kind: 'future', grade: 'stop', count: 1 } as const] : []),
    ...(visits.length === 0 ? [{ kind: 'no-visits', grade: 'care', count: 0 } as const] : []),
    ...about('birth-after-visit', 'stop', ({ born, day }) => born !== null && String(born) > String(day)),
    ...about(
      'male-pregnant',
      'stop',
      ({ sex, codes }) => sex === 'male' && /\|(O\d|Z3[4-6])/.test(String(codes)),
    ),
    ...about('uncoded', 'care', ({ codes }) => codes === null),
    ...about('no-examiner', 'care', ({ examiner }) => examiner === null),
    ...parts.flatMap(([part, whole]): Concern[] =>
      (figures[part] ?? 0) > (figures[whole] ?? 0)
        ? [{ kind: 'part-over-whole', grade: 'care', count: figures[part] ?? 0, figure: part }]
        : [],
    ),
    ...(before === undefined ? [] : watched.flatMap((figure) => jumpOf(figure, figures, before))),
  ];
}

function jumpOf(figure: string, figures: Figures, before: Figures): Concern[] {
  const [now, then] = [figures[figure] ?? 0, before[figure] ?? 0];
  const isJump = Math.max(now, then) >= jumpFrom && (now > then * jumpBy || then > now * jumpBy);
  return isJump ? [{ kind: 'jump', grade: 'care', count: now, figure }] : [];
}

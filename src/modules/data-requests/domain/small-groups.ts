/** What could tell who somebody is when laid beside other lists. */
export interface Traits {
  readonly sex: string;
  /** Year of birth; undefined where nobody knows it. */
  readonly birth: number | undefined;
  /** Province code, '' where nobody knows it. */
  readonly province: string;
}

/** The traits as they may leave: '*' stands for what had to be hidden. */
export interface ShownTraits {
  readonly sex: string;
  readonly birth: string;
  readonly province: string;
}

/** So many people at least look alike in what leaves. Own rule (a usual bar is 5 to 10), to be verified with the ministry. */
export const smallestGroup = 10;

const hidden = '*';

/** From finest to coarsest: first the year becomes five, then ten years, then the province is hidden, then all. */
const steps: readonly ((traits: Traits) => ShownTraits)[] = [
  ({ sex, birth, province }) => ({ sex, birth: birth === undefined ? hidden : String(birth), province }),
  ({ sex, birth, province }) => ({ sex, birth: years(birth, 5), province }),
  ({ sex, birth, province }) => ({ sex, birth: years(birth, 10), province }),
  ({ sex, birth }) => ({ sex, birth: years(birth, 10), province: hidden }),
  () => ({ sex: hidden, birth: hidden, province: hidden }),
];

function years(birth: number | undefined, width: number): string {
  if (birth === undefined) return hidden;
  const first = Math.floor(birth / width) * width;
  return `${first}-${first + width - 1}`;
}

/** How many people have these traits. */
export interface Cell extends Traits {
  readonly people: number;
}

/**
 * What is shown of each cell: the finest step at which at least `least` people look alike. Undefined for those whom even the coarsest
 * step leaves too few: they stay out of every table. Cells are merged step by step, so a group that is large enough is not made
 * coarser for the sake of others; those that are too small join the next step together.
 */
export function showTraits(cells: readonly Cell[], least = smallestGroup): (ShownTraits | undefined)[] {
  const shown: (ShownTraits | undefined)[] = cells.map(() => undefined);
  let open = cells.map((_, at) => at);
  for (const step of steps) {
    const groups = Map.groupBy(open, (at) => textOf(step(cells[at]!)));
    open = [];
    for (const members of groups.values()) {
      const people = members.reduce((sum, at) => sum + cells[at]!.people, 0);
      if (people < least) open.push(...members);
      else for (const at of members) shown[at] = step(cells[at]!);
    }
  }
  return shown;
}

function textOf({ sex, birth, province }: ShownTraits): string {
  return `${sex} ${birth} ${province}`;
}

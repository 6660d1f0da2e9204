import { oldProvinces } from '#kernel/vietnam/provinces.ts';
import { archipelagos, islands, mainland, seeds } from './seeds.ts';

type Point = readonly [x: number, y: number];

/** The map as lines and fields of an SVG: computed once, some 20 kB, nothing is fetched. */
export interface CountryMap {
  readonly width: number;
  readonly height: number;
  /** The outline of the land. */
  readonly land: string;
  readonly islands: readonly { readonly x: number; readonly y: number; readonly r: number }[];
  readonly provinces: readonly MapProvince[];
  /** Where a point of the earth stands on the sheet. */
  readonly place: (longitude: number, latitude: number) => Point;
  /** Lines between provinces. */
  readonly borders: string;
  readonly archipelagos: readonly {
    readonly name: { readonly vi: string; readonly en: string };
    readonly province: string;
    readonly points: readonly Point[];
    readonly label: Point;
  }[];
}

/** A province as a field: cells of the old provinces that it was made of. */
export interface MapProvince {
  readonly code: string;
  readonly field: string;
  /** Where a point or a word about it stands. */
  readonly middle: Point;
}

const [west, east, south, north] = [101.6, 116.4, 6.5, 23.7];
const scale = 40;
/** A degree of longitude is shorter than one of latitude; the cosine of the middle of the country. */
const narrow = Math.cos((16 * Math.PI) / 180);
const round = (value: number): number => Math.round(value * 10) / 10;
const place = (longitude: number, latitude: number): Point => [
  round((longitude - west) * scale * narrow),
  round((north - latitude) * scale),
];
const path = (points: readonly Point[]): string => `M${points.map(([x, y]) => `${x} ${y}`).join('L')}Z`;

/** A corner of a cell, and the seed behind the edge that begins there. */
interface Corner {
  readonly at: Point;
  readonly beyond: string | undefined;
}

/**
 * Draws the country: each place on the land belongs to the old province whose point is nearest, and old provinces that became one are one
 * field. So the fields stand where people look for them, while no line claims to be a border.
 */
export function drawMap(): CountryMap {
  const points = seeds.map(({ oldCode, latitude, longitude }) => ({
    oldCode,
    code: oldProvinces.get(oldCode)?.newCode ?? oldCode,
    at: place(longitude, latitude),
  }));
  const fields = new Map<string, { cells: string[]; middles: Point[] }>();
  const borders: string[] = [];
  const codeOf = new Map(points.map(({ oldCode, code }) => [oldCode, code]));
  for (const point of points) {
    const cell = cellOf(point, points);
    const field = fields.get(point.code) ?? { cells: [], middles: [] };
    field.cells.push(path(cell.map(({ at }) => at)));
    field.middles.push(point.at);
    fields.set(point.code, field);
    cell.forEach(({ at, beyond }, index) => {
      // Each line is met from both sides and drawn from one.
      if (beyond === undefined || beyond < point.oldCode || codeOf.get(beyond) === point.code) return;
      const next = cell[(index + 1) % cell.length]!.at;
      borders.push(`M${at[0]} ${at[1]}L${next[0]} ${next[1]}`);
    });
  }
  const [width, height] = place(east, south);
  return {
    width,
    height,
    place,
    land: path(
      mainland.split(/[|\n]/u).map((row) => {
        const [longitude = 0, latitude = 0] = row.trim().split(' ').map(Number);
        return place(longitude, latitude);
      }),
    ),
    islands: islands.map(([longitude, latitude, r]) => {
      const [x, y] = place(longitude, latitude);
      return { x, y, r };
    }),
    provinces: [...fields].map(([code, { cells, middles }]) => ({
      code,
      field: cells.join(''),
      middle: [
        round(middles.reduce((sum, [x]) => sum + x, 0) / middles.length),
        round(middles.reduce((sum, [, y]) => sum + y, 0) / middles.length),
      ],
    })),
    borders: borders.join(''),
    archipelagos: archipelagos.map(({ name, province, points: group }) => {
      const placed = group.map(([longitude, latitude]) => place(longitude, latitude));
      const xs = placed.map(([x]) => x);
      return {
        name,
        province,
        points: placed,
        label: [round((Math.min(...xs) + Math.max(...xs)) / 2), Math.max(...placed.map(([, y]) => y)) + 20],
      };
    }),
  };
}

interface Placed {
  readonly oldCode: string;
  readonly at: Point;
}

/** All that is nearer to one point than to any other, inside the sheet. */
function cellOf(own: Placed, all: readonly Placed[]): Corner[] {
  const [width, height] = place(east, south);
  let cell: Corner[] = (
    [
      [0, 0],
      [width, 0],
      [width, height],
      [0, height],
    ] as const
  ).map((at) => ({ at, beyond: undefined }));
  for (const other of all) if (other !== own) cell = cut(cell, own.at, other);
  return cell;
}

/** Leaves the side of the line halfway to another point on which one's own point is. */
function cut(cell: readonly Corner[], own: Point, { at: other, oldCode }: Placed): Corner[] {
  const [dx, dy] = [other[0] - own[0], other[1] - own[1]];
  const half = (other[0] ** 2 + other[1] ** 2 - own[0] ** 2 - own[1] ** 2) / 2;
  const beyondBy = ([x, y]: Point): number => x * dx + y * dy - half;
  const left: Corner[] = [];
  cell.forEach((corner, index) => {
    const next = cell[(index + 1) % cell.length]!;
    const [here, there] = [beyondBy(corner.at), beyondBy(next.at)];
    if (here <= 0) left.push(corner);
    if (here <= 0 === there <= 0) return;
    const part = here / (here - there);
    const at: Point = [
      round(corner.at[0] + (next.at[0] - corner.at[0]) * part),
      round(corner.at[1] + (next.at[1] - corner.at[1]) * part),
    ];
    // Going out, the new edge along the line begins here; coming in, the old edge goes on.
    left.push({ at, beyond: here <= 0 ? oldCode : corner.beyond });
  });
  return left;
}

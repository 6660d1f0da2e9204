import type { PositionValue } from '#kernel/fhir/search/index-values.ts';

/** Sizes of the cells that a place lies in, in degrees: about 11 km and 110 km. */
const sizes = [0.1, 1] as const;
/** Metres of a degree of latitude, a little less than it is. */
const metresPerDegree = 110_000;
const mostCells = 400;

function cell(size: number, row: number, column: number): string {
  return `${size}:${row}:${column}`;
}

/** The two cells that a place lies in. */
export function cellsOf({ latitude, longitude }: PositionValue): string[] {
  return sizes.map((size) => cell(size, Math.floor(latitude / size), Math.floor(longitude / size)));
}

/** Cells that hold every place within a distance; undefined where they would be too many (or reach a pole or the date line). */
export function cellsWithin({ latitude, longitude }: PositionValue, metres: number): string[] | undefined {
  const dLat = metres / metresPerDegree;
  const narrowest = Math.cos((Math.min(Math.abs(latitude) + dLat, 89.9) * Math.PI) / 180);
  const dLong = dLat / narrowest;
  if (Math.abs(latitude) + dLat > 89 || Math.abs(longitude) + dLong > 179) return undefined;
  for (const size of sizes) {
    const [south, north] = [Math.floor((latitude - dLat) / size), Math.floor((latitude + dLat) / size)];
    const [west, east] = [Math.floor((longitude - dLong) / size), Math.floor((longitude + dLong) / size)];
    if ((north - south + 1) * (east - west + 1) > mostCells) continue;
    const cells: string[] = [];
    for (let row = south; row <= north; row += 1)
      for (let column = west; column <= east; column += 1) cells.push(cell(size, row, column));
    return cells;
  }
  return undefined;
}

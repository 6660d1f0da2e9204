import type { PositionValue } from './index-values.ts';

const earthMetres = 6_371_009;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance. */
export function metresBetween(a: PositionValue, b: PositionValue): number {
  const dLat = radians(b.latitude - a.latitude);
  const dLong = radians(b.longitude - a.longitude);
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLong / 2) ** 2;
  return 2 * earthMetres * Math.asin(Math.min(1, Math.sqrt(h)));
}

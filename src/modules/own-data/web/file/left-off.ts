import type { Wish } from './import-file.ts';

/** What of a file was wanted; of the person her id alone. */
type LeftWish = Omit<Wish, 'birthDate'>;

/** An import that was broken off: which file, what of it was wanted, and how much of that the centre answered for. */
export interface LeftOff {
  readonly file: string;
  readonly wish: LeftWish;
  readonly sent: number;
}

const key = (patientId: string): string => `sen.own.import.${patientId}`;

/** What tells one file from another without reading it; nothing of what is in it. */
export function signOf({ size, lastModified }: File): string {
  return `${size}-${lastModified}`;
}

export function readLeftOff(patientId: string): LeftOff | undefined {
  try {
    return (JSON.parse(localStorage.getItem(key(patientId)) ?? 'null') as LeftOff | null) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeLeftOff(left: LeftOff): void {
  localStorage.setItem(key(left.wish.patientId), JSON.stringify(left));
}

export function forgetLeftOff(patientId: string): void {
  localStorage.removeItem(key(patientId));
}

import type { Drug } from '#kernel/terminology/drugs.ts';
import type { Bilingual } from '#kernel/schema.ts';

/** One line of a prescription as it is written at a desk. */
export interface Prescribed {
  readonly atc: string;
  readonly name: string;
  readonly strength: string;
  readonly form: string;
  readonly route: string;
  /** 'viên', 'gói', 'ống'. */
  readonly unit: string;
  /** Units taken at a time, 0.5 for half a tablet. */
  readonly perDose: number;
  readonly timesPerDay: number;
  readonly days: number;
  /** What is added by hand: 'sau ăn'. */
  readonly advice?: string;
}

/** A line with the drug's own facts and what is most often written. */
export function prescribe(drug: Drug, perDose = 1, timesPerDay = 1, days = 5): Prescribed {
  const { atc, name, strength, form, route, unit } = drug;
  return { atc, name, strength, form, route, unit, perDose, timesPerDay, days };
}

/** Units handed out for the whole course, never less than needed. */
export function quantityOf({ perDose, timesPerDay, days }: Prescribed): number {
  return Math.ceil(perDose * timesPerDay * days);
}

/** 'Uống ngày 2 lần, mỗi lần 1 viên, trong 5 ngày, sau ăn' as a prescription says it. */
export function doseWords(line: Prescribed, language: 'vi' | 'en' = 'vi'): string {
  const dose = String(line.perDose).replace('.', language === 'vi' ? ',' : '.');
  const words: Bilingual = {
    vi: `${line.route} ngày ${line.timesPerDay} lần, mỗi lần ${dose} ${line.unit}, trong ${line.days} ngày`,
    en: `${line.route}: ${line.timesPerDay} times a day, ${dose} ${line.unit} each, for ${line.days} days`,
  };
  return line.advice === undefined || line.advice === ''
    ? words[language]
    : `${words[language]}, ${line.advice}`;
}

/** Name, strength and form in one: what a prescription must say of a drug. */
export function drugWords({ name, strength, form }: Pick<Prescribed, 'name' | 'strength' | 'form'>): string {
  return `${name} ${strength}, ${form}`;
}

/** Milligrams of one unit, where the strength says one number: '500 mg', '1 g', '50 mcg', '80 mg/2 ml'. */
export function milligramsOf(strength: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?) (mg|g|mcg)(?:\/.*)?$/.exec(strength);
  if (found === null) return undefined;
  const factor = { mg: 1, g: 1000, mcg: 0.001 }[found[2] as 'mg' | 'g' | 'mcg'];
  return Number(found[1]) * factor;
}

import { schedule } from '#kernel/terminology/immunisation-schedule.ts';
import { productOf } from './national-schedule.ts';

/** Vaccines in the order of the schedule, each with the code of its first dose: the code under which it is kept in stock. */
export const products: readonly { readonly code: string; readonly vaccine: string }[] = [
  ...Map.groupBy(schedule, ({ vaccine }) => vaccine),
].map(([vaccine, doses]) => ({ code: doses[0]!.code, vaccine }));

/** The code under which the vaccine of a dose is kept. */
export function stockCode(doseCode: string): string {
  const vaccine = productOf(doseCode)?.vaccine;
  return products.find((one) => one.vaccine === vaccine)?.code ?? doseCode;
}

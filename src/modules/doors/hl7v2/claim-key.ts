import type { Message } from './message.ts';
import type { Sender } from './sender.ts';

/**
 * MA_LK of the visit that a message speaks of: the visit number (PV1-19) or alternate visit number (PV1-50) whose assigning authority is
 * written MA_LK in any way, or a visit number without authority from a sender that is registered as using MA_LK for it. Undefined: the
 * message names its visit by a number of its own, or none.
 */
export function claimKeyOf(message: Message, sender: Pick<Sender, 'visitNumber'>): string | undefined {
  const pv1 = message.first('PV1');
  if (pv1 === undefined) return undefined;
  const numbers = [...pv1.repetitions(19), ...pv1.repetitions(50)].filter((one) => one.component(1) !== '');
  const named = numbers.find(
    (one) =>
      one
        .component(4)
        .replace(/[^A-Za-z]/g, '')
        .toUpperCase() === 'MALK',
  );
  if (named !== undefined) return named.component(1);
  const [first] = pv1.repetitions(19);
  if (sender.visitNumber !== 'ma-lk' || first === undefined || first.component(4) !== '') return undefined;
  return first.component(1) === '' ? undefined : first.component(1);
}

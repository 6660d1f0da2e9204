import { daysBetween } from '#kernel/vietnam/calendar-days.ts';
import type { GivenDose, PersonFacts, Reason } from './facts.ts';
import { forecast } from './forecast.ts';
import { judgeHistory } from './judge-history.ts';
import { judgeVial, type OpenVial } from './vial.ts';

/** A vaccine that is about to be recorded. */
export interface Shot {
  readonly doseCode: string;
  readonly on: string;
  readonly lot: {
    readonly expiresOn: string;
    readonly isLocked: boolean;
    /** Whole vials and what is left of an opened one. */
    readonly dosesLeft: number;
    readonly vial?: OpenVial;
  };
  /** Degrees Celsius, where it was taken. */
  readonly temperature?: number;
  /** The instant of the shot, for the age of an opened vial. */
  readonly at: Date;
}

export type ShotFaultCode =
  | 'before-birth'
  | 'in-future'
  | 'lot-expired'
  | 'lot-locked'
  | 'lot-empty'
  | 'vial-too-old'
  | 'temperature'
  | 'contraindicated'
  | 'postponed'
  | 'too-late'
  | 'too-early'
  | 'already-given'
  | 'not-scheduled';

/** Why a shot is refused; `withReason`: a worker may go on where she says why. */
export interface ShotFault {
  readonly code: ShotFaultCode;
  readonly withReason: boolean;
  readonly reasons: readonly Reason[];
}

/** Temperatures at which a vaccine is put off. @source QĐ 1575/QĐ-BYT 2023 */
export const feverCelsius = 37.5;
export const chillCelsius = 35.5;

/**
 * Judges a shot before it is recorded. What no reason excuses: a day before birth or to come, a lot that has expired, is locked or empty, a
 * vial that was open too long, a severe reaction before. What a worker may answer for: too early, too late, one more, a temperature.
 * @source QĐ 1575/QĐ-BYT 2023 (screening); which faults a reason excuses: own rule, verify
 */
export function judgeShot(facts: PersonFacts, shot: Shot, today: string): ShotFault[] {
  const faults: ShotFault[] = [];
  const hard = (code: ShotFaultCode, reasons: readonly Reason[] = []) =>
    faults.push({ code, withReason: false, reasons });
  const soft = (code: ShotFaultCode, reasons: readonly Reason[] = []) =>
    faults.push({ code, withReason: true, reasons });

  if (shot.on < facts.birth) hard('before-birth', [{ code: 'before-birth', day: facts.birth }]);
  if (shot.on > today) hard('in-future', [{ code: 'in-future', day: shot.on }]);
  if (faults.length > 0) return faults;

  if (shot.lot.isLocked) hard('lot-locked');
  if (shot.lot.expiresOn < shot.on) hard('lot-expired');
  if (shot.lot.dosesLeft < 1) hard('lot-empty');
  if (shot.lot.vial !== undefined && judgeVial(shot.lot.vial, shot.at) !== 'good') hard('vial-too-old');
  if (
    shot.temperature !== undefined &&
    (shot.temperature >= feverCelsius || shot.temperature <= chillCelsius)
  )
    soft('temperature');
  judgeDose(facts, shot, hard, soft);
  return faults;
}

type Say = (code: ShotFaultCode, reasons?: readonly Reason[]) => void;

function judgeDose(facts: PersonFacts, shot: Shot, hard: Say, soft: Say): void {
  const then = forecast(facts, shot.on);
  const wanted = then.doses.find(({ code }) => code === shot.doseCode);
  if (wanted === undefined) return soft('not-scheduled');
  if (wanted.state === 'contraindicated') {
    const isReaction = wanted.reasons.some(({ code }) => code === 'severe-reaction');
    return (isReaction ? hard : soft)('contraindicated', wanted.reasons);
  }
  if (wanted.state === 'given') return soft('already-given', wanted.reasons);
  if (wanted.state === 'too-late') return soft('too-late', wanted.reasons);
  if (wanted.state === 'postponed') return soft('postponed', wanted.reasons);
  if (wanted.mayGive) return;
  const given: GivenDose = { id: '~', on: shot.on, doseCode: shot.doseCode, name: shot.doseCode };
  const worth = judgeHistory({ ...facts, given: [...facts.given, given] }, today(shot.on, facts)).doses.find(
    (one) => one.given.id === '~',
  )?.worth[0];
  soft('too-early', worth?.isValid === false ? worth.reasons : wanted.reasons);
}

/** A shot that is entered later than others is judged among them. */
function today(on: string, facts: PersonFacts): string {
  return facts.given.reduce((late, one) => (daysBetween(late, one.on) > 0 ? one.on : late), on);
}

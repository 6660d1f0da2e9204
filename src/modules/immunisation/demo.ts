import { AppError } from '#kernel/errors.ts';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { DemoChapter, DemoStage } from '#platform/module/define-module.ts';

/** Vaccines arrive at the station and are put into the fridge, and the fridge is read; chị Hoa's girl is due for HPV. */
export const chapter: DemoChapter = {
  title: { vi: 'Tiêm chủng', en: 'Immunisation' },
  order: 70,
  async tell(ctx, progress, stage) {
    const doctor = await stage.signIn('bs.lan');
    progress(0.3, { vi: 'vắc xin về trạm', en: 'vaccines arrive' });
    const ask = asker(stage, doctor.token);
    const stock = await ask<{ lots: unknown[]; fridges: { id: string }[] }>('GET', 'stock');
    if (stock.lots.length === 0) {
      const fridge =
        stock.fridges[0] ??
        (await ask<{ id: string }>('POST', 'cold-chain/fridges', { name: 'Tủ lạnh vắc xin' }));
      const today = dayInVietnam(ctx.now());
      await Promise.all([
        ...arrived.map(([doseCode, lotNumber, days, dosesPerVial, vials]) =>
          ask('POST', 'stock/lots', {
            doseCode,
            lotNumber,
            expiresOn: addDays(today, days),
            dosesPerVial,
            vials,
            fridgeId: fridge.id,
          }),
        ),
        ...readings.map(([hours, celsius]) =>
          ask('POST', `cold-chain/fridges/${fridge.id}/readings`, {
            celsius,
            at: new Date(ctx.now().getTime() - hours * 3_600_000).toISOString(),
          }),
        ),
      ]);
    }
    progress(1, { vi: 'xong', en: 'done' });
  },
};

/** Dose, lot, days until it expires, doses in a vial, vials. Invented. */
const arrived = [
  ['BCG', 'SYN-BCG-26A', 240, 10, 4],
  ['HEPB0', 'SYN-HB-26B', 300, 1, 20],
  ['DPTHBHIB1', 'SYN-5T1-26C', 45, 1, 30],
  ['DPTHBHIB1', 'SYN-5T1-27A', 400, 1, 60],
  ['BOPV1', 'SYN-OPV-26D', 120, 20, 8],
  ['IPV1', 'SYN-IPV-26A', 200, 5, 12],
  ['MEASLES1', 'SYN-SOI-26F', 150, 10, 6],
  ['MR', 'SYN-MR-26A', 180, 10, 6],
  ['JE1', 'SYN-JE-26B', 210, 1, 25],
  ['HPV', 'SYN-HPV-26A', 365, 1, 15],
] as const;

/** Hours ago and degrees: one morning the door was left open. */
const readings = [
  [73, 4.1],
  [61, 4.6],
  [49, 9.4],
  [47, 5.2],
  [37, 4.4],
  [25, 4.9],
  [13, 4.2],
  [1, 4.5],
] as const;

type Ask = <T>(method: 'GET' | 'POST', path: string, body?: object) => Promise<T>;

function asker(stage: DemoStage, token: string): Ask {
  return async <T>(method: 'GET' | 'POST', path: string, body?: object) => {
    const answer = await fetch(`${stage.url}/api/immunisation/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new AppError('internal.unexpected', { detail: `demo immunisation: answered ${answer.status}` });
    return (await answer.json()) as T;
  };
}

import type { Bundle, Observation } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { DemoChapter, DemoStage } from '#platform/module/define-module.ts';
import { ownMark } from './domain/own-mark.ts';

/**
 * A citizen of the story measures at home for four days, with a meter that sends its memory each time, notes a symptom and an allergy, and asks
 * her station to correct a line. All through the doors of her app. What was told before is known and is not told again.
 */
export const chapter: DemoChapter = {
  title: { vi: 'Người dân tự ghi', en: 'Own data' },
  order: 80,
  async tell(ctx, progress, stage) {
    const { token, patientId } = await stage.signIn('hoa');
    if (patientId === undefined) return;
    const path = `/api/own-data/people/${patientId}`;
    const day = (back: number): string => dayInVietnam(new Date(ctx.now().getTime() - back * 86_400_000));
    const memory = Array.from({ length: 4 }, (_, nth) => {
      const at = `${day(4 - nth)}T06:30:00`;
      return {
        id: `demo-memory-${nth}`,
        kind: 'pressure',
        values: [126 + ((nth * 5) % 9), 79 + ((nth * 3) % 6)],
        unit: 'mm[Hg]',
        at: `${at}+07:00`,
        clock: 'device',
        stamp: at,
        from: 0,
      };
    });
    const sentAt = ctx.now().toISOString();
    const instruments = [{ way: 'bluetooth', maker: 'Sen', model: 'HA-01', name: 'Máy đo huyết áp' }];
    for (let nth = 0; nth < 2; nth += 1)
      await ask(stage, token, 'POST', `${path}/readings`, { sentAt, instruments, samples: memory });
    progress(0.5, { vi: 'số đo ở nhà', en: 'readings at home' });
    const facts = [
      {
        kind: 'symptom',
        words: 'Chóng mặt khi đứng dậy nhanh',
        severity: 'mild',
        at: `${day(2)}T06:40:00+07:00`,
      },
      { kind: 'medicine', name: 'Vitamin C 500 mg', dose: 'mỗi sáng một viên', from: day(10) },
      { kind: 'contact', name: 'Nguyễn Văn Nam', phone: '0900000031', relation: 'spouse' },
    ];
    for (const [nth, fact] of facts.entries())
      await ask(stage, token, 'POST', `${path}/facts`, { id: `demo-fact-${nth}`, fact });
    progress(0.8, { vi: 'đề nghị đính chính', en: 'a request for correction' });
    const line = await lineOfFacility(stage, token, patientId);
    if (line !== undefined)
      await ask(stage, token, 'POST', `${path}/corrections`, {
        id: 'demo-correction-1',
        type: 'Observation',
        lineId: line,
        field: 'words',
        proposed: 'Lần đo này sau khi leo cầu thang, chưa nghỉ',
        words: 'Tôi nhớ hôm đó vừa lên tầng ba',
      });
    progress(1, { vi: 'xong', en: 'done' });
  },
};

/** The last number that a facility measured of her. */
async function lineOfFacility(
  stage: DemoStage,
  token: string,
  patientId: string,
): Promise<string | undefined> {
  const query = new URLSearchParams({
    patient: patientId,
    category: 'vital-signs',
    _sort: '-date',
    _count: '50',
  });
  const answer = await fetch(`${stage.url}/fhir/Observation?${query.toString()}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { entry = [] } = (await answer.json()) as Bundle<Observation>;
  return entry.find(
    ({ resource }) =>
      resource?.valueQuantity !== undefined &&
      resource.encounter !== undefined &&
      resource.meta?.tag?.some(({ system }) => system === ownMark.system) !== true,
  )?.resource?.id;
}

async function ask(
  stage: DemoStage,
  token: string,
  method: string,
  path: string,
  body: object,
): Promise<unknown> {
  const answer = await fetch(`${stage.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  // The text may name a person: only the status is told.
  if (!answer.ok)
    throw new AppError('internal.unexpected', {
      detail: `demo own data: ${method} answered ${answer.status}`,
    });
  return JSON.parse(text) as unknown;
}

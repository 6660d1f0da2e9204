import type { Bundle, Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { DemoChapter, DemoStage } from '#platform/module/define-module.ts';
import type { ShownAlert } from './api.ts';

const patienceMs = 60_000;
const pauseMs = 1000;

/**
 * A man of the commune measures on three mornings; the three high readings become one alert, and the station's doctor answers it. Through the
 * doors of both; what was told before is not told again.
 */
export const chapter: DemoChapter = {
  title: { vi: 'Trợ lý sức khỏe', en: 'Health assistant' },
  order: 85,
  async tell(ctx, progress, stage) {
    const lan = await stage.signIn('bs.lan');
    const man = await findMan(stage, lan.token, lan.facilityId);
    if (man?.id === undefined) return;
    await stage.makeAccount({
      username: 'chu.hai',
      display: man.name?.[0]?.text ?? 'Hai',
      role: 'citizen',
      patientId: man.id,
      about: { vi: 'người dân, tự đo huyết áp ở nhà', en: 'citizen who measures at home' },
    });
    const his = await stage.signIn('chu.hai');
    const closed = await ask<{ alerts: ShownAlert[] }>(
      stage,
      his.token,
      'GET',
      '/api/assistant/mine?state=closed',
    );
    if (closed.alerts.length > 0) return;
    const samples = [3, 2, 1].map((daysAgo) => ({
      id: `demo-morning-${daysAgo}`,
      kind: 'pressure',
      values: [148 + 3 * daysAgo, 93 + daysAgo],
      unit: 'mm[Hg]',
      at: `${dayInVietnam(new Date(ctx.now().getTime() - daysAgo * 86_400_000))}T06:15:00+07:00`,
      clock: 'person',
    }));
    await ask(stage, his.token, 'POST', `/api/own-data/people/${man.id}/readings`, {
      sentAt: ctx.now().toISOString(),
      samples,
    });
    progress(0.4, { vi: 'ba lần đo cao', en: 'three high readings' });
    const alert = await waitForAlert(stage, lan.token, man.id);
    progress(0.8, { vi: 'bác sĩ trả lời', en: 'the doctor answers' });
    await ask(stage, lan.token, 'POST', `/api/assistant/alerts/${man.id}/${alert.id}/answer`, {
      answer: 'acted',
      words: 'Đã gọi, chú thấy khỏe, uống thuốc đều. Hẹn thứ Hai ra trạm đo lại.',
    });
    progress(1, { vi: 'xong', en: 'done' });
  },
};

/** The first grown man in the charge of the station, by his birth. */
async function findMan(
  stage: DemoStage,
  token: string,
  facilityId: string | undefined,
): Promise<Patient | undefined> {
  if (facilityId === undefined) return undefined;
  const query = new URLSearchParams({
    organization: `Organization/${facilityId}`,
    gender: 'male',
    birthdate: 'lt1975-01-01',
    _sort: '-birthdate',
    _count: '20',
  });
  const { entry = [] } = await ask<Bundle<Patient>>(stage, token, 'GET', `/fhir/Patient?${query.toString()}`);
  return entry
    .flatMap(({ resource }) => resource ?? [])
    .find(
      ({ active, deceasedBoolean, deceasedDateTime }) =>
        active !== false && deceasedBoolean !== true && deceasedDateTime === undefined,
    );
}

/** The alert as the station sees it; rules are worked out within seconds. */
async function waitForAlert(stage: DemoStage, token: string, patientId: string): Promise<ShownAlert> {
  const until = Date.now() + patienceMs;
  for (;;) {
    let cursor = '';
    do {
      const page = await ask<{ alerts: ShownAlert[]; next?: string }>(
        stage,
        token,
        'GET',
        `/api/assistant/alerts?state=open${cursor}`,
      );
      const found = page.alerts.find((one) => one.patientId === patientId);
      if (found !== undefined) return found;
      cursor = page.next === undefined ? '' : `&cursor=${encodeURIComponent(page.next)}`;
    } while (cursor !== '');
    if (Date.now() > until)
      throw new AppError('internal.unexpected', { detail: 'demo assistant: no alert came' });
    await new Promise((done) => setTimeout(done, pauseMs));
  }
}

async function ask<T>(
  stage: DemoStage,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const answer = await fetch(`${stage.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  // The text may name a person: only the status is told.
  if (!answer.ok)
    throw new AppError('internal.unexpected', {
      detail: `demo assistant: ${method} answered ${answer.status}`,
    });
  return JSON.parse(text) as T;
}

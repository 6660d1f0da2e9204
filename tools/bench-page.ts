/**
 * `npm run bench -- page`: a record of 3,000 lines in a real browser, as on a phone of the middle: how soon it is there, how it
 * scrolls, how soon a typed word has filtered it. Options: --lines N, --slower F (how many times slower the phone's processor is).
 */
import type { Page } from 'playwright-core';
import { option } from './bench-options.ts';
import { signInDoctor, write } from './bench-doctor.ts';
import type { House } from './bench-house.ts';
import { cpuOf } from './bench-measure.ts';

/** A task of the page's script that is longer than this is felt while scrolling. */
const feltMs = 50;
const linesOfVisit = 5;

/** Measures and prints. Returns false where scrolling was disturbed by a task of the script. */
export async function benchPage(house: House): Promise<boolean> {
  const lines = Number(option('lines', '3000'));
  const slower = Number(option('slower', '4'));
  const { page, browser, hospital, token } = await signInDoctor(house, { width: 390, height: 844 });
  try {
    const id = await writeLife(house, hospital, lines);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
    console.log(`a record of ${lines} lines on a screen of 390 pixels, processor ${slower} times slower`);
    for (const which of ['first', 'second'] as const) {
      await page.evaluate(() => history.pushState(null, '', '/people'));
      await page.waitForSelector('#people-find');
      const start = performance.now();
      await page.evaluate((path) => history.pushState(null, '', path), `/record/${id}/timeline`);
      await page.waitForSelector('.timeline .entry');
      console.log(`${which} view: ${(performance.now() - start).toFixed(0)} ms`);
    }
    await page.waitForTimeout(1000);
    const watch = await watchFrames(page);
    for (const speed of [1500, 6000])
      await session.send('Input.synthesizeScrollGesture', {
        x: 195,
        y: 600,
        yDistance: speed * -4,
        speed,
        gestureSourceType: 'touch',
      });
    const scrolled = await watch();
    tell('scrolling by touch, 8 s', scrolled);
    const watchJumps = await watchFrames(page);
    await page.evaluate(async () => {
      for (const end = performance.now() + 4000; performance.now() < end;) {
        scrollBy(0, 150);
        await new Promise(requestAnimationFrame);
      }
    });
    const jumped = await watchJumps();
    tell('scrolling by 150 pixels each frame, 4 s', jumped);
    const rows = await page.locator('.timeline li').count();
    console.log(`rows in the page: ${rows}`);
    await page.evaluate(() => scrollTo(0, 0));
    for (const word of ['glucose', 'chi so thu 3', 'khongcogi'])
      console.log(`typed “${word}”: filtered after ${(await filterBy(page, word)).toFixed(0)} ms`);
    const before = [cpuOf(house.server.pid!), cpuOf(house.postgres)] as const;
    const median = await askServer(house, token, id);
    const cpu = [cpuOf(house.server.pid!) - before[0], cpuOf(house.postgres) - before[1]].map((used) =>
      ((used / asks) * 1000).toFixed(0),
    );
    console.log(
      `the server alone for one filtered page: ${median.toFixed(0)} ms, of it ${cpu[0]} ms CPU of Node, ${cpu[1]} of PostgreSQL`,
    );
    return scrolled.longest <= feltMs && jumped.longest <= feltMs;
  } finally {
    await browser.close();
  }
}

interface Frames {
  readonly frames: number;
  /** Longest task of a script of the page, in ms. */
  readonly longest: number;
  /** The tasks that are felt: what ran, how long. */
  readonly felt: readonly string[];
  /** Frames that came later than two of the screen. */
  readonly late: number;
}

function tell(what: string, { frames, longest, felt, late }: Frames): void {
  console.log(
    `${what}: ${frames} frames, ${late} of them late; longest task of the script ${longest.toFixed(0)} ms, over ${feltMs} ms: ${felt.join(', ') || 'none'}`,
  );
}

/** Starts to watch; the returned function ends it and tells what was seen. */
async function watchFrames(page: Page): Promise<() => Promise<Frames>> {
  await page.evaluate(() => {
    const seen = { scripts: [] as [number, string][], times: [] as number[], on: true };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { scripts } = entry as PerformanceEntry & {
          scripts?: { duration: number; invoker: string }[];
        };
        for (const { duration, invoker } of scripts ?? []) seen.scripts.push([duration, invoker]);
      }
    }).observe({ type: 'long-animation-frame' });
    const frame = (at: number): void => {
      seen.times.push(at);
      if (seen.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  return async () => {
    const { scripts, times } = await page.evaluate(() => {
      const { seen } = window as unknown as {
        seen: { scripts: [number, string][]; times: number[]; on: boolean };
      };
      seen.on = false;
      return seen;
    });
    return {
      frames: times.length,
      longest: Math.max(0, ...scripts.map(([ms]) => ms)),
      felt: scripts.filter(([ms]) => ms > feltMs).map(([ms, what]) => `${what} ${ms.toFixed(0)} ms`),
      late: times.filter((at, place) => place > 0 && at - times[place - 1]! > 34).length,
    };
  };
}

/** From the last key to the list that answers it, the pause for typing included. */
async function filterBy(page: Page, word: string): Promise<number> {
  const field = page.locator('.timeline-search input');
  await field.fill('');
  await page.waitForTimeout(1500);
  await page.evaluate(() => {
    const output = document.querySelector('.timeline-tools output')!;
    const field = document.querySelector('.timeline-search input')!;
    let typedAt = 0;
    field.addEventListener('input', () => (typedAt = performance.now()));
    const answered = new Promise<number>((resolve) => {
      new MutationObserver(() => requestAnimationFrame(() => resolve(performance.now() - typedAt))).observe(
        output,
        { childList: true, subtree: true, characterData: true },
      );
    });
    Object.assign(window, { answered });
  });
  await field.pressSequentially(word, { delay: 60 });
  return page.evaluate(() => (window as unknown as { answered: Promise<number> }).answered);
}

/** How often the server alone is asked. */
const asks = 10;

/** Median of the questions to the server, without a page. */
async function askServer(house: House, token: string, id: string): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < asks; at += 1) {
    const start = performance.now();
    const answer = await fetch(`${house.base.slice(0, -'/fhir'.length)}/api/personal-record/${id}/timeline`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ words: 'glucose', limit: 100 }),
    });
    if (!answer.ok) throw new Error(`timeline: ${answer.status}`);
    await answer.arrayBuffer();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[asks >> 1]!;
}

/** Somebody with results over forty years. */
async function writeLife(house: House, hospital: string, lines: number): Promise<string> {
  const { id } = await write<{ id: string }>(house, '/Patient', {
    resourceType: 'Patient',
    active: true,
    name: [{ use: 'official', text: 'Đặng Văn Thọ', family: 'Đặng', given: ['Văn', 'Thọ'] }],
    gender: 'male',
    birthDate: '1941-05-19',
    managingOrganization: { reference: `Organization/${hospital}` },
  });
  const subject = { reference: `Patient/${id}` };
  const visits = Math.ceil(lines / (linesOfVisit + 1));
  for (let first = 0; first < visits; first += 100) {
    const entry = Array.from({ length: Math.min(100, visits - first) }, (_, at) =>
      entriesOfVisit(first + at, visits, subject, hospital),
    ).flat();
    await write(house, '', { resourceType: 'Bundle', type: 'transaction', entry });
  }
  return id;
}

function entriesOfVisit(at: number, of: number, subject: object, hospital: string): object[] {
  const day = new Date(Date.now() - ((at + 1) / of) * 40 * 365 * 86_400_000).toISOString().slice(0, 10);
  const url = `urn:uuid:00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
  const place = { reference: `Organization/${hospital}` };
  const visit = {
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject,
    period: { start: `${day}T08:00:00+07:00`, end: `${day}T09:00:00+07:00` },
    serviceProvider: place,
  };
  const glucose = {
    coding: [{ system: 'http://loinc.org', code: '14771-0', display: 'Fasting glucose' }],
    text: 'Glucose',
  };
  const results = Array.from({ length: linesOfVisit }, (_, line) => ({
    resourceType: 'Observation',
    status: 'final',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
        ],
      },
    ],
    code: line === 0 ? glucose : { text: `Chỉ số thứ ${line}` },
    subject,
    encounter: { reference: url },
    performer: [place],
    effectiveDateTime: `${day}T08:3${line}:00+07:00`,
    valueQuantity: {
      value: 4 + ((at + line) % 40) / 10,
      unit: 'mmol/L',
      system: 'http://unitsofmeasure.org',
      code: 'mmol/L',
    },
    referenceRange: [{ low: { value: 4.1, unit: 'mmol/L' }, high: { value: 6.7, unit: 'mmol/L' } }],
  }));
  return [
    { fullUrl: url, resource: visit, request: { method: 'POST', url: 'Encounter' } },
    ...results.map((resource) => ({ resource, request: { method: 'POST', url: 'Observation' } })),
  ];
}

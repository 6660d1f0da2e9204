import { dayOf, showDay } from '#kernel/display/show-date.ts';
import { showDecimal, showQuantity, showRange } from '#kernel/display/show-number.ts';
import type { Language } from '#kernel/schema.ts';
import type { Entry, Fact, Measure, Summary, TimelineEntry } from '../api.ts';
import { onceEach } from '../domain/once-each.ts';
import { pressurePair } from '../domain/pressure-pair.ts';
import en from './print.en.json' with { type: 'json' };
import vi from './print.vi.json' with { type: 'json' };

type PaperWords = Readonly<Record<keyof typeof vi, string>>;
const wordsOf: Readonly<Record<Language, PaperWords>> = { vi, en };

/** One line on paper; absent parts are empty. */
interface PaperLine {
  readonly title: string;
  readonly code: string;
  /** What was measured; stands on the line of the title. */
  readonly value: string;
  readonly detail: string;
  readonly at: string;
  readonly facility: string;
  readonly mark: string;
}

/** How facts become lines in one language. */
function penFor(language: Language) {
  const words = wordsOf[language];
  const measured = (measure: Measure) => {
    const range = showRange(measure.low, measure.high, language);
    const value = (measure.comparator ?? '') + showQuantity(measure.value, measure.unit, language);
    return range === '' ? value : `${value} [${range}]`;
  };
  const partsText = (parts: Entry['parts']) => {
    const pair = pressurePair(parts);
    if (pair) return `${pair.map(({ measure }) => showDecimal(measure.value, language)).join('/')} mmHg`;
    return parts?.map((part) => `${part.name} ${measured(part.measure)}`).join(' · ') ?? '';
  };
  const fact = (of: Fact, more: Partial<PaperLine> = {}): PaperLine => ({
    title: of.title,
    code: of.code ?? '',
    value: '',
    detail: of.detail ?? '',
    at: showDay(of.at),
    facility: of.facility ?? '',
    mark: of.marks.map((mark) => words[`mark.${mark}`]).join(' · '),
    ...more,
  });
  const entry = (of: Entry, more: Partial<PaperLine> = {}): PaperLine => {
    const flag = of.flag === undefined || of.flag === 'normal' ? '' : ` (${words[`flag.${of.flag}`]})`;
    const parts = partsText(of.parts);
    const value = of.measure ? measured(of.measure) + flag : parts === '' ? '' : parts + flag;
    const due = of.due === undefined ? '' : `${words['due']} ${showDay(of.due)}`;
    const detail =
      value === '' ? [(of.detail ?? '') + flag, due].filter((text) => text !== '').join(' · ') : '';
    return fact(of, { value, detail, ...more });
  };
  const group = (of: TimelineEntry): PaperLine[] => {
    if (!of.group) return [entry(of, { at: '', facility: '' })];
    const lines = onceEach(of.group.lines).map((line) => entry(line, { at: '', facility: '' }));
    if (of.group.of === 'prescription') return lines;
    const detail = lines.map(({ title, value, detail: said }) => `${title} ${value || said}`).join(' · ');
    const name = of.group.of === 'vitals' ? words['group.vitals'] : of.title || words['group.panel'];
    return [fact({ ...of, title: name }, { detail, at: '', facility: '' })];
  };
  return { words, fact, entry, group };
}

/** Everything that the paper says, already in words; the template only places it. */
export function summaryPaper(summary: Summary, language: Language, now: Date) {
  const { words, fact, entry, group } = penFor(language);
  const { allergies, lastVisit } = summary;
  const until = (day: string | undefined) => (day === undefined ? '' : `${words['until']} ${showDay(day)}`);
  const since = (day: string | undefined) => (day === undefined ? '' : `${words['since']} ${showDay(day)}`);
  const part = (title: string, items: readonly PaperLine[], empty = words['nothing']) => ({
    title,
    empty,
    ...together(items),
  });
  // What already stands among the medicines and measurements is not printed twice.
  const listed = new Set([
    ...[...summary.medicines, ...summary.lastMedicines].map(({ id }) => id),
    ...summary.vitals.map(measuredOn),
  ]);
  const isListed = ({ group: of }: TimelineEntry) =>
    of?.lines.every((line) => listed.has(line.id) || listed.has(measuredOn(line))) ?? false;
  return {
    language,
    words,
    printed: showDay(now.toISOString()),
    footer: words['footer'],
    person: { name: summary.person.name, facts: factsOfPerson(summary, words) },
    allergies: {
      color: { listed: '#B3261E', none: '#1B6B53', 'not-asked': '#8A5A00' }[allergies.state],
      sentence: words[`allergies.${allergies.state}`],
      items: allergies.items.map((item) =>
        fact(item, {
          title: item.severe ? `${item.title} (${words['severe']})` : item.title,
          detail: item.reaction ?? '',
        }),
      ),
    },
    parts: [
      part(
        words['long-term'],
        summary.longTerm.map((illness) => fact(illness, { value: since(illness.since) })),
      ),
      part(
        words['medicines'],
        summary.medicines.map((medicine) =>
          fact(medicine, {
            detail: [medicine.detail ?? '', until(medicine.until)].filter((text) => text !== '').join(' · '),
          }),
        ),
        words['no-medicine'],
      ),
      ...(summary.lastMedicines.length > 0
        ? [
            part(
              words['last-prescription'],
              summary.lastMedicines.map((medicine) => fact(medicine)),
            ),
          ]
        : []),
      part(
        words['out-of-range'],
        summary.outOfRange.map((one) => entry(one)),
        summary.unjudged > 0 ? `${words['no-out-of-range']} ${words['unjudged']}` : words['no-out-of-range'],
      ),
      part(
        words['vitals'],
        summary.vitals.map((one) => entry(one)),
      ),
      ...(lastVisit
        ? [
            part(words['last-visit'], [
              entry(lastVisit.visit),
              ...lastVisit.lines.filter((one) => !isListed(one)).flatMap(group),
            ]),
          ]
        : []),
    ],
  };
}

/** A vital sign and its day: measured twice that day it is printed once. */
function measuredOn({ kind, loinc, title, at }: Entry): string {
  return `${kind} ${loinc ?? title} ${dayOf(at ?? '')}`;
}

/** Day and place once above the lines, where all lines share them. */
function together(items: readonly PaperLine[]): {
  at: string;
  facility: string;
  items: readonly PaperLine[];
} {
  const [first] = items;
  const shared =
    first !== undefined &&
    items.length > 1 &&
    items.every(({ at, facility }) => at === first.at && facility === first.facility);
  if (!shared) return { at: '', facility: '', items };
  const { at, facility } = first;
  return { at, facility, items: items.map((item) => ({ ...item, at: '', facility: '' })) };
}

function factsOfPerson(summary: Summary, words: PaperWords): { name: string; value: string }[] {
  const { person, insurance, blood } = summary;
  const state = words[`insurance.${insurance.state}`];
  return [
    { name: words['sex'], value: words[`sex.${person.sex}`] },
    { name: words['born'], value: showDay(person.birthDate) },
    { name: words['health-id'], value: person.healthId ?? words['unknown'] },
    {
      name: words['insurance'],
      value: insurance.to === undefined ? state : `${state} ${showDay(insurance.to)}`,
    },
    { name: words['blood'], value: blood?.group ?? words['unknown'] },
  ].filter(({ value }) => value !== '');
}

import { showDay } from '#kernel/display/show-date.ts';
import { showQuantity, showRange } from '#kernel/display/show-number.ts';
import type { Language } from '#kernel/schema.ts';
import type { Entry, Fact, Measure, Summary } from '../api.ts';
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
    const parts = of.parts?.map((part) => `${part.name} ${measured(part.measure)}`).join(' · ') ?? '';
    const value = of.measure ? measured(of.measure) + flag : parts === '' ? '' : parts + flag;
    return fact(of, { value, detail: value === '' ? (of.detail ?? '') + flag : '', ...more });
  };
  return { words, fact, entry };
}

/** Everything that the paper says, already in words; the template only places it. */
export function summaryPaper(summary: Summary, language: Language, now: Date) {
  const { words, fact, entry } = penFor(language);
  const { allergies, lastVisit } = summary;
  const until = (day: string | undefined) => (day === undefined ? '' : `${words['until']} ${showDay(day)}`);
  const part = (title: string, items: readonly PaperLine[]) => ({ title, empty: words['nothing'], items });
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
        summary.longTerm.map((illness) => fact(illness)),
      ),
      part(
        words['medicines'],
        summary.medicines.map((medicine) =>
          fact(medicine, {
            detail: [medicine.detail ?? '', until(medicine.until)].filter((text) => text !== '').join(' · '),
          }),
        ),
      ),
      part(
        words['out-of-range'],
        summary.outOfRange.map((one) => entry(one)),
      ),
      part(
        words['vitals'],
        summary.vitals.map((one) => entry(one)),
      ),
      ...(lastVisit
        ? [
            part(words['last-visit'], [
              entry(lastVisit.visit),
              ...lastVisit.lines.map((one) => entry(one, { at: '', facility: '' })),
            ]),
          ]
        : []),
    ],
  };
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

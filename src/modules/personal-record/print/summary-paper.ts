import type { Language } from '#kernel/schema.ts';
import type { Entry, Fact, Measure, Summary } from '../api.ts';
import en from './print.en.json' with { type: 'json' };
import vi from './print.vi.json' with { type: 'json' };

type PaperWords = Readonly<Record<keyof typeof vi, string>>;
const wordsOf: Readonly<Record<Language, PaperWords>> = { vi, en };

/** One line on paper; absent parts are empty. */
export interface PaperLine {
  readonly title: string;
  readonly code: string;
  readonly detail: string;
  readonly at: string;
  readonly facility: string;
  readonly mark: string;
}

const zoneMs = 7 * 3_600_000;

function day(value: string | undefined): string {
  if (value === undefined || value === '') return '';
  const text = value.includes('T') ? new Date(Date.parse(value) + zoneMs).toISOString() : value;
  return text.slice(0, 10).split('-').toReversed().join('/');
}

function decimal(value: string, language: Language): string {
  return language === 'vi' ? value.replace('.', ',') : value;
}

function measureText(measure: Measure, language: Language): string {
  const unit = (measure.unit ?? '').replace('mm[Hg]', 'mmHg').replace('Cel', '°C');
  const range =
    measure.low !== undefined || measure.high !== undefined
      ? ` [${[measure.low ?? '', measure.high ?? ''].map((bound) => decimal(bound, language)).join('–')}]`
      : '';
  return `${measure.comparator ?? ''}${decimal(measure.value, language)} ${unit}`.trim() + range;
}

/** Everything that the paper says, already in words; the template only places it. */
export function summaryPaper(summary: Summary, language: Language, now: Date) {
  const words = wordsOf[language];
  const marks = (list: Entry['marks']) => list.map((mark) => words[`mark.${mark}`]).join(' · ');
  const line = (fact: Fact, detail = fact.detail ?? ''): PaperLine => ({
    title: fact.title,
    code: fact.code ?? '',
    detail,
    at: day(fact.at),
    facility: fact.facility ?? '',
    mark: marks(fact.marks),
  });
  const valueOf = (entry: Entry) => {
    const flag =
      entry.flag === undefined || entry.flag === 'normal' ? '' : ` (${words[`flag.${entry.flag}`]})`;
    const parts = entry.parts
      ?.map((part) => `${part.name}: ${measureText(part.measure, language)}`)
      .join(' · ');
    return (entry.measure ? measureText(entry.measure, language) : (parts ?? entry.detail ?? '')) + flag;
  };
  const { person, insurance, allergies } = summary;
  const facts = [
    { name: words['sex'], value: words[`sex.${person.sex}`] },
    { name: words['born'], value: day(person.birthDate) },
    { name: words['health-id'], value: person.healthId ?? words['unknown'] },
    {
      name: words['insurance'],
      value:
        insurance.to === undefined
          ? words[`insurance.${insurance.state}`]
          : `${words[`insurance.${insurance.state}`]} ${day(insurance.to)}`,
    },
    { name: words['blood'], value: summary.blood?.group ?? words['unknown'] },
  ].filter(({ value }) => value !== '');
  return {
    language,
    words,
    printed: day(now.toISOString()),
    footer: words['footer'],
    person: { name: person.name, facts },
    allergies: {
      color: allergies.state === 'listed' ? '#B3261E' : allergies.state === 'none' ? '#1B6B53' : '#8A5A00',
      sentence: words[`allergies.${allergies.state}`],
      items: allergies.items.map((item) =>
        line(
          { ...item, title: item.severe ? `${item.title} (${words['severe']})` : item.title },
          item.reaction ?? '',
        ),
      ),
    },
    parts: [
      {
        title: words['long-term'],
        empty: words['nothing'],
        items: summary.longTerm.map((fact) => line(fact)),
      },
      {
        title: words['medicines'],
        empty: words['nothing'],
        items: summary.medicines.map((fact) =>
          line(
            fact,
            [fact.detail ?? '', fact.until === undefined ? '' : `${words['until']} ${day(fact.until)}`]
              .filter((part) => part !== '')
              .join(' · '),
          ),
        ),
      },
      {
        title: words['vitals'],
        empty: words['nothing'],
        items: summary.vitals.map((entry) => line(entry, valueOf(entry))),
      },
      {
        title: words['out-of-range'],
        empty: words['nothing'],
        items: summary.outOfRange.map((entry) => line(entry, valueOf(entry))),
      },
      ...(summary.lastVisit
        ? [
            {
              title: words['last-visit'],
              empty: words['nothing'],
              items: [summary.lastVisit.visit, ...summary.lastVisit.lines].map((entry) =>
                line(entry, valueOf(entry)),
              ),
            },
          ]
        : []),
    ],
  };
}

import type { QuestionnaireResponse } from '@medplum/fhirtypes';
import { markAnswer, bodyRegions } from '#kernel/fhir/questionnaire/body-regions.ts';
import type { Answer, Form, FormItem } from '#kernel/fhir/questionnaire/form.ts';
import { openItems } from '#kernel/fhir/questionnaire/open-items.ts';
import { buildResponse } from '#kernel/fhir/questionnaire/response.ts';
import { keysFrom, pathKey, type Entry, type FormNode, type Keys } from '#kernel/fhir/questionnaire/state.ts';

/** Numbers from 0 to 1 that are the same for the same seed. */
export function drawer(seed: number): () => number {
  let at = (seed + 1) * 2_654_435_761;
  return () => {
    at = (Math.imul(at ^ (at >>> 15), 2_246_822_519) ^ (at >>> 13)) >>> 0;
    return at / 4_294_967_296;
  };
}

/** A form filled in by chance: most of its questions answered, repeated groups up to three times, only what is asked said. */
export function someResponse(form: Form, seed: number, filled = 0.85): QuestionnaireResponse {
  const draw = drawer(seed);
  const keys = keysFrom(0);
  const nodes = nodesOf(form.items, draw, keys, filled);
  const state = { nodes, next: keys.next() };
  const open = openItems(form, state, () => [true]);
  return buildResponse(form, state, (path) => open.has(pathKey(path)), { status: 'completed' }).response;
}

function nodesOf(items: readonly FormItem[], draw: () => number, keys: Keys, filled: number): FormNode[] {
  return items
    .filter(({ type }) => type !== 'display')
    .map((item) => {
      const isGroup = item.type === 'group';
      const times = item.repeats ? Math.floor(draw() * 3) + 1 : 1;
      const answers = isGroup ? [] : answersOf(item, draw, times);
      const isFilled = isGroup || item.hidden || draw() < filled;
      const entries: Entry[] = Array.from(
        { length: isGroup ? times : Math.max(1, answers.length) },
        (_, at) => ({
          key: keys.make(),
          ...(isFilled && answers[at] !== undefined && { answer: answers[at] }),
          nodes: nodesOf(item.items, draw, keys, filled),
        }),
      );
      return { linkId: item.linkId, entries };
    });
}

const words = ['đau đầu', 'không rõ', 'ổn định', 'Nguyễn', 'sốt 39 độ', 'tay trái'];

function answersOf(item: FormItem, draw: () => number, times: number): Answer[] {
  const some = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)]!;
  if (item.hidden) return (item.source.initial ?? []).map((one) => ({ ...one }) as Answer);
  const text = (): string => `${some(words)} ${Math.floor(draw() * 1_000)}`;
  switch (item.type) {
    case 'boolean':
      return [{ valueBoolean: draw() < 0.7 }];
    case 'integer':
      return [{ valueInteger: Math.floor(draw() * 200) }];
    case 'decimal':
      return [{ valueDecimal: Math.round(draw() * 2_000) / 10 }];
    case 'date':
      return [
        {
          valueDate: `20${10 + Math.floor(draw() * 16)}-0${1 + Math.floor(draw() * 9)}-1${Math.floor(draw() * 10)}`,
        },
      ];
    case 'dateTime':
      return [
        { valueDateTime: `2026-0${1 + Math.floor(draw() * 9)}-11T08:0${Math.floor(draw() * 10)}:00+07:00` },
      ];
    case 'choice':
    case 'open-choice': {
      if (item.control === 'body-map')
        return [markAnswer({ region: some(bodyRegions), x: 12.5, y: 30, note: draw() < 0.5 ? '' : text() })];
      if (item.valueSet !== undefined)
        return [
          draw() < 0.3
            ? { valueString: text() }
            : {
                valueCoding: {
                  system: 'http://hl7.org/fhir/sid/icd-10',
                  code: `I1${Math.floor(draw() * 10)}`,
                  display: text(),
                },
              },
        ];
      const chosen = item.options.filter(() => draw() < 0.4).slice(0, item.repeats ? times : 1);
      const listed = chosen.map(({ answer }) => answer);
      return item.type === 'open-choice' && draw() < 0.3 ? [...listed, { valueString: text() }] : listed;
    }
    case 'attachment':
      return [{ valueAttachment: { contentType: 'image/jpeg', data: 'AAAA', title: text() } }];
    default:
      return [{ valueString: text() }];
  }
}

import type { Findings } from '../structure/issues.ts';
import type { ElementRule, SliceRule } from './compile-profile.ts';

/** Where findings go, and whose rules are being read. */
export interface Told {
  readonly findings: Findings;
  /** Id of the profile. */
  readonly profile: string;
}

/** A choice that comes as another type than the profile takes. */
export function checkType(types: ReadonlySet<string>, { findings, profile }: Told): void {
  const list = [...types].join(', ');
  findings.add('structure', {
    vi: `${profile} chỉ nhận kiểu: ${list}.`,
    en: `${profile} takes only the type: ${list}.`,
  });
}

/**
 * Too few or too many values of an element or a slice.
 * @param sure how many there surely are
 * @param possible with those that may belong to the slice
 */
export function checkCount(
  sure: number,
  possible: number,
  rule: ElementRule,
  { findings, profile }: Told,
  slice?: string,
): void {
  const [viPart, enPart] = slice === undefined ? ['', ''] : [` cho ${slice}`, ` for ${slice}`];
  if (possible < rule.min) {
    findings.add(
      'required',
      {
        vi: `${profile} cần ít nhất ${rule.min}${viPart}.`,
        en: `${profile} needs at least ${rule.min}${enPart}.`,
      },
      rule.name,
    );
  } else if (sure > rule.max) {
    findings.add(
      'structure',
      {
        vi: `${profile} nhận nhiều nhất ${rule.max}${viPart}.`,
        en: `${profile} takes at most ${rule.max}${enPart}.`,
      },
      rule.name,
    );
  }
}

/** A value beside the only slices that a profile takes. */
export function tellClosed(rule: ElementRule, { findings, profile }: Told): void {
  const list = rule.slices.map((one) => one.name).join(', ');
  findings.add('value', {
    vi: `${profile} chỉ nhận các phần: ${list}.`,
    en: `${profile} takes only the slices: ${list}.`,
  });
}

/** What could not be told: whether a value belongs to a slice. */
export function tellUnresolved({ name, rule }: SliceRule, { findings, profile }: Told): void {
  const set = rule.binding?.valueSet;
  const [vi, en] =
    set === undefined
      ? ['bản ghi được trỏ tới không được mở ra', 'the resource pointed to is not read']
      : [`nội dung của ${set} không có ở đây`, `the content of ${set} is not known here`];
  findings.add(
    'not-supported',
    {
      vi: `chưa biết có thuộc phần ${name} của ${profile} hay không: ${vi}.`,
      en: `whether it belongs to slice ${name} of ${profile} was not checked: ${en}.`,
    },
    undefined,
    'information',
  );
}

import type { Findings } from '../structure/issues.ts';
import type { Way } from './compile-profile.ts';
import type { Binding } from './profile.ts';
import { allowedCodes, conceptMembership } from './value-set-membership.ts';

const coded = new Set(['code', 'Coding', 'CodeableConcept', 'uri', 'string']);

/**
 * Checks a value against a profile's binding. A required one that is surely not met is an error. With `advice` also what need not stop
 * a write is told: other strengths, and value sets whose content is not known here.
 */
export function checkBinding(
  value: unknown,
  way: Way,
  binding: Binding,
  profile: string,
  findings: Findings,
  advice: boolean,
): void {
  const { strength, valueSet } = binding;
  if (valueSet === undefined || !coded.has(way.type) || (strength !== 'required' && !advice)) return;
  const found = conceptMembership(valueSet, value);
  if (found === 'in') return;
  if (strength === 'required' && found !== 'unknown') {
    const allowed = allowedCodes(valueSet);
    findings.add('code-invalid', {
      vi: `${profile} chỉ nhận mã của ${allowed}.`,
      en: `${profile} takes only a code of ${allowed}.`,
    });
    return;
  }
  if (!advice || found === undefined) return;
  if (found === 'unknown') {
    findings.add(
      'not-supported',
      {
        vi: `mã có thuộc ${valueSet} (${profile}, ${strength}) hay không thì chưa kiểm được: nội dung bộ mã không có ở đây.`,
        en: `whether the code is in ${valueSet} (${profile}, ${strength}) was not checked: the content of its code system is not known here.`,
      },
      undefined,
      'information',
    );
    return;
  }
  const allowed = allowedCodes(valueSet);
  const isAdvice = strength === 'preferred';
  findings.add(
    'code-invalid',
    {
      vi: `${profile} ${isAdvice ? 'khuyên dùng' : 'yêu cầu, nếu có mã phù hợp, dùng'} mã của ${allowed}.`,
      en: `${profile} ${isAdvice ? 'prefers' : 'wants, where one fits,'} a code of ${allowed}.`,
    },
    undefined,
    isAdvice ? 'information' : 'warning',
  );
}

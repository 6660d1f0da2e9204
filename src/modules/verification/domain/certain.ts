import type { FieldName, Side } from './fields.ts';
import { agrees } from './fields.ts';
import type { Verdict } from './judge.ts';

/**
 * What may be written without anybody's proposal, because who tells it is who decides it. Everything else that a register says (a name, a
 * birth day, a death, a move) is proposed and accepted by people.
 *
 * 1. The population database gives personal numbers; where it says that a number was cancelled in favour of another, and name, birth day
 *    and sex agree, the other is hers from now on and the former is old.
 * 2. Social insurance gives cards; where the ten digits of the person stay the same and only the card is another, the other is in force.
 *
 * Where somebody else in the record holds the new number, it is not certain any more: the caller looks, see `applyCertain`.
 * @source Luật Căn cước 26/2023/QH15 (personal number given and cancelled by the managing agency); QĐ 1351/QĐ-BHXH 2015 and QĐ
 * 1666/QĐ-BHXH 2020 (card and number given by social insurance); that it needs nobody's word here is an own rule, verify
 */
export function certainFields(
  register: 'population' | 'social-insurance',
  { outcome, fields }: Verdict,
  ours: Side,
): readonly FieldName[] {
  if (outcome !== 'renumbered') return [];
  const isSure = (field: FieldName): boolean => fields[field] !== 'missing' && agrees(fields[field]);
  if (!isSure('name') || !isSure('birthDate') || !isSure('sex')) return [];
  if (register === 'population') return agrees(fields.number) ? [] : ['number'];
  const isSameNumber = fields.number === 'same' && ours.number !== undefined;
  return isSameNumber && !agrees(fields.card) ? ['card'] : [];
}

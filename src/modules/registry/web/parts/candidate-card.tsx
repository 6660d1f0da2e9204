import { showDecimal } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import type { CandidateLine } from '../../api.ts';
import { PersonRow } from './person-row.tsx';
import { showBits } from './show-bits.ts';
import { useRegistryText, type RegistryWord } from './registry-text.ts';

const tones = { certain: 'good', probable: 'info', possible: 'care', 'certainly-not': 'plain' } as const;

/** Somebody who may be her: how sure, and field by field why. */
export function CandidateCard(props: { candidate: CandidateLine }) {
  const text = useRegistryText();
  const language = useLanguage();
  const { person, grade, score, explanation } = props.candidate;
  // Nothing that is weighed is ever wholly sure.
  const percent = showDecimal(Math.min(99.9, Math.floor(score * 1000) / 10).toFixed(1), language);
  return (
    <Card
      title={person.name === '' ? text('unnamed') : person.name}
      aside={<Tag tone={tones[grade]}>{text(`grade.${grade}`)}</Tag>}
    >
      <PersonRow person={person} under />
      <p className="registry-why">
        {explanation.rule === undefined
          ? text(`against.${explanation.against}`, { p: percent })
          : text(`rule.${explanation.rule}`)}
      </p>
      <ul className="registry-fields">
        {explanation.fields.map(({ field, level, weight }) => (
          <li key={field} data-side={weight > 0.5 ? 'for' : weight < -0.5 ? 'against' : 'even'}>
            <span className="registry-field">{text(`field.${field}`)}</span>
            <span>{text(`level.${level}` as RegistryWord)}</span>
            <span
              className="registry-bits"
              aria-label={text('bits', { n: showDecimal(weight.toFixed(1), language) })}
            >
              {showBits(weight, language)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

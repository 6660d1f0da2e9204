import { showDay } from '#kernel/display/show-date.ts';
import type { PersonLine } from '../../api.ts';
import { genderWord, useMergingText } from './merging-text.ts';

/** Somebody in a list: name, birthday, sex, number. */
export function Person(props: { person: PersonLine }) {
  const text = useMergingText();
  const { person } = props;
  const facts = [
    person.birthDate === undefined ? undefined : showDay(person.birthDate),
    person.gender === undefined ? undefined : genderWord(text, person.gender),
    person.number === undefined ? undefined : text('number-short', { n: person.number }),
  ].filter((fact) => fact !== undefined);
  return (
    <div className="merging-person">
      <p className="strong">{person.name === '' ? text('nameless') : person.name}</p>
      {facts.length > 0 && <p className="quiet small">{facts.join(' · ')}</p>}
    </div>
  );
}

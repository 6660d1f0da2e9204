import { Link } from 'wouter';
import { formatDay } from '#kernel/vietnam/date.ts';
import { Tag } from '#web/ui/card.tsx';
import type { PersonLine } from '../../api.ts';
import { useRegistryText } from './registry-text.ts';

/**
 * Somebody in a list: her name opens her record where the reader reaches it; `identity` opens who she is and her family instead. `under` a
 * title that is her name already, it stands alone; there and with `both` either can be opened.
 */
export function PersonRow(props: { person: PersonLine; under?: true; identity?: true; both?: true }) {
  const text = useRegistryText();
  const { person } = props;
  const gender = person.gender === 'male' || person.gender === 'female' ? text(person.gender) : undefined;
  const identityPath = `/registry/people/${person.id}`;
  const name = person.name === '' ? text('unnamed') : person.name;
  const facts = [
    person.birthDate === undefined ? undefined : formatDay(person.birthDate),
    gender,
    person.number,
    person.place,
  ];
  return (
    <div className="registry-person">
      <div className="registry-name">
        {person.inReach && (
          <Link href={props.identity ? identityPath : `/record/${person.id}`}>
            {props.under ? text('open') : name}
          </Link>
        )}
        {person.inReach && (props.under || props.both) && (
          <Link href={identityPath}>{text('person.manage')}</Link>
        )}
        {!person.inReach && !props.under && <strong>{name}</strong>}
        {person.temporary && person.inReach && <Tag>{text('temporary')}</Tag>}
        {person.deceased && <Tag tone="care">{text('deceased')}</Tag>}
        {!person.inReach && <Tag tone="info">{text('elsewhere')}</Tag>}
      </div>
      <p className="quiet small">{facts.filter((fact) => fact !== undefined && fact !== '').join(' · ')}</p>
    </div>
  );
}

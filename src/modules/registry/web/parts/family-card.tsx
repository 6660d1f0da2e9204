import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import type { MemberLine, PersonView, TieLine } from '../../domain/person-contract.ts';
import { daysOf } from './facts-card.tsx';
import { PersonRow } from './person-row.tsx';
import { useRegistryText } from './registry-text.ts';

/** Parents, children, and who speaks for somebody, with their days. */
export function FamilyCard(props: { view: PersonView; onAdd: () => void; onEnd: (tie: TieLine) => void }) {
  const text = useRegistryText();
  const { mother, children, ties, mayWrite } = props.view;
  const isNobody = mother === undefined && children.length === 0 && ties.length === 0;
  // The mother stands among the ties too, with her days.
  const isMotherShown = mother !== undefined && !ties.some(({ kind }) => kind === 'mother');
  return (
    <Card title={text('family')} icon="people">
      {isNobody && <p className="quiet">{text('family.none')}</p>}
      <ul className="registry-people">
        {isMotherShown && (
          <li>
            <p className="registry-field">{text('family.mother')}</p>
            <PersonRow person={mother} identity />
          </li>
        )}
        {ties.map((tie) => (
          <li key={tie.id}>
            <p className="registry-name">
              <span className="registry-field">{text(`tie.${tie.kind}`)}</span>
              {!tie.isActive && <Tag>{text('tie.over')}</Tag>}
              <span className="quiet small">{daysOf(text, tie)}</span>
            </p>
            <PersonRow person={tie.person} identity />
            {mayWrite && tie.isActive && (
              <Button look="quiet" onClick={() => props.onEnd(tie)}>
                {text('do.tie.end')}
                <span className="unseen">
                  {text(`tie.${tie.kind}`)} {tie.person.name}
                </span>
              </Button>
            )}
          </li>
        ))}
        {children.map((child) => (
          <li key={child.id}>
            <p className="registry-field">{text('tie.child')}</p>
            <PersonRow person={child} identity />
          </li>
        ))}
      </ul>
      {mayWrite && (
        <div className="registry-actions">
          <Button onClick={props.onAdd}>{text('do.tie')}</Button>
        </div>
      )}
    </Card>
  );
}

/** Somebody of the home whose place in it is to be changed. */
export type Housed = Pick<MemberLine, 'id' | 'name' | 'role'>;

/** Who lives with somebody, how each stands to the head, and who lived there once. */
export function HouseholdCard(props: {
  view: PersonView;
  onAdd: () => void;
  onRole: (member: Housed) => void;
  onLeave: (member: Housed) => void;
}) {
  const text = useRegistryText();
  const { person, household, mayWrite } = props.view;
  const self: MemberLine = { ...person, role: household?.role, start: household?.start };
  return (
    <Card title={text('household')} icon="place">
      {household === undefined && <p className="quiet">{text('household.none')}</p>}
      {household !== undefined && (
        <ul className="registry-people">
          {[self, ...household.members].map((member) => (
            <li key={member.id}>
              <p className="registry-name">
                <span className="registry-field">
                  {member.role === undefined ? text('household.role.none') : text(`role.${member.role}`)}
                </span>
                {member.id === person.id && <Tag tone="info">{text('household.self')}</Tag>}
                <span className="quiet small">{daysOf(text, member)}</span>
              </p>
              <PersonRow person={member} identity />
              {mayWrite && member.inReach && (
                <div className="registry-actions">
                  <Button look="quiet" onClick={() => props.onRole(member)}>
                    {text('do.household.role')}
                    <span className="unseen">{member.name}</span>
                  </Button>
                  <Button look="quiet" onClick={() => props.onLeave(member)}>
                    {text('do.household.leave')}
                    <span className="unseen">{member.name}</span>
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {household !== undefined && household.former.length > 0 && (
        <>
          <h3>{text('household.former')}</h3>
          <ul className="registry-plain">
            {household.former.map((member) => (
              <li key={`${member.id} ${member.end ?? ''}`}>
                {member.name === '' ? text('unnamed') : member.name}{' '}
                <span className="quiet small">{daysOf(text, member)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {mayWrite && (
        <div className="registry-actions">
          <Button onClick={props.onAdd}>
            {text(household === undefined ? 'do.household.start' : 'do.household.add')}
          </Button>
        </div>
      )}
    </Card>
  );
}

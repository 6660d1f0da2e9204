import { useState } from 'react';
import { Link } from 'wouter';
import { useEndpoint } from '#web/data/client-context.tsx';
import { Chip, Choose } from '#web/ui/field.tsx';
import { View } from '#web/ui/view.tsx';
import { readPeople } from '../../../api.ts';
import { factKinds, type FactKind } from '../../../domain/facts-contract.ts';
import { FactForm } from '../../parts/fact-form.tsx';
import { FactList } from '../../parts/fact-list.tsx';
import { PaperForm } from '../../parts/paper-form.tsx';
import { useOwnText } from '../../own-text.ts';
import '../../own.css';

/** What she keeps besides readings: symptoms, bought medicines, allergies, who is called, wishes, papers. */
export default function FactsPage() {
  const text = useOwnText();
  const query = useEndpoint(readPeople, {});
  const [whom, setWhom] = useState<string>();
  const [kind, setKind] = useState<FactKind>('symptom');
  return (
    <div className="stack own-page">
      <div>
        <h1>{text('facts.title')}</h1>
        <p className="quiet">{text('facts.what')}</p>
        <p>
          <Link href="/own">{text('back')}</Link>
        </p>
      </div>
      <View query={query}>
        {({ people }) => {
          const person = people.find(({ id }) => id === whom) ?? people[0];
          if (person === undefined) return null;
          return (
            <>
              {people.length > 1 && (
                <Choose
                  label={text('whom')}
                  value={person.id}
                  options={people.map(({ id, name }) => ({ value: id, label: name }))}
                  onChange={setWhom}
                />
              )}
              <fieldset className="chips" aria-label={text('facts.kinds')}>
                {factKinds.map((one) => (
                  <Chip key={one} pressed={one === kind} onClick={() => setKind(one)}>
                    {text(`facts.${one}`)}
                  </Chip>
                ))}
              </fieldset>
              <p className="quiet">{text(`facts.${kind}.what`)}</p>
              {kind === 'paper' ? (
                <PaperForm key={person.id} person={person} />
              ) : (
                <FactForm key={`${person.id} ${kind}`} person={person} kind={kind} />
              )}
              <FactList key={`list ${person.id} ${kind}`} person={person} kind={kind} />
            </>
          );
        }}
      </View>
    </div>
  );
}

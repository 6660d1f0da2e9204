import { useState } from 'react';
import { Chip } from '#web/ui/field.tsx';
import { factKinds, type FactKind } from '../../../domain/facts-contract.ts';
import { FactForm } from '../../parts/fact-form.tsx';
import { FactList } from '../../parts/fact-list.tsx';
import { OfPerson } from '../../parts/of-person.tsx';
import { PaperForm } from '../../parts/paper-form.tsx';
import { useOwnText } from '../../own-text.ts';

/** What she keeps besides readings: symptoms, bought medicines, allergies, who is called, wishes, papers. */
export default function FactsPage() {
  const text = useOwnText();
  const [kind, setKind] = useState<FactKind>('symptom');
  return (
    <OfPerson title={text('facts.title')} what={text('facts.what')}>
      {(person) => (
        <>
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
      )}
    </OfPerson>
  );
}

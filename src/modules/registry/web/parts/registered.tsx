import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { CandidateLine, PersonLine } from '../../api.ts';
import { PersonRow } from './person-row.tsx';
import { useRegistryText } from './registry-text.ts';

/** What came of it: somebody new, or somebody who was here already. */
export function Registered(props: {
  result: {
    outcome: 'made' | 'found' | 'made-with-candidates';
    person: PersonLine;
    temporaryCode?: string | undefined;
    candidates: readonly CandidateLine[];
  };
  onAgain: () => void;
}) {
  const text = useRegistryText();
  const { outcome, person, temporaryCode } = props.result;
  return (
    <div className="stack">
      <h1>{text(`done.${outcome}`)}</h1>
      {outcome === 'made-with-candidates' && (
        <Notice tone="info">
          <p>{text('done.told')}</p>
        </Notice>
      )}
      <Card title={person.name === '' ? text('unnamed') : person.name}>
        <PersonRow person={person} under />
        {temporaryCode !== undefined && (
          <p className="registry-code">
            {text('code')}: <strong>{temporaryCode}</strong>
          </p>
        )}
      </Card>
      <div>
        <Button look="main" onClick={props.onAgain}>
          {text('again')}
        </Button>
      </div>
    </div>
  );
}

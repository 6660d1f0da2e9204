import { useState } from 'react';
import { Link } from 'wouter';
import { showDay } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { useEnrol, useFound } from '../queries.ts';
import { useProgrammesText } from './programmes-text.ts';

/** People of the station with the diagnosis who are not in the register; looked for when somebody asks. */
export function Found(props: { code: string }) {
  const text = useProgrammesText();
  const [isWanted, setWanted] = useState(false);
  const query = useFound(props.code, isWanted);
  const enrol = useEnrol();
  return (
    <Card title={text('found.title')}>
      <p className="quiet">{text('found.what')}</p>
      {!isWanted && <Button onClick={() => setWanted(true)}>{text('found.look')}</Button>}
      {isWanted && (
        <View query={query} lines={3}>
          {({ people }) => (
            <ul className="prog-found">
              {people.length === 0 && <li>{text('found.nobody')}</li>}
              {people.map((one) => (
                <li key={one.patientId}>
                  <div>
                    <Link href={`/record/${one.patientId}`}>{one.name}</Link>
                    <div className="small quiet">
                      {one.diagnosis}
                      {one.on !== undefined && `, ${showDay(one.on)}`}
                    </div>
                  </div>
                  <Button
                    busy={enrol.isPending && enrol.variables.patientId === one.patientId}
                    onClick={() => enrol.mutate({ code: props.code, patientId: one.patientId })}
                  >
                    {text('found.enrol')}
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </View>
      )}
      {enrol.isError && <Trouble error={enrol.error} />}
    </Card>
  );
}

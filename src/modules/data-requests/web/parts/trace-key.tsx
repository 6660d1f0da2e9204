import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { tableOf } from '../../domain/tables.ts';
import { useTrace } from '../queries.ts';
import { useRequestsText } from './requests-text.ts';

/** A line turned up where it should not be: whose copy was it? */
export function TraceKey() {
  const text = useRequestsText();
  const language = useLanguage();
  const trace = useTrace();
  const [key, setKey] = useState('');
  const [wrong, setWrong] = useState(false);
  const found = trace.data?.found;
  return (
    <Card title={text('trace')} icon="search">
      <form
        className="requests-trace"
        onSubmit={(event) => {
          event.preventDefault();
          const isKey = /^[0-9a-f]{24}$/iu.test(key.trim());
          setWrong(!isKey);
          if (isKey) trace.mutate(key.trim());
        }}
      >
        <TextField
          label={text('trace.key')}
          hint={text('trace.hint')}
          error={wrong ? text('trace.wrong') : undefined}
          value={key}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setKey(event.target.value)}
        />
        <Button type="submit" busy={trace.isPending}>
          {text('trace.find')}
        </Button>
      </form>
      {trace.isError && <Trouble error={trace.error} />}
      {trace.isSuccess && (
        <Notice tone={found ? 'care' : 'info'} live title={text(found ? 'trace.found' : 'trace.none')}>
          {found && (
            <p>
              {text('trace.copy', {
                by: found.by,
                request: found.request,
                copy: found.copy,
                table: tableOf(found.table).title[language],
                at: showMoment(found.at),
              })}
            </p>
          )}
        </Notice>
      )}
    </Card>
  );
}

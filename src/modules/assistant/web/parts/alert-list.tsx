import { useState, type ReactNode } from 'react';
import type { Endpoint } from '#kernel/contract.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Chip } from '#web/ui/field.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import { listStates, type ListState, type ShownAlert } from '../../api.ts';
import { useAssistantText } from '../assistant-text.ts';

type AlertPages = Endpoint<
  { readonly state: ListState; readonly cursor?: string | undefined },
  { readonly alerts: ShownAlert[]; readonly next?: string | undefined }
>;

/** Open alerts or those that were answered, a page at a time. */
export function AlertList(props: {
  endpoint: AlertPages;
  none: string;
  children: (alert: ShownAlert) => ReactNode;
}) {
  const text = useAssistantText();
  const [state, setState] = useState<ListState>('open');
  return (
    <>
      <fieldset className="chips" aria-label={text('which')}>
        {listStates.map((one) => (
          <Chip key={one} pressed={one === state} onClick={() => setState(one)}>
            {text(`which.${one}`)}
          </Chip>
        ))}
      </fieldset>
      <OneList key={state} {...props} state={state} />
    </>
  );
}

function OneList(props: {
  endpoint: AlertPages;
  state: ListState;
  none: string;
  children: (alert: ShownAlert) => ReactNode;
}) {
  const { endpoint, state, none, children } = props;
  const text = useAssistantText();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const query = useEndpoint(endpoint, { state, ...(cursor !== undefined && { cursor }) }, { keep: true });
  return (
    <View query={query}>
      {({ alerts, next }) => (
        <>
          {alerts.length === 0 && (
            <Nothing icon="bell" title={state === 'open' ? none : text('none.closed')}>
              <p>{text('none.what')}</p>
            </Nothing>
          )}
          {alerts.map(children)}
          <p className="row">
            {cursors.length > 0 && (
              <Button onClick={() => setCursors(cursors.slice(0, -1))}>{text('list.back')}</Button>
            )}
            {next !== undefined && (
              <Button onClick={() => setCursors([...cursors, next])}>{text('list.next')}</Button>
            )}
          </p>
        </>
      )}
    </View>
  );
}

import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { showDay } from '#kernel/display/show-date.ts';
import { useClient } from '#web/data/client-context.tsx';
import { saveFile } from '#web/data/save-file.ts';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { closedFile, type ClosingView } from '../../api.ts';
import { useStationText } from './station-text.ts';

const tones = { sent: 'info', returned: 'care', approved: 'good' } as const;

/** How one closed period stands, with its paper as it was signed. */
export function ClosingLine(props: { closing: ClosingView; title?: string; children?: ReactNode }) {
  const text = useStationText();
  const client = useClient();
  const { closing } = props;
  const paper = useMutation({
    mutationFn: () => client.file(closedFile(closing.id)),
    onSuccess: (bytes) => saveFile(bytes, `bao-cao-${closing.period}.pdf`),
  });
  return (
    <Card
      title={props.title ?? text(`state.${closing.state}`)}
      icon="document"
      aside={<Tag tone={tones[closing.state]}>{text(`state.${closing.state}`)}</Tag>}
    >
      <p className="quiet small">
        {text('closed.by', { n: closing.version, name: closing.closedBy, day: showDay(closing.closedAt) })} ·{' '}
        {text(closing.signed ? 'signed' : 'unsigned')}
        {closing.closedAt.slice(0, 10) > closing.dueOn && ` · ${text('late.since')}`}
      </p>
      {closing.reason !== undefined && <p>{closing.reason}</p>}
      <div className="row">
        <Button icon="document" busy={paper.isPending} onClick={() => paper.mutate()}>
          {text('open.paper')}
        </Button>
        {props.children}
      </div>
      {paper.isError && <Trouble error={paper.error} />}
    </Card>
  );
}

import { useRef } from 'react';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useClient } from '#web/data/client-context.tsx';
import { saveFile } from '#web/data/save-file.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useMutation } from '@tanstack/react-query';
import type { TaskView } from '../../api.ts';
import { useAttach } from '../queries.ts';
import { useVerificationText } from './verification-text.ts';

const endings: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
};

/** The paper of a task: what is attached, and a way to attach one. */
export function Paper(props: { task: TaskView }) {
  const text = useVerificationText();
  const language = useLanguage();
  const client = useClient();
  const { task } = props;
  const look = useMutation({
    mutationFn: async (type: string) =>
      saveFile(
        await client.file(`/api/verification/tasks/${task.id}/paper`),
        `paper.${endings[type] ?? 'bin'}`,
      ),
  });
  if (task.paper === undefined && !task.mayPropose) return null;
  return (
    <Card title={text('paper')} icon="documents">
      <div className="stack-tight">
        {task.paper !== undefined && (
          <div className="verify-actions">
            <span>
              {text('paper.there', {
                type: (endings[task.paper.type] ?? '').toUpperCase(),
                size: `${showDecimal(String(Math.max(1, Math.round(task.paper.size / 1024))), language)} KB`,
              })}
            </span>
            <Button icon="download" busy={look.isPending} onClick={() => look.mutate(task.paper?.type ?? '')}>
              {text('paper.look')}
            </Button>
          </div>
        )}
        {task.paper?.isScanned === false && <p className="quiet small">{text('paper.unscanned')}</p>}
        {look.isError && <Trouble error={look.error} />}
        {task.mayPropose && <AttachPaper taskId={task.id} label={text('paper.pick')} />}
      </div>
    </Card>
  );
}

/** A button that opens the device's own choice of a photo or file, and sends it. */
export function AttachPaper(props: { taskId: string; label: string }) {
  const text = useVerificationText();
  const attach = useAttach(props.taskId);
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="stack-tight">
      <div className="verify-actions">
        <input
          ref={input}
          type="file"
          className="unseen"
          tabIndex={-1}
          aria-label={props.label}
          accept="image/jpeg,image/png,application/pdf"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file !== undefined) attach.mutate(file);
            event.target.value = '';
          }}
        />
        <Button icon="documents" busy={attach.isPending} onClick={() => input.current?.click()}>
          {props.label}
        </Button>
        {attach.isPending && <output className="small">{text('paper.sending')}</output>}
      </div>
      <p className="quiet small">{text('paper.hint')}</p>
      {attach.isError && <Trouble error={attach.error} />}
    </div>
  );
}

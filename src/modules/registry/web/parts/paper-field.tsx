import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useClient } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useRegistryText } from './registry-text.ts';
import { shrinkPhoto } from './shrink-photo.ts';

/** The paper that shows it: chosen on the device, sent at once, kept with the change. */
export function PaperField(props: { personId: string; onSent: (paperId: string) => void }) {
  const text = useRegistryText();
  const client = useClient();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState<string>();
  const send = useMutation({
    mutationFn: async (file: File) => {
      const path = `/api/registry/people/${encodeURIComponent(props.personId)}/papers`;
      const { paperId } = (await client.upload(path, await shrinkPhoto(file), 'paper')) as {
        paperId: string;
      };
      return { paperId, name: file.name };
    },
    onSuccess: (sent) => {
      setName(sent.name);
      props.onSent(sent.paperId);
    },
  });
  return (
    <div className="field">
      <input
        ref={input}
        type="file"
        className="unseen"
        tabIndex={-1}
        aria-label={text('paper')}
        accept="image/jpeg,image/png,application/pdf"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) send.mutate(file);
          event.target.value = '';
        }}
      />
      <div>
        <Button icon="documents" busy={send.isPending} onClick={() => input.current?.click()}>
          {text('paper.pick')}
        </Button>
      </div>
      <p className="field-hint">{text('paper.hint')}</p>
      {name !== undefined && <output className="strong">{text('paper.there', { name })}</output>}
      {send.isError && <Trouble error={send.error} />}
    </div>
  );
}

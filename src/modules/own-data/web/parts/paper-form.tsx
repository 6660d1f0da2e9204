import { useRef } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { PersonOfOwn } from '../../api.ts';
import { useOwnText } from '../own-text.ts';
import { shrinkPhoto } from '../shrink-photo.ts';

/** A paper photographed with the phone's camera, or chosen from its files; sent at once, kept once. */
export function PaperForm(props: { person: PersonOfOwn }) {
  const { person } = props;
  const text = useOwnText();
  const client = useClient();
  const queries = useQueryClient();
  const camera = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: async (file: File) => {
      const path = `/api/own-data/people/${encodeURIComponent(person.id)}/papers`;
      await client.upload(path, await shrinkPhoto(file), file.name.slice(0, 120));
    },
    onSuccess: () => queries.invalidateQueries(),
  });
  const input = (ref: typeof camera, label: string, isCamera: boolean) => (
    <input
      ref={ref}
      type="file"
      className="unseen"
      tabIndex={-1}
      aria-label={label}
      accept={isCamera ? 'image/*' : 'image/jpeg,image/png,application/pdf'}
      {...(isCamera && { capture: 'environment' as const })}
      onChange={(event) => {
        const [file] = event.target.files ?? [];
        if (file !== undefined) send.mutate(file);
        event.target.value = '';
      }}
    />
  );
  return (
    <div className="stack">
      <p className="strong">{text('for', { name: person.name })}</p>
      {input(camera, text('paper.camera'), true)}
      {input(files, text('paper.file'), false)}
      <p className="row">
        <Button look="main" icon="scan" busy={send.isPending} onClick={() => camera.current?.click()}>
          {text('paper.camera')}
        </Button>
        <Button icon="documents" disabled={send.isPending} onClick={() => files.current?.click()}>
          {text('paper.file')}
        </Button>
      </p>
      <p className="field-hint">{text('paper.hint')}</p>
      {send.isError && <Trouble error={send.error} />}
      {send.isSuccess && <output className="own-saved">{text('facts.saved')}</output>}
    </div>
  );
}

import { useState, type FormEvent } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RequestProblem } from '#web/data/problem.ts';
import { Button } from '#web/ui/button.tsx';
import { TextArea } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { mostWords } from '../../domain/doctor-contract.ts';
import { useMessagesText } from '../messages-text.ts';
import { useDraft } from '../use-draft.ts';

/** Words on their way to somebody. Whatever happens to the network or the page, they are kept until they have arrived. */
export function Composer(props: {
  /** Names the draft: one for each place where something is written. */
  name: string;
  label: string;
  hint: string;
  verb: string;
  send: (key: string, words: string) => Promise<unknown>;
}) {
  const { name, label, hint, verb, send } = props;
  const text = useMessagesText();
  const queries = useQueryClient();
  const draft = useDraft(name);
  const [isTried, setTried] = useState(false);
  const lacksWords = draft.words.trim().length < 3;
  const sending = useMutation({
    // Sent at once also where the browser thinks that there is no network: what fails is said and kept.
    networkMode: 'always',
    mutationFn: () => send(draft.keyToSend(), draft.words.trim()),
    onSuccess: async () => {
      setTried(false);
      await draft.arrived();
      await queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!lacksWords) sending.mutate();
  };
  const isOffline = sending.error instanceof RequestProblem && sending.error.trouble === 'offline';
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {draft.isOld && !sending.isError && <p className="quiet">{text('doctor.kept.draft')}</p>}
      <TextArea
        label={label}
        hint={hint}
        rows={5}
        maxLength={mostWords}
        value={draft.words}
        error={isTried && lacksWords ? text('doctor.words.needed') : undefined}
        onChange={(event) => draft.change(event.target.value)}
      />
      {sending.isError && (
        <>
          {!isOffline && <Trouble error={sending.error} />}
          <Notice tone="care" title={text('doctor.kept')} live />
        </>
      )}
      {sending.isSuccess && draft.words === '' && <Notice tone="good" title={text('doctor.sent')} live />}
      <p>
        <Button look="main" type="submit" busy={sending.isPending}>
          {verb}
        </Button>
      </p>
    </form>
  );
}

import { useEffect, useMemo, useRef, useState } from 'react';
import { draftWriter } from '#web/forms/drafts.ts';
import { ownDrafts } from '#web/forms/own-drafts.ts';
import { useShell } from '#web/shell/shell-context.tsx';

/** What is being written and has not arrived: the same words go with the same key however often they are sent. */
interface WordsDraft {
  readonly savedAt: string;
  readonly key: string;
  readonly words: string;
}

/** A text that survives a closed page, a dead battery and a lost network: kept sealed in the browser at each key until the centre has it. */
export interface Draft {
  readonly words: string;
  /** True where it was written on an earlier visit. */
  readonly isOld: boolean;
  readonly change: (words: string) => void;
  /** The key to send with; from now on other words get another. */
  readonly keyToSend: () => string;
  readonly arrived: () => Promise<void>;
}

/** Words that were never sent are forgotten after so long. */
const keptDays = 30;

export function useDraft(name: string): Draft {
  const { me } = useShell();
  const keeper = useMemo(
    () => ownDrafts<WordsDraft>(`messages.${me.patientId ?? me.name}`, keptDays),
    [me.patientId, me.name],
  );
  const [words, setWords] = useState('');
  const [isOld, setOld] = useState(false);
  const key = useRef('');
  const isSent = useRef(false);
  const isTouched = useRef(false);
  const writer = useRef<ReturnType<typeof draftWriter<WordsDraft>>>(undefined);
  useEffect(() => {
    writer.current = draftWriter(keeper, name, () => undefined);
    isTouched.current = false;
    keeper.read(name).then(
      (kept) => {
        // What is typed while the old text is looked for is newer.
        if (kept === undefined || kept.words === '' || isTouched.current) return;
        key.current = kept.key;
        // It may have been sent before the page was closed.
        isSent.current = true;
        setWords(kept.words);
        setOld(true);
      },
      () => undefined,
    );
  }, [keeper, name]);
  return {
    words,
    isOld,
    change(next) {
      isTouched.current = true;
      if (key.current === '' || isSent.current) key.current = crypto.randomUUID();
      isSent.current = false;
      setWords(next);
      writer.current?.write({ savedAt: new Date().toISOString(), key: key.current, words: next });
    },
    keyToSend() {
      if (key.current === '') key.current = crypto.randomUUID();
      isSent.current = true;
      return key.current;
    },
    async arrived() {
      await writer.current?.stop();
      await keeper.remove(name).catch(() => undefined);
      writer.current = draftWriter(keeper, name, () => undefined);
      key.current = '';
      isSent.current = false;
      setOld(false);
      setWords('');
    },
  };
}

import type { FormState } from '#kernel/fhir/questionnaire/state.ts';

/** What was filled in and not handed in yet. Plain JSON. */
export interface FormDraft {
  /** 'url|version' of the form it belongs to. */
  readonly canonical: string | undefined;
  readonly savedAt: string;
  readonly state: FormState;
}

/** Keeps drafts where a crash does not reach: given by whoever shows the form. Plain JSON of any kind, a form's unless told. */
export interface DraftKeeper<Draft = FormDraft> {
  readonly read: (name: string) => Promise<Draft | undefined>;
  /** Called at each change; resolves once the draft would survive a crash. */
  readonly write: (name: string, draft: Draft) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
}

/**
 * Writes one draft after another: while one is being written the newest of those that follow waits, so that typing never waits and the
 * last key is always the last that is written.
 */
export function draftWriter<Draft extends { readonly savedAt: string } = FormDraft>(
  keeper: DraftKeeper<Draft>,
  name: string,
  onKept: (savedAt: string | undefined) => void,
): { readonly write: (draft: Draft) => void; readonly stop: () => Promise<void> } {
  let next: Draft | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;
  const run = async (): Promise<void> => {
    while (next !== undefined && !isStopped) {
      const draft = next;
      next = undefined;
      try {
        await keeper.write(name, draft);
        if (next === undefined) onKept(draft.savedAt);
      } catch {
        onKept(undefined);
      }
    }
    running = undefined;
  };
  return {
    write(draft) {
      if (isStopped) return;
      next = draft;
      running ??= run();
    },
    /** After the form was handed in: nothing is written any more, and what was being written is done. */
    async stop() {
      isStopped = true;
      await running;
    },
  };
}

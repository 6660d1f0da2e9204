import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type FormEvent,
  type KeyboardEvent,
} from 'react';
import type { Attachment, Questionnaire, QuestionnaireResponse } from '@medplum/fhirtypes';
import type { Answer, Form as ReadForm } from '#kernel/fhir/questionnaire/form.ts';
import type { FormContext } from '#kernel/fhir/questionnaire/evaluate-form.ts';
import { needsFullEngine, pathEngine, type FullEngine } from '#kernel/fhir/questionnaire/path-engine.ts';
import { readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import {
  openResponse,
  responseOfState,
  type LeftOver,
  type ResponseHead,
} from '#kernel/fhir/questionnaire/response.ts';
import { showMoment } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Skeleton } from '#web/ui/view.tsx';
import { draftWriter, type DraftKeeper, type FormDraft } from './drafts.ts';
import { OpenFormContext, type LastValue, type OpenForm, type SearchCodes } from './form-context.ts';
import { carryAnswers } from '#kernel/fhir/questionnaire/carry-answers.ts';
import { FormHead } from './form-head.tsx';
import { FormItems } from './form-items.tsx';
import { LeftOvers } from './left-overs.tsx';
import { openFormStore, type FormStore } from './form-store.ts';
import { useFormWords } from './form-words.ts';
import { ProblemList } from './problem-list.tsx';
import './forms.css';

/** What is around a form: whom it is about, what is known, and who helps its fields. */
export interface FormAround {
  /** Launch contexts of its expressions: patient, encounter, user … */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** subject, encounter, author of the response; an id made on the device. */
  readonly head?: ResponseHead;
  readonly lastValues?: ReadonlyMap<string, LastValue>;
  readonly saidInVisit?: ReadonlyMap<string, readonly Answer[]>;
  readonly searchCodes?: SearchCodes;
  readonly saveFile?: (file: Blob, name: string) => Promise<Attachment>;
  /** Name of who fills in and signs. */
  readonly signer?: string;
  readonly now?: () => Date;
}

export interface FormProps {
  readonly questionnaire: Questionnaire;
  /** What is known already: filled in before, populated, or from another form of the visit. */
  readonly response?: QuestionnaireResponse;
  readonly context?: FormAround;
  /** Where drafts live, and the name of this one. What was typed is there after a crash. */
  readonly drafts?: { readonly keeper: DraftKeeper; readonly name: string };
  /** Hears of each change before the key is up. */
  readonly onDraft?: (response: QuestionnaireResponse) => void;
  /** Gets the completed response. The draft goes once it resolves; where it fails the draft stays. */
  readonly onSubmit?: (response: QuestionnaireResponse) => Promise<void> | void;
  readonly submitWord?: string;
  /** Shows what was answered, and nothing can be changed. */
  readonly readOnly?: boolean;
  /** Without the title, source and state of the form, where the page says them. */
  readonly bare?: boolean;
}

/**
 * One form for all modules: a FHIR Questionnaire filled in. Answers go into the store at each key; the draft is written at each change.
 */
export function Form(props: FormProps) {
  const { questionnaire, drafts } = props;
  const form = useMemo(() => readForm(questionnaire), [questionnaire]);
  const full = useFullEngine(form);
  const draft = useDraft(drafts);
  if (full === 'loading' || draft === 'loading') return <Skeleton lines={8} />;
  return <ReadyForm {...props} form={form} full={full} draft={draft} />;
}

/** The full engine, fetched only for a form that needs it. */
function useFullEngine(form: ReadForm): FullEngine | undefined | 'loading' {
  const isNeeded = useMemo(() => needsFullEngine(form), [form]);
  const [engine, setEngine] = useState<FullEngine>();
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    if (!isNeeded) return;
    import('./full-engine.ts').then(
      (module) => setEngine(() => module.fullEngine),
      () => setMissing(true),
    );
  }, [isNeeded]);
  if (!isNeeded || isMissing) return undefined;
  return engine ?? 'loading';
}

function useDraft(drafts: FormProps['drafts']): FormDraft | undefined | 'loading' {
  const [draft, setDraft] = useState<FormDraft | 'loading' | undefined>(drafts ? 'loading' : undefined);
  const keeper = drafts?.keeper;
  const name = drafts?.name;
  useEffect(() => {
    if (keeper === undefined || name === undefined) return;
    let isGone = false;
    keeper.read(name).then(
      (found) => isGone || setDraft(found),
      () => isGone || setDraft(undefined),
    );
    return () => {
      isGone = true;
    };
  }, [keeper, name]);
  return draft;
}

type Ready = FormProps & {
  readonly form: ReadForm;
  readonly full: FullEngine | undefined;
  readonly draft: FormDraft | undefined;
};

function ReadyForm(props: Ready) {
  const [round, setRound] = useState(0);
  const [draft, setDraft] = useState(props.draft);
  const startOver = useCallback(() => {
    const { drafts } = props;
    setDraft(undefined);
    setRound((one) => one + 1);
    if (drafts) void drafts.keeper.remove(drafts.name);
  }, [props]);
  return <Filling key={round} {...props} draft={draft} onStartOver={startOver} />;
}

function Filling(props: Ready & { readonly onStartOver: () => void }) {
  const { form, draft, context = {}, drafts, onSubmit, onDraft } = props;
  const say = useFormWords();
  const language = useLanguage();
  const prefix = useId().replaceAll(/[^\w]/g, '');
  const [keptAt, setKeptAt] = useState<string | undefined | false>();
  const [isSending, setSending] = useState(false);
  const top = useRef<HTMLFormElement>(null);
  const writer = useMemo(
    () => (drafts ? draftWriter(drafts.keeper, drafts.name, (at) => setKeptAt(at ?? false)) : undefined),
    [drafts],
  );
  const [{ store, leftOver }] = useState(() => beginStore(props));
  useLayoutEffect(() => {
    let before = store.snapshot().state;
    // Heard within the change itself: the draft is on its way before the key is up.
    return store.subscribe(() => {
      const settled = store.snapshot();
      if (settled.state === before) return;
      before = settled.state;
      writer?.write({ canonical: form.canonical, savedAt: nowText(context), state: settled.state });
      onDraft?.(settled.response);
    });
  }, [store, writer, form, context, onDraft]);
  const open = useMemo<OpenForm>(
    () => ({
      store,
      prefix,
      help: {
        searchCodes: context.searchCodes,
        lastValues: context.lastValues ?? new Map(),
        saidInVisit: context.saidInVisit ?? new Map(),
        saveFile: context.saveFile,
        signer: context.signer ?? '',
        now: context.now ?? (() => new Date()),
        isReadOnly: props.readOnly === true,
      },
    }),
    [store, prefix, context, props.readOnly],
  );

  const handIn = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isSending) return;
    if (!store.handIn()) {
      requestAnimationFrame(() => top.current?.querySelector<HTMLElement>('.form-problems')?.focus());
      return;
    }
    setSending(true);
    try {
      await onSubmit?.({ ...store.snapshot().response, status: 'completed', authored: nowText(context) });
      await writer?.stop();
      if (drafts) await drafts.keeper.remove(drafts.name);
    } catch {
      // Whoever takes the form says what went wrong; the draft stays.
    } finally {
      setSending(false);
    }
  };

  return (
    <OpenFormContext value={open}>
      {/* The key handler belongs to the fields inside: Enter goes on to the next one. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <form
        ref={top}
        className="form"
        noValidate
        onSubmit={(event) => void handIn(event)}
        onKeyDown={goOn}
        lang={language}
      >
        {!props.bare && <FormHead form={form} />}
        {draft && (
          <Notice tone="info">
            <p>{say('draftBack', { when: showMoment(draft.savedAt) })}</p>
            <p>
              <Button look="quiet" onClick={props.onStartOver}>
                {say('startOver')}
              </Button>
            </p>
          </Notice>
        )}
        {leftOver.length > 0 && <LeftOvers leftOver={leftOver} />}
        <ProblemList />
        <FormItems items={form.items} parentKey="" />
        {onSubmit && (
          <div className="form-foot">
            <Button look="main" type="submit" busy={isSending}>
              {props.submitWord ?? say('save')}
            </Button>
            <p className="form-kept small quiet" role="status">
              {keptAt === false ? say('notKept') : keptAt && say('keptHere', { when: showMoment(keptAt) })}
            </p>
          </div>
        )}
      </form>
    </OpenFormContext>
  );
}

function beginStore({ form, full, draft, response, context = {} }: Ready): {
  store: FormStore;
  leftOver: readonly LeftOver[];
} {
  const isSameForm = draft !== undefined && draft.canonical === form.canonical;
  const around: FormContext = {
    variables: context.variables ?? {},
    head: context.head ?? {},
    now: nowText(context),
    engine: pathEngine(full),
  };
  if (isSameForm) return { store: openFormStore(form, draft.state, around, true), leftOver: [] };
  // A draft of another version is opened by the names of its items; what has no place is shown.
  const source = draft === undefined ? response : responseOfState(draft.state);
  const { state, leftOver } = openResponse(form, source);
  const carried = carryAnswers(form, state, context.saidInVisit ?? new Map());
  return { store: openFormStore(form, carried, around, false), leftOver };
}

/** The moment on Viet Nam's clock, as expressions and bounds of days need it. */
function nowText({ now = () => new Date() }: FormAround): string {
  return new Date(now().getTime() + 7 * 3_600_000).toISOString().replace('Z', '+07:00');
}

/** Enter goes on to the next field, as on paper; in a field of several lines it is a new line. */
function goOn(event: KeyboardEvent<HTMLFormElement>): void {
  const { target } = event;
  if (event.key !== 'Enter' || event.defaultPrevented || event.nativeEvent.isComposing) return;
  if (!(target instanceof HTMLInputElement) || target.type === 'file') return;
  event.preventDefault();
  const fields = [
    ...event.currentTarget.querySelectorAll<HTMLElement>(
      'input:not([type=file]), select, textarea, button[type=submit]',
    ),
  ].filter(
    (field) =>
      field.offsetParent !== null &&
      !(field as HTMLInputElement).readOnly &&
      !(field as HTMLInputElement).disabled,
  );
  const group = target.type === 'radio' ? target.name : undefined;
  const after = fields.slice(fields.indexOf(target) + 1);
  after.find((field) => group === undefined || (field as HTMLInputElement).name !== group)?.focus();
}

import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { Redirect, Route, Switch } from 'wouter';
import { ClientContext, useClient } from '#web/data/client-context.tsx';
import { createClient } from '#web/data/client.ts';
import { RequestProblem } from '#web/data/problem.ts';
import { WordsProvider, useLanguage, useWords, type Texts } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import { addressOf } from './address.ts';
import { personBanner, type Widget } from './define-widget.ts';
import type { Page } from './define-page.ts';
import type { Workspace } from './define-workspace.ts';
import { Frame, PersonTabs } from './frame.tsx';
import { mayOpen, type Me, type WhoAmI } from './me.ts';
import { OpenPage, OpenWidget } from './open-page.tsx';
import { applyPreferences, keepPreferences, readPreferences, type Preferences } from './preferences.ts';
import { ShellContext } from './shell-context.tsx';
import { LockGuard } from './shared/lock-guard.tsx';
import { isMarkedShared } from './shared/shared-mark.ts';
import type { StepUp } from './step-up.ts';
import type { Session, Start } from './sign-in.ts';
import { Welcome } from './welcome.tsx';

/** What entry puts together. */
export interface AppParts {
  readonly pages: readonly Page[];
  readonly widgets: readonly Widget<{ readonly patientId: string }>[];
  /** What is told on every page. */
  readonly news: readonly Widget<object>[];
  readonly workspaces: readonly Workspace[];
  readonly whoAmI: WhoAmI;
  readonly stepUp: StepUp;
}

/** Comes where a licence is not in force. */
const Withheld = lazy(async () => ({ default: (await import('./withheld.tsx')).Withheld }));

/** Comes when it is first needed: most sittings never see it. */
const StepUpSheet = lazy(async () => ({
  default: (await import('./step-up-sheet.tsx')).StepUpSheet,
}));

/** Comes where there is no network and this computer holds a worker's store. */
const OfflineDoor = lazy(async () => ({
  default: (await import('#web/offline/offline-door.tsx')).OfflineDoor,
}));

/** A sitting without the centre: there is no token, and everything asked of it waits for a sign-in. */
const withoutCentre: Session = {
  token: () => Promise.resolve(undefined),
  signOut: () => {
    location.reload();
    return Promise.resolve();
  },
};

/** Comes on shared computers only. */
const SharedWelcome = lazy(async () => ({
  default: (await import('./shared/shared-welcome.tsx')).SharedWelcome,
}));

/** The whole application: preferences and words outside, then who is signed in, then the frame. */
export function App(props: {
  parts: AppParts;
  start: Start | { problem: unknown };
  words: Texts;
  loadWords: (language: Preferences['language']) => Promise<Texts>;
}) {
  const [preferences, setPreferences] = useState(() => readPreferences(localStorage));
  const [shared, setShared] = useState(props.words);
  /** Who opened her store here by her code. */
  const [local, setLocal] = useState<Me>();
  const { loadWords, start } = props;
  const prefer = async (change: Partial<Preferences>) => {
    const next = { ...preferences, ...change };
    if (next.language !== preferences.language) setShared(await loadWords(next.language));
    keepPreferences(localStorage, next);
    setPreferences(next);
  };
  useEffect(() => applyPreferences(document.documentElement, preferences), [preferences]);
  const preferNow = (change: Partial<Preferences>) => void prefer(change);
  return (
    <WordsProvider language={preferences.language} words={shared}>
      {typeof start === 'object' && 'session' in start ? (
        <SignedIn parts={props.parts} session={start.session} preferences={preferences} prefer={preferNow} />
      ) : local !== undefined ? (
        <SignedIn
          parts={props.parts}
          session={withoutCentre}
          me={local}
          preferences={preferences}
          prefer={preferNow}
        />
      ) : opensHere(start) ? (
        <Suspense fallback={null}>
          <OfflineDoor onOpened={setLocal} />
        </Suspense>
      ) : (
        start !== 'leaving' && (
          <Outside
            pages={props.parts.pages}
            prefer={preferNow}
            problem={typeof start === 'object' ? start.problem : undefined}
          />
        )
      )}
    </WordsProvider>
  );
}

/** Whether the centre cannot be asked and a worker's store lies here; web/offline keeps its card under this name. */
function opensHere(start: Start | { problem: unknown }): boolean {
  const isCut = typeof start === 'object' || (start === 'stranger' && !navigator.onLine);
  return isCut && (localStorage.getItem('sen.devices') ?? '[]') !== '[]';
}

/** Comes where somebody opens a public page without having signed in. */
const PublicPlace = lazy(async () => ({ default: (await import('./public-place.tsx')).PublicPlace }));

interface OutsideParts {
  readonly pages: readonly Page[];
  readonly prefer: (change: Partial<Preferences>) => void;
  readonly problem: unknown;
}

/** Where nobody is signed in: a public page, or the door. */
function Outside(props: OutsideParts) {
  const open = props.pages.filter(({ allow }) => allow === 'public');
  return (
    <Switch>
      {open.map((page) => (
        <Route key={page.id} path={page.path}>
          {(params) => (
            <Suspense fallback={null}>
              <PublicPlace page={page} params={whole(params)} pages={open} prefer={props.prefer} />
            </Suspense>
          )}
        </Route>
      ))}
      <Route>
        <Door {...props} pages={open} />
      </Route>
    </Switch>
  );
}

/** What Sen is, or on a shared computer who may take over. */
function Door(props: OutsideParts) {
  if (!isMarkedShared()) return <Welcome {...props} />;
  return (
    <Suspense fallback={null}>
      <SharedWelcome {...props} />
    </Suspense>
  );
}

function mayHelpToRetry(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof RequestProblem && error.trouble === 'broken';
}

function SignedIn(props: {
  parts: AppParts;
  session: Session;
  /** Who she is, where the centre cannot be asked. */
  me?: Me;
  preferences: Preferences;
  prefer: (change: Partial<Preferences>) => void;
}) {
  const language = useLanguage();
  const { session } = props;
  const [asking, setAsking] = useState<{ readonly end: (confirmed: boolean) => void }>();
  const [isLocked, setLocked] = useState(false);
  const stepUp = useCallback(
    () => new Promise<boolean>((resolve) => setAsking({ end: resolve })).finally(() => setAsking(undefined)),
    [],
  );
  const [client, plain] = useMemo(() => {
    const parts = { token: session.token, language: () => language };
    const onLocked = () => setLocked(true);
    return [createClient({ ...parts, stepUp, onLocked }), createClient(parts)];
  }, [session, language, stepUp]);
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { staleTime: 30_000, retry: mayHelpToRetry, retryDelay: 800 } },
      }),
  );
  return (
    <QueryClientProvider client={queries}>
      <ClientContext value={client}>
        <LockGuard client={plain} isToldLocked={isLocked} onUnlocked={() => setLocked(false)}>
          <Inside
            parts={props.parts}
            known={props.me}
            preferences={props.preferences}
            prefer={props.prefer}
            signOut={() => void session.signOut()}
          />
          {asking && (
            <Suspense fallback={null}>
              <StepUpSheet client={plain} stepUp={props.parts.stepUp} onEnd={asking.end} />
            </Suspense>
          )}
        </LockGuard>
      </ClientContext>
    </QueryClientProvider>
  );
}

function Inside(props: {
  parts: AppParts;
  known: Me | undefined;
  preferences: Preferences;
  prefer: (change: Partial<Preferences>) => void;
  signOut: () => void;
}) {
  const { whoAmI, workspaces } = props.parts;
  const words = useWords();
  const client = useClient();
  const who = useQuery({
    queryKey: ['me'],
    queryFn: () => client.call(whoAmI, {}),
    staleTime: Infinity,
    ...(props.known && { initialData: props.known }),
  });
  if (who.isError)
    return (
      <main className="frame-work">
        <Trouble error={who.error} retry={() => void who.refetch()} />
        <Button onClick={props.signOut}>{words('sign-out')}</Button>
      </main>
    );
  if (who.data === undefined)
    return (
      <main className="frame-work">
        <Skeleton />
      </main>
    );
  const me = who.data;
  const mine = workspaces.filter(({ role }) => me.roles.includes(role));
  const workspace = mine.find(({ id }) => id === props.preferences.workspace) ?? mine[0];
  if (!workspace)
    return (
      <main className="frame-work">
        {me.withheld === undefined ? (
          <Nothing icon="person" title={words('no-role.title')}>
            <p>{words('no-role.what')}</p>
            <Button onClick={props.signOut}>{words('sign-out')}</Button>
          </Nothing>
        ) : (
          <div className="stack narrow">
            <h1>{me.name}</h1>
            <Suspense fallback={null}>
              <Withheld because={me.withheld} />
            </Suspense>
            <p>
              <Button onClick={props.signOut}>{words('sign-out')}</Button>
            </p>
          </div>
        )}
      </main>
    );
  const { preferences, prefer, signOut } = props;
  return (
    <ShellContext value={{ me, workspace, workspaces: mine, preferences, prefer, signOut }}>
      <Places parts={props.parts} me={me} workspace={workspace} />
    </ShellContext>
  );
}

function Places(props: { parts: AppParts; me: Me; workspace: Workspace }) {
  const { me, workspace } = props;
  const open = props.parts.pages.filter((page) => mayOpen(me, page.allow));
  return (
    <Switch>
      {open.map((page) => (
        <Route key={page.id} path={page.path}>
          {(params) => (
            <Inhabited page={page} params={whole(params)} workspace={workspace} parts={props.parts} me={me} />
          )}
        </Route>
      ))}
      <Route path="/">
        <Redirect to={addressOf(workspace.home, me) ?? '/account'} replace />
      </Route>
      <Route path="/signed-in">
        <Redirect to="/" replace />
      </Route>
      <Route>
        <Lost />
      </Route>
    </Switch>
  );
}

function whole(params: Readonly<Record<string | number, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value ?? '']));
}

function Inhabited(props: {
  page: Page;
  params: Record<string, string>;
  workspace: Workspace;
  parts: AppParts;
  me: Me;
}) {
  const { page, workspace, me } = props;
  const person = page.person === undefined ? undefined : props.params[page.person];
  const banners = props.parts.widgets.filter(
    ({ slot, allow }) => slot.id === personBanner.id && mayOpen(me, allow),
  );
  const news = props.parts.news
    .filter(({ allow }) => mayOpen(me, allow))
    .map((widget) => <OpenWidget key={widget.id} widget={widget} with={{}} />);
  const banner = person !== undefined && (
    <div className="frame-person">
      {banners.map((widget) => (
        <OpenWidget key={widget.id} widget={widget} with={{ patientId: person }} />
      ))}
      {workspace.personTabs && <PersonTabs tabs={workspace.personTabs} current={page} person={person} />}
    </div>
  );
  // A wall between two people: everything on the screen is made anew when the person changes.
  return (
    <Frame key={person ?? ''} current={page} person={person} news={news} banner={banner}>
      <OpenPage page={page} params={props.params} />
    </Frame>
  );
}

function Lost() {
  const words = useWords();
  return (
    <Frame current={undefined} person={undefined} banner={null}>
      <main id="work" tabIndex={-1} className="frame-work">
        <Nothing icon="search" title={words('lost.title')}>
          <p>{words('lost.what')}</p>
        </Nothing>
      </main>
    </Frame>
  );
}

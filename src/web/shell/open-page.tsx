import {
  lazy,
  Suspense,
  useEffect,
  useRef,
  type ComponentType,
  type LazyExoticComponent,
  type ReactNode,
} from 'react';
import { useLocation } from 'wouter';
import type { Language } from '#kernel/schema.ts';
import { PageTextProvider, useLanguage } from '#web/text/text-context.tsx';
import { Skeleton } from '#web/ui/view.tsx';
import { RequestProblem } from '#web/data/problem.ts';
import type { Page, PageProps } from './define-page.ts';
import type { Widget } from './define-widget.ts';
import { ErrorBoundary } from './error-boundary.tsx';

type Loaded<P> = LazyExoticComponent<ComponentType<P>>;
const opened = new WeakMap<object, Map<Language, Loaded<never>>>();

/** The component of a page or widget with its words around it; loaded once per language. */
function loadedOf<P extends object>(
  part: { text: Page['text']; load: () => Promise<{ readonly default: ComponentType<P> }> },
  language: Language,
): Loaded<P> {
  const byLanguage = opened.get(part) ?? new Map<Language, Loaded<never>>();
  opened.set(part, byLanguage);
  const known = byLanguage.get(language) as Loaded<P> | undefined;
  if (known) return known;
  const made = lazy(async () => {
    const [{ default: Body }, { default: page }] = await Promise.all([
      part.load(),
      part.text[language](),
    ]).catch(() => {
      byLanguage.delete(language);
      throw new RequestProblem(navigator.onLine ? 'broken' : 'offline');
    });
    return {
      default: (props: P) => (
        <PageTextProvider page={page}>
          <Body {...props} />
        </PageTextProvider>
      ),
    };
  }) as unknown as Loaded<P>;
  byLanguage.set(language, made as unknown as Loaded<never>);
  return made;
}

/** Asks for a page's code before it is opened, when the reader's hand is already on its way. */
export function warm(page: Page, language: Language): void {
  // Nothing is lost where this fails: opening the page asks again and then says so.
  Promise.all([page.load(), page.text[language]()]).catch(() => undefined);
}

/** Whether the visit's first page is still to come; the frame is made anew between records, so it does not know. */
let isFirst = true;

/** A page inside the frame: its title in the window, the focus on its beginning, its faults kept to itself. */
export function OpenPage(props: { page: Page; params: PageProps['params'] }) {
  const language = useLanguage();
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const Body = loadedOf(props.page, language);
  const title = props.page.title[language];
  useEffect(() => {
    document.title = `${title} · Sen`;
  }, [title]);
  useEffect(() => {
    // The first page of a visit begins at the top by itself; taking the focus then would hide the skip link from keyboards.
    if (!isFirst) {
      // A page that took the focus to a field of its own keeps it there.
      if (main.current?.contains(document.activeElement) !== true)
        main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    isFirst = false;
  }, [location]);
  return (
    <main id="work" tabIndex={-1} ref={main} className="frame-work">
      <ErrorBoundary key={location}>
        <Suspense fallback={<Skeleton />}>
          {/* oxlint-disable-next-line react/static-components -- made once per page and language, see loadedOf */}
          <Body params={props.params} />
        </Suspense>
      </ErrorBoundary>
    </main>
  );
}

/** A widget in its slot; `meanwhile` stands there until its code has come. */
export function OpenWidget<P extends object>(props: { widget: Widget<P>; with: P; meanwhile?: ReactNode }) {
  const language = useLanguage();
  const Body = loadedOf(props.widget, language) as unknown as ComponentType<P>;
  return (
    <ErrorBoundary>
      <Suspense fallback={props.meanwhile ?? null}>
        <Body {...props.with} />
      </Suspense>
    </ErrorBoundary>
  );
}

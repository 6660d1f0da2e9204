import type { Page } from './define-page.ts';
import type { Me } from './me.ts';

/**
 * The address of a page. Parameters without a value of their own take the reader's own record, which is how a citizen's menu
 * leads to herself; undefined when there is none.
 */
export function addressOf(
  page: Pick<Page, 'path' | 'person'>,
  me: Me,
  params: Readonly<Record<string, string>> = {},
): string | undefined {
  let whole = true;
  const address = page.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params[name] ?? (name === page.person ? me.patientId : undefined);
    if (value === undefined) whole = false;
    return encodeURIComponent(value ?? '');
  });
  return whole ? address : undefined;
}

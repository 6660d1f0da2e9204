import type { Bilingual } from '../src/kernel/schema.ts';

type Files = Readonly<Record<string, string>>;

/** A module that works from its first minute: one endpoint, its test, its README. */
export function moduleFiles(id: string, name: string, title: Bilingual): Files {
  const folder = `src/modules/${id}`;
  return {
    [`${folder}/README.md`]: `# ${title.en} (${title.vi})\n\nFor whom: say here who sits there and what she wants to finish.\n\nWhat it does: answers \`GET /api/${id}/state\`.\n\nRules of law or standard: none yet.\n\nWhat it does not do: everything else.\n`,
    [`${folder}/module.ts`]: `import { defineModule } from '#platform/module/define-module.ts';
import { readState } from './routes/read-state.ts';

/** ${title.en}. */
export const ${name} = defineModule({
  id: '${id}',
  title: { vi: ${quote(title.vi)}, en: ${quote(title.en)} },
  permissions: { '${id}.read': { vi: ${quote(`Xem ${title.vi.toLowerCase()}`)}, en: ${quote(`See ${title.en.toLowerCase()}`)} } },
  roles: [
    {
      id: '${id}-reader',
      title: { vi: ${quote(`Người xem ${title.vi.toLowerCase()}`)}, en: ${quote(`Reader of ${title.en.toLowerCase()}`)} },
      grants: ['${id}.read'],
    },
  ],
  routes: [readState],
});
`,
    [`${folder}/api.ts`]: `import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

/** How this module is: the first endpoint, to be replaced by the first thing somebody needs. */
export const readStateEndpoint = endpoint({
  method: 'GET',
  path: '/api/${id}/state',
  input: z.object({}),
  output: z.object({ ready: z.boolean() }),
});
`,
    [`${folder}/routes/read-state.ts`]: `import { defineRoute } from '#platform/module/define-module.ts';
import { readStateEndpoint } from '../api.ts';

export const readState = defineRoute({
  ...readStateEndpoint,
  allow: '${id}.read',
  handle: async () => ({ ready: true }),
});
`,
    [`${folder}/test/${id}.e2e.test.ts`]: `import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { ${name} } from '../module.ts';

describe(${quote(title.en)}, () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ modules: [${name}] });
  });
  afterAll(() => platform.stop());

  it('does not answer somebody who has not signed in', async () => {
    const answer = await fetch(\`\${platform.url}/api/${id}/state\`);
    expect(answer.status).toBe(401);
  });
});
`,
  };
}

/** A FHIR operation as data. */
export function operationFiles(module: string, code: string, name: string): Files {
  return {
    [`src/modules/${module}/operations/${code}.ts`]: `import * as z from 'zod/mini';
import type { Operation } from '#platform/module/define-module.ts';

const input = z.object({ id: z.optional(z.string()) });

/** POST /fhir/Patient/[id]/$${code} */
export const ${name}: Operation<z.infer<typeof input>, unknown> = {
  code: '${code}',
  title: { vi: '${code}', en: '${code}' },
  level: 'instance',
  resourceTypes: ['Patient'],
  affectsState: false,
  allow: '${module}.read',
  input,
  handle: async (ctx, { id }) => JSON.parse((await ctx.record.read('Patient', id ?? '')).text) as unknown,
};
`,
  };
}

/** A page with its two languages, which reads the module's first endpoint. */
export function pageFiles(module: string, id: string, name: string, title: Bilingual): Files {
  const folder = `src/modules/${module}/web/pages/${id}`;
  return {
    [`${folder}/${id}.vi.json`]: `${JSON.stringify({ title: title.vi, ready: 'Đã sẵn sàng.', waiting: 'Chưa sẵn sàng.' }, null, 2)}\n`,
    [`${folder}/${id}.en.json`]: `${JSON.stringify({ title: title.en, ready: 'Ready.', waiting: 'Not ready yet.' }, null, 2)}\n`,
    [`${folder}/${id}.page.tsx`]: `import { useEndpoint } from '#web/data/client-context.tsx';
import { useText } from '#web/text/text-context.tsx';
import { View } from '#web/ui/view.tsx';
import { readStateEndpoint } from '../../../api.ts';
import type vi from './${id}.vi.json';

/** ${title.en}. */
export default function ${name[0]?.toUpperCase()}${name.slice(1)}Page() {
  const text = useText<typeof vi>();
  const state = useEndpoint(readStateEndpoint, {});
  return (
    <div className="stack">
      <h1>{text('title')}</h1>
      <View query={state}>{({ ready }) => <p>{text(ready ? 'ready' : 'waiting')}</p>}</View>
    </div>
  );
}
`,
  };
}

/** The entry of a page in web/pages.ts. */
export function pageDefinition(module: string, id: string, name: string, title: Bilingual): string {
  return `export const ${name}Page = definePage({
  id: '${module}/${id}',
  path: '/${module}/${id}',
  allow: '${module}.read',
  title: { vi: ${quote(title.vi)}, en: ${quote(title.en)} },
  icon: 'info',
  text: {
    vi: () => import('./pages/${id}/${id}.vi.json', { with: { type: 'json' } }),
    en: () => import('./pages/${id}/${id}.en.json', { with: { type: 'json' } }),
  },
  load: () => import('./pages/${id}/${id}.page.tsx'),
});
`;
}

/** The browser half of a module's manifest, with its first page. */
export function pagesFile(module: string, id: string, name: string, title: Bilingual): Files {
  return {
    [`src/modules/${module}/web/pages.ts`]: `import { definePage } from '#web/shell/define-page.ts';

${pageDefinition(module, id, name, title)}
/** All pages of this module. */
export const pages = [${name}Page];
`,
  };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}

// The dependency rules of Sen: each has a name and says why. `npm run check` enforces them; a test plants a violation of each.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'kernel-is-pure',
      comment:
        'The kernel runs in Node and in the browser and is tested in microseconds: it imports nothing above itself and no Node part.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: '\\.test\\.ts$|/testing/' },
      to: {
        path: '^src/(platform|modules|web|workspaces|entry)/|^(node:)?(fs|path|http|https|net|child_process|os|crypto|stream|zlib|worker_threads)(/|$)',
      },
    },
    {
      name: 'platform-knows-no-module',
      comment: 'Engines outlive the modules that stand on them.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: '\\.test\\.ts$|^src/platform/testing/' },
      to: { path: '^src/(modules|web|workspaces|entry)/' },
    },
    {
      name: 'modules-meet-only-at-api',
      comment:
        'A module can be rewritten without reading the others: they see only its api.ts, and the one call by which all of them tell people something.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/', pathNot: '\\.test\\.ts$|/demo\\.ts$' },
      to: {
        path: '^src/modules/([^/]+)/',
        pathNot: '^src/modules/($1/|[^/]+/api\\.ts$|messages/notify\\.ts$)',
      },
    },
    {
      name: 'domain-is-pure',
      comment: 'Rules of medicine and law stay readable and property-testable: no I/O, no platform, no web.',
      severity: 'error',
      from: { path: '^src/modules/.*/domain/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/(platform|web|workspaces|entry)/|^(node:)?(fs|http|https|net|child_process|worker_threads)(/|$)|/(routes|handlers|jobs|operations)/',
      },
    },
    {
      name: 'server-never-imports-web',
      comment: 'The server must start without browser code.',
      severity: 'error',
      from: {
        path: '^src/(platform|modules)/|^src/entry/(start|server|cli)',
        pathNot: '^src/modules/[^/]+/web/|^src/modules/index\\.web\\.ts$|\\.test\\.ts$',
      },
      to: { path: '^src/(web|workspaces)/|^src/modules/[^/]+/web/|^src/modules/index\\.web\\.ts$' },
    },
    {
      name: 'browser-has-no-server',
      comment: 'Secrets stay home and bundles stay small.',
      severity: 'error',
      from: {
        path: '^src/(web|workspaces)/|^src/entry/browser|^src/modules/[^/]+/web/|^src/modules/index\\.web\\.ts$',
        pathNot: '\\.test\\.tsx?$|/testing/',
      },
      to: {
        path: '^src/platform/|^(node:)?(fs|path|http|https|net|child_process|os|crypto|stream|zlib)(/|$)|node_modules/(pg|fastify|oidc-provider|pg-boss)/',
      },
    },
    {
      name: 'web-sees-only-api-and-domain',
      comment: "A page calls its module through the contract, never through the server's files.",
      severity: 'error',
      from: { path: '^src/modules/[^/]+/web/', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: { path: '^src/modules/', pathNot: '^src/modules/[^/]+/(web/|api\\.ts$)|/domain/' },
    },
    {
      name: 'web-kit-knows-no-module',
      comment: 'What every page uses knows nothing about any domain.',
      severity: 'error',
      from: { path: '^src/web/', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: { path: '^src/(modules|workspaces|entry)/' },
    },
    {
      name: 'no-cycle',
      comment: 'What needs itself cannot be understood in parts; also for type imports.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/generated/|\\.json$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};

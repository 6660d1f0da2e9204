/** Kinds of calls that are counted and limited apart. */
export type Traffic = 'public' | 'sign-in' | 'token' | 'read' | 'search' | 'write' | 'export';

/** All kinds, in the order in which pages and settings list them. */
export const trafficKinds = ['public', 'sign-in', 'token', 'read', 'search', 'write', 'export'] as const;

/** The first row that fits says what a route is; `methods` undefined is any. Patterns are of routes, not of what callers send. */
const rows: readonly { readonly methods?: string; readonly url: RegExp; readonly is: Traffic }[] = [
  { url: /^\/oidc\/(?:token|introspect|revoke|me|keys|device\/auth)\b/, is: 'token' },
  { methods: 'GET HEAD', url: /^\/oidc\/assets\//, is: 'public' },
  { methods: 'POST', url: /^\/(?:oidc|welcome)\b/, is: 'sign-in' },
  { url: /^\/(?:oidc|welcome|\.well-known)\b/, is: 'public' },
  { url: /^\/fhir\/(?:\.well-known\/|metadata$)/, is: 'public' },
  { methods: 'GET POST', url: /\/\$(?:export|everything|run)$/, is: 'export' },
  { methods: 'GET POST', url: /^\/(?:fhir|api)\/.*(?:\$export-file|\/export)\b/, is: 'export' },
  // A whole summary is put together and closed for each link.
  { methods: 'POST', url: /^\/api\/sharing\/links$/, is: 'export' },
  {
    url: /\/_search$|\/_history$|\/\$graphql$|\/\$(?:lastn|expand|summary|match|fhirpath|events)$/,
    is: 'search',
  },
  {
    methods: 'GET HEAD',
    url: /^\/fhir\/(?:\*|:type|\$[a-z-]+)?$|^\/fhir\/:type\/:id\/:inner$/,
    is: 'search',
  },
  { methods: 'GET HEAD', url: /^\/api\/(?:.*\/)?(?:search|find)(?:\/|$)/, is: 'search' },
  {
    methods: 'POST',
    url: /\/\$(?:validate|validate-code|lookup|translate|subsumes|status|meta)\b/,
    is: 'search',
  },
  { methods: 'GET HEAD OPTIONS', url: /./, is: 'read' },
  { url: /./, is: 'write' },
];

/**
 * What kind of call a route takes. Asked once for each route when it is mounted, never for a call.
 * @param method GET, POST, …; of several the first
 * @param url the route's pattern with its prefix, such as '/fhir/:type/:id'
 */
export function trafficOf(method: string, url: string): Traffic {
  const found = rows.find(
    (row) => (row.methods === undefined || row.methods.split(' ').includes(method)) && row.url.test(url),
  );
  return found?.is ?? 'write';
}

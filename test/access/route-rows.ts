/** By what a route is walked, or why it is not: a way of the matrix, one test, or a sentence. */
export type RouteRow =
  | { readonly way: string }
  /** A path of a test, with `#` before a part of its name. */
  | { readonly test: string }
  | { readonly none: string };

const way = (name: string): RouteRow => ({ way: name });
const test = (path: string): RouteRow => ({ test: path });
const none = (why: string): RouteRow => ({ none: why });

const record = 'src/platform/record/test';
const writes = test(
  `${record}/reach-writing.e2e.test.ts#a doctor writes for a person in care and for nobody else`,
);
const views = test(`${record}/attacks.e2e.test.ts#does not rewrite the views of others`);
const lists = none('lists of codes, the same for everybody');
const forms = test(
  'src/modules/questionnaires/test/forms.e2e.test.ts#only what the one who fills it in may see',
);
const owned = test('src/modules/subscriptions/test/rest-hook.e2e.test.ts#answer the owner and nobody else');
const audit = test(
  'src/modules/access-log/test/access-log.e2e.test.ts#is closed to whoever asks for another',
);
const computers = test(
  'src/platform/identity/test/shared-computers.e2e.test.ts#registers and takes out no computer without the right',
);
const signIn = none('pages of signing in: nobody is known yet and no line is shown');
const erasure = test(`${record}/expunge.e2e.test.ts#no citizen, doctor, system or stranger`);

/**
 * A row for everything that a server answers besides the modules' own routes, which have theirs by the right that they ask for
 * (module-routes.e2e.test.ts). Without a row, and with a row of a route that is gone, the build fails.
 */
export const routeRows: Readonly<Record<string, RouteRow>> = {
  'GET *': none('the pages themselves, the same for everybody'),
  'GET /welcome': signIn,
  'POST /welcome': signIn,
  'GET /healthz': none('says that it runs'),
  'GET /readyz': none('says that it runs'),
  'GET /metrics': test('src/platform/http/test/http-server.e2e.test.ts#without naming anybody'),
  'GET /api/openapi.json': none('describes the routes, the same for everybody'),
  'GET /.well-known/openid-configuration': signIn,
  'OPTIONS /.well-known/openid-configuration': signIn,
  'GET /oidc/assets/:name': signIn,
  'GET /oidc/consent/:uid': test('src/platform/identity/test/apps.e2e.test.ts#asks the person first'),
  'POST /oidc/consent/:uid': test(
    'src/platform/identity/test/apps.e2e.test.ts#by sending more than the page',
  ),
  'GET /oidc/sign-in/:uid': signIn,
  'POST /oidc/sign-in/:uid': signIn,
  'POST /oidc/sign-in/:uid/go-on': signIn,
  'POST /oidc/sign-in/:uid/options': signIn,
  'POST /oidc/sign-in/:uid/passkey': signIn,
  'POST /oidc/sign-in/:uid/restart': signIn,
  'POST /oidc/sign-in/:uid/setup': signIn,
  'POST /oidc/sign-in/:uid/step': signIn,
  'GET /oidc/computer': computers,
  'GET /oidc/computer/list': computers,
  'GET /oidc/computer/mine': computers,
  'POST /oidc/computer/active': computers,
  'POST /oidc/computer/leave': computers,
  'POST /oidc/computer/lock': computers,
  'POST /oidc/computer/pin': computers,
  'POST /oidc/computer/register': computers,
  'POST /oidc/computer/revoke': computers,
  'POST /oidc/computer/switch': computers,
  'GET /fhir/metadata': none('describes the server, the same for everybody'),
  'GET /fhir/.well-known/smart-configuration': none('describes the server, the same for everybody'),
  'OPTIONS /fhir/*': none('says which pages of others may call'),
  'GET /fhir/OperationDefinition/:id': none('definitions, the same for everybody'),
  'GET /fhir/:type/:id': way('read'),
  'GET /fhir/:type/:id/_history/:version': way('version'),
  'GET /fhir/:type/:id/_history': way('history of a line'),
  'GET /fhir/:type/_history': way('history of a type'),
  'GET /fhir/_history': way('history of the whole system'),
  'GET /fhir/:type': way('search'),
  'POST /fhir/:type/_search': way('search by POST'),
  'GET /fhir': way('search of the whole system'),
  'GET /fhir/': way('search of the whole system'),
  'POST /fhir/_search': way('search of the whole system'),
  'GET /fhir/:type/:id/:inner': way('compartment'),
  'POST /fhir/:type/:id/:inner/_search': way('compartment'),
  'POST /fhir': way('read in a batch'),
  'POST /fhir/': way('read in a batch'),
  'GET /fhir/Binary/:id': way('Binary'),
  'GET /fhir/AuditEvent': audit,
  'GET /fhir/AuditEvent/:id': audit,
  'POST /fhir/AuditEvent/_search': audit,
  'POST /fhir/:type': writes,
  'PUT /fhir/:type': writes,
  'PUT /fhir/:type/:id': writes,
  'PATCH /fhir/:type': writes,
  'PATCH /fhir/:type/:id': writes,
  'DELETE /fhir/:type': test('src/platform/access/record-scope.property.test.ts#people never delete'),
  'DELETE /fhir/:type/:id': test('src/platform/access/record-scope.property.test.ts#people never delete'),
  'GET /fhir/:type/:id/$meta': way('$meta'),
  'POST /fhir/:type/:id/$meta-add': test(
    `${record}/read-operations.e2e.test.ts#are nobody else’s to read or to`,
  ),
  'POST /fhir/:type/:id/$meta-delete': test(
    `${record}/read-operations.e2e.test.ts#are nobody else’s to read or to`,
  ),
  'GET /fhir/:type/:id/$validate': way('$validate of a line'),
  'POST /fhir/:type/:id/$validate': test(`${record}/validate.e2e.test.ts#is refused to who may not see it`),
  'POST /fhir/:type/$validate': test(
    `${record}/validate.e2e.test.ts#finds that a number belongs to somebody`,
  ),
  'GET /fhir/Patient/:id/$everything': way('$everything'),
  'POST /fhir/Patient/:id/$everything': way('$everything'),
  'GET /fhir/Encounter/:id/$everything': way('$everything of a visit'),
  'POST /fhir/Encounter/:id/$everything': way('$everything of a visit'),
  'GET /fhir/Group/:id/$everything': way('$everything of a group'),
  'POST /fhir/Group/:id/$everything': way('$everything of a group'),
  'GET /fhir/Observation/$lastn': way('$lastn'),
  'POST /fhir/Observation/$lastn': way('$lastn'),
  'GET /fhir/Patient/:id/$summary': way('$summary'),
  'POST /fhir/Patient/:id/$summary': way('$summary'),
  'POST /fhir/$fhirpath': none('works on what the caller sends and reads nothing'),
  'GET /fhir/$graphql': way('GraphQL'),
  'POST /fhir/$graphql': way('GraphQL'),
  'GET /fhir/:type/:id/$graphql': way('GraphQL of a line'),
  'POST /fhir/:type/:id/$graphql': way('GraphQL of a line'),
  'GET /fhir/$export': way('export'),
  'POST /fhir/$export': way('export'),
  'GET /fhir/Patient/$export': way('export'),
  'POST /fhir/Patient/$export': way('export'),
  'GET /fhir/Group/:id/$export': way('export'),
  'POST /fhir/Group/:id/$export': way('export'),
  'GET /fhir/$export-file/:id/:number': test(
    `${record}/export.e2e.test.ts#nobody sees the export of another`,
  ),
  'GET /fhir/$export-status/:id': test(`${record}/export.e2e.test.ts#nobody sees the export of another`),
  'DELETE /fhir/$export-status/:id': test(`${record}/export.e2e.test.ts#nobody sees the export of another`),
  'POST /fhir/:type/:id/$expunge': erasure,
  'GET /fhir/$expunge-status/:id': erasure,
  'DELETE /fhir/$expunge-status/:id': erasure,
  'GET /fhir/$subscription-events': way('subscription'),
  'GET /fhir/Subscription/:id/$events': way('subscription'),
  'POST /fhir/Subscription/:id/$events': way('subscription'),
  'GET /fhir/Subscription/$get-ws-binding-token': way('subscription'),
  'POST /fhir/Subscription/$get-ws-binding-token': way('subscription'),
  'GET /fhir/Subscription/:id/$get-ws-binding-token': way('subscription'),
  'POST /fhir/Subscription/:id/$get-ws-binding-token': way('subscription'),
  'GET /fhir/Subscription/$status': owned,
  'POST /fhir/Subscription/$status': owned,
  'GET /fhir/Subscription/:id/$status': owned,
  'POST /fhir/Subscription/:id/$status': owned,
  'POST /fhir/Subscription/:id/$signing-secret': owned,
  'POST /fhir/Subscription/:id/$rotate-signing-secret': owned,
  'GET /fhir/$run': way('view'),
  'POST /fhir/$run': way('view'),
  'GET /fhir/$viewdefinition-run': way('view'),
  'POST /fhir/$viewdefinition-run': way('view'),
  'GET /fhir/ViewDefinition/$run': way('view'),
  'POST /fhir/ViewDefinition/$run': way('view'),
  'GET /fhir/ViewDefinition/$viewdefinition-run': way('view'),
  'POST /fhir/ViewDefinition/$viewdefinition-run': way('view'),
  'GET /fhir/ViewDefinition/:id/$run': way('view'),
  'POST /fhir/ViewDefinition/:id/$run': way('view'),
  'GET /fhir/ViewDefinition/:id/$viewdefinition-run': way('view'),
  'POST /fhir/ViewDefinition/:id/$viewdefinition-run': way('view'),
  'GET /fhir/ViewDefinition': none('definitions, the same for everybody'),
  'GET /fhir/ViewDefinition/:id': none('definitions, the same for everybody'),
  'POST /fhir/ViewDefinition': views,
  'PUT /fhir/ViewDefinition/:id': views,
  'DELETE /fhir/ViewDefinition/:id': views,
};

/** A row for each operation that a module declares, by its code. */
export const operationRows: Readonly<Record<string, RouteRow>> = {
  expand: lists,
  lookup: lists,
  subsumes: lists,
  translate: lists,
  'validate-code': lists,
  populate: forms,
  match: test(
    'src/modules/registry/test/registry.e2e.test.ts#shows a doctor of another place that there is somebody',
  ),
  place: none('names of places, the same for everybody'),
  'immunization-forecast': test(
    'src/modules/immunisation/test/immunisation.e2e.test.ts#is nobody’s who has no tie to her',
  ),
  extract: forms,
};

/** Ways that are walked by tests of their own, not by the table of ways. */
export const walkedApart: Readonly<Record<string, string>> = {
  export: 'test/access/matrix.e2e.test.ts#brings a %s, at each level',
  subscription: 'test/access/other-ways.e2e.test.ts#tells its system of what it may read',
  Binary: 'test/access/other-ways.e2e.test.ts#reads a Binary only where',
  $summary: 'test/access/other-ways.e2e.test.ts#is given by $summary only what',
  'pages of a record': 'test/access/other-ways.e2e.test.ts#sees on the page of the %s',
  'printed papers': 'test/access/other-ways.e2e.test.ts#bears for a %s what the page shows her',
  'signed papers': 'test/access/other-ways.e2e.test.ts#a signed summary is opened by',
  files: 'test/access/other-ways.e2e.test.ts#opens the files of those papers',
};

/** How a requirement stands: shown by a test, seen in a file, not asked of Sen for a reason, or not met yet for a reason. */
export type State = 'test' | 'file' | 'not-applicable' | 'open';

/**
 * One requirement of ASVS 5.0 of level 1 or 2: its id, a short title in our own words, its state, and what shows it. Of a test or a file
 * that is its path, with `#` before a part of a test's name where one test among many is meant; of the others a sentence.
 */
export type Row = readonly [id: string, title: string, state: State, by: string];

/** Paths that are named often. */
export const at = {
  http: 'src/platform/http/test/http-server.e2e.test.ts',
  line: 'src/platform/http/test/line.e2e.test.ts',
  rates: 'src/platform/http/test/request-rate.test.ts',
  outgoing: 'src/platform/http/test/outgoing.test.ts',
  openers: 'test/outgoing-calls.test.ts',
  webhooks: 'src/platform/http/test/webhook-signature.test.ts',
  settings: 'src/platform/settings/platform-settings.test.ts',
  secrets: 'src/entry/test/secrets-stay-inside.e2e.test.ts',
  fuzz: 'test/fuzz/parsers.fuzz.test.ts',
  doors: 'test/fuzz/doors.e2e.test.ts',
  signIn: 'src/platform/identity/test/sign-in.e2e.test.ts',
  pages: 'src/platform/identity/pages-and-tokens.test.ts',
  systems: 'src/platform/identity/test/systems.e2e.test.ts',
  assertions: 'src/platform/identity/test/assertions.e2e.test.ts',
  apps: 'src/platform/identity/test/apps.e2e.test.ts',
  launches: 'src/platform/identity/test/launches.e2e.test.ts',
  eId: 'src/platform/identity/test/e-id.e2e.test.ts',
  firstAdmin: 'src/platform/identity/test/first-administrator.e2e.test.ts',
  mutual: 'src/platform/identity/test/mutual-tls.e2e.test.ts',
  licences: 'src/platform/identity/test/licences.e2e.test.ts',
  factors: 'src/platform/identity/test/factors.e2e.test.ts',
  codes: 'src/platform/identity/factors/factors.test.ts',
  stations: 'src/platform/identity/test/shared-computers.e2e.test.ts',
  signInGuide: 'docs/guides/sign-in-and-sessions.md',
  cookies: 'src/platform/identity/test/secure-cookies.e2e.test.ts',
  common: 'src/platform/identity/common-passwords.test.ts',
  written: 'test/stories/every-access-is-written-down.e2e.test.ts',
  lockout: 'src/platform/identity/lockout.test.ts',
  account: 'src/modules/account/test/account.browser.test.ts',
  audit: 'src/platform/audit/test/audit-log.e2e.test.ts',
  chain: 'src/platform/audit/test/audit-chain.e2e.test.ts',
  seal: 'src/platform/crypt/seal.test.ts',
  files: 'src/platform/files/file-store.test.ts',
  hostile: 'src/platform/record/test/hostile.e2e.test.ts',
  attacks: 'src/platform/record/test/attacks.e2e.test.ts',
  reach: 'src/platform/record/test/reach.e2e.test.ts',
  scope: 'src/platform/access/record-scope.property.test.ts',
  who: 'test/stories/who-sees-what.e2e.test.ts',
  xml: 'src/kernel/fhir/xml/xml.test.ts',
  statement: 'src/platform/sql/test/statement-time.e2e.test.ts',
  run: 'docs/guides/run-an-installation.md',
  threats: 'docs/guides/threat-model.md',
  decision: 'docs/decisions/0029-the-line.md',
} as const;

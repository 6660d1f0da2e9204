import { platformPermissions } from '../access/roles.ts';
import { findCycles, findOverlaps } from './registry-graph.ts';
import type { AnyModule } from './define-module.ts';

/** Everything that modules declare, gathered and found sound. */
export interface Registry {
  readonly modules: readonly AnyModule[];
  readonly byId: ReadonlyMap<string, AnyModule>;
}

/** The modules do not fit together; all findings at once, for the developer. */
export class RegistryRefused extends Error {
  override readonly name = 'RegistryRefused';
  readonly findings: readonly string[];
  constructor(findings: readonly string[]) {
    super(`The modules do not fit together:\n${findings.map((finding) => `- ${finding}`).join('\n')}`);
    this.findings = findings;
  }
}

/** Gathers the modules and checks what no compiler sees. Throws RegistryRefused. */
export function createRegistry(modules: readonly AnyModule[]): Registry {
  const findings = [
    ...findIdFaults(modules),
    ...findNeedFaults(modules),
    ...findPermissionFaults(modules),
    ...findEventFaults(modules),
    ...findRouteFaults(modules),
    ...findOperationFaults(modules),
    ...findJobFaults(modules),
    ...findReferenceFaults(modules),
    ...findTitleFaults(modules),
    ...findConfigFaults(modules),
  ];
  if (findings.length > 0) throw new RegistryRefused(findings);
  return { modules, byId: new Map(modules.map((module) => [module.id, module])) };
}

// Schemas and event prefixes of the platform's own parts; a module of that name would write into them.
const reservedIds = [
  'platform',
  'record',
  'identity',
  'access',
  'audit',
  'events',
  'jobs',
  'public',
  'people',
];

function findIdFaults(modules: readonly AnyModule[]): string[] {
  const ids = modules.map((module) => module.id);
  return [
    ...repeated(ids).map((id) => `two modules have the id '${id}'`),
    ...ids.filter((id) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)).map((id) => `'${id}' is not kebab-case`),
    ...ids
      .filter((id) => reservedIds.includes(id))
      .map((id) => `'${id}' is the name of a part of the platform`),
    ...modules
      .filter((m) => m.migrations !== undefined && !m.migrations.pathname.endsWith(`/${m.id}/migrations/`))
      .map((m) => `the id of module '${m.id}' is not the name of the folder that holds its migrations`),
  ];
}

function findNeedFaults(modules: readonly AnyModule[]): string[] {
  const ids = new Set(modules.map((module) => module.id));
  return [
    ...modules.flatMap((m) =>
      (m.needs ?? [])
        .filter((need) => !ids.has(need))
        .map((need) => `module '${m.id}' needs '${need}', which is not in the list`),
    ),
    ...findCycles(new Map(modules.map((m) => [m.id, m.needs ?? []]))).map(
      (cycle) => `modules need each other in a circle: ${cycle.join(' -> ')}`,
    ),
  ];
}

function findPermissionFaults(modules: readonly AnyModule[]): string[] {
  const declared = new Set<string>(Object.keys(platformPermissions));
  for (const module of modules)
    for (const permission of Object.keys(module.permissions)) declared.add(permission);
  const used = modules.flatMap((m) => [
    ...(m.routes ?? []).map((route) => [`${m.id}: ${route.method} ${route.path}`, route.allow] as const),
    ...(m.streams ?? []).map((route) => [`${m.id}: ${route.method} ${route.path}`, route.allow] as const),
    ...(m.operations ?? []).map((operation) => [`${m.id}: $${operation.code}`, operation.allow] as const),
    ...(m.policies ?? []).map((policy) => [`${m.id}: a policy`, policy.permission] as const),
    ...(m.references ?? []).map(({ name, allow }) => [`${m.id}: reference '${name}'`, allow] as const),
    ...(m.roles ?? []).flatMap((role) =>
      role.grants.map((grant) => [`${m.id}: role '${role.id}'`, grant] as const),
    ),
  ]);
  return [
    ...used
      .filter(([, permission]) => permission !== 'public' && !declared.has(permission))
      .map(([where, permission]) => `${where} uses the permission '${permission}', which nobody declares`),
    ...modules.flatMap((m) =>
      Object.keys(m.permissions)
        .filter((permission) => !permission.startsWith(`${m.id}.`))
        .map((permission) => `module '${m.id}' declares '${permission}', which does not begin with its id`),
    ),
    ...modules.flatMap((m) =>
      repeated((m.roles ?? []).map((role) => role.id)).map((id) => `${m.id}: role '${id}' stands twice`),
    ),
  ];
}

function findEventFaults(modules: readonly AnyModule[]): string[] {
  const sources = new Set([...modules.map((module) => module.id), 'record', 'identity', 'access']);
  const handlers = modules.flatMap((m) => (m.handlers ?? []).map((handler) => ({ module: m.id, handler })));
  return [
    ...handlers
      .filter(({ handler }) => !sources.has(handler.event.name.split('.')[0] ?? ''))
      .map(
        ({ module, handler }) =>
          `${module}: handler '${handler.name}' hears '${handler.event.name}', which no module tells`,
      ),
    ...repeated(handlers.map(({ handler }) => handler.name)).map(
      (name) => `two handlers have the name '${name}'`,
    ),
  ];
}

function findRouteFaults(modules: readonly AnyModule[]): string[] {
  const routes = modules.flatMap((m) =>
    [...(m.routes ?? []), ...(m.streams ?? [])].map((r) => ({ ...r, owner: m.id })),
  );
  return [
    ...findOverlaps(routes).map(
      ([one, two]) => `${one.owner}: ${one.method} ${one.path} overlaps with ${two.owner}: ${two.path}`,
    ),
    ...routes
      .filter((route) =>
        // An operation whose body is a stream is a module's own, below the base of FHIR.
        /^\/(fhir(?!\/\$[a-z-]+(?:\/:id)?$)|oidc|assets|healthz|readyz|metrics|api\/openapi\.json)(\/|$)/.test(
          route.path,
        ),
      )
      .map((route) => `${route.owner}: ${route.path} belongs to the platform`),
  ];
}

function findOperationFaults(modules: readonly AnyModule[]): string[] {
  const operations = modules.flatMap((m) =>
    (m.operations ?? []).map((operation) => ({ owner: m.id, operation })),
  );
  const names = operations.flatMap(({ operation }) =>
    (operation.level === 'system' ? ['*'] : operation.resourceTypes).map(
      (type) => `${operation.level} ${type}/$${operation.code}`,
    ),
  );
  return [
    ...operations
      .filter(({ operation }) => operation.level !== 'system' && operation.resourceTypes.length === 0)
      .map(({ owner, operation }) => `${owner}: operation $${operation.code} names no resource type`),
    ...repeated(names).map((name) => `two operations answer ${name}`),
  ];
}

function findJobFaults(modules: readonly AnyModule[]): string[] {
  const jobs = modules.flatMap((m) => (m.jobs ?? []).map((job) => ({ owner: m.id, job })));
  return [
    ...repeated(jobs.map(({ job }) => job.name)).map((name) => `two jobs have the name '${name}'`),
    ...jobs
      .filter(
        ({ job }) =>
          !Number.isInteger(job.retry.limit) || job.retry.limit < 0 || !(job.retry.backoffSeconds >= 0),
      )
      .map(({ owner, job }) => `${owner}: job '${job.name}' has no sound retry limit`),
    ...jobs
      .filter(({ job }) => !/^[\w./-]+$/.test(job.name))
      .map(
        ({ owner, job }) =>
          `${owner}: job '${job.name}' may hold letters, digits, '-', '_', '.' and '/' only`,
      ),
  ];
}

function findReferenceFaults(modules: readonly AnyModule[]): string[] {
  const names = modules.flatMap((m) => (m.references ?? []).map(({ name }) => ({ owner: m.id, name })));
  return [
    ...repeated(names.map(({ name }) => name)).map((name) => `two references have the name '${name}'`),
    ...names
      .filter(({ name }) => !/^[a-z][a-z0-9-]{0,59}$/.test(name))
      .map(({ owner, name }) => `${owner}: the reference '${name}' is not in small letters, digits and '-'`),
  ];
}

function findTitleFaults(modules: readonly AnyModule[]): string[] {
  const texts = modules.flatMap((m) => [
    [`module '${m.id}'`, m.title] as const,
    ...Object.entries(m.permissions).map(
      ([permission, title]) => [`permission '${permission}'`, title] as const,
    ),
    ...(m.roles ?? []).map((role) => [`role '${role.id}'`, role.title] as const),
    ...(m.policies ?? []).map((policy) => [`a policy of '${policy.permission}'`, policy.sentence] as const),
    ...(m.operations ?? []).map((operation) => [`operation $${operation.code}`, operation.title] as const),
    ...(m.streams ?? []).map((stream) => [`${stream.method} ${stream.path}`, stream.summary] as const),
    ...(m.commands ?? []).map((command) => [`command '${command.name}'`, command.about] as const),
    ...Object.values(m.config ?? {}).map((setting) => [setting.env, setting.about] as const),
  ]);
  return texts.flatMap(([what, title]) => [
    ...(title.vi.trim() === '' ? [`${what} has no Vietnamese title`] : []),
    ...(title.en.trim() === '' ? [`${what} has no English title`] : []),
  ]);
}

function findConfigFaults(modules: readonly AnyModule[]): string[] {
  const settings = modules.flatMap((m) =>
    Object.values(m.config ?? {}).map((setting) => ({ owner: m.id, setting })),
  );
  return [
    ...repeated(settings.map(({ setting }) => setting.env)).map((env) => `two settings are called ${env}`),
    ...settings
      .filter(({ setting }) => !parses(() => setting.type.parse(setting.default)))
      .map(({ owner, setting }) => `${owner}: the default of ${setting.env} does not fit its own type`),
  ];
}

function parses(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    // Any refusal by the setting's own schema is the finding.
    return false;
  }
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

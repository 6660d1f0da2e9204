import type { AnyOperation } from '../../module/define-module.ts';
import { ownOperations, type MountedOperation } from './operation-list.ts';
import type { RouteHost } from './route-host.ts';

/** All operations of this server: the engine's and those that modules declare. */
export function operationsOf(host: Pick<RouteHost, 'registry'>): readonly MountedOperation[] {
  const modules = host.registry?.modules ?? [];
  const added = modules.flatMap((module) => module.operations ?? []).map(mounted);
  const streamed = modules.flatMap((module) => module.streams ?? []).flatMap((one) => one.operation ?? []);
  return [...ownOperations, ...added, ...streamed];
}

function mounted(operation: AnyOperation): MountedOperation {
  const { code, level, resourceTypes, affectsState, title, base, parameters = [], onInstances } = operation;
  return {
    code,
    levels: onInstances ? [level, 'instance'] : [level],
    resourceTypes,
    affectsState,
    title,
    parameters,
    ...(base !== undefined && { base }),
  };
}

/** 'Patient-everything', 'validate': the id under which the definition is read. */
export function definitionId({ code, resourceTypes }: MountedOperation): string {
  return resourceTypes !== 'all' && resourceTypes.length === 1 ? `${resourceTypes[0]}-${code}` : code;
}

/** Where CapabilityStatement says the definition is found. */
export function definitionUrl(operation: MountedOperation, baseUrl: string): string {
  return `${baseUrl}/OperationDefinition/${definitionId(operation)}`;
}

/** The OperationDefinition of what is mounted, as JSON text. */
export function operationDefinition(operation: MountedOperation, baseUrl: string): string {
  const { code, resourceTypes, levels, affectsState, base, title, comment, parameters } = operation;
  return JSON.stringify({
    resourceType: 'OperationDefinition',
    id: definitionId(operation),
    url: definitionUrl(operation, baseUrl),
    name: code.replace(/(?:^|-)([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
    title: `${title.vi} / ${title.en}`,
    status: 'active',
    kind: 'operation',
    date: '2026-11-22',
    affectsState,
    code,
    ...(comment !== undefined && { comment }),
    ...(base !== undefined && { base }),
    ...(levels.every((level) => level === 'system')
      ? {}
      : { resource: resourceTypes === 'all' ? ['Resource'] : resourceTypes }),
    system: levels.includes('system'),
    type: levels.includes('type'),
    instance: levels.includes('instance'),
    ...(parameters.length > 0 && { parameter: parameters }),
  });
}

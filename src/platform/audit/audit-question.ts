import type { ErrorIssue } from '#kernel/errors.ts';
import { AppError } from '#kernel/errors.ts';
import { eventShapes } from './balp-codes.ts';
import type { AuditFilter } from './search-audit.ts';

/** What `GET /fhir/AuditEvent` was asked. Ids of persons are still those of FHIR. */
export interface AuditQuestion {
  readonly filter: AuditFilter;
  readonly count: number;
  readonly cursor?: string;
}

/** Search parameters that are answered for AuditEvents of this house. */
export const auditParameters = [
  ['_id', 'token'],
  ['patient', 'reference'],
  ['agent', 'reference'],
  ['date', 'date'],
  ['action', 'token'],
  ['outcome', 'token'],
  ['type', 'token'],
  ['entity', 'reference'],
] as const;

const usualCount = 50;
const mostCount = 200;
const idForm = /^[A-Za-z0-9\-.]{1,64}$/;

/** Reads the query. Error: search.invalid naming the parameter. */
export function readAuditQuestion(query: URLSearchParams): AuditQuestion {
  let filter: AuditFilter = {};
  let count = usualCount;
  let cursor: string | undefined;
  for (const [name, value] of query) {
    if (name === '_count') count = readCount(value);
    else if (name === '_cursor') cursor = value;
    else if (name === '_sort' && (value === '-date' || value === '-_lastUpdated')) continue;
    else if (!['_format', '_pretty'].includes(name)) filter = { ...filter, ...readOne(name, value, filter) };
  }
  return { filter, count, ...(cursor !== undefined && { cursor }) };
}

function readOne(name: string, value: string, filter: AuditFilter): AuditFilter {
  switch (name) {
    case '_id':
      return { id: idOf(name, value) };
    case 'patient':
    case 'patient:Patient':
      return { patientId: idOf(name, value.replace(/^Patient\//, '')) };
    case 'agent':
      return value.startsWith('Organization/')
        ? { facilityId: idOf(name, value.slice('Organization/'.length)) }
        : { actorId: agentOf(value) };
    case 'date':
      return readDate(value);
    case 'action':
      return { actions: actionsWhere(name, value, (shape, code) => shape.action === code, filter) };
    case 'type':
      return { actions: actionsWhere(name, value, (shape, code) => shape.type.code === code, filter) };
    case 'outcome':
      return { outcome: outcomeOf(value) };
    case 'entity':
      return entityOf(value);
    default:
      throw invalid(name);
  }
}

function idOf(name: string, value: string): string {
  if (!idForm.test(value)) throw invalid(name);
  return value;
}

/** An account's id, with or without what the identifier's system is called. */
function agentOf(value: string): string {
  const id = value.split('|').at(-1) ?? '';
  if (id === '' || id.length > 200) throw invalid('agent');
  return id;
}

function readCount(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw invalid('_count');
  return Math.min(Math.max(Number(value), 1), mostCount);
}

const outcomes: Readonly<Record<string, NonNullable<AuditFilter['outcome']>>> = {
  '0': 'ok',
  '4': 'refused',
  '8': 'error',
};

function outcomeOf(value: string): NonNullable<AuditFilter['outcome']> {
  const outcome = outcomes[value.split('|').at(-1) ?? ''];
  if (outcome === undefined) throw invalid('outcome');
  return outcome;
}

function actionsWhere(
  name: string,
  value: string,
  fits: (
    shape: { readonly action: string; readonly type: { readonly code?: string } },
    code: string,
  ) => boolean,
  { actions }: AuditFilter,
): string[] {
  const codes = value.split(',').map((one) => one.split('|').at(-1) ?? '');
  const found = Object.entries(eventShapes)
    .filter(([, shape]) => codes.some((code) => fits(shape, code)))
    .map(([action]) => action);
  if (found.length === 0) throw invalid(name);
  return actions === undefined ? found : found.filter((action) => actions.includes(action));
}

function entityOf(value: string): AuditFilter {
  const match = /^([A-Z][A-Za-z]{1,60})\/([A-Za-z0-9\-.]{1,64})$/.exec(value);
  if (match === null) throw invalid('entity');
  const [, type, id] = match;
  return type === 'Patient' ? { patientId: id! } : { resourceTypes: [type!], resourceId: id! };
}

/** 'ge2026-03-01', 'lt2026-03-02T10:00:00+07:00'; a day without a prefix is that day in Viet Nam. */
function readDate(value: string): AuditFilter {
  const match = /^(eq|ge|gt|le|lt)?(\d{4}-\d{2}-\d{2})(T.+)?$/.exec(value);
  const [, prefix = 'eq', day = '', time] = match ?? [];
  const from = new Date(time === undefined ? `${day}T00:00:00+07:00` : day + time);
  if (Number.isNaN(from.getTime())) throw invalid('date');
  const until = new Date(from.getTime() + (time === undefined ? 86_400_000 : 1000));
  if (prefix === 'ge') return { since: from };
  if (prefix === 'gt') return { since: until };
  if (prefix === 'lt') return { until: from };
  return prefix === 'le' ? { until } : { since: from, until };
}

function invalid(name: string): AppError {
  const issue: ErrorIssue = {
    path: name,
    text: {
      vi: `Nhật ký truy cập không tìm được theo tham số này hoặc giá trị chưa đúng: ${name.slice(0, 40)}`,
      en: `The audit log is not searched by this parameter, or its value is not right: ${name.slice(0, 40)}`,
    },
  };
  return new AppError('search.invalid', { issues: [issue] });
}

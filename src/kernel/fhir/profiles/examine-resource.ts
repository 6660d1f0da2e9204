import type { ErrorIssue } from '../../errors.ts';
import type { Bilingual } from '../../schema.ts';
import { validateStructure } from '../structure/validate-structure.ts';
import { checkInvariants } from './check-invariants.ts';
import { checkCompiled, checkProfile } from './check-profile.ts';
import { knownProfile, standardType } from './known-profiles.ts';
import type { StoredProfile } from './stored-profile.ts';

/** What a resource is examined for beyond what it claims itself. */
export interface ExamineOptions {
  /** Canonical URLs of profiles that were asked for. */
  readonly profiles?: readonly string[];
  /** A profile that is not part of this program; undefined where there is none of that address. */
  readonly stored?: (canonical: string) => StoredProfile | undefined;
}

type Json = Readonly<Record<string, unknown>>;
/** Version of the guides whose profiles are known here. */
const knownVersion = '1.0.0';

/**
 * Everything that can be said of a resource: structure, invariants, the profiles it claims and those asked for, with warnings, and
 * truthfully what could not be checked. FHIRPath names the place of each issue. Where the structure is wrong the further rules are
 * not read, since they rest on it, and that is told.
 */
export function examineResource(resource: unknown, options: ExamineOptions = {}): ErrorIssue[] {
  const issues = validateStructure(resource);
  if (issues.some((issue) => issue.severity === 'error')) return [...issues, notFurther(issues[0]!)];
  const json = resource as Json;
  issues.push(...checkInvariants(json, { advice: true }));
  const claimed = (json['meta'] as { profile?: unknown } | undefined)?.profile;
  const claims = Array.isArray(claimed) ? claimed.filter((one) => typeof one === 'string') : [];
  const asked = new Set(options.profiles);
  for (const canonical of new Set([...asked, ...claims]))
    issues.push(...examineProfile(json, canonical, asked.has(canonical), options));
  return issues;
}

function examineProfile(
  resource: Json,
  canonical: string,
  asked: boolean,
  { stored }: ExamineOptions,
): ErrorIssue[] {
  const [url = '', version] = canonical.split('|');
  const type = standardType(url);
  if (type !== undefined) return ofStandard(resource, type);
  const other =
    version === undefined || version === knownVersion
      ? []
      : [otherVersion(String(resource['resourceType']), url)];
  const known = checkProfile(resource, url, { advice: true });
  if (known !== undefined) return [...known, ...other];
  const own = String(resource['resourceType']);
  const found = stored?.(canonical);
  if (found === undefined) return [unknownProfile(own, canonical, asked)];
  if ('refused' in found) return [aboutProfile(own, found.refused, asked ? 'error' : 'information')];
  const { compiled, unchecked } = found;
  return [...checkCompiled(resource, compiled, true), ...tellUnchecked(own, unchecked)];
}

/** Base R4 has been checked already; only the type is asked. */
function ofStandard(resource: Json, type: string): ErrorIssue[] {
  const own = String(resource['resourceType']);
  if (type === own || type === 'Resource') return [];
  if (type === 'DomainResource' && !['Bundle', 'Binary', 'Parameters'].includes(own)) return [];
  const text = { vi: `bản ghi không phải là ${type}.`, en: `the resource is not a ${type}.` };
  return [{ path: own, issue: 'structure', severity: 'error', text }];
}

function unknownProfile(own: string, canonical: string, asked: boolean): ErrorIssue {
  // Only an address is repeated: a profile may be written as anything.
  const named = /^https?:[\w:/.|%-]{1,200}$/.test(canonical) ? canonical : 'profile';
  const [vi, en] = asked
    ? [
        `không có hồ sơ ${named} ở đây nên không kiểm được; hãy xem lại địa chỉ.`,
        `${named} is not known here, so that it cannot be checked; look at its address again.`,
      ]
    : [
        `bản ghi nêu ${named}, hồ sơ không có ở đây; quy tắc của nó chưa kiểm.`,
        `the resource claims ${named}, which is not known here; its rules were not checked.`,
      ];
  return {
    path: `${own}.meta.profile`,
    issue: 'not-supported',
    severity: asked ? 'error' : 'information',
    text: { vi: `profile: ${vi}`, en: `profile: ${en}` },
  };
}

/** Rules of a stored profile that are told rather than passed over: at most so many by name. */
const mostNamed = 10;

function tellUnchecked(own: string, unchecked: readonly string[]): ErrorIssue[] {
  if (unchecked.length === 0) return [];
  const list = [...unchecked.slice(0, mostNamed), ...(unchecked.length > mostNamed ? ['…'] : [])].join(', ');
  return [
    aboutProfile(
      own,
      { vi: `chưa kiểm được ở đây: ${list}.`, en: `not checked here: ${list}.` },
      'information',
    ),
  ];
}

function aboutProfile(own: string, text: Bilingual, severity: 'error' | 'information'): ErrorIssue {
  return {
    path: `${own}.meta.profile`,
    issue: 'not-supported',
    severity,
    text: { vi: `profile: ${text.vi}`, en: `profile: ${text.en}` },
  };
}

function otherVersion(own: string, url: string): ErrorIssue {
  return {
    path: `${own}.meta.profile`,
    issue: 'not-supported',
    severity: 'information',
    text: {
      vi: `profile: kiểm theo phiên bản ${knownVersion} của ${knownProfile(url)?.id ?? url}.`,
      en: `profile: checked against version ${knownVersion} of ${knownProfile(url)?.id ?? url}.`,
    },
  };
}

function notFurther({ path = '' }: ErrorIssue): ErrorIssue {
  return {
    path: path.split(/[.[]/, 1)[0]!,
    issue: 'not-supported',
    severity: 'information',
    text: {
      vi: 'Quy tắc và hồ sơ chỉ được kiểm khi cấu trúc đã đúng; hãy sửa các lỗi trên rồi kiểm lại.',
      en: 'Rules and profiles are checked once the structure is right; correct the errors above and validate again.',
    },
  };
}

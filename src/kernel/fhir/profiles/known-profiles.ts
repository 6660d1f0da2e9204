import inherited from '../generated/ips-profiles.json' with { type: 'json' };
import { isResourceType } from '../structure/element-facts.ts';
import type { Profile } from './profile.ts';
import { vnCoreProfiles } from './vn-core-profiles.ts';

/** Profiles of the International Patient Summary 1.0.0 on which VN Core stands, by canonical URL. */
export const ipsProfiles: ReadonlyMap<string, Profile> = new Map(
  (inherited as readonly Profile[]).map((profile) => [profile.url, profile]),
);

const known = new Map<string, Profile>([...ipsProfiles, ...vnCoreProfiles]);
const standard = 'http://hl7.org/fhir/StructureDefinition/';

/** A profile whose rules are known here, by its URL without version. */
export function knownProfile(url: string): Profile | undefined {
  return known.get(url);
}

/** Every profile of a resource that can be named in meta.profile and is checked. */
export function profilesOf(resourceType: string): readonly string[] {
  return [...vnCoreProfiles.values(), ...ipsProfiles.values()]
    .filter((profile) => profile.type === resourceType)
    .map((profile) => profile.url);
}

/** The resource type that a URL of the standard itself names: 'Patient' of '…/StructureDefinition/Patient'. */
export function standardType(url: string): string | undefined {
  const name = url.startsWith(standard) ? url.slice(standard.length) : undefined;
  return isResourceType(name) || name === 'Resource' || name === 'DomainResource' ? name : undefined;
}

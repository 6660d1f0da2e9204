import { identifierSystem } from './identifier-systems.ts';

/**
 * Systems in which an active number belongs to one resource only, by resource type. A personal number is never given twice;
 * an insurance card may be shared by mistake or fraud, so it identifies but does not exclude.
 * @source Law 26/2023/QH15 on identification, article 12 (personal identification number is unique to one citizen)
 */
export const soleIdentifierSystems: Readonly<Record<string, readonly string[]>> = {
  Patient: [identifierSystem.personalNumber],
  Organization: [identifierSystem.facility],
  Practitioner: [identifierSystem.practisingLicence],
};

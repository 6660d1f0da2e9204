import type { Bilingual } from '#kernel/schema.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import { bitsOfLabel } from '#kernel/sensitivity/sensitivity.ts';
import { purposeOfCode } from '../../access/purposes.ts';
import { actorsOf, isNarrowedElse, type Provision } from './consent-rules.ts';
import type { Json } from './intent.ts';

/**
 * What a person's Consent says that would not be kept to as she means it; undefined where all of it is. Better refused with a sentence than
 * taken and passed over.
 */
export function consentFault(
  resource: Json,
): { readonly path: string; readonly text: Bilingual } | undefined {
  const root = resource['provision'] as Provision | undefined;
  if (root === undefined)
    return resource['status'] === 'active' ? fault('Consent.provision', texts.missing) : undefined;
  if (root.type !== 'deny' && root.type !== 'permit') return fault('Consent.provision.type', texts.type);
  const found = faultOf(root, 'Consent.provision');
  if (found !== undefined) return found;
  for (const [place, one] of (root.provision ?? []).entries()) {
    const path = `Consent.provision.provision[${place}]`;
    if (one.provision !== undefined) return fault(path, texts.deep);
    if (one.type === root.type) return fault(`${path}.type`, texts.exception);
    const isWhole = Object.keys(one).every((key) => ['id', 'type', 'actor'].includes(key));
    if (root.type === 'deny' && !isWhole) return fault(path, texts.whole);
    const inner = faultOf(one, path);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function faultOf(provision: Provision, path: string): ReturnType<typeof consentFault> {
  if (isNarrowedElse(provision)) return fault(path, texts.else);
  if (actorsOf(provision).length < (provision.actor ?? []).length) return fault(`${path}.actor`, texts.actor);
  if ((provision.class ?? []).some(({ code }) => !isResourceType(String(code))))
    return fault(`${path}.class`, texts.class);
  if ((provision.securityLabel ?? []).some(({ code }) => bitsOfLabel(String(code)) === 0))
    return fault(`${path}.securityLabel`, texts.label);
  if ((provision.purpose ?? []).some(({ code }) => purposeOfCode(String(code)) === undefined))
    return fault(`${path}.purpose`, texts.purpose);
  return undefined;
}

const fault = (path: string, text: Bilingual): { path: string; text: Bilingual } => ({ path, text });

const texts = {
  missing: { vi: 'Cần nói mở hay đóng (provision).', en: 'Says neither to open nor to close (provision).' },
  type: { vi: 'Chỉ nhận deny (đóng) hoặc permit (mở).', en: 'Only deny (close) or permit (open) is taken.' },
  deep: { vi: 'Ngoại lệ không có ngoại lệ nữa.', en: 'An exception has no exceptions of its own.' },
  exception: {
    vi: 'Ngoại lệ phải ngược với điều chính.',
    en: 'An exception must be the opposite of what it stands in.',
  },
  whole: {
    vi: 'Ngoại lệ của việc đóng chỉ nêu tên cơ sở hoặc người hành nghề.',
    en: 'An exception from closing names facilities or practitioners only.',
  },
  else: {
    vi: 'Chỉ nhận: ai, loại dữ liệu, nhãn nhạy cảm, mục đích, thời gian.',
    en: 'Taken are: who, types of data, sensitive labels, purposes, a time.',
  },
  actor: {
    vi: 'Chỉ nhận cơ sở (Organization), người hành nghề (Practitioner) hoặc người dân (Patient).',
    en: 'Only an Organization, a Practitioner or a Patient is taken here.',
  },
  class: { vi: 'Loại dữ liệu phải là một loại của FHIR.', en: 'A class must be a FHIR resource type.' },
  label: { vi: 'Không có nhãn nhạy cảm này.', en: 'There is no such sensitive label.' },
  purpose: { vi: 'Không có mục đích này.', en: 'There is no such purpose.' },
} as const satisfies Record<string, Bilingual>;

import type { Bilingual } from '#kernel/schema.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import type { Draft, Intent, Json } from './intent.ts';
import { idPattern } from '../rows.ts';
import { refuseAt } from './refuse.ts';
import { slotsOf } from './slots.ts';

/** Reads the text of an intent. Errors: request.invalid, record.invalid. */
export function readDraft(intent: Intent): Draft {
  const { where, resourceType } = intent;
  if (!isResourceType(resourceType)) {
    throw refuseAt('request.invalid', where, '', {
      vi: 'Không có loại bản ghi này trong FHIR R4.',
      en: 'FHIR R4 has no resource of this type.',
    });
  }
  if (intent.id !== undefined && !idPattern.test(intent.id)) {
    throw refuseAt('request.invalid', where, 'id', idText);
  }
  const resource = intent.method === 'delete' ? undefined : parse(intent);
  return {
    intent,
    resource,
    slots: resource === undefined ? [] : slotsOf(resource),
    fhirId: intent.method === 'create' ? '' : (intent.id ?? ''),
    rowId: '',
    bucket: -1,
    patient: null,
    further: [],
    former: [],
    previous: undefined,
    previousText: undefined,
    version: 1,
    outcome: 'created',
    wanted: undefined,
    rewritten: undefined,
    text: '',
    index: undefined,
    sensitive: 0,
    sameAs: undefined,
  };
}

/** What an id may be. */
export const idText: Bilingual = {
  vi: 'Mã gồm 1 đến 64 chữ cái không dấu, chữ số, gạch nối hoặc dấu chấm.',
  en: 'An id has 1 to 64 unaccented letters, digits, hyphens or dots.',
};

function parse(intent: Intent): Json {
  const { where } = intent;
  let json: unknown;
  try {
    json = JSON.parse(intent.text ?? '');
  } catch {
    throw refuseAt('request.invalid', where, '', {
      vi: 'Nội dung không phải JSON hợp lệ.',
      en: 'The content is not valid JSON.',
    });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw refuseAt('request.invalid', where, '', {
      vi: 'Cần một bản ghi FHIR.',
      en: 'A FHIR resource is needed.',
    });
  }
  const resource = json as Json;
  if (resource.resourceType !== intent.resourceType) {
    throw refuseAt('request.invalid', where, 'resourceType', {
      vi: 'Loại bản ghi không khớp với địa chỉ.',
      en: 'The type of the resource does not match the address.',
    });
  }
  if (intent.method === 'update' && intent.id !== undefined && resource.id !== intent.id) {
    throw refuseAt('request.invalid', where, 'id', {
      vi: 'Mã trong bản ghi phải giống mã trên địa chỉ.',
      en: 'The id in the resource must be the id of the address.',
    });
  }
  return resource;
}

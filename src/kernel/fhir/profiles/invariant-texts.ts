import type { Bilingual } from '../../schema.ts';

/** What to correct where a rule of R4 does not hold, in our own words: key -> [vi, en]. */
const sentences: Readonly<Record<string, readonly [string, string]>> = {
  'qty-3': [
    'có mã đơn vị thì phải có hệ mã (system) của đơn vị.',
    'a unit code needs the system of the unit.',
  ],
  'per-1': ['thời điểm bắt đầu phải trước thời điểm kết thúc.', 'the start must come before the end.'],
  'cpt-2': [
    'có số liên lạc thì phải nói loại (system): phone, email…',
    'a contact value needs its system: phone, email…',
  ],
  'att-1': ['có dữ liệu đính kèm thì phải có contentType.', 'attached data needs its contentType.'],
  'rng-2': ['giá trị dưới không được lớn hơn giá trị trên.', 'the low value must not be above the high one.'],
  'rat-1': [
    'tử số và mẫu số phải có cả hai hoặc không có.',
    'numerator and denominator come together or not at all.',
  ],
  'age-1': [
    'tuổi cần mã đơn vị UCUM và phải lớn hơn 0.',
    'an age needs a UCUM unit code and must be above zero.',
  ],
  'drt-1': [
    'khoảng thời gian có mã thì cần hệ đơn vị UCUM và giá trị.',
    'a duration with a code needs the UCUM system and a value.',
  ],
  'dis-1': ['khoảng cách cần mã đơn vị UCUM.', 'a distance needs a UCUM unit code.'],
  'cnt-3': ['số đếm cần mã "1" và phải là số nguyên.', 'a count needs the code "1" and a whole number.'],
  'tim-1': ['duration cần durationUnit.', 'duration needs durationUnit.'],
  'tim-2': ['period cần periodUnit.', 'period needs periodUnit.'],
  'tim-4': ['duration không được âm.', 'duration must not be negative.'],
  'tim-5': ['period không được âm.', 'period must not be negative.'],
  'tim-6': ['periodMax cần period.', 'periodMax needs period.'],
  'tim-7': ['durationMax cần duration.', 'durationMax needs duration.'],
  'tim-8': ['countMax cần count.', 'countMax needs count.'],
  'tim-9': [
    'offset cần when chỉ rõ trước hoặc sau bữa.',
    'offset needs a when that says before or after a meal.',
  ],
  'tim-10': ['chỉ dùng timeOfDay hoặc when, không dùng cả hai.', 'use timeOfDay or when, not both.'],
  'obs-3': [
    'khoảng tham chiếu cần ít nhất low, high hoặc text.',
    'a reference range needs low, high or text.',
  ],
  'obs-6': [
    'đã có kết quả thì không ghi lý do thiếu (dataAbsentReason).',
    'with a value there is no dataAbsentReason.',
  ],
  'obs-7': [
    'thành phần mang cùng mã với kết quả thì không ghi value chung.',
    'a component with the code of the result leaves no value to the whole.',
  ],
  'pat-1': [
    'người liên hệ cần tên, số liên lạc, địa chỉ hoặc tổ chức.',
    'a contact needs a name, telecom, address or organization.',
  ],
  'org-1': ['tổ chức cần tên hoặc mã định danh.', 'an organization needs a name or an identifier.'],
  'org-2': [
    'địa chỉ của tổ chức không thể là nhà riêng (home).',
    'an address of an organization is never "home".',
  ],
  'org-3': [
    'số liên lạc của tổ chức không thể là nhà riêng (home).',
    'a telecom of an organization is never "home".',
  ],
  'con-1': ['giai đoạn bệnh cần summary hoặc assessment.', 'a stage needs summary or assessment.'],
  'con-2': ['bằng chứng cần code hoặc detail.', 'evidence needs code or detail.'],
  'con-3': ['vấn đề trong hồ sơ nên có clinicalStatus.', 'a problem on the list should have clinicalStatus.'],
  'con-4': [
    'bệnh đã hết (abatement) thì clinicalStatus phải là resolved, remission hoặc inactive.',
    'an abated condition has clinicalStatus resolved, remission or inactive.',
  ],
  'con-5': [
    'bản ghi nhập nhầm (entered-in-error) thì không có clinicalStatus.',
    'an entered-in-error condition has no clinicalStatus.',
  ],
  'ait-1': [
    'cần clinicalStatus, trừ khi bản ghi nhập nhầm.',
    'clinicalStatus is needed unless entered-in-error.',
  ],
  'ait-2': [
    'bản ghi nhập nhầm thì không có clinicalStatus.',
    'an entered-in-error allergy has no clinicalStatus.',
  ],
  'imm-1': [
    'tài liệu đã phát cần documentType hoặc reference.',
    'education needs documentType or reference.',
  ],
  'imr-1': [
    'khuyến nghị cần vaccineCode hoặc targetDisease.',
    'a recommendation needs vaccineCode or targetDisease.',
  ],
  'prr-1': ['orderDetail chỉ dùng khi có code.', 'orderDetail is used only with code.'],
  'cmp-1': ['mỗi mục cần text, entry hoặc mục con.', 'a section needs text, entries or sections of its own.'],
  'cmp-2': ['emptyReason chỉ dùng cho mục không có entry.', 'emptyReason is for a section without entries.'],
  'bdl-1': ['total chỉ dùng trong searchset và history.', 'total is for searchset and history only.'],
  'bdl-2': ['entry.search chỉ dùng trong searchset.', 'entry.search is for a searchset only.'],
  'bdl-3': [
    'batch, transaction và history cần request ở mỗi entry; loại khác thì không.',
    'batch, transaction and history need a request in each entry; others have none.',
  ],
  'bdl-4': [
    'bundle trả lời và history cần response ở mỗi entry; loại khác thì không.',
    'response bundles and history need a response in each entry; others have none.',
  ],
  'bdl-5': ['entry cần resource, request hoặc response.', 'an entry needs a resource, request or response.'],
  'bdl-7': ['fullUrl không được lặp lại trong một bundle.', 'fullUrl must not repeat in one bundle.'],
  'bdl-8': ['fullUrl không được trỏ tới một phiên bản.', 'fullUrl must not point to a version.'],
  'bdl-9': [
    'tài liệu cần identifier có system và value.',
    'a document needs an identifier with system and value.',
  ],
  'bdl-10': ['tài liệu cần timestamp.', 'a document needs a timestamp.'],
  'bdl-11': [
    'entry đầu của tài liệu phải là Composition.',
    'the first entry of a document is a Composition.',
  ],
  'bdl-12': [
    'entry đầu của thông điệp phải là MessageHeader.',
    'the first entry of a message is a MessageHeader.',
  ],
  'app-1': ['người tham gia cần type hoặc actor.', 'a participant needs type or actor.'],
  'app-2': ['start và end phải có cả hai hoặc không có.', 'start and end come together or not at all.'],
  'app-3': ['lịch hẹn đã nhận phải có start và end.', 'an appointment past proposal needs start and end.'],
  'app-4': [
    'lý do huỷ chỉ dùng khi đã huỷ hoặc không đến.',
    'a cancelation reason is for cancelled or noshow only.',
  ],
  'ppc-1': ['phiếu đồng ý cần policy hoặc policyRule.', 'a consent needs policy or policyRule.'],
  'fhs-1': ['chỉ ghi tuổi hoặc ngày sinh, không ghi cả hai.', 'give age or born, not both.'],
  'fhs-2': ['estimatedAge chỉ dùng khi có tuổi.', 'estimatedAge is used only with an age.'],
  'gol-1': ['đích có detail thì cần measure.', 'a target with detail needs measure.'],
  'grp-1': ['chỉ nhóm có thật (actual) mới có thành viên.', 'only an actual group has members.'],
  'lst-1': ['emptyReason chỉ dùng cho danh sách trống.', 'emptyReason is for an empty list.'],
  'lst-2': ['deleted chỉ dùng khi mode là changes.', 'deleted is used only with mode changes.'],
  'lst-3': ['ngày của entry chỉ dùng khi mode là working.', 'an entry date is used only with mode working.'],
  'mad-1': ['liều dùng cần dose hoặc rate.', 'a dosage needs dose or rate.'],
  'mdd-1': [
    'giờ giao thuốc không được trước giờ chuẩn bị.',
    'whenHandedOver must not come before whenPrepared.',
  ],
  'qrs-1': [
    'mục lồng không nằm dưới cả item và answer.',
    'nested items stand below item or answer, not both.',
  ],
  'ras-1': ['xác suất dạng khoảng phải tính bằng phần trăm.', 'a probability range is in percent.'],
  'ras-2': ['xác suất không quá 100.', 'a probability is at most 100.'],
};

/** The sentence of a rule; one without words of its own is named with its FHIRPath, which says what must hold. */
export function invariantText(name: string, key: string, expression: string): Bilingual {
  const words = sentences[key];
  if (words !== undefined)
    return { vi: `${name}: ${words[0]} (${key})`, en: `${name}: ${words[1]} (${key})` };
  return {
    vi: `${name}: chưa thoả quy tắc ${key} của FHIR R4: ${expression}`,
    en: `${name}: rule ${key} of FHIR R4 is not met: ${expression}`,
  };
}

/** The sentence for a rule that could not be evaluated here. */
export function notEvaluatedText(name: string, key: string, expression: string): Bilingual {
  return {
    vi: `${name}: quy tắc ${key} của FHIR R4 chưa kiểm được ở đây: ${expression}`,
    en: `${name}: rule ${key} of FHIR R4 could not be evaluated here: ${expression}`,
  };
}

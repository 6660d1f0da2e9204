/**
 * `Identifier.system` of everything that Vietnamese health care numbers. URIs under fhir.ehealth.gov.vn are those of the
 * VN Core implementation guide; what the guide does not name has a project URN.
 * @source VN Core implementation guide (draft, FHIR 4.0.1), NamingSystem and Patient profile
 */
export const identifierSystem = {
  /** Personal identification number (số định danh cá nhân), the number on the citizen card (CCCD). */
  personalNumber: 'http://fhir.ehealth.gov.vn/core/sid/national_id',
  /** Old 9-digit identity card (CMND); no longer issued, still in historic data. */
  oldIdentityCard: 'http://fhir.ehealth.gov.vn/core/sid/citizen_id',
  passport: 'http://fhir.ehealth.gov.vn/core/sid/passport_number',
  /** Health-insurance card, 15 characters or the 10-digit form. */
  insuranceCard: 'http://fhir.ehealth.gov.vn/core/sid/insurance_number',
  /** Social-insurance number (mã số BHXH), the last 10 digits of the card; never changes when the card does. */
  socialInsurance: 'urn:vn:bhxh',
  drivingLicence: 'http://fhir.ehealth.gov.vn/core/sid/driver_license_number',
  /** Hospital patient number without its facility: only a prefix, see `hospitalNumberSystem`. */
  hospitalNumber: 'http://fhir.ehealth.gov.vn/core/sid/patient-internal-id',
  /** Temporary code of somebody whose number is not known (newborn, unconscious, foreigner); never looks like a real one. */
  temporary: 'urn:sen:temporary-person',
  /** Facility code (mã cơ sở KCB), 5 characters. */
  facility: 'http://fhir.ehealth.gov.vn/core/sid/provider-code',
  facilityBusinessRegistration: 'http://fhir.ehealth.gov.vn/core/sid/provider-license-number',
  facilityOperatingLicence: 'http://fhir.ehealth.gov.vn/core/sid/provider-medical-license-number',
  /** Practising licence (giấy phép / chứng chỉ hành nghề) of a health worker. */
  practisingLicence: 'urn:vn:gphn',
  healthWorker: 'http://fhir.ehealth.gov.vn/core/sid/healthworker-employee-number',
  prescriptionFacility: 'urn:vn:erx-facility',
  prescriber: 'urn:vn:erx-prescriber',
  /** National e-prescription code (mã đơn thuốc điện tử). */
  prescription: 'urn:vn:erx-code',
  /** Registration number of a drug (số đăng ký lưu hành). */
  drugRegistration: 'urn:vn:sdk',
  gtin: 'urn:gs1:gtin',
  /** Visit key of a claim without its facility: only a prefix, see `visitKeySystem`. */
  visitKey: 'urn:vn:ma-lk',
  /** Hospital record number (mã hồ sơ bệnh án) without its facility: only a prefix, see `recordNumberSystem`. */
  recordNumber: 'urn:vn:ma-hsba',
  /** Id of a stored source (doors.source). */
  source: 'urn:sen:source',
} as const;

/** A hospital's own patient number is unique only inside that hospital. */
export function hospitalNumberSystem(facilityCode: string): string {
  return `${identifierSystem.hospitalNumber}/${facilityCode}`;
}

/** MA_LK, the key that joins the tables of one visit, is unique only inside the facility that made it. */
export function visitKeySystem(facilityCode: string): string {
  return `${identifierSystem.visitKey}:${facilityCode}`;
}

/** MA_HSBA, the number of a hospital record (episode of care), is unique only inside the facility. */
export function recordNumberSystem(facilityCode: string): string {
  return `${identifierSystem.recordNumber}:${facilityCode}`;
}

/** The facility code at the end of a system made by one of the functions above; undefined for any other system. */
export function facilityOfSystem(system: string): string | undefined {
  for (const prefix of [
    `${identifierSystem.hospitalNumber}/`,
    `${identifierSystem.visitKey}:`,
    `${identifierSystem.recordNumber}:`,
  ])
    if (system.startsWith(prefix)) return system.slice(prefix.length) || undefined;
  return undefined;
}

/** `CodeableConcept.coding.system` of the code lists that the doors and pages meet. */
export const codeSystem = {
  /** ICD-10 as published in Vietnamese; code with its dot ('E11.9'). */
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  loinc: 'http://loinc.org',
  ucum: 'http://unitsofmeasure.org',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  atc: 'http://www.whocc.no/atc',
  /** Technical services (dịch vụ kỹ thuật), code 'CC.KKKK.GGGG'. */
  service: 'urn:vn:dvkt',
  /** Active-ingredient code in claims (MA_THUOC), e.g. '40.17'. */
  claimDrug: 'urn:vn:ma-thuoc',
  /** Supplies in claims (MA_VAT_TU). */
  supply: 'urn:vn:ma-vat-tu',
  /** Laboratory index in claims (MA_CHI_SO). */
  labIndex: 'urn:vn:ma-chi-so',
  /** Route of use in claims (DUONG_DUNG). */
  route: 'urn:vn:duong-dung',
  /** Kind of care (MA_LOAI_KCB). */
  careKind: 'urn:vn:ma-loai-kcb',
  /** Subject of care (MA_DOITUONG_KCB). */
  careSubject: 'urn:vn:ma-doituong-kcb',
  /** Cost group (MA_NHOM). */
  costGroup: 'urn:vn:ma-nhom',
  /** Result of treatment (KET_QUA_DTRI). */
  treatmentResult: 'urn:vn:ket-qua-dtri',
  /** How the person left (MA_LOAI_RV). */
  dischargeKind: 'urn:vn:ma-loai-rv',
  /** Scope of benefit of a line (PHAM_VI). */
  benefitScope: 'urn:vn:pham-vi',
  /** Department (MA_KHOA). */
  department: 'urn:vn:ma-khoa',
  /** Cause of accident (MA_TAI_NAN). */
  accident: 'urn:vn:ma-tai-nan',
  /** Group of the insurance card, first two letters. */
  cardGroup: 'urn:vn:ma-doi-tuong-the',
  /** Ethnic group (dân tộc), codes 01-55. */
  ethnicGroup: 'http://fhir.ehealth.gov.vn/core/CodeSystem/vn-core-race',
  /** Provinces and communes; the code is ambiguous without a date, so `version` is the day the list began. */
  administrativeUnit: 'urn:vn:don-vi-hanh-chinh',
  /** Vaccine of the national schedule (our list of doses). */
  vaccineDose: 'urn:vn:lich-tiem-chung',
} as const;

/** VN Core profiles and extensions that Sen writes. */
export const vnCore = {
  patient: 'http://fhir.ehealth.gov.vn/core/StructureDefinition/vn-core-patient',
  encounter: 'http://fhir.ehealth.gov.vn/core/StructureDefinition/vn-core-encounter',
  immunization: 'http://fhir.ehealth.gov.vn/core/StructureDefinition/vn-core-immunization',
  ethnicGroup: 'http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-race',
} as const;

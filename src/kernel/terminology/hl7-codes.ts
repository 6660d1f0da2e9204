import type { Bilingual } from '../schema.ts';

const base = 'http://terminology.hl7.org/CodeSystem';

/** 'code Vietnamese | English' a line, by system; the codes that Sen's pages meet. */
const lists: Record<string, string> = {
  [`${base}/v3-ActCode`]: `
    AMB Ngoại trú | Outpatient
    EMER Cấp cứu | Emergency
    IMP Nội trú | Inpatient
    ACUTE Nội trú cấp tính | Acute inpatient
    SS Lưu trong ngày | Short stay
    OBSENC Theo dõi | Observation
    HH Tại nhà | At home
    VR Từ xa | Telehealth
    FLD Lưu động | Mobile care`,
  [`${base}/condition-clinical`]: `
    active Đang mắc | Active
    recurrence Tái phát | Recurrence
    relapse Tái lại | Relapse
    inactive Không hoạt động | Inactive
    remission Thuyên giảm | Remission
    resolved Đã khỏi | Resolved`,
  [`${base}/condition-ver-status`]: `
    unconfirmed Chưa xác định | Unconfirmed
    provisional Tạm thời | Provisional
    differential Phân biệt | Differential
    confirmed Đã xác định | Confirmed
    refuted Đã loại trừ | Refuted
    entered-in-error Ghi nhầm | Entered in error`,
  [`${base}/condition-category`]: `
    problem-list-item Vấn đề sức khỏe | Problem
    encounter-diagnosis Chẩn đoán của lượt khám | Diagnosis of a visit`,
  [`${base}/allergyintolerance-clinical`]: `
    active Đang có | Active
    inactive Không còn | Inactive
    resolved Đã hết | Resolved`,
  [`${base}/allergyintolerance-verification`]: `
    unconfirmed Chưa xác định | Unconfirmed
    confirmed Đã xác định | Confirmed
    refuted Đã loại trừ | Refuted
    entered-in-error Ghi nhầm | Entered in error`,
  [`${base}/observation-category`]: `
    vital-signs Dấu hiệu sinh tồn | Vital signs
    laboratory Xét nghiệm | Laboratory
    imaging Chẩn đoán hình ảnh | Imaging
    exam Khám | Examination
    social-history Lối sống | Social history
    survey Bảng hỏi | Survey
    procedure Thủ thuật | Procedure`,
  [`${base}/v3-ObservationInterpretation`]: `
    N Bình thường | Normal
    A Bất thường | Abnormal
    AA Rất bất thường | Critically abnormal
    H Cao | High
    HH Rất cao | Critically high
    HU Cao rõ | Significantly high
    L Thấp | Low
    LL Rất thấp | Critically low
    LU Thấp rõ | Significantly low
    POS Dương tính | Positive
    NEG Âm tính | Negative
    IND Không xác định | Indeterminate
    DET Có phát hiện | Detected
    ND Không phát hiện | Not detected
    R Kháng | Resistant
    S Nhạy | Susceptible
    I Trung gian | Intermediate`,
  [`${base}/diagnosis-role`]: `
    AD Chẩn đoán vào | Admission diagnosis
    DD Chẩn đoán ra | Discharge diagnosis
    CC Bệnh chính | Chief complaint
    CM Bệnh kèm theo | Comorbidity
    pre-op Trước mổ | Before surgery
    post-op Sau mổ | After surgery
    billing Thanh toán | Billing`,
  [`${base}/v2-0074`]: `
    LAB Xét nghiệm | Laboratory
    HM Huyết học | Haematology
    CH Sinh hóa | Chemistry
    MB Vi sinh | Microbiology
    SR Huyết thanh học | Serology
    RAD Chẩn đoán hình ảnh | Radiology
    US Siêu âm | Ultrasound
    EC Điện tim | Electrocardiography`,
  [`${base}/v3-RoleCode`]: `
    MTH Mẹ | Mother
    FTH Cha | Father
    CHILD Con | Child
    SON Con trai | Son
    DAU Con gái | Daughter
    HUSB Chồng | Husband
    WIFE Vợ | Wife
    SIB Anh chị em | Sibling
    GRPRN Ông bà | Grandparent
    GUARD Người giám hộ | Guardian`,
  'http://hl7.org/fhir/encounter-status': `
    planned Đã hẹn | Planned
    arrived Đã đến | Arrived
    triaged Đã phân loại | Triaged
    in-progress Đang khám | In progress
    onleave Tạm vắng | On leave
    finished Đã kết thúc | Finished
    cancelled Đã huỷ | Cancelled
    entered-in-error Ghi nhầm | Entered in error
    unknown Không rõ | Unknown`,
  'http://hl7.org/fhir/administrative-gender': `
    male Nam | Male
    female Nữ | Female
    other Khác | Other
    unknown Không rõ | Unknown`,
  'http://hl7.org/fhir/observation-status': `
    registered Đã ghi nhận | Registered
    preliminary Sơ bộ | Preliminary
    final Đã có kết quả | Final
    amended Đã sửa | Amended
    corrected Đã đính chính | Corrected
    cancelled Đã huỷ | Cancelled
    entered-in-error Ghi nhầm | Entered in error
    unknown Không rõ | Unknown`,
  'http://hl7.org/fhir/CodeSystem/medicationrequest-status': `
    active Đang dùng | Active
    on-hold Tạm ngừng | On hold
    cancelled Đã huỷ | Cancelled
    completed Đã xong | Completed
    stopped Đã ngừng | Stopped
    draft Nháp | Draft
    entered-in-error Ghi nhầm | Entered in error
    unknown Không rõ | Unknown`,
  'http://hl7.org/fhir/event-status': `
    preparation Chuẩn bị | Preparation
    in-progress Đang làm | In progress
    not-done Không làm | Not done
    on-hold Tạm ngừng | On hold
    stopped Đã ngừng | Stopped
    completed Đã xong | Completed
    entered-in-error Ghi nhầm | Entered in error
    unknown Không rõ | Unknown`,
  'http://hl7.org/fhir/allergy-intolerance-criticality': `
    low Nguy cơ thấp | Low risk
    high Nguy cơ cao | High risk
    unable-to-assess Chưa đánh giá được | Not assessed`,
};

/** Names in both languages of the HL7 codes that pages show, by system and code. */
export const hl7Lists: ReadonlyMap<string, ReadonlyMap<string, Bilingual>> = new Map(
  Object.entries(lists).map(([system, text]) => [
    system,
    new Map(
      text
        .trim()
        .split('\n')
        .map((line) => {
          const [, code, vi, en] = /^\s*(\S+) (.+) \| (.+)$/.exec(line)!;
          return [code!, { vi: vi!, en: en! }];
        }),
    ),
  ]),
);

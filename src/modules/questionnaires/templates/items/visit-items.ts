import {
  day,
  fixed,
  fromRecord,
  helped,
  icd,
  into,
  line,
  makes,
  many,
  one,
  pictures,
  signature,
  words,
  yes,
  type AnswerLine,
  type ItemDraft,
} from '../item-kinds.ts';

const conditionCategory = 'http://terminology.hl7.org/CodeSystem/condition-category';
/** Which part a diagnosis has in the visit: own list, because FHIR says it on the visit. */
export const diagnosisRole = 'urn:sen:diagnosis-role';

const diagnosis = (role: string): Record<string, ItemDraft> => ({
  [`${role}-category`]: fixed('Condition.category', conditionCategory, 'encounter-diagnosis'),
  [`${role}-role`]: fixed('Condition.category', diagnosisRole, role),
});

const diseases: readonly AnswerLine[] = [
  ['none!', 'Chưa có bệnh nào', 'None so far'],
  ['heart-disease', 'Bệnh tim', 'Heart disease'],
  ['hypertension', 'Tăng huyết áp', 'Hypertension'],
  ['diabetes', 'Đái tháo đường', 'Diabetes'],
  ['stomach', 'Dạ dày', 'Stomach'],
  ['chronic-lung', 'Phổi mạn tính', 'Chronic lung disease'],
  ['asthma', 'Hen', 'Asthma'],
  ['goitre', 'Bướu cổ', 'Goitre'],
  ['hepatitis', 'Viêm gan', 'Hepatitis'],
  ['congenital-heart', 'Tim bẩm sinh', 'Congenital heart defect'],
  ['mental', 'Tâm thần', 'Mental illness'],
  ['autism', 'Tự kỷ', 'Autism'],
  ['epilepsy', 'Động kinh', 'Epilepsy'],
  ['cancer', 'Ung thư', 'Cancer'],
  ['tuberculosis', 'Lao', 'Tuberculosis'],
];

/** What nearly every visit asks: who, why, since when, what was found, what was done. @source QĐ 831/QĐ-BYT 2017, parts A, B and D (from general knowledge, verify) */
export const visitItems = {
  'person-name': fromRecord('string', 'Họ và tên', 'Name', '%patient.name.first().text'),
  'person-birth': fromRecord('date', 'Ngày sinh', 'Birth date', '%patient.birthDate'),
  'person-sex': fromRecord(
    'string',
    'Giới tính',
    'Sex',
    "iif(%patient.gender = 'female', 'Nữ', iif(%patient.gender = 'male', 'Nam', {}))",
  ),
  'person-card': fromRecord(
    'string',
    'Số thẻ bảo hiểm y tế',
    'Insurance card',
    "%patient.identifier.where(system = 'http://fhir.ehealth.gov.vn/core/sid/insurance_number').value.first()",
  ),
  payer: one('Đối tượng', 'Who pays', [
    ['insured', 'Bảo hiểm y tế', 'Health insurance'],
    ['fee', 'Thu phí', 'Pays herself'],
    ['free', 'Miễn', 'Free'],
    ['other-payer', 'Khác', 'Other'],
  ]),
  'referral-diagnosis': line('Chẩn đoán của nơi giới thiệu', 'Diagnosis of who referred'),
  reason: words('Lý do vào khám', 'Reason for the visit'),
  'onset-day': day('Bệnh khởi phát ngày', 'Ill since'),
  'illness-course': words('Quá trình bệnh lý', 'History of the present illness'),
  'own-diseases': many('Tiền sử bản thân', 'Own history', diseases),
  'own-history-note': words('Tiền sử khác, thuốc đang dùng', 'Other history, medicines taken now'),
  'family-diseases': many('Tiền sử gia đình', 'Family history', [
    ['none!', 'Không có gì đặc biệt', 'Nothing special'],
    ['allergy-family', 'Dị ứng', 'Allergy'],
    ...diseases.filter(([code]) =>
      [
        'heart-disease',
        'hypertension',
        'diabetes',
        'asthma',
        'mental',
        'cancer',
        'epilepsy',
        'tuberculosis',
      ].includes(code),
    ),
  ]),
  'allergies-asked': one('Dị ứng', 'Allergies', [
    ['no-known', 'Đã hỏi, không có dị ứng nào', 'Asked, no known allergy'],
    ['has-allergy', 'Có dị ứng', 'Has an allergy'],
    ['not-asked', 'Chưa hỏi được', 'Could not be asked'],
  ]),
  allergies: makes(
    'AllergyIntolerance',
    'Dị ứng',
    'Allergy',
    {
      'allergy-substance': into('AllergyIntolerance.code', line('Dị ứng với', 'Allergic to')),
      'allergy-reaction': into(
        'AllergyIntolerance.reaction.manifestation',
        line('Biểu hiện', 'What happened'),
      ),
    },
    true,
  ),
  'exam-general': words('Toàn thân', 'Whole body'),
  'skin-mucosa': line('Da, niêm mạc', 'Skin and mucosa'),
  'exam-heart': words('Tuần hoàn', 'Heart and vessels'),
  'exam-lungs': words('Hô hấp', 'Breathing'),
  'exam-digestion': words('Tiêu hóa', 'Digestion'),
  'exam-urinary': words('Thận, tiết niệu', 'Kidneys and urine'),
  'exam-nerves': words('Thần kinh', 'Nerves'),
  'exam-movement': words('Cơ xương khớp', 'Muscles, bones and joints'),
  'exam-endocrine': words('Nội tiết', 'Endocrine'),
  'exam-other': words('Cơ quan khác', 'Other organs'),
  'tests-summary': words('Tóm tắt xét nghiệm, hình ảnh', 'Summary of tests and images'),
  'diagnosis-principal': makes('Condition', 'Chẩn đoán chính', 'Principal diagnosis', {
    diagnosis: into('Condition.code', icd('Bệnh chính (ICD-10)', 'Principal diagnosis (ICD-10)')),
    ...diagnosis('principal'),
  }),
  'diagnoses-secondary': makes(
    'Condition',
    'Bệnh kèm theo',
    'Secondary diagnosis',
    {
      'diagnosis-secondary': into(
        'Condition.code',
        icd('Bệnh kèm theo (ICD-10)', 'Secondary diagnosis (ICD-10)'),
      ),
      ...diagnosis('secondary'),
    },
    true,
  ),
  treatment: words('Xử trí, điều trị', 'Treatment'),
  advice: words('Lời dặn', 'Advice'),
  'next-visit': day('Hẹn khám lại', 'Next visit', 'coming'),
  referred: yes('Chuyển tuyến', 'Referred'),
  'treatment-from': day('Điều trị ngoại trú từ ngày', 'Outpatient treatment from', 'any'),
  'treatment-to': day('đến ngày', 'to', 'any'),
  'discharge-state': one('Tình trạng khi kết thúc', 'State at the end', [
    ['cured', 'Khỏi', 'Cured'],
    ['better', 'Đỡ, giảm', 'Better'],
    ['unchanged', 'Không thay đổi', 'Unchanged'],
    ['worse', 'Nặng hơn', 'Worse'],
    ['died', 'Tử vong', 'Died'],
  ]),
  pictures: pictures('Ảnh', 'Pictures'),
  'doctor-signature': helped(
    'Chữ ký số theo luật được ký trên bản in của phiếu.',
    'The digital signature of the law is given on the printed form.',
    signature('Người khám ký', 'Signature of the examiner'),
  ),
} as const satisfies Readonly<Record<string, ItemDraft>>;

/** Who pays the premium of a group. */
export type CardPayer = 'work' | 'social-insurance' | 'state' | 'state-supported' | 'household';

/** [code, payer, usual benefit digit, Vietnamese name, English name]; state: from general knowledge, to verify. */
const rows: readonly (readonly [string, CardPayer, number, string, string])[] = [
  ['DN', 'work', 4, 'Người lao động trong doanh nghiệp', 'Employees of enterprises'],
  ['HX', 'work', 4, 'Người lao động trong hợp tác xã', 'Cooperative staff'],
  ['CH', 'work', 4, 'Người lao động trong cơ quan, tổ chức', 'Staff of state, party and mass organisations'],
  [
    'NN',
    'work',
    4,
    'Người lao động trong tổ chức nước ngoài, quốc tế',
    'Staff of foreign or international organisations',
  ],
  ['TK', 'work', 4, 'Người lao động trong tổ chức khác', 'Staff of other employers'],
  ['HC', 'work', 4, 'Cán bộ, công chức, viên chức', 'Cadres, civil servants, public employees'],
  ['XK', 'work', 4, 'Người hoạt động không chuyên trách ở xã', 'Part-time commune staff'],
  [
    'HT',
    'social-insurance',
    3,
    'Người hưởng lương hưu, trợ cấp mất sức hằng tháng',
    'Pensioners, monthly disability beneficiaries',
  ],
  [
    'TB',
    'social-insurance',
    4,
    'Người hưởng trợ cấp tai nạn lao động, bệnh nghề nghiệp',
    'Work-injury and occupational-disease beneficiaries',
  ],
  ['NO', 'social-insurance', 4, 'Người nghỉ ốm dài ngày', 'People on long sick leave'],
  [
    'CT',
    'social-insurance',
    4,
    'Người từ 80 tuổi hưởng trợ cấp tuất',
    'People of 80 and more with survivor allowance',
  ],
  ['XB', 'social-insurance', 4, 'Cán bộ xã nghỉ việc hưởng trợ cấp bảo hiểm', 'Retired commune cadres'],
  ['TN', 'social-insurance', 4, 'Người hưởng trợ cấp thất nghiệp', 'Unemployment benefit recipients'],
  ['CS', 'social-insurance', 4, 'Công nhân cao su nghỉ việc hưởng trợ cấp', 'Retired rubber workers'],
  ['QN', 'state', 5, 'Quân nhân', 'Military personnel'],
  ['CA', 'state', 5, 'Công an', 'Police personnel'],
  ['CY', 'state', 5, 'Người làm công tác cơ yếu', 'Cipher personnel'],
  [
    'XN',
    'state',
    4,
    'Cán bộ xã nghỉ việc hưởng trợ cấp ngân sách',
    'Former commune cadres on state allowance',
  ],
  [
    'MS',
    'state',
    4,
    'Người thôi hưởng trợ cấp mất sức, hưởng trợ cấp ngân sách',
    'People on state allowance after disability benefit',
  ],
  ['CC', 'state', 1, 'Người có công với cách mạng', 'People with merit, war invalids of 81 percent and more'],
  ['CK', 'state', 2, 'Người có công với cách mạng khác', 'Other people with merit'],
  ['CB', 'state', 2, 'Cựu chiến binh', 'War veterans'],
  ['KC', 'state', 2, 'Người tham gia kháng chiến', 'Participants in resistance wars'],
  ['HD', 'state', 4, 'Đại biểu Quốc hội, Hội đồng nhân dân', 'National and provincial deputies'],
  ['TE', 'state', 1, 'Trẻ em dưới 6 tuổi', 'Children under 6'],
  ['BT', 'state', 2, 'Người hưởng bảo trợ xã hội', 'Social-protection beneficiaries'],
  ['HN', 'state', 2, 'Người thuộc hộ nghèo', 'Poor households'],
  ['DT', 'state', 2, 'Người dân tộc thiểu số ở vùng khó khăn', 'Ethnic minorities in difficult areas'],
  ['DK', 'state', 2, 'Người sống ở vùng đặc biệt khó khăn', 'Residents of extremely difficult areas'],
  ['XD', 'state', 2, 'Người sống ở xã đảo, đặc khu', 'Residents of islands'],
  ['TS', 'state', 2, 'Thân nhân của liệt sĩ', 'Parents, spouses, children of martyrs'],
  ['TC', 'state', 3, 'Thân nhân khác của người có công', 'Other relatives of people with merit'],
  ['TQ', 'state', 4, 'Thân nhân của quân nhân', 'Relatives of military personnel'],
  ['TA', 'state', 4, 'Thân nhân của công an', 'Relatives of police personnel'],
  ['TY', 'state', 4, 'Thân nhân của người làm công tác cơ yếu', 'Relatives of cipher personnel'],
  ['HG', 'state', 4, 'Người hiến bộ phận cơ thể', 'Organ donors'],
  ['LS', 'state', 4, 'Lưu học sinh nước ngoài', 'Foreign students on scholarships of Viet Nam'],
  ['PV', 'state', 4, 'Người phục vụ người có công', 'Carers of people with merit'],
  ['CN', 'state-supported', 3, 'Người thuộc hộ cận nghèo', 'Near-poor households'],
  ['HS', 'state-supported', 4, 'Học sinh', 'Pupils'],
  ['SV', 'state-supported', 4, 'Sinh viên', 'Students'],
  [
    'GB',
    'state-supported',
    4,
    'Người làm nông, lâm, ngư nghiệp có mức sống trung bình',
    'Farming households of average income',
  ],
  ['GD', 'household', 4, 'Người tham gia theo hộ gia đình', 'Household members'],
];

/** A group of insurance cards (mã đối tượng), first two letters of the 15-character number. */
export interface CardGroup {
  readonly code: string;
  readonly payer: CardPayer;
  /** The benefit digit most cards of the group carry. */
  readonly usualBenefit: number;
  readonly vi: string;
  readonly en: string;
}

/**
 * All groups by their code.
 * @source QĐ 1351/QĐ-BHXH 2015 (codes of cards); names and digits to verify against the current text
 */
export const cardGroups: ReadonlyMap<string, CardGroup> = new Map(
  rows.map(([code, payer, usualBenefit, vi, en]) => [code, { code, payer, usualBenefit, vi, en }]),
);

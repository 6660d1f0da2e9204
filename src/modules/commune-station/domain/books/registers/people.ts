import { schedule } from '#kernel/terminology/immunisation-schedule.ts';
import type { Register, RegisterColumn, Taken } from '../language.ts';
import { ageAtEnd, column, day, list, note, number, said, title, who } from './parts.ts';

const doseDay = (code: string): Taken => ({
  as: `day_${code}`,
  from: 'dose',
  by: 'id',
  on: 'person',
  how: 'first',
  take: 'day',
  where: { all: [{ is: ['code', code] }, { until: 'day' }] },
});
const doses: Taken[] = [
  {
    as: 'doses_now',
    from: 'dose',
    by: 'id',
    on: 'person',
    how: 'count',
    take: 'id',
    where: { within: 'day' },
  },
  { as: 'doses', from: 'dose', by: 'id', on: 'person', how: 'list', take: 'code', where: { until: 'day' } },
];
const isForWomen = (code: string): boolean => /^TT\d$/.test(code);
const doseColumns = (codes: readonly string[]): RegisterColumn[] =>
  codes.map((code) => {
    const dose = schedule.find((one) => one.code === code)!;
    const name = dose.doseNumber > 1 || codes.includes(`${code.slice(0, -1)}2`) ? ` ${dose.doseNumber}` : '';
    return column(`${dose.vaccine}${name}`, code, day(`day_${code}`));
  });
const childCodes = schedule.map(({ code }) => code).filter((code) => !isForWomen(code));
const womenCodes = schedule.map(({ code }) => code).filter(isForWomen);

/** @source TT 23/2025/TT-BYT Annex III, A2.1; vaccine columns are those of the schedule of TT 52/2025/TT-BYT */
export const a21: Register = {
  code: 'A2.1',
  title: title('Sổ tiêm chủng trẻ em', 'Book of child immunisation'),
  certainty: 'official-content',
  from: 'person',
  taken: [...doses, ...childCodes.map(doseDay)],
  ages: ageAtEnd,
  where: { all: [{ known: 'doses_now' }, { between: ['age', 0, 15] }] },
  columns: [who.name, who.born, who.sex, who.number, who.address, ...doseColumns(childCodes), note],
};

/** @source TT 23/2025/TT-BYT Annex III, A2.2 */
export const a22: Register = {
  code: 'A2.2',
  title: title('Sổ tiêm uốn ván cho phụ nữ', 'Book of tetanus immunisation of women'),
  certainty: 'official-content',
  from: 'person',
  taken: [
    ...womenCodes.map(doseDay),
    {
      as: 'tetanus_now',
      from: 'dose',
      by: 'id',
      on: 'person',
      how: 'count',
      take: 'id',
      where: { all: [{ within: 'day' }, { in: ['code', womenCodes] }] },
    },
  ],
  ages: ageAtEnd,
  where: { all: [{ known: 'tetanus_now' }, { is: ['sex', 'female'] }] },
  columns: [who.name, who.born, who.number, who.address, ...doseColumns(womenCodes), note],
};

/** Its columns are not known from a source: verify. */
export const a6: Register = {
  code: 'A6',
  title: title('Sổ theo dõi nguyên nhân tử vong', 'Book of deaths'),
  certainty: 'verify',
  from: 'person',
  on: 'died',
  taken: [
    {
      as: 'causes',
      from: 'measure',
      by: 'id',
      on: 'person',
      how: 'list',
      take: 'coded',
      where: { is: ['code', '69453-9'] },
    },
    {
      as: 'cause_words',
      from: 'measure',
      by: 'id',
      on: 'person',
      how: 'list',
      take: 'said',
      where: { is: ['code', '69453-9'] },
    },
  ],
  ages: [
    { as: 'age', unit: 'years', born: 'born', at: 'died' },
    { as: 'months', unit: 'months', born: 'born', at: 'died' },
  ],
  where: { ours: 'charge' },
  columns: [
    column('Ngày tử vong', 'Day of death', day('died')),
    who.name,
    who.sex,
    who.born,
    who.number,
    who.address,
    who.ethnic,
    column('Mã nguyên nhân', 'Cause (ICD-10)', list('causes')),
    column('Nguyên nhân', 'Cause', list('cause_words')),
    note,
  ],
};

/** Everybody in the charge of the station; reports count them, no book holds them. */
export const population: Register = {
  code: 'DS',
  title: title('Dân số trạm quản lý', 'People in the station’s charge'),
  certainty: 'verify',
  inner: true,
  from: 'person',
  taken: [
    ...doses,
    {
      as: 'birth_weight',
      from: 'measure',
      by: 'id',
      on: 'person',
      how: 'first',
      take: 'value',
      where: { is: ['code', '8339-4'] },
    },
  ],
  ages: ageAtEnd,
  where: { all: [{ ours: 'charge' }, { not: { all: [{ known: 'died' }, { until: 'died' }] } }] },
  columns: [
    who.name,
    who.sex,
    who.born,
    who.number,
    who.card,
    who.address,
    who.ethnic,
    column('Tuổi', 'Age', number('age')),
  ],
};

/** The people who work at the station, from the directory. */
export const workers: Register = {
  code: 'NL',
  title: title('Nhân lực của trạm', 'Workers of the station'),
  certainty: 'verify',
  inner: true,
  from: 'worker',
  taken: [],
  where: { not: { is: ['active', false] } },
  columns: [
    column('Người làm việc', 'Worker', { worker: 'practitioner' }),
    column('Vai trò', 'Role', said('role')),
  ],
};

/** The columns session, topic, form and participants are named by the annex; their order is not known. */
export const a11: Register = {
  code: 'A11',
  title: title('Sổ truyền thông giáo dục sức khỏe', 'Book of health education'),
  certainty: 'verify',
  from: 'talk',
  on: 'day',
  taken: [],
  where: { is: ['programme', 'health-education'] },
  columns: [
    column('Ngày', 'Day', day('day')),
    column('Chủ đề', 'Topic', said('topic')),
    column('Hình thức', 'Form', said('form')),
    column('Số người dự', 'Participants', number('participants')),
    note,
  ],
};

/** A person of the tests. */
export const patient = {
  resourceType: 'Patient',
  id: 'p1',
  active: true,
  name: [
    { use: 'official', family: 'Nguyễn', given: ['Hoa', 'Thị'] },
    { use: 'usual', given: ['Bé', 'Na'], period: { start: '2001-02-03' } },
  ],
  telecom: [
    { system: 'phone', value: '0912000111', rank: 2 },
    { system: 'email', value: 'hoa@example.vn', rank: 1 },
  ],
  gender: 'female',
  birthDate: '1990-05-06',
  _birthDate: { extension: [{ url: 'http://example.vn/hour', valueString: '14:35' }] },
  multipleBirthInteger: 2,
  extension: [
    {
      url: 'http://example.vn/weight',
      valueQuantity: { value: 3.2, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
    },
  ],
};

interface ExpressionCase {
  readonly expression: string;
  readonly result: readonly unknown[];
}

const rows: Readonly<Record<string, readonly (readonly [string, ...unknown[]])[]>> = {
  paths: [
    ['Patient.name.family', 'Nguyễn'],
    ['name.given', 'Hoa', 'Thị', 'Bé', 'Na'],
    ['name[1].given[0]', 'Bé'],
    ['name.`given`.first()', 'Hoa'],
    ['Observation.name'],
    ['multipleBirth', 2],
    ["extension('http://example.vn/weight').value.unit", 'kg'],
    ["birthDate.extension('http://example.vn/hour').value", '14:35'],
  ],
  existence: [
    ['name.exists()', true],
    ["name.exists(use = 'old')", false],
    ['contact.empty()', true],
    ['telecom.all(value.exists())', true],
    ['(true | false).allTrue()', false],
    ['(true | false).anyTrue()', true],
    ["('a' | 'b').subsetOf('a' | 'b' | 'c')", true],
    ["('a' | 'b' | 'c').supersetOf('b')", true],
    ['name.count()', 2],
    ["('a' | 'b' | 'a').isDistinct()", true],
    ['name.given.select($this.length()).distinct()', 3, 2],
    ['contact.name.given.exists().not()', true],
  ],
  'filters and projections': [
    ["telecom.where(system = 'email').value", 'hoa@example.vn'],
    ['name.select(given.first())', 'Hoa', 'Bé'],
    ['name.given.where($index > 1)', 'Bé', 'Na'],
    ['(1 | 2).select($this * 10)', 10, 20],
    ["('a' | 'b').repeat('c')", 'c'],
    ['name.ofType(HumanName).count()', 2],
    ['Patient.children().ofType(HumanName).count()', 2],
    ['telecom.sort(rank).value.first()', 'hoa@example.vn'],
  ],
  subsets: [
    ['name.given.last()', 'Na'],
    ['name.given.tail().count()', 3],
    ['name.given.skip(1).take(2)', 'Thị', 'Bé'],
    ["name.given.intersect('Na' | 'Hoa')", 'Hoa', 'Na'],
    ["name.given.exclude('Na' | 'Hoa')", 'Thị', 'Bé'],
    ['(1 | 1 | 2).count()', 2],
    ['(1).combine(1).count()', 2],
  ],
  conversion: [
    ["iif(gender = 'female', 'chị', 'anh')", 'chị'],
    ["'12'.toInteger() + 1", 13],
    ["'1.50'.toDecimal()", 1.5],
    ["'maybe'.convertsToBoolean()", false],
    ["'2020-02-30x'.toDate()"],
    ["'yes'.toBoolean()", true],
    ["1.toString() & 'x'", '1x'],
    ["'4 days'.convertsToQuantity()", true],
    ["'14:30'.toTime().toString()", '14:30'],
  ],
  texts: [
    ["'khám bệnh'.substring(5)", 'bệnh'],
    ["'abc'.indexOf('c')", 2],
    ["'Sen'.upper() + 'SEN'.lower()", 'SENsen'],
    ["'a-b-c'.replace('-', '')", 'abc'],
    ["'2020-01'.matches('^[0-9]{4}-[0-9]{2}$')", true],
    ["'x1y2'.replaceMatches('[0-9]', '')", 'xy'],
    ["'abc'.toChars().count()", 3],
    ["'a,b'.split(',')", 'a', 'b'],
    ["name.given.join(' ')", 'Hoa Thị Bé Na'],
    ["'  x '.trim()", 'x'],
    ["'abc'.startsWith('ab') and 'abc'.endsWith('bc') and 'abc'.contains('b')", true],
    ["'c2Vu'.decode('base64')", 'sen'],
  ],
  arithmetic: [
    ['0.1 + 0.2', 0.3],
    ['7 div 2', 3],
    ['7 mod 2', 1],
    ['1 / 0'],
    ['(-3).abs()', 3],
    ['2.power(10)', 1024],
    ['9.sqrt()', 3],
    ['3.14159.round(2)', 3.14],
    ['3.9.truncate()', 3],
    ['(1 | 2 | 3).sum()', 6],
    ['(1 | 2 | 3).avg()', 2],
    ['(1 | 2 | 3).aggregate($this + $total, 0)', 6],
  ],
  'dates and quantities': [
    ['birthDate < @1991', true],
    ['@2020-02-29 + 1 year', '2021-02-28'],
    ['@2024-01-31 + 1 month', '2024-02-29'],
    ['@2020-01 < @2020-01-15'],
    ['@2014.lowBoundary(6)', '2014-01'],
    ['1.587.highBoundary(6)', 1.5875],
    ["1 'kg' = 1000 'g'", true],
    ["extension.value > 3000 'g'", true],
    ['1.58700.precision()', 5],
    ['@2014-01-05T10:30:00.000.precision()', 17],
  ],
  logic: [
    ['true and {}'],
    ['false and {}', false],
    ['true or {}', true],
    ['{} xor true'],
    ['false implies {}', true],
    ['{} = 1'],
    ["'Hoa' ~ 'hoa'", true],
    ["'a' in name.given", false],
    ["name.given contains 'Na'", true],
    ['1 != 2', true],
  ],
  types: [
    ['birthDate is date', true],
    ['1 is System.Integer', true],
    ["'x' is Integer", false],
    ['gender.type().name', 'code'],
    ['(multipleBirth as integer) + 1', 3],
  ],
  variables: [
    ['%sct', 'http://snomed.info/sct'],
    ['%loinc', 'http://loinc.org'],
    ['%ucum', 'http://unitsofmeasure.org'],
    ['%`vs-administrative-gender`', 'http://hl7.org/fhir/ValueSet/administrative-gender'],
    ['%`ext-patient-birthTime`', 'http://hl7.org/fhir/StructureDefinition/patient-birthTime'],
    ['name.given.select(%resource.id).distinct()', 'p1'],
    ["defineVariable('n', name.given.count()).select(%n)", 4],
  ],
  profiles: [
    ["conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", true],
    ["conformsTo('http://hl7.org/fhir/StructureDefinition/Person')", false],
  ],
};

/** Cases in our own words over the sections of FHIRPath 2.0.0 and http://hl7.org/fhir/R4/fhirpath.html. */
export const expressionCases: readonly ExpressionCase[] = Object.values(rows)
  .flat()
  .map(([expression, ...result]) => ({ expression, result }));

const sdc = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/';
const core = 'http://hl7.org/fhir/StructureDefinition/';

/** Addresses of the extensions that the form engine understands. @source HL7 FHIR R4 and Structured Data Capture 3.0.0 */
export const formUrls = {
  translation: `${core}translation`,
  hidden: `${core}questionnaire-hidden`,
  itemControl: `${core}questionnaire-itemControl`,
  itemControls: 'http://hl7.org/fhir/questionnaire-item-control',
  optionExclusive: `${core}questionnaire-optionExclusive`,
  unit: `${core}questionnaire-unit`,
  unitOption: `${core}questionnaire-unitOption`,
  constraint: `${core}questionnaire-constraint`,
  minOccurs: `${core}questionnaire-minOccurs`,
  maxOccurs: `${core}questionnaire-maxOccurs`,
  signatureRequired: `${core}questionnaire-signatureRequired`,
  minLength: `${core}minLength`,
  minValue: `${core}minValue`,
  maxValue: `${core}maxValue`,
  decimals: `${core}maxDecimalPlaces`,
  regex: `${core}regex`,
  variable: `${core}variable`,
  calculated: `${sdc}sdc-questionnaire-calculatedExpression`,
  enabledBy: `${sdc}sdc-questionnaire-enableWhenExpression`,
  initially: `${sdc}sdc-questionnaire-initialExpression`,
  minQuantity: `${sdc}sdc-questionnaire-minQuantity`,
  maxQuantity: `${sdc}sdc-questionnaire-maxQuantity`,
  /** Own: bounds outside of which a value is asked again; the range that is usual; why a value was kept; values of a form's own kind. */
  plausible: 'urn:sen:form:plausible',
  normal: 'urn:sen:form:normal',
  keptReason: 'urn:sen:form:kept-reason',
  regexText: 'urn:sen:form:regex-text',
  relativeBound: 'urn:sen:form:relative-bound',
  control: 'urn:sen:form:control',
  panel: 'urn:sen:form:panel',
  source: 'urn:sen:form:source',
  state: 'urn:sen:form:state',
} as const;

export { checkPrescription, type DoseFinding, type PersonFacts } from './domain/check-prescription.ts';
export { findDrugs } from './domain/find-drug.ts';
export { doseWords, drugWords, prescribe, quantityOf, type Prescribed } from './domain/prescribed.ts';
export { prescriptionSlip, referralSlip, type Slip, type VisitPapers } from './domain/slips.ts';

import { describe, expect, test } from 'vitest';
import { detectKind } from './detect-kind.ts';

describe('what a file is, by its content', () => {
  test.each([
    ['MSH|^~\\&|A', 'hl7v2'],
    ['\uFEFFMSH|^~\\&|A', 'hl7v2'],
    ['\v\nMSH|^~\\&|A', 'hl7v2'],
    ['BHS|^~\\&|A\rMSH|^~\\&|A', 'hl7v2'],
    ['<?xml version="1.0"?><!-- a <b> --><GIAMDINHHS xmlns:x="y">', 'insurance'],
    ['<TONG_HOP>', 'insurance-table'],
    ['<CHITIEU_CHITIET_THUOC>', 'insurance-table'],
    ['<html><body>', 'other'],
    ['{"resourceType":"Patient"}', 'fhir'],
    ['{"resourceType":"Patient"}\n{"resourceType":"Patient"}\n', 'fhir'],
    ['{\n "resourceType": "Bundle",\n "type":', 'fhir'],
    ['{"entry":[{"resource":{}}],"resourceType":"Bundle"}', 'fhir'],
    ['{"name":"package","resourceTypes":["x"]}', 'other'],
    ['{"contained":{"resourceType":"Patient"}}', 'other'],
    ['[{"resourceType":"Patient"}]', 'other'],
    ['MSHA is an abbreviation', 'other'],
    ['a,b,c', 'other'],
    ['', 'other'],
  ])('%j is %s', async (text, kind) => {
    expect((await detectKind(Buffer.from(text))).kind).toBe(kind);
  });
});

import { describe, expect, it } from 'vitest';
import { filesIn } from './scan-attachments.ts';

const file = Buffer.from('a file of more than sixteen bytes');
const data = file.toString('base64');

describe('files within a resource', () => {
  it.each([
    ['a Binary', { resourceType: 'Binary', contentType: 'text/plain', data }],
    ['a paper', { resourceType: 'DocumentReference', content: [{ attachment: { data } }] }],
    ['a photo of a person', { resourceType: 'Patient', photo: [{ contentType: 'image/png', data }] }],
    ['an extension', { resourceType: 'Patient', extension: [{ url: 'x', valueBase64Binary: data }] }],
    ['a contained paper', { resourceType: 'Observation', contained: [{ resourceType: 'Binary', data }] }],
  ])('are found in %s', (_where, resource) => {
    expect([...filesIn(resource)]).toEqual([file]);
  });

  it('are not seen in curves of devices nor in what is too small to be a file', () => {
    const curve = {
      origin: { value: 0 },
      period: 1,
      dimensions: 1,
      data: '1 2 3 4 5 6 7 8 9 10 11 12 13 14',
    };
    expect([...filesIn({ resourceType: 'Observation', valueSampledData: curve, note: 'AA==' })]).toEqual([]);
    expect([...filesIn({ resourceType: 'Binary', data: 'AA==' })]).toEqual([]);
  });
});

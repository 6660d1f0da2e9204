import { expect, it } from 'vitest';
import { hamletOf, orderRoute } from './order-route.ts';

const visit = (personId: string, address: string, dueOn: string) => ({ personId, address, dueOn });

it('goes hamlet by hamlet, where somebody waits longest first, house by house', () => {
  const order = orderRoute([
    visit('a', '12 Thôn Đông, Xã Tiên Du', '2026-11-20'),
    visit('b', '9 Thôn Đông, Xã Tiên Du', '2026-11-21'),
    visit('c', 'Số 3 Thôn Tây, Xã Tiên Du', '2026-11-10'),
    visit('d', '12 Thôn Đông, Xã Tiên Du', '2026-11-19'),
  ]);
  expect(order.map(({ personId }) => personId)).toEqual(['c', 'b', 'd', 'a']);
});

it.each([
  ['12 Thôn Đông, Xã Tiên Du, Tỉnh Bắc Ninh', 'Thôn Đông'],
  ['Số 4, Tổ dân phố 7, Phường Sen', 'Tổ dân phố 7'],
  ['Chợ Giàu, Xã Tiên Du', 'Chợ Giàu'],
  ['', ''],
])('%s lies in %s', (address, hamlet) => {
  expect(hamletOf(address)).toBe(hamlet);
});

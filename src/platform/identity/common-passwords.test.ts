import { describe, expect, it } from 'vitest';
import { isCommonPassword } from './common-passwords.ts';
import { findPasswordFault } from './passwords.ts';

describe('a password that everybody would think of', () => {
  it.each([
    'password123456',
    'Password@2026!!',
    'P@ssw0rd1234567',
    'matkhau12345678',
    'Mật khẩu của tôi 1',
    'MatKhau@123456',
    'anhyeuem12031988',
    'emyeuanh123456',
    'qwertyuiop123456',
    '1qaz2wsx3edc4rfv',
    '12345678901234',
    '98765432109876',
    'aaaaaaabbbbbbbb',
    'abcabcabcabcabc',
    'Vietnamvodich2026',
    'benhviendakhoa123',
    'Trạm Y tế 123456',
    'iloveyou20202020',
    'admin@123456789',
    'nguyenvan12031988',
  ])('%s is refused', (password) => {
    expect(findPasswordFault(password, 'ai.do')).toBeDefined();
    expect(isCommonPassword(password)).toBe(true);
  });

  it.each([
    'sen nở giữa đầm 2026',
    'Hoa sen trong dam 1',
    'dữ liệu không tên 2026',
    'correct horse battery staple',
    'trâu đen gặm cỏ bên bờ ao',
    'k7#vQ2m!xR9pLw',
    'ba cái nồi đồng treo trên gác bếp',
  ])('%s is taken', (password) => {
    expect(findPasswordFault(password, 'ai.do')).toBeUndefined();
  });

  it('is also one of the names of the house and of the account itself', () => {
    expect(isCommonPassword('hongngocclinic2026', ['Hồng Ngọc Clinic'])).toBe(true);
    expect(isCommonPassword('hongngocclinic2026')).toBe(false);
    expect(findPasswordFault('bachmai12345678', 'bachmai')).toBeDefined();
  });

  it('is judged in a moment, however long the text', () => {
    const begun = performance.now();
    isCommonPassword('a1'.repeat(128));
    isCommonPassword('matkhau'.repeat(36));
    expect(performance.now() - begun).toBeLessThan(200);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AllergyIntolerance, Observation } from '@medplum/fhirtypes';
import type { Page } from 'playwright-core';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';

let open: OpenSen;
const phone = { width: 390, height: 844 };
beforeAll(async () => {
  open = await openSen();
  const { hoa } = await open.sen.people();
  const { record } = open.sen.context();
  const allergy: AllergyIntolerance = {
    resourceType: 'AllergyIntolerance',
    patient: { reference: `Patient/${hoa.patientId}` },
    clinicalStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' },
      ],
    },
    code: { text: 'Penicillin' },
  };
  await record.create(allergy);
  const sugar: Observation = {
    resourceType: 'Observation',
    status: 'final',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
        ],
      },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }], text: 'HbA1c' },
    subject: { reference: `Patient/${hoa.patientId}` },
    effectiveDateTime: '2026-11-20T18:00:00Z',
    valueQuantity: { value: 7.9, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  };
  await record.create(sugar);
});
afterAll(() => open.stop());
const shots = process.env['SEN_SHOTS'];

const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};

/** The words behind the # as they came into the hands of the reader. */
const fragmentOf = (address: string): string => address.slice(address.indexOf('#'));

/** A page of the application, opened by its address alone: a message, a QR code. */
async function openAt(page: Page, path: string): Promise<void> {
  await page.goto(`${open.sen.url}${path}`);
  await page.locator('h1').first().waitFor();
}

describe('a link', () => {
  it('with a passcode is shared by chị Hoa, opened once by bác sĩ Minh, seen in her list, and refused after that', async () => {
    const hoa = await open.sit('hoa', phone);
    await goTo(hoa, 'Chia sẻ hồ sơ');
    await hoa.getByRole('heading', { name: 'Chia sẻ hồ sơ' }).waitFor();
    expect(await open.faults(hoa)).toEqual([]);
    await hoa.getByRole('button', { name: 'Tạo liên kết' }).click();
    const sheet = hoa.getByRole('dialog');
    await sheet.getByLabel('Mật mã (nên có)').fill('abc');
    await sheet.getByRole('button', { name: 'Tạo liên kết' }).click();
    await sheet.getByText('Mật mã cần ít nhất 6 ký tự.').waitFor();
    await sheet.getByLabel('Mật mã (nên có)').fill('hoa sen 26');
    expect(await open.faults(hoa)).toEqual([]);
    await shoot(hoa, 'share-new-390');
    await sheet.getByRole('button', { name: 'Tạo liên kết' }).click();
    const address = (await sheet.getByTestId('share-address').innerText()).trim();
    expect(address).toMatch(/\/shl#shlink:\/[A-Za-z0-9_-]+$/u);
    expect(await open.faults(hoa)).toEqual([]);
    await shoot(hoa, 'share-made-390');
    await sheet.getByRole('button', { name: 'Đóng' }).click();
    await hoa.getByText('Chưa ai mở.').waitFor();

    const minh = await open.sit('bs.minh', { ...phone, language: 'en' });
    const asked: string[] = [];
    minh.on('request', (request) => asked.push(`${request.url()} ${request.postData() ?? ''}`));
    // A fresh load: the quiet look for her sign-in must not lose what stands behind the #.
    await openAt(minh, `/shl${fragmentOf(address)}`);
    await minh.getByLabel('Who are you').fill('Dr Minh');
    await minh.getByLabel('Passcode').fill('not this');
    await minh.getByRole('button', { name: 'Open the summary' }).click();
    await minh.getByText('The passcode is not right. Tries left: 4.').waitFor();
    await minh.getByLabel('Passcode').fill('hoa sen 26');
    await minh.getByRole('button', { name: 'Open the summary' }).click();
    await minh.getByText('Nguyễn Thị Hoa').waitFor();
    await minh.getByRole('heading', { name: 'Allergies and adverse reactions' }).waitFor();
    await minh.getByText('Penicillin').waitFor();
    expect(await open.faults(minh)).toEqual([]);
    await shoot(minh, 'shared-en-390');
    const words = address.slice(address.indexOf('shlink:/') + 8);
    const { key } = JSON.parse(Buffer.from(words, 'base64url').toString()) as { key: string };
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((said) => said.includes(key) || said.includes(words))).toEqual([]);

    await hoa.reload();
    await goTo(hoa, 'Chia sẻ hồ sơ');
    await hoa.getByText('Đã mở, hết lượt').waitFor();
    await hoa.getByText('BS Lê Văn Minh · Bệnh viện Đa khoa Sen', { exact: false }).first().waitFor();
    await hoa.getByText('sai mật mã', { exact: false }).waitFor();
    await shoot(hoa, 'share-opened-390');
    await hoa.getByRole('link', { name: 'Ai đã xem hồ sơ' }).click();
    await hoa.getByText('phần bạn chia sẻ qua liên kết').first().waitFor();

    const stranger = await open.look(phone);
    await openAt(stranger, `/shl${fragmentOf(address)}`);
    await stranger.getByLabel('Bạn là ai').fill('Ai đó');
    await stranger.getByLabel('Mật mã').fill('hoa sen 26');
    await stranger.getByRole('button', { name: 'Mở hồ sơ' }).click();
    await stranger.getByText('Liên kết chỉ mở được một lần và đã được mở', { exact: false }).waitFor();
    expect(await open.faults(stranger)).toEqual([]);
    await Promise.all([hoa, minh, stranger].map((page) => page.close()));
  });

  it('is read by somebody without an account, ended by her, and shut from that moment', async () => {
    const hoa = await open.sit('hoa', { ...phone, language: 'en' });
    await goTo(hoa, /^Share/u);
    await hoa.getByRole('button', { name: 'Make a link' }).click();
    const sheet = hoa.getByRole('dialog');
    await sheet.getByRole('radio', { name: 'Many times' }).check();
    await sheet.getByRole('button', { name: 'Make the link' }).click();
    const address = (await sheet.getByTestId('share-address').innerText()).trim();
    await sheet.getByRole('button', { name: 'Close' }).click();
    const reader = await open.look(phone);
    // A phone whose clock is wrong by years: the server's decides.
    await reader.clock.setFixedTime(new Date('2035-01-01T00:00:00Z'));
    const read = async (): Promise<void> => {
      await openAt(reader, '/shl');
      await reader.getByLabel('Dán liên kết').fill(address);
      await reader.getByLabel('Bạn là ai').fill('Phòng khám tim');
      await reader.getByRole('button', { name: 'Mở hồ sơ' }).click();
    };
    await read();
    await reader.getByText('Penicillin').waitFor();
    // Numbers as a Vietnamese reader writes them, on the day in Viet Nam.
    await reader.getByText('7,9%', { exact: false }).waitFor();
    await reader.getByText('21/11/2026', { exact: false }).first().waitFor();
    await reader.getByText('Không có nghĩa là không có bệnh hay dị ứng', { exact: false }).first().waitFor();
    expect(await open.faults(reader)).toEqual([]);
    await shoot(reader, 'shared-390');
    await hoa.getByRole('button', { name: 'Stop sharing' }).click();
    await hoa
      .getByRole('group', { name: 'Stop sharing' })
      .getByRole('button', { name: 'Stop sharing' })
      .click();
    await hoa.getByText('You stopped it').waitFor();
    await hoa.getByText('Somebody who said: Phòng khám tim', { exact: false }).waitFor();
    expect(await open.faults(hoa)).toEqual([]);
    await read();
    await reader.getByText('Người chia sẻ đã dừng liên kết này.').waitFor();
    await openAt(reader, '/shl');
    await reader.getByLabel('Dán liên kết').fill(address.slice(0, -7));
    await reader.getByText('Đây không phải liên kết chia sẻ hồ sơ', { exact: false }).waitFor();
    await hoa.close();
    await reader.close();
  });
});

describe('the emergency card', () => {
  it('says what chị Hoa chose, without a network and without her being signed in, until she takes it off', async () => {
    const hoa = await open.sit('hoa', phone);
    await openAt(hoa, '/emergency-card');
    await hoa.getByText('Điện thoại này chưa giữ thẻ khẩn cấp nào.').waitFor();
    await hoa.getByRole('link', { name: 'Đăng nhập và chọn điều thẻ sẽ ghi' }).click();
    await hoa.getByText('Bạn chưa chọn dòng nào.').waitFor();
    expect(await hoa.getByRole('checkbox', { checked: true }).count()).toBe(0);
    await hoa.getByLabel('Penicillin').check();
    await hoa.getByRole('button', { name: 'Giữ trên điện thoại này' }).click();
    await hoa.getByText('Đã giữ trên điện thoại này.').waitFor();
    expect(await open.faults(hoa)).toEqual([]);
    await shoot(hoa, 'emergency-choose-390');
    const [picture] = await Promise.all([
      hoa.waitForEvent('download'),
      hoa.getByRole('button', { name: 'Ảnh cho màn hình khóa' }).click(),
    ]);
    expect(picture.suggestedFilename()).toBe('sen-emergency.png');
    if (shots) await picture.saveAs(`${shots}/emergency-picture.png`);
    // The pages are kept on the phone by its service worker; nobody is signed in any more and the line is gone.
    await hoa.evaluate(async () => {
      await navigator.serviceWorker.ready;
      const isKept = async (): Promise<boolean> => {
        const [name] = (await caches.keys()).filter((one) => one.startsWith('sen-shell-'));
        if (name === undefined) return false;
        const paths = (await (await caches.open(name)).keys()).map(({ url }) => url);
        return ['emergency.page', 'public-place'].every((part) => paths.some((path) => path.includes(part)));
      };
      while (!(await isKept())) await new Promise((resolve) => setTimeout(resolve, 100));
    });
    await hoa.context().clearCookies();
    await hoa.context().setOffline(true);
    await hoa.goto(`${open.sen.url}/emergency-card`);
    await hoa.getByText('Penicillin').waitFor();
    expect(await hoa.getByText('Nguyễn Thị Hoa').count()).toBe(0);
    await shoot(hoa, 'emergency-offline-390');
    await hoa.getByRole('button', { name: 'Gỡ khỏi máy này' }).click();
    await hoa
      .getByRole('group', { name: 'Gỡ khỏi máy này' })
      .getByRole('button', { name: 'Gỡ khỏi máy này' })
      .click();
    await hoa.getByText('Điện thoại này chưa giữ thẻ khẩn cấp nào.').waitFor();
    expect(await hoa.evaluate(() => localStorage.getItem('sen.emergency'))).toBeNull();
    await hoa.close();
  });

  it('is kept on no shared computer', async () => {
    const page = await open.look({ ...phone, language: 'en' });
    await page.evaluate(() => {
      const card = { v: 1, keptAt: '2026-11-23', items: [{ kind: 'blood', text: 'O' }] };
      localStorage.setItem('sen.emergency', JSON.stringify(card));
    });
    await openAt(page, '/emergency-card');
    await page.getByText('Blood group').waitFor();
    await page.evaluate(() => localStorage.setItem('sen.shared-computer', 'yes'));
    await openAt(page, '/emergency-card');
    await page.getByText('This phone keeps no emergency card yet.').waitFor();
    expect(await page.evaluate(() => localStorage.getItem('sen.emergency'))).toBeNull();
    await page.close();
  });
});

describe('the vaccination card', () => {
  it('of chị Hoa is checked by anybody, also without a network; one changed digit is refused', async () => {
    const { hoa } = await open.sen.people();
    await open.sen.context().record.create({
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '08' }], text: 'Viêm gan B' },
      patient: { reference: `Patient/${hoa.patientId}` },
      occurrenceDateTime: '2026-11-20',
      lotNumber: 'LOT-7',
    });
    const phoneOfHoa = await open.sit('hoa', phone);
    await goTo(phoneOfHoa, 'Chia sẻ hồ sơ');
    await phoneOfHoa.getByRole('link', { name: 'Thẻ tiêm chủng có chữ ký' }).click();
    const [answer] = await Promise.all([
      phoneOfHoa.waitForResponse((one) => one.url().endsWith('/api/sharing/vaccination-card')),
      phoneOfHoa.getByRole('button', { name: 'Tạo thẻ' }).click(),
    ]);
    const { card } = (await answer.json()) as { card: { digits: string } };
    await phoneOfHoa.getByText('Viêm gan B').waitFor();
    expect(await open.faults(phoneOfHoa)).toEqual([]);
    await shoot(phoneOfHoa, 'shots-390');

    const desk = await open.look({ ...phone, language: 'en' });
    await openAt(desk, '/check-card');
    const check = async (words: string): Promise<void> => {
      await desk.getByLabel('Code of the card').fill(words);
      await desk.getByRole('button', { name: 'Check', exact: true }).click();
    };
    await check(card.digits);
    await desk.getByText('Sen signed this card and nothing was changed.').waitFor();
    await desk.getByText('Nguyễn Thị Hoa').waitFor();
    await desk.getByText('lot LOT-7', { exact: false }).waitFor();
    expect(await open.faults(desk)).toEqual([]);
    await shoot(desk, 'check-card-en-390');
    // The last digits are those of the signature.
    const at = card.digits.length - 11;
    await check(card.digits.slice(0, at) + ((Number(card.digits[at]) + 1) % 8) + card.digits.slice(at + 1));
    await desk.getByText(/The signature is not right|This is no card/u).waitFor();
    expect(await desk.getByText('Nguyễn Thị Hoa').count()).toBe(0);
    await desk.context().setOffline(true);
    await check(card.digits);
    await desk.getByText('checked with the keys kept on this device', { exact: false }).waitFor();
    await desk.getByText('Sen signed this card and nothing was changed.').waitFor();
    await phoneOfHoa.close();
    await desk.close();
  });
});

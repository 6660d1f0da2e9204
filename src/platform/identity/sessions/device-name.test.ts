import { describe, expect, it } from 'vitest';
import { coarseNetwork } from './coarse-network.ts';
import { deviceNameOf } from './device-name.ts';

describe('the name of a device', () => {
  it.each([
    [
      'Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36',
      'Chrome · Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari · iPhone',
    ],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0', 'Edge · Windows'],
    ['Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/130 Chrome/124.0 Safari/537.36', 'Cốc Cốc · Windows'],
    ['Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Zalo android/24', 'Zalo · Android'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0', 'Firefox · Linux'],
    ['curl/8.5', ''],
    [undefined, ''],
  ])('%s is called %s', (userAgent, name) => {
    expect(deviceNameOf(userAgent)).toBe(name);
  });
});

describe('where a session comes from', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['10.2.3.4', 'inner'],
    ['172.16.0.9', 'inner'],
    ['172.32.0.9', '172.32.x.x'],
    ['192.168.1.7', 'inner'],
    ['fd00::1', 'inner'],
    ['113.161.44.5', '113.161.x.x'],
    ['2405:4800:1234:5678::1', '2405:4800::x'],
    ['not an address', ''],
  ])('%s is told as %s and no finer', (address, network) => {
    expect(coarseNetwork(address)).toBe(network);
  });
});

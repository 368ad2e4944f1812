import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pictureOf, remedyToShow } from '../../src/picture/index.ts';
import { named } from './corpus.ts';

/** Each a shape of its own: proven and likely stops on every stretch of the way, an open case, an answered one, IPv6, a container. */
const GOLDEN = [
  'strict-seed',
  'strict-state-alone',
  'asymmetric-ipv6',
  'firewall-nft-output',
  'gateway-wrong-default',
  'healthy-by-policy',
  'not-arriving-behind-acl',
  'published-port-reverse-path',
];

test.each(GOLDEN)('the picture of %s is the one that was looked at', async (name) => {
  const found = named(name);

  const { svg } = pictureOf(found, { remedy: remedyToShow(found) });

  await expect(svg).toMatchFileSnapshot(join(import.meta.dirname, 'golden', `${name}.svg`));
});

test('a picture is the same whenever it is drawn', () => {
  const found = named('strict-seed');

  expect(pictureOf(found)).toEqual(pictureOf(structuredClone(found)));
});

test('now alone, after the fix alone, and both one below the other', () => {
  const found = named('strict-seed');
  const remedy = remedyToShow(found);
  const heightOf = (show: 'now' | 'after' | 'both') => pictureOf(found, { remedy, show }).height;

  expect(heightOf('both')).toBe(heightOf('now') + heightOf('after'));
  expect(pictureOf(found, { show: 'both' }).height).toBe(heightOf('now'));
});

test('who cannot see it reads the verdict, both ways, and what the remedy would make of it', () => {
  const found = named('strict-seed');

  const { alternativeText, svg } = pictureOf(found, { remedy: remedyToShow(found) });

  expect(alternativeText).toBe(
    'server-b drops pings to eth1: strict rp_filter, because replies leave by eth0 (request in by eth1, reply out by ' +
      'eth0). With "Send eth1\'s replies out eth1" it is expected to be answered.',
  );
  expect(svg).toContain('<desc id="description">server-b drops pings to eth1');
});

test('no name of a host becomes markup', () => {
  const found = named('strict-seed');
  const odd = '</text><script>"&\u0007\ud800';

  const { svg } = pictureOf({ ...found, host: odd, scene: { ...found.scene, host: odd } });

  expect(svg).not.toContain('<script>');
  expect(svg).not.toMatch(/[\u0000-\u0008\ud800-\udfff]/);
});

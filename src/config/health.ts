import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { section } from './section.ts';
import { IpAddress } from './values.ts';

/** 127.0.0.0/8 (RFC 1122) and ::1 (RFC 4291), each as it may be written. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Where the bot tells how it is. Whoever reaches that address may ask. */
export const Health = section({
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('where /healthz, /readyz and /metrics are answered, without a password; without: nowhere'),
  address: IpAddress.default('127.0.0.1').describe('the address of this machine that it is listened at'),
  exposed: z.boolean().default(false).describe('true: other machines may ask, too'),
})
  .refine(({ address, exposed }) => exposed || isLoopback(address), {
    error: 'is an address that other machines may reach: set health.exposed to true if they may ask',
    path: ['address'],
  })
  .prefault({})
  .describe('what the bot tells of itself over HTTP');

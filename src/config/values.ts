import { z } from 'zod';
import { isHostName } from './names.ts';

/** A program with its arguments, run as they stand: there is no shell. */
export const Argv = z
  .array(
    z
      .string()
      .min(1)
      .refine((word) => !word.includes('\0'), 'must be text'),
  )
  .meta({ title: 'program and arguments' });

const HOST_NAME_RULE = 'must be a name of letters, digits, ".", "_", "-", beginning with a letter or digit';
export const HostName = z.string().refine(isHostName, HOST_NAME_RULE).meta({ title: 'host name' });

/** A key of `hosts`: a name, or a pattern in which `*` stands for one or more of [A-Za-z0-9_-]. */
export const HostPattern = z
  .string()
  .refine(
    (text) => isHostName(text.replaceAll('*', 'x')),
    `${HOST_NAME_RULE}; "*" may stand for a part of it`,
  );

export const IpAddress = z
  .union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' })
  .meta({ title: 'IP address' });

export const SlackChannel = z
  .string()
  .regex(/^[CG][A-Z0-9]+$/, 'must be the ID of a Slack channel, such as C0123ABC')
  .meta({ title: 'Slack channel' });
export const SlackUser = z
  .string()
  .regex(/^[UW][A-Z0-9]+$/, 'must be the ID of a Slack user, such as U0123ABC')
  .meta({ title: 'Slack user' });
export const SlackApprover = z
  .string()
  .regex(/^[UWS][A-Z0-9]+$/, 'must be the ID of a Slack user (U0123ABC) or user group (S0456DEF)')
  .meta({ title: 'Slack user or user group' });

/** A program that asks by itself, under the name that `roundtrip mcp --as` gives it. */
export const Agent = z
  .string()
  .regex(/^agent:[A-Za-z0-9._-]{1,64}$/, 'must be an agent, such as agent:triage-helper')
  .meta({ title: 'agent' });

/** A regular expression as JavaScript has them, with the flag `u`. */
export const RegularExpression = z
  .string()
  .refine(isRegularExpression, 'must be a regular expression')
  .meta({ title: 'regular expression' });

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}

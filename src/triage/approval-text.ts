import { createHash } from 'node:crypto';
import { kindOf, type Plan } from '../analyzer/model/index.ts';
import type { TriageId } from './events.ts';

/** The namespace of the signatures (ssh-keygen -n): one that was made for something else is none of these. */
export const SIGNATURE_NAMESPACE = 'roundtrip';

/**
 * What an approver signs, where the host verifies that by itself: it makes the same text from its own name and from the
 * steps that it is about to make (host/program/approval.sh). `host` is its name in the inventory, `expires` in seconds
 * since the epoch.
 */
export function approvalText(approval: {
  host: string;
  triage: TriageId;
  plan: Plan;
  expires: number;
}): string {
  const { host, triage, plan, expires } = approval;
  const words = plan.steps.map(({ change }) => `${kindOf(change).wire(change).join(' ')}\n`).join('');
  const steps = createHash('sha256').update(words).digest('hex');
  const lines = [
    'roundtrip approval 1',
    `host ${host}`,
    `triage ${triage}`,
    `plan ${plan.hash}`,
    `steps ${steps}`,
    `expires ${expires}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** When a request for approval ends, as its signatures have it: whole seconds since the epoch. */
export function expiryOf({ expiresAt }: { expiresAt: string }): number {
  return Math.floor(Date.parse(expiresAt) / 1000);
}

/** The command that signs a text, for somebody who has only OpenSSH: it prints the signature. */
export function signingCommand(text: string): string {
  return `ssh-keygen -Y sign -n ${SIGNATURE_NAMESPACE} -f ~/.ssh/id_ed25519 <<'END'\n${text}END`;
}

/** The inside of a signature as ssh-keygen prints it, in base64url without padding; undefined for anything else. */
export function signatureBody(armored: string): string | undefined {
  const body = /-----BEGIN SSH SIGNATURE-----([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----/.exec(
    armored,
  )?.[1];
  if (body === undefined) return undefined;
  return Buffer.from(body.replace(/\s/g, ''), 'base64').toString('base64url');
}

import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

/** Texts that only this bot can write and read: what Slack keeps for it in buttons and dialogs. */
export type Seals = {
  /** The same content gives the same text. */
  seal(content: object): string;
  /** What was sealed; undefined for anything else. */
  open(text: string): unknown;
};

/** What the text is: a seal of another kind is none of these. */
const KIND = Buffer.from('roundtrip.seal/1');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM (NIST SP 800-38D) under a key that all replicas share; base64url of nonce, tag and ciphertext. The nonce is
 * derived from the content (HMAC-SHA256 under a key of its own), so that none comes twice with other content.
 */
export function createSeals(key: Uint8Array): Seals {
  const nonceKey = Buffer.from(hkdfSync('sha256', key, '', 'roundtrip.seal/1 nonce', 32));
  return {
    seal(content) {
      const text = JSON.stringify(content);
      const nonce = createHmac('sha256', nonceKey).update(text).digest().subarray(0, NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(KIND);
      const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64url');
    },
    open(text) {
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.length <= NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== text) return undefined;
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      try {
        const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
        cipher.setAAD(KIND).setAuthTag(tag);
        const hidden = bytes.subarray(NONCE_BYTES + TAG_BYTES);
        return JSON.parse(Buffer.concat([cipher.update(hidden), cipher.final()]).toString('utf8'));
      } catch {
        return undefined;
      }
    },
  };
}

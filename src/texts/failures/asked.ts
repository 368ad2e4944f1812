import type { FailedRun } from './run.ts';

type Nothing = Record<never, never>;

/** What somebody asked for that cannot be done, by the code of each. */
export type AskedFailures = {
  /** `known` is absent where not everybody who reads it may know of the inventory; `more` hosts are not listed. */
  'host-unknown': { host: string; known?: readonly string[]; more?: number };
  'host-name-invalid': { name: string };
  'interface-name-invalid': { name: string; longest: number };
  /** An address stands where an interface is asked for. */
  'interface-is-address': { address: string };
  'address-invalid': { address: string };
  'number-invalid': { text: string; what: 'port' | 'seconds' };
  'sender-not-an-address': { name: string };
  'question-unreadable': { because: 'invisible-characters' } | { because: 'too-long'; length: number };
  'prober-not-allowed': { host: string; allowed: readonly string[] };
  'gateway-invalid': Nothing;
  /** `megabytes`: the most that is read. */
  'transcript-too-large': { megabytes: number };
  /** A file that shows no host's addresses. */
  'host-not-shown': { file: string };
  /** `hosts`: those of which routes are shown; `named`: the one that was asked for. */
  'state-not-found': { hosts: readonly string[]; named?: string };
  'file-too-large': Nothing;
  'file-unreadable': { because: 'no-address' | 'no-answer' | 'scope-missing' | { status: number } };
  'png-unavailable': Nothing;
  'png-failed': { run: FailedRun };
};

/** What failed on the bot's own side, by the code of each. */
export type ServiceFailures = {
  'already-used': Nothing;
  'not-recorded': Nothing;
  'recording-unknown': Nothing;
  /** The last try of work that was tried again and again; in its own words, which may be of any program. */
  'diagnosis-given-up': { said: string };
  'slack-token-missing': { name: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN' };
  'slack-refused': { name: string; said: string };
  'slack-unreachable': Nothing;
  'health-not-listening': { address: string; port: number; said: string };
  'slack-not-listening': { port: number; said: string };
  'slack-url-refused': Nothing;
};

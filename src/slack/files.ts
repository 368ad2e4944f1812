import { decodedText } from '../decoded-text.ts';
import { EXIT, type RoundtripError } from '../errors.ts';
import { type Failures, failed } from '../texts/failures/index.ts';
import { fetchWithin, slackApiUrl } from './web-client.ts';

/** A file of a message, as Slack's events carry it. */
export type SlackFile = { name?: string; mimetype?: string; size?: number; url_private?: string };

export type Files = {
  /** The text of a message's text files, one after another; empty where it has none. Throws `file-…` errors. */
  textOf(files: readonly SlackFile[]): Promise<string>;
};

/** Bytes that all files of a message may have together. */
const LARGEST = 1024 * 1024;

/** Milliseconds until an answer of Slack's file server is given up. */
const TIMEOUT = 8_000;

/** Reads files by `url_private` with the bot's token, which leaves for Slack and loopback only (scope files:read). */
export function createFiles(token: string, apiUrl: string | undefined): Files {
  const base = slackApiUrl(apiUrl);
  const send = fetchWithin();
  return {
    async textOf(files) {
      const texts = files.filter(isTextFile);
      const size = texts.reduce((sum, file) => sum + (file.size ?? 0), 0);
      if (size > LARGEST) throw tooLarge();
      const parts: string[] = [];
      let left = LARGEST;
      for (const { url_private: url } of texts) {
        if (url === undefined || !URL.canParse(url, base)) throw unreadable('no-address');
        const address = new URL(url, base);
        const response = await send(address, {
          headers: { authorization: `Bearer ${token}` },
          // It could carry the token elsewhere.
          redirect: 'error',
          signal: AbortSignal.timeout(TIMEOUT),
        }).catch((error: unknown) => {
          throw unreadable('no-answer', error);
        });
        const isPage = response.headers.get('content-type')?.includes('text/html') === true;
        // Without the scope Slack answers with its sign-in page.
        if (!response.ok || isPage) throw unreadable(isPage ? 'scope-missing' : { status: response.status });
        const bytes = await readBounded(response, left);
        left -= bytes.length;
        parts.push(decodedText(bytes) ?? '');
      }
      return parts.join('\n');
    },
  };
}

/** Whether a file may hold a console: anything that Slack does not take for a picture, a video or a document. */
export function isTextFile({ mimetype }: SlackFile): boolean {
  if (mimetype === undefined) return true;
  return /^(?:text\/|application\/(?:json|x-sh|octet-stream|x-yaml|xml))/.test(mimetype);
}

async function readBounded(response: Response, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): RoundtripError {
  return failed('file-too-large', {}, { exitStatus: EXIT.usage });
}

function unreadable(because: Failures['file-unreadable']['because'], cause?: unknown): RoundtripError {
  return failed('file-unreadable', { because }, { exitStatus: EXIT.unreachable, cause });
}

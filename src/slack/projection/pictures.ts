import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { pictureOf, pngOf, remedyToShow } from '../../picture/index.ts';
import type { Language } from '../../texts/index.ts';
import type { Postings, TriageState } from '../../triage/index.ts';
import type { Surroundings } from '../views/surroundings.ts';

/** The pictures of diagnoses, as files of the workspace. */
export type Pictures = {
  /** The picture of the newest final diagnosis; undefined where there is none to show. Never throws. */
  of(state: TriageState, language: Language): Promise<Surroundings['picture']>;
};

/** The slot that remembers the file: `ts` is its id, `digest` that of what it shows; without an id it could not be made. */
const SLOT = 'picture';

/** Uploads each picture once: which file shows what stands beside the messages, so that any process can go on. */
export function createPictures(
  client: Pick<WebClient, 'filesUploadV2'>,
  postings: Pick<Postings, 'find' | 'save'>,
  log: Logger,
): Pictures {
  return {
    async of({ id, recorded, diagnosisFinal, request }, language) {
      if (!diagnosisFinal || !recorded || recorded.schema === 'roundtrip.diagnosis/1') return undefined;
      try {
        const remedy = remedyToShow(recorded);
        const options = { language, show: remedy ? 'both' : 'now', ...(remedy ? { remedy } : {}) } as const;
        const { svg, alternativeText } = pictureOf(recorded, options);
        const digest = createHash('sha256').update(svg).digest('hex');
        const known = await postings.find(id, SLOT);
        if (known?.digest === digest) return shown(known.ts, alternativeText);
        const { png } = await pngOf(recorded, options);
        const file = await upload(client, Buffer.from(png), {
          filename: `${id}.png`,
          title: `${request.host} ${request.interface}`,
          alt_text: alternativeText,
        });
        await postings.save(id, { slot: SLOT, channel: '', ts: file, digest });
        return shown(file, alternativeText);
      } catch (error) {
        log.warn({ err: error, triage: id }, 'the picture of a diagnosis could not be shown');
        return undefined;
      }
    },
  };
}

function shown(file: string, alternativeText: string): Surroundings['picture'] {
  return file === '' ? undefined : { file, alternativeText };
}

/** The id of the new file, which stands in no channel: messages show it. */
async function upload(
  client: Pick<WebClient, 'filesUploadV2'>,
  file: Buffer,
  about: { filename: string; title: string; alt_text: string },
): Promise<string> {
  const { files } = await client.filesUploadV2({ file, ...about });
  const id = files[0]?.files?.[0]?.id;
  if (id === undefined) throw new Error('Slack took a file and did not tell its id');
  return id;
}

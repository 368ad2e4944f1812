import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Diagnosed, ProposedRemedy, RemedyId } from '../../analyzer/model/index.ts';
import { canBeShown, pictureOf, pngOfSvg } from '../../picture/index.ts';
import type { Language } from '../../texts/index.ts';
import type { Postings, TriageState } from '../../triage/index.ts';
import type { ShownPicture, Surroundings } from '../views/surroundings.ts';

/** The pictures of diagnoses, as files of the workspace. */
export type Pictures = {
  /**
   * The round trip of the newest final diagnosis, and as it would be after the remedy that somebody chose; neither where there
   * is none to show. Never throws.
   */
  of(
    state: TriageState,
    chosen: RemedyId | undefined,
    language: Language,
  ): Promise<NonNullable<Surroundings['pictures']>>;
};

type Drawn = { language: Language; show: 'now' | 'after'; remedy?: ProposedRemedy };

/**
 * Uploads each picture once: which file shows what stands beside the messages, so that any process can go on. One is drawn
 * at a time.
 */
export function createPictures(
  client: Pick<WebClient, 'filesUploadV2'>,
  postings: Pick<Postings, 'find' | 'save'>,
  log: Logger,
): Pictures {
  let drawing: Promise<unknown> = Promise.resolve();

  function drawn(svg: string): Promise<Uint8Array> {
    const png = drawing.then(() => pngOfSvg(svg));
    drawing = png.catch(() => undefined);
    return png;
  }

  /** The slot remembers the file: `ts` is its id, `digest` that of what it shows. */
  async function shown(
    { id, request }: TriageState,
    slot: string,
    found: Diagnosed,
    options: Drawn,
  ): Promise<ShownPicture | undefined> {
    try {
      const { svg, alternativeText } = pictureOf(found, options);
      const digest = createHash('sha256').update(svg).digest('hex');
      const known = await postings.find(id, slot);
      if (known?.digest === digest) return { file: known.ts, alternativeText };
      const file = await upload(client, Buffer.from(await drawn(svg)), {
        filename: `${id}-${options.show}.png`,
        title: `${request.host} ${request.interface}`,
        alt_text: alternativeText,
      });
      await postings.save(id, { slot, channel: '', ts: file, digest });
      return { file, alternativeText };
    } catch (error) {
      log.warn({ err: error, triage: id }, 'the picture of a diagnosis could not be shown');
      return undefined;
    }
  }

  return {
    async of(state, chosen, language) {
      const found = state.recorded;
      if (!state.diagnosisFinal || !found || found.schema === 'roundtrip.diagnosis/1') return {};
      const now = await shown(state, 'picture', found, { language, show: 'now' });
      const remedy = found.remedies.find(({ id }) => id === chosen);
      if (!remedy || !canBeShown(remedy)) return { now };
      return { now, after: await shown(state, 'picture:after', found, { language, show: 'after', remedy }) };
    },
  };
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

import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Diagnosed, RemedyId } from '../../analyzer/model/index.ts';
import { canBeShown, type PictureOptions, pictureOf, pngOfSvg } from '../../picture/index.ts';
import type { Language } from '../../texts/index.ts';
import type { Leases, Posting, Postings, TriageId, TriageState } from '../../triage/index.ts';
import type { ShownPicture, Surroundings } from '../views/surroundings.ts';
import { whenFree } from './when-free.ts';

/** A picture that is laid out and not in the workspace yet. */
type Undrawn = {
  triage: TriageId;
  slot: string;
  digest: string;
  svg: string;
  file: { filename: string; title: string; alt_text: string };
};

/** Under which the file of each is remembered: `ts` is its id, `digest` that of what it shows. */
const SLOTS = { now: 'picture', after: 'picture:after' } as const;

/** The pictures of a triage: those that messages can show now, and those that are still to be drawn. */
export type PicturesOf = { shown: NonNullable<Surroundings['pictures']>; undrawn: readonly Undrawn[] };

/** The pictures of diagnoses, as files of the workspace. */
export type Pictures = {
  /**
   * The round trip of the newest final diagnosis, and as it would be after the remedy that somebody chose; neither where there
   * is none to show. Draws nothing, and never throws.
   */
  of(
    state: TriageState,
    chosen: RemedyId | undefined,
    language: Language,
    postings: readonly Posting[],
  ): PicturesOf;
  /** Draws them and uploads each once. @returns whether messages can show more than before; throws once the signal aborts */
  draw(undrawn: readonly Undrawn[], signal: AbortSignal): Promise<boolean>;
};

/**
 * Which file shows what stands beside the messages, so that any process can go on. One is drawn at a time, in whichever process
 * it is.
 */
export function createPictures(
  client: Pick<WebClient, 'filesUploadV2'>,
  postings: Pick<Postings, 'find' | 'save'>,
  leases: Leases,
  log: Logger,
): Pictures {
  let last: Promise<unknown> = Promise.resolve();

  async function drawOne(picture: Undrawn, signal: AbortSignal): Promise<boolean> {
    const { triage, slot, digest, svg, file } = picture;
    const drawn = last.then(() =>
      whenFree(leases, `picture:${triage}`, signal, async () => {
        const known = await postings.find(triage, slot);
        if (known?.digest === digest) return;
        const png = Buffer.from(await pngOfSvg(svg));
        await postings.save(triage, {
          ...{ slot, channel: '', digest },
          ts: await upload(client, { file: png, ...file }),
        });
      }),
    );
    last = drawn.catch(() => undefined);
    try {
      await drawn;
      return true;
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ err: error, triage }, 'the picture of a diagnosis could not be shown');
      return false;
    }
  }

  return {
    of(state, chosen, language, standing) {
      const found = state.recorded;
      if (!state.diagnosisFinal || !found || found.schema === 'roundtrip.diagnosis/1')
        return { shown: {}, undrawn: [] };
      const remedy = found.remedies.find(({ id }) => id === chosen);
      const wanted: Record<'now' | 'after', PictureOptions | undefined> = {
        now: { language, show: 'now' },
        after: remedy && canBeShown(remedy) ? { language, show: 'after', remedy } : undefined,
      };
      const shown: { now?: ShownPicture; after?: ShownPicture } = {};
      const undrawn: Undrawn[] = [];
      for (const name of ['now', 'after'] as const) {
        const options = wanted[name];
        const slot = SLOTS[name];
        const layout = options && laidOut(state, slot, found, options, log);
        if (!layout) continue;
        const known = standing.find((each) => each.slot === slot && each.digest === layout.digest);
        if (known) shown[name] = { file: known.ts, alternativeText: layout.file.alt_text };
        else undrawn.push(layout);
      }
      return { shown, undrawn };
    },
    async draw(undrawn, signal) {
      const drawn = await Promise.all(undrawn.map((picture) => drawOne(picture, signal)));
      return drawn.includes(true);
    },
  };
}

function laidOut(
  { id, request }: TriageState,
  slot: string,
  found: Diagnosed,
  options: PictureOptions,
  log: Logger,
): Undrawn | undefined {
  try {
    const { svg, alternativeText } = pictureOf(found, options);
    return {
      ...{ triage: id, slot, svg },
      digest: createHash('sha256').update(svg).digest('hex'),
      file: {
        filename: `${id}-${options.show}.png`,
        title: `${request.host} ${request.interface}`,
        alt_text: alternativeText,
      },
    };
  } catch (error) {
    log.warn({ err: error, triage: id }, 'the picture of a diagnosis could not be laid out');
    return undefined;
  }
}

/** The id of the new file, which stands in no channel: messages show it. */
async function upload(
  client: Pick<WebClient, 'filesUploadV2'>,
  file: Undrawn['file'] & { file: Buffer },
): Promise<string> {
  const { files } = await client.filesUploadV2(file);
  const id = files[0]?.files?.[0]?.id;
  if (id === undefined) throw new Error('Slack took a file and did not tell its id');
  return id;
}

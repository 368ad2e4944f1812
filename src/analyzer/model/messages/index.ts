import { z } from 'zod';
import type { AskedMessages } from './asked.ts';
import type { CauseMessages } from './causes.ts';
import type { FilterMessages } from './filters.ts';
import type { FlowMessages } from './flows.ts';
import type { QueryMessages } from './queries.ts';
import type { QuestionMessages } from './questions.ts';
import type { RecheckMessages } from './rechecks.ts';
import type { RemedyMessages } from './remedies.ts';
import type { RouteMessages } from './routes.ts';
import type { RemarkMessages, SeenMessages, StageMessages, WhyMessages, WitnessMessages } from './walk.ts';

/**
 * What the analyzer says, as keys with typed parameters. A folder of the analyzer that says something declares its messages in
 * a file here; `src/texts` holds the sentences, one catalogue a language, and the compiler refuses a catalogue that lacks one.
 * No code reads a sentence: what code needs to know stands in the facts beside it.
 */
export type Messages = AskedMessages &
  QuestionMessages &
  QueryMessages &
  RouteMessages &
  FilterMessages &
  CauseMessages &
  FlowMessages &
  RemedyMessages &
  RecheckMessages &
  SeenMessages &
  StageMessages &
  WhyMessages &
  WitnessMessages &
  RemarkMessages;

type MessageKey = keyof Messages;

/** One thing that is said: its key, and its parameters beside it. Parameters are JSON; one may be a message itself. */
export type Message = { [K in MessageKey]: { key: K } & Messages[K] }[MessageKey];

/** A message as it is stored. Its parameters were checked when it was made, by the compiler. */
export const Message = z.looseObject({ key: z.string() }) as unknown as z.ZodType<Message>;

import type { z } from 'zod';
import type { AgentParts } from './parts.ts';

/** What a tool answers with. */
export type ToolAnswer = {
  /** In a sentence or a few, in words of this program's own. */
  summary: string;
  /** A document as the command line's `--json` prints it. Texts in it may come from hosts or from a paste. */
  data: Record<string, unknown>;
};

/** A tool as the agent sees it, with its input's schema (zod), and what it does. */
export type Tool = {
  name: string;
  title: string;
  description: string;
  /** false: it asks people for a change. Even that changes nothing by itself. */
  readOnly: boolean;
  /** Whether it reaches hosts. */
  reachesHosts: boolean;
  input: z.ZodObject;
  /** What is recorded of a call beside its name. */
  recorded(input: unknown): string;
  call(parts: AgentParts, input: unknown, signal: AbortSignal): Promise<ToolAnswer>;
};

type ToolOptions<Input extends z.ZodObject> = Omit<Tool, 'input' | 'recorded' | 'call'> & {
  input: Input;
  recorded?(input: z.output<Input>): unknown;
  call(parts: AgentParts, input: z.output<Input>, signal: AbortSignal): Promise<ToolAnswer>;
};

/** A tool whose input is checked by its schema before anything else is done. */
export function tool<Input extends z.ZodObject>(options: ToolOptions<Input>): Tool {
  const { recorded = (value) => value, call } = options;
  // An argument that is ignored would answer another question than the one that was asked.
  const input = options.input.strict() as unknown as Input;
  return {
    ...options,
    input,
    recorded: (value) => JSON.stringify(recorded(input.parse(value))),
    call: (parts, value, signal) => call(parts, input.parse(value), signal),
  };
}

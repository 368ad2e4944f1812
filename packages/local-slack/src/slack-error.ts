import type { JsonObject } from './json.ts';

/** A refusal of the Web API with Slack's own code: `{ ok: false, error: code, … }`. */
export class SlackError extends Error {
  readonly code: string;
  /** Other fields of the answer, such as `needed` or `response_metadata`. */
  readonly fields: JsonObject;
  /** Seconds; set for HTTP 429 alone. */
  readonly retryAfter: number | undefined;

  constructor(code: string, fields: JsonObject = {}, retryAfter?: number) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }
}

/** A refusal with the list of what is wrong, as Slack sends it beside `invalid_blocks` and `invalid_arguments`. */
export function refusal(code: string, problems: string[]): SlackError {
  return new SlackError(code, {
    errors: problems,
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });
}

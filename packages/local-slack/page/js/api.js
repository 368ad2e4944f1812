/** What the workspace refused, with a sentence for the person. */
export class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

async function read(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok)
    throw new Refusal(body.error ?? 'failed', body.message ?? `Failed with status ${response.status}`);
  return body;
}

/** Everything around the messages, as this person sees it. */
export async function fetchFrame(as) {
  return read(await fetch(`/workspace/frame?as=${encodeURIComponent(as)}`));
}

export async function fetchMessages(as, channel) {
  const query = new URLSearchParams({ as, channel });
  return (await read(await fetch(`/workspace/messages?${query}`))).messages;
}

/** Does something as a person: `say`, `slash`, `press`, `submit-view` … */
export async function act(name, body) {
  const response = await fetch(`/workspace/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await read(response)).result;
}

/** Calls back at every change and when the connection comes or goes; the browser reconnects by itself. */
export function listen(onChange, onConnection) {
  const source = new EventSource('/workspace/events');
  source.addEventListener('message', (event) => onChange(JSON.parse(event.data)));
  source.addEventListener('open', () => onConnection(true));
  source.addEventListener('error', () => onConnection(false));
}

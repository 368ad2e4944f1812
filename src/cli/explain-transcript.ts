import { diagnose, type FlowQuestion, flowFor, tellSides } from '../analyzer/index.ts';
import type { Diagnosis } from '../analyzer/model/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { readTranscript } from '../transcript/index.ts';

/** The diagnosis of a pasted transcript. Throws `transcript-empty` where it shows nothing of the interface. */
export function explainTranscript(text: string, question: FlowQuestion): Diagnosis {
  const read = readTranscript(text);
  if (read.kind === 'too-large') {
    throw new RoundtripError(
      'transcript-too-large',
      'The transcript is larger than 10 MB.',
      'Paste only the part that matters.',
      { exitStatus: EXIT.usage },
    );
  }
  const sides = tellSides(read.observations, question);
  const flow = sides && flowFor(sides.host, question);
  if (!sides || !flow) {
    throw new RoundtripError(
      'transcript-empty',
      `The transcript does not show which address ${question.interface} has.`,
      'Add the output of "ip addr", or name the address with --to.',
      { exitStatus: EXIT.usage },
    );
  }
  const peer = sides.peer;
  return diagnose({
    host: sides.host.host ?? 'this host',
    flow,
    observation: sides.host,
    probeExpected: peer !== undefined,
    ...(peer ? { peer, ...(peer.host === undefined ? {} : { peerName: peer.host }) } : {}),
  });
}

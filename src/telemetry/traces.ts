import { createHash } from 'node:crypto';
import type { AttributeValue } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { News } from './follow-triages.ts';
import { outcomeOf, verdictOf } from './outcomes.ts';
import { stagesOf } from './stages.ts';

/** Spans of triages for OpenTelemetry, made of what was recorded once a stage has ended. */
export type Traces = {
  ended(news: News): void;
  /** Sends what is left. */
  stop(): Promise<void>;
};

/** A span: when it was (ms since the epoch, by the database's clock), and what it is below. */
type Told = {
  name: string;
  id: string;
  parent?: string;
  from: number;
  until: number;
  failed: boolean;
  attributes: Record<string, AttributeValue>;
};

/** The variables of OpenTelemetry's specification that say where spans are sent. */
export function tracesAreWanted(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  const names = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  return names.some((name) => (environment[name] ?? '') !== '');
}

/** The libraries are loaded with the first triage that has something to tell: no start waits for them. */
export function createTraces(log: Logger): Traces {
  let loading: Promise<Sender> | undefined;
  let telling: Promise<void> = Promise.resolve();
  return {
    ended(news) {
      loading ??= createSender();
      const sender = loading;
      telling = telling
        .then(async () => (await sender).send(news.triage, spansOf(news)))
        .catch((error: unknown) => log.warn({ err: error }, 'traces'));
    },
    async stop() {
      await telling;
      const sender = await loading?.catch(() => undefined);
      await sender?.stop().catch((error: unknown) => log.warn({ err: error }, 'traces'));
    },
  };
}

/**
 * One span for the triage, from the question to the first verdict; below it one for each stage, and below a stage the parts of it
 * that this process measured. A fix that is made later stands in the same trace. IDs come from the triage's own, so that what
 * several processes tell belongs together.
 */
function spansOf({ triage, history, recorded, ended, parts }: News): Told[] {
  const root = idOf(triage, 'triage');
  const outcome = recorded.map(({ event }) => outcomeOf(event)).find((each) => each !== undefined);
  const { cause, certainty } = verdictOf(history);
  const attributes = {
    ...{ 'roundtrip.triage': triage, 'roundtrip.cause': cause, 'roundtrip.certainty': certainty },
    ...(outcome === undefined ? {} : { 'roundtrip.outcome': outcome }),
  };
  const stages = ended.map(({ stage, from, until, ending, endedBy }): Told => {
    const failed = ending === 'failed';
    return {
      name: stage,
      id: idOf(triage, `${stage} ${endedBy}`),
      parent: root,
      from,
      until,
      failed,
      attributes,
    };
  });
  const below = parts.map(({ part, from, until }, at): Told => {
    const stage = stages.find((each) => each.from <= from && until <= each.until);
    const id = idOf(triage, `${part} ${recorded[0]?.sequence} ${at}`);
    return { name: part, id, parent: stage?.id ?? root, from, until, failed: false, attributes: {} };
  });
  return [...rootOf({ history, ended }, root, attributes), ...stages, ...below];
}

/** The span of the triage itself, where its first verdict has come now. */
function rootOf(
  { history, ended }: Pick<News, 'history' | 'ended'>,
  id: string,
  attributes: Told['attributes'],
): Told[] {
  const [first] = history;
  const firstLook = stagesOf(history).find(({ stage }) => stage === 'look');
  if (!firstLook || first?.event.kind !== 'requested') return [];
  if (!ended.some(({ stage, endedBy }) => stage === 'look' && endedBy === firstLook.endedBy)) return [];
  const { host, interface: iface } = first.event.request;
  return [
    {
      ...{ name: 'triage', id, from: Date.parse(first.at), until: firstLook.until },
      failed: firstLook.ending === 'failed',
      attributes: { ...attributes, 'roundtrip.host': host, 'roundtrip.interface': iface },
    },
  ];
}

/** 8 bytes, as hexadecimal digits. */
function idOf(triage: string, what: string): string {
  return digestOf(`${triage} ${what}`).slice(0, 16);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

type Sender = { send(triage: string, spans: readonly Told[]): void; stop(): Promise<void> };

/** Where to, with which headers and how often is read from OpenTelemetry's own variables by its libraries. */
async function createSender(): Promise<Sender> {
  const [{ ROOT_CONTEXT, SpanStatusCode, TraceFlags, trace }, sdk, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  // Spans are told when all is known of them: the IDs of each are settled before it is made.
  let next = { trace: '', span: '' };
  const provider = new sdk.TracerProvider({
    resource: resources
      .resourceFromAttributes({ 'service.name': 'roundtrip' })
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    idGenerator: { generateTraceId: () => next.trace, generateSpanId: () => next.span },
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer('roundtrip');
  return {
    send(triage, spans) {
      const traceId = digestOf(triage).slice(0, 32);
      for (const { name, id, parent, from, until, failed, attributes } of spans) {
        next = { trace: traceId, span: id };
        const above =
          parent === undefined
            ? ROOT_CONTEXT
            : trace.setSpanContext(ROOT_CONTEXT, {
                ...{ traceId, spanId: parent, traceFlags: TraceFlags.SAMPLED, isRemote: true },
              });
        const span = tracer.startSpan(name, { startTime: new Date(from), attributes }, above);
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end(new Date(until));
      }
    },
    stop: () => provider.shutdown(),
  };
}

import type { Recheck } from '../analyzer/model/index.ts';
import { failureIn } from '../texts/failures/index.ts';
import { type Language, recheckLines, reportTextsIn, tell } from '../texts/index.ts';
import type { StoredEvent, TriageRequest } from './events.ts';

/** What the page about a triage says of an event beside its kind and who did it; undefined where that is all. */
export function eventDetail(
  event: StoredEvent['event'],
  asked: TriageRequest,
  language: Language,
): string | undefined {
  const { details } = reportTextsIn(language);
  switch (event.kind) {
    case 'diagnosed':
      return details.diagnosed({
        ...{ cause: event.diagnosis.cause, certainty: event.diagnosis.certainty, final: event.final },
        leftOut: event.leftOut ?? [],
      });
    case 'approved':
      return event.ticket === undefined ? undefined : details.ticket({ ticket: event.ticket });
    case 'failed':
      return failureIn(language, event).message;
    case 'remedy-chosen':
      return event.remedy;
    case 'gateway-named':
      return event.gateway;
    case 'probe-asked':
      return event.host;
    case 'verdict-judged':
      return [
        event.right ? details.right : details.wrong(event.cause === undefined ? {} : { cause: event.cause }),
        event.words ?? '',
      ]
        .filter((part) => part !== '')
        .join('. ');
    case 'key-changed':
      return event.key;
    case 'agent-called':
      return `${event.tool} ${event.input}`;
    case 'frozen':
    case 'unfrozen':
    case 'rejected':
      return event.reason;
    case 'approval-refused':
    case 'rolled-back':
    case 'apply-refused':
    case 'outcome-unknown':
    case 'undo-failed':
    case 'permanence-failed':
    case 'committed':
    case 'made-permanent':
      return tell(event.said, language);
    case 'files-written':
      return event.paths.join(', ');
    case 'undo-armed':
      return details.undoArmed({ seconds: event.seconds, method: event.method });
    case 'confirmation-awaited':
      return details.awaited({ until: event.until, why: tell(event.said, language) });
    case 'verified':
      return details.verified({ ok: event.ok, how: event.how, detail: tell(event.said, language) });
    case 'undone':
      return event.said && tell(event.said, language);
    case 'applied':
      return event.verifier && details.botVerified;
    case 'rechecked':
      return recheckText(event.found, asked, language);
    case 'message-lost':
      return `${event.slot} (${event.reason})`;
    case 'pruned':
      return details.pruned({ events: event.events, by: event.by, archive: event.archive });
    case 'unknown':
      return details.unknown({ recorded: JSON.stringify(event.recorded) });
    default:
      return undefined;
  }
}

function recheckText(found: Recheck, asked: TriageRequest, language: Language): string {
  const { headline, missing, removedBy } = recheckLines(found, asked, language);
  return [headline, ...missing, ...removedBy].join('. ');
}

import type { App } from '@slack/bolt';
import { JUDGE, readJudgement } from '../../views/judge-modal.ts';
import type { ListenerContext } from '../context.ts';
import { onSubmit } from './on-submit.ts';

/** The dialog that says what a wrong verdict should have been was submitted. */
export function onVerdictJudged(app: App, context: ListenerContext): void {
  onSubmit(app, context, {
    callback: JUDGE.callback,
    read: readJudgement,
    work: ({ triage, cause, words }, by, delivery) =>
      context.triages.judgeVerdict(
        triage,
        by,
        {
          right: false,
          ...(cause === undefined ? {} : { cause }),
          ...(words === undefined ? {} : { words }),
        },
        delivery,
      ),
  });
}

import { CronExpressionParser } from 'cron-parser';

/** Whether a text is a schedule: five fields as in crontab(5). Of six the first would be seconds. */
export function isSchedule(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false;
  try {
    CronExpressionParser.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The next moment of a schedule after that one, in UTC. */
export function nextMoment(schedule: string, after: Date): Date {
  return CronExpressionParser.parse(schedule, { currentDate: after, tz: 'UTC' }).next().toDate();
}

import { store, userById } from './store.js';

/** Dates stand in the reader's own time zone and language, as in Slack. */
function reader() {
  const { locale, timeZone } = userById(store.frame?.me) ?? {};
  return { locale: locale ?? 'en-US', timeZone: timeZone ?? 'UTC' };
}

/** @param {number | string} seconds @param {Intl.DateTimeFormatOptions} options */
export function formatDate(seconds, options) {
  const { locale, timeZone } = reader();
  return new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(new Date(Number(seconds) * 1000));
}

/** The time of day, such as 14:05. */
export function timeOf(seconds) {
  return formatDate(seconds, { hour: 'numeric', minute: '2-digit' });
}

/** A day by which messages are grouped: the same for all times of it in the reader's zone. */
export function dayOf(seconds) {
  const { timeZone } = reader();
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(Number(seconds) * 1000));
}

const DAY_SECONDS = 86_400;

/** `Today`, `Yesterday`, or the day with its name. */
export function dayName(seconds) {
  const relative = relativeDay(seconds);
  if (relative !== undefined) return relative;
  const isThisYear = dayOf(seconds).slice(0, 4) === dayOf(Date.now() / 1000).slice(0, 4);
  return formatDate(seconds, {
    ...{ weekday: 'long', month: 'long', day: 'numeric' },
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
}

function relativeDay(seconds) {
  const now = Date.now() / 1000;
  const days = { [dayOf(now)]: 0, [dayOf(now - DAY_SECONDS)]: -1, [dayOf(now + DAY_SECONDS)]: 1 };
  const distance = days[dayOf(seconds)];
  if (distance === undefined) return undefined;
  const words = new Intl.RelativeTimeFormat(reader().locale, { numeric: 'auto' }).format(distance, 'day');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** Date, time and zone in full, for who rests on a time. */
export function fullDate(seconds) {
  return formatDate(seconds, { dateStyle: 'full', timeStyle: 'long' });
}

/** The tokens of Slack's date formats (formatting text reference). */
const TOKENS = {
  date: (s) => formatDate(s, { year: 'numeric', month: 'long', day: 'numeric' }),
  date_num: (s) => dayOf(s),
  date_slash: (s) => dayOf(s).replaceAll('-', '/'),
  date_short: (s) => formatDate(s, { year: 'numeric', month: 'short', day: 'numeric' }),
  date_long: (s) => formatDate(s, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }),
  date_pretty: (s) => relativeDay(s) ?? TOKENS.date(s),
  date_short_pretty: (s) => relativeDay(s) ?? TOKENS.date_short(s),
  date_long_pretty: (s) => relativeDay(s) ?? TOKENS.date_long(s),
  day_divider_pretty: (s) => dayName(s),
  time: (s) => timeOf(s),
  time_secs: (s) => formatDate(s, { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
  ago: (s) => ago(s),
};

function ago(seconds) {
  const words = new Intl.RelativeTimeFormat(reader().locale, { numeric: 'auto' });
  const distance = Number(seconds) - Date.now() / 1000;
  const [size, unit] = [
    [DAY_SECONDS, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ].find(([length]) => Math.abs(distance) >= length) ?? [1, 'second'];
  return words.format(Math.round(distance / size), unit);
}

/** A date by Slack's format, such as `{date_short} at {time}`; an unknown token stays as it is. */
export function slackDate(seconds, format) {
  return format.replace(/\{(\w+)\}/g, (all, name) =>
    Object.hasOwn(TOKENS, name) ? TOKENS[name](seconds) : all,
  );
}

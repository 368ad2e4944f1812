import { expect, test } from 'vitest';
import { reportOutagesOnce } from '../../src/store/outage.ts';

/** As the queue reports it: no error, but an object of its own. */
function lost(queue: string): Error {
  const reported = { name: 'Error', code: 'ENOENT', message: `connect ENOENT /run/s (Queue: ${queue})` };
  return reported;
}

test('a database that is away is reported once a minute, whoever finds it', () => {
  const reported: string[] = [];
  let clock = 0;
  const report = reportOutagesOnce(
    ({ message }) => reported.push(message),
    () => clock,
  );

  for (const queue of ['apply', 'undo', 'watch']) report(lost(queue));
  clock = 59_999;
  report(lost('apply'));
  clock = 60_000;
  report(lost('undo'));

  expect(reported).toEqual([lost('apply').message, lost('undo').message]);
});

test('every other error is reported each time, in an outage as well', () => {
  const reported: string[] = [];
  const report = reportOutagesOnce(
    ({ message }) => reported.push(message),
    () => 0,
  );
  const anchor = new Error('the anchor cannot be written');

  for (const error of [lost('apply'), anchor, lost('undo'), anchor]) report(error);

  expect(reported).toEqual([lost('apply').message, anchor.message, anchor.message]);
});

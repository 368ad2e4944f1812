import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorkspace, type Workspace } from '../../packages/local-slack/src/index.ts';
import { approversCheck } from '../../src/cli/examine-approvers.ts';
import { parseConfig, type Secrets } from '../../src/config/index.ts';
import { ROUNDTRIP_APP } from '../support/slack-app.ts';

let workspace: Workspace;
let secrets: Secrets;
beforeAll(async () => {
  workspace = await startWorkspace(ROUNDTRIP_APP);
  secrets = { slackBotToken: workspace.botToken, slackApiUrl: workspace.apiUrl } as Secrets;
});
afterAll(() => workspace.stop());

function look(approval: string, known: Secrets = secrets): Promise<string> {
  const yaml = `hosts: { server-b: {}, db-1: { group: db } }\napproval: ${approval}\n`;
  return approversCheck(parseConfig(yaml, join(tmpdir(), 'roundtrip.yaml')), known).look();
}

describe('doctor, about approvers', () => {
  test('takes as many as must', async () => {
    expect(await look('{ approvers: [U0ONE, U0TWO, U0THREE], minimum: 2 }')).toBe('3 named');
  });

  test('refuses a minimum that nobody can ever reach, for the hosts of a group too', async () => {
    await expect(look('{ approvers: [U0ONE], minimum: 2 }')).rejects.toThrow(
      'Nobody can ever get a change approved: it needs 2 approvals, and 1 can give one.',
    );
    await expect(look('{ approvers: [U0ONE, U0ONE], groups: { db: { minimum: 2 } } }')).rejects.toThrow(
      'a change of a host of db',
    );
  });

  test('says where every approver is needed: none of them can ask then', async () => {
    expect(await look('{ approvers: [U0ONE, U0TWO], minimum: 2 }')).toBe(
      '2 named; an approver who asks for a change cannot get it approved',
    );
    expect(await look('{ approvers: [U0ONE, U0TWO], minimum: 2, selfApproval: true }')).toBe('2 named');
  });

  test('skipping the waiting, or a terminal, makes one enough', async () => {
    expect(await look('{ approvers: [U0ONE], minimum: 2, breakGlass: true }')).toBe('1 named');
    expect(await look('{ terminal: true }')).toBe('only whoever runs "roundtrip fix"');
  });

  test('refuses a group that Slack does not tell of; without a token it claims nothing', async () => {
    await expect(look('{ approvers: [S0NOBODY] }')).rejects.toThrow(
      'Slack does not say who is in S0NOBODY: nobody can approve a change by way of it.',
    );
    expect(await look('{ approvers: [S0NOBODY] }', {} as Secrets)).toBe('1 named');
  });

  test('nobody at all is said, and is nothing wrong: it looks and changes nothing', async () => {
    expect(await look('{}')).toBe('nobody: the bot explains and changes nothing');
  });
});

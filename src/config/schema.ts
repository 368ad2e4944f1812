import { z } from 'zod';
import { Duration } from './duration.ts';
import { Health } from './health.ts';
import { isSchedule } from './schedule.ts';
import { section } from './section.ts';
import {
  Agent,
  Argv,
  HostName,
  HostPattern,
  IpAddress,
  RegularExpression,
  SlackApprover,
  SlackChannel,
  SlackUser,
} from './values.ts';

const HostEntry = section({
  via: z
    .array(HostName)
    .min(1)
    .optional()
    .describe("ssh aliases, tried in order; the host's own name without"),
  applyVia: z
    .array(HostName)
    .min(1)
    .optional()
    .describe('ssh aliases over which it is changed, where another key is used for that'),
  group: z.string().min(1).optional().describe('group whose approval rules hold for this host'),
  apply: z.boolean().default(true).describe('false: observe only'),
});

/** What a team keeps to itself: for the hosts of one group. */
const TeamEntry = section({
  channels: z
    .array(SlackChannel)
    .optional()
    .describe('where its hosts may be asked about, and nowhere else; without: where any host may be'),
  askers: z
    .array(z.union([SlackApprover, Agent]))
    .optional()
    .describe(
      'Slack users or user groups who may ask about its hosts, and agents (agent:NAME); without: whoever may ask at all',
    ),
  probeFrom: z
    .array(HostName)
    .min(1)
    .optional()
    .describe('hosts that may send probes to its hosts; the first one does where nobody is named'),
  observe: z
    .enum(['state', 'capture'])
    .default('capture')
    .describe('state: no packets are captured, neither on its hosts nor on who sends the probe'),
  evidence: z
    .enum(['thread', 'store'])
    .default('thread')
    .describe('store: Slack gets the verdict and the ID, never rulesets, routes, packets or commands'),
});

const approvalShape = {
  approvers: z.array(SlackApprover).describe('Slack users or user groups; empty: nobody can approve'),
  minimum: z.int().min(1).max(20).describe('how many must approve'),
  selfApproval: z.boolean().describe('true: who asked may approve'),
  expiresAfter: Duration.describe('how long a plan waits for approval'),
  terminal: z.boolean().describe('true: whoever runs "roundtrip fix" may approve it there'),
  breakGlass: z.boolean().describe('true: an approver may skip the waiting, with a reason'),
  frozen: z.boolean().describe('true: nothing is applied'),
  hostVerified: z
    .boolean()
    .describe('true: the host verifies by itself who has signed a change (host-setup --approvers)'),
  allowedSigners: z
    .string()
    .min(1)
    .describe(
      'keys of those who may approve, as host-setup --approvers has them: for hosts whose ssh-keygen cannot verify signatures (before OpenSSH 8.1)',
    ),
  mistapGuard: z
    .boolean()
    .describe("true: whoever approves types the host's name; against a mistaken press, not a stolen account"),
};

const Approval = section({
  approvers: approvalShape.approvers.default([]),
  minimum: approvalShape.minimum.default(1),
  selfApproval: approvalShape.selfApproval.default(false),
  expiresAfter: approvalShape.expiresAfter.prefault('30m'),
  terminal: approvalShape.terminal.default(false),
  breakGlass: approvalShape.breakGlass.default(false),
  frozen: approvalShape.frozen.default(false),
  hostVerified: approvalShape.hostVerified.default(false),
  allowedSigners: approvalShape.allowedSigners.optional(),
  mistapGuard: approvalShape.mistapGuard.default(false),
  groups: z
    .record(z.string(), section(approvalShape).partial())
    .prefault({})
    .describe('other rules for the hosts of a group; what is not named there is as above'),
});

const Mode = z.enum(['active', 'shadow']);

/** Changes wait until the verdicts have shown themselves. */
const Unlock = section({
  verdicts: z.int().min(1).max(10_000).describe('how many verdicts of the group must have been judged'),
  precision: z.number().min(0).max(1).describe('the share of them that must have been right'),
});

/** How the hosts of one group are changed, where that differs from all others. */
const ApplyEntry = section({
  mode: Mode.optional().describe('shadow: explains and plans, applies nothing'),
  unlock: z
    .union([z.literal(false), Unlock])
    .optional()
    .describe('false: changes wait for no verdicts'),
});

/** roundtrip.yaml as it is written; durations are milliseconds and paths still as written once parsed. */
export const ConfigFile = section({
  ssh: section({
    config: z.string().min(1).default('~/.ssh/config').describe('OpenSSH client configuration'),
    transport: z
      .enum(['node-ssh', 'openssh'])
      .default('node-ssh')
      .describe(
        "openssh: the system's own ssh client makes the connections, as on the command line (certificates, security keys, ControlMaster)",
      ),
  })
    .prefault({})
    .describe('how hosts are reached'),
  hosts: z
    .record(HostPattern, HostEntry)
    .default({})
    .describe('the inventory; "*" in a name stands for one or more of [A-Za-z0-9_-]'),
  probe: section({
    from: HostName.optional().describe('host that sends the probe where the asker names none'),
  })
    .prefault({})
    .describe('who sends the probe'),
  access: section({
    channels: z
      .array(SlackChannel)
      .optional()
      .describe('where it may be asked; every channel it is in without'),
    users: z
      .array(SlackUser)
      .default([])
      .describe('guests, bots and external people who may ask all the same'),
    groups: z
      .record(z.string(), TeamEntry)
      .default({})
      .describe('what a team keeps to itself, by host group'),
  })
    .prefault({})
    .describe('who may ask, and where'),
  approval: Approval.prefault({}).describe('who must agree to a change'),
  change: section({
    ticket: section({
      required: z
        .boolean()
        .default(false)
        .describe('true: whoever approves names a change ticket; the approval dialog asks for it'),
      pattern: RegularExpression.optional().describe(
        'what a ticket looks like, from its first to its last character',
      ),
    }).prefault({}),
  })
    .prefault({})
    .describe('what a change needs beside approval'),
  inventory: section({
    command: Argv.default([]).describe(
      "a program that prints Ansible's --list JSON; its hosts are added to those of this file",
    ),
    timeout: Duration.prefault('20s').describe('how long the program may take'),
    refresh: Duration.prefault('5m').describe('how old a listing may become before it runs again'),
  })
    .prefault({})
    .describe('hosts that a program lists'),
  policy: section({
    check: Argv.default([]).describe(
      'a program that is asked about each change, at approval and right before it: it reads the plan as JSON; any end but status 0, or none in time, refuses',
    ),
    timeout: Duration.prefault('10s').describe('how long it is waited for'),
  })
    .prefault({})
    .describe('a program of your own that has a say in each change'),
  apply: section({
    confirmWithin: Duration.prefault('5m').describe('how long a change waits for evidence before its undo'),
    watch: z
      .union([
        z.literal(false),
        section({
          every: Duration.prefault('1h').describe('how often'),
          for: Duration.prefault('7d').describe('for how long after it was committed'),
        }),
      ])
      .prefault({})
      .describe(
        'looks at committed fixes again, and reports once in the thread what is gone or does not work any more; false: never',
      ),
    unlock: Unlock.optional().describe(
      'a group is changed once so many of its verdicts were judged, and so many of them right; each group by itself',
    ),
    groups: z.record(z.string(), ApplyEntry).default({}).describe('other rules for the hosts of a group'),
    kubelets: z.boolean().default(false).describe('true: hosts that run a kubelet are changed too'),
  })
    .prefault({})
    .describe('how changes are made, and looked at afterwards'),
  capture: section({
    seconds: z.int().min(1).max(120).default(8).describe('how long it is listened after a probe was started'),
    wait: z.int().min(1).max(600).default(30).describe('how long it is listened where a person has to send'),
    packets: z
      .int()
      .min(1)
      .max(10_000)
      .default(50)
      .describe('packets of the flow after which listening ends'),
  })
    .prefault({})
    .describe('how long packets are watched'),
  mode: Mode.default('active').describe('shadow: explains, shows the plan, and applies nothing'),
  persist: z
    .enum(['ask', 'always', 'never'])
    .default('ask')
    .describe('whether a fix is kept after a restart: where somebody asks for it, always, or never'),
  undo: z
    .enum(['approver', 'asker'])
    .default('approver')
    .describe('who may undo a fix: approvers, as many as had to approve it; or also who asked for it, alone'),
  language: z
    .enum(['en', 'ja', 'asker'])
    .default('en')
    .describe('of what people read: English, Japanese, or what the asker has set in Slack'),
  alerts: section({
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe("where Alertmanager's webhook is listened for, at /alerts; without: nowhere"),
    address: IpAddress.default('127.0.0.1').describe('the address of this machine that it is listened at'),
    channel: SlackChannel.optional().describe('where the triages of alerts stand'),
    hostLabels: z.array(z.string().min(1)).min(1).default(['instance']).describe('labels that name the host'),
    interfaceLabels: z
      .array(z.string().min(1))
      .min(1)
      .default(['device'])
      .describe('labels that name the interface'),
    quiet: Duration.prefault('1h').describe('for so long no second triage is opened for a fingerprint'),
    perMinute: z.int().min(1).max(600).default(20).describe('triages that alerts open in a minute, at most'),
  })
    .refine(({ port, channel }) => port === undefined || channel !== undefined, {
      error: 'is needed where alerts.port is set',
      path: ['channel'],
    })
    .prefault({})
    .describe("Alertmanager's webhook"),
  health: Health,
  mcp: section({
    channel: SlackChannel.optional().describe(
      'where a change that an agent asks for waits for approval; without: agents may ask for none',
    ),
    perMinute: z
      .int()
      .min(1)
      .max(600)
      .default(30)
      .describe('tools that one "roundtrip mcp" answers in a minute, at most'),
  })
    .prefault({})
    .describe('agents, over the Model Context Protocol'),
  slack: section({
    http: section({
      port: z
        .int()
        .min(1)
        .max(65_535)
        .default(3000)
        .describe("where Slack's requests are taken, without an app-level token: at /slack/events"),
      address: IpAddress.optional().describe('the address of this machine; every one without'),
    }).prefault({}),
  })
    .prefault({})
    .describe('how Slack reaches the bot'),
  scan: section({
    schedule: z
      .string()
      .refine(isSchedule, 'must be five fields as in crontab(5), such as "30 6 * * 1-5"')
      .optional()
      .describe('when whole hosts are looked at, in UTC as in crontab(5); without: never'),
    hosts: z
      .array(z.string().min(1))
      .min(1)
      .default(['all'])
      .describe('hosts and groups of the inventory; all: every host that has a name'),
    channel: SlackChannel.optional().describe('where it is said what has changed since the scan before'),
  })
    .refine(({ schedule, channel }) => schedule === undefined || channel !== undefined, {
      error: 'is needed where scan.schedule is set',
      path: ['channel'],
    })
    .prefault({})
    .describe('whole hosts, looked at by a schedule'),
  store: section({
    directory: z
      .string()
      .min(1)
      .default('./data')
      .describe('where the embedded database and what is kept beside it stand'),
  })
    .prefault({})
    .describe('the database that Roundtrip starts itself where DATABASE_URL is not set'),
  audit: section({
    signingKeyFile: z
      .string()
      .min(1)
      .default('./audit.key')
      .describe(
        'the Ed25519 key that signs every event, the same for all bots; made when the first event is signed',
      ),
    anchorFile: z
      .string()
      .min(1)
      .default('./audit.anchor')
      .describe(
        "where signed heads of the log are appended; keep copies where the database's owner cannot write",
      ),
    formerKeyFiles: z
      .array(z.string().min(1))
      .default([])
      .describe('keys that signed before that one, oldest first; their public halves are enough'),
    copies: section({
      log: z
        .boolean()
        .default(false)
        .describe("true: signed heads stand in the bot's log, too (standard error, the journal)"),
      syslog: z
        .boolean()
        .default(false)
        .describe('true: signed heads are sent to syslog, too, by the logger command (auth.notice)'),
      thread: z
        .boolean()
        .default(false)
        .describe("true: the approval's message tells the hash of each approval"),
    }).prefault({}),
  })
    .prefault({})
    .describe('what makes the trail of events provable'),
});
export type ConfigFile = z.output<typeof ConfigFile>;

/**
 * The configuration as the program uses it: defaults filled in, durations in milliseconds, every path absolute.
 * `file` is where it was read from, `directory` that file's directory, `dataDirectory` its `./data` unless `store.directory` is set.
 */
export type Config = ConfigFile & {
  readonly file: string;
  readonly directory: string;
  readonly dataDirectory: string;
};

/** The JSON Schema of roundtrip.yaml as a person writes it (`roundtrip config schema`). */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(ConfigFile, { io: 'input' });
}

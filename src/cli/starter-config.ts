/**
 * A first roundtrip.yaml, commented, for somebody to read and change. Nobody can approve anything with it yet.
 * @param sshConfig path as it shall stand in the file
 * @param hosts names of the inventory, valid host names
 */
export function starterConfig(sshConfig: string, hosts: readonly string[]): string {
  const inventory =
    hosts.length === 0 ? '  # server-b: {}' : hosts.map((host) => `  ${keyOf(host)}: {}`).join('\n');
  return `# Configuration of Roundtrip. "roundtrip config schema" prints everything that it may contain.
# Secrets never stand here: SLACK_BOT_TOKEN and the others come from the environment (or NAME_FILE).

ssh:
  config: ${JSON.stringify(sshConfig)} # OpenSSH's own file says how each host is reached

# The inventory: a host that is not listed here cannot be reached at all. Take out what does not belong.
#   server-c: { via: [server-c, server-c-mgmt], group: db }   # ssh aliases, tried in order
#   server-a: { apply: false }                                # observe only
#   "web-*": { group: web }                                   # * stands for letters, digits, "_" and "-"
hosts:
${inventory}

# Hosts that a program lists as Ansible does (ansible-inventory --list) are added to these.
# inventory: { command: [ansible-inventory, -i, inventory.yaml, --list] }

# The host that sends the probe where the asker names none.
# probe: { from: bastion }

access:
  # channels: [C0123ABC] # where it may be asked; without this line, every channel that it was invited to
  # groups: # what a team keeps to itself, by host group; for others there are no such hosts
  #   db: { channels: [C0456DEF], askers: [S0456DEF], probeFrom: [bastion], evidence: store }

approval:
  approvers: [] # IDs of Slack users (U…) or user groups (S…). Empty: nobody can approve, so nothing is ever changed
  minimum: 1
  selfApproval: false
  expiresAfter: 30m
  terminal: false # true: whoever runs "roundtrip fix" may approve it there
  # breakGlass: true # an approver may skip the waiting for others, with a reason; the channel is told
  # groups: # other rules for the hosts of a group
  #   db: { minimum: 2, mistapGuard: true } # mistapGuard: whoever approves types the host's name

# change: { ticket: { required: true, pattern: 'CHG\\d+' } } # the approval asks for a change ticket

# A program that is asked at approval and right before a change: plan JSON on standard input; any end but status 0 refuses.
# policy: { check: [./may-change] }

apply:
  confirmWithin: 5m # where nobody can send a probe: undone after this time unless somebody confirms
  # unlock: { verdicts: 20, precision: 0.95 } # a group is changed once so many of its verdicts were judged, so many of them right
  # groups: { db: { mode: shadow } } # other rules for the hosts of a group
  watch: { every: 1h, for: 7d } # committed fixes are looked at again; what is gone is reported in the thread. false: never

mode: active # or shadow: explains, shows the plan, and applies nothing

persist: ask # or always, never: whether a fix is kept after a restart of the host

capture: { seconds: 8, wait: 30, packets: 50 } # seconds after a probe; wait: where a person has to send
language: en # or ja, or asker

# scan: { schedule: "30 6 * * 1-5", hosts: [all], channel: C0123ABC } # whole hosts, as in crontab(5), in UTC: only what has changed is told

# alerts: { port: 9095, channel: C0123ABC } # Alertmanager's webhook: a firing alert is looked at, with ALERTS_TOKEN

# mcp: { channel: C0123ABC } # where a change that an agent asks for (roundtrip mcp) waits for approval

# slack: { http: { port: 3000, address: 127.0.0.1 } } # where Slack's requests are taken, where there is no SLACK_APP_TOKEN

# health: { port: 9464 } # /healthz, /readyz and /metrics, on 127.0.0.1

# With DATABASE_URL in the environment that PostgreSQL is used, else an embedded one in ./data.
store: {}

audit:
  signingKeyFile: ./audit.key
  anchorFile: ./audit.anchor
`;
}

/** YAML takes some plain words for numbers or booleans: those stand in quotes. */
function keyOf(host: string): string {
  const isWord = /^[A-Za-z][\w.-]*$/.test(host) && !/^(?:true|false|null|yes|no|on|off)$/i.test(host);
  return isWord ? host : JSON.stringify(host);
}

export { applyModeFor, type Unlock } from './apply-mode.ts';
export { type ApprovalPolicy, approvalPolicyFor } from './approval.ts';
export { Duration } from './duration.ts';
export { allHosts, hostsNamed } from './fleet.ts';
export { resolveHost } from './inventory.ts';
export {
  type InventoryProgram,
  loadConfigWithInventory,
  openInventory,
  problemsOf,
} from './inventory-program.ts';
export { loadLiveConfig } from './live.ts';
export { absolutePath, loadConfig, parseConfig } from './load.ts';
export { isHostName, isInterfaceName, parseHostName, parseInterfaceName } from './names.ts';
export { askPolicy } from './policy-check.ts';
export { nextMoment } from './schedule.ts';
export { type Config, configJsonSchema } from './schema.ts';
export { loadSecrets, type Secrets } from './secrets.ts';
export { sshHostWords } from './ssh-host-names.ts';
export { channelsOfTeams, type TeamRules, teamRulesFor } from './teams.ts';
export { type TicketRule, ticketRule } from './ticket.ts';

export { approvalPolicyFor } from './approval.ts';
export { resolveHost } from './inventory.ts';
export { loadLiveConfig } from './live.ts';
export { loadConfig, parseConfig } from './load.ts';
export { isHostName, isInterfaceName, parseHostName, parseInterfaceName } from './names.ts';
export { askPolicy } from './policy-check.ts';
export { type Config, configJsonSchema } from './schema.ts';
export { loadSecrets, type Secrets } from './secrets.ts';
export { type TicketRule, ticketRule } from './ticket.ts';

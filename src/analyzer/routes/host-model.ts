import { covers, defaultRules, type HostState, type OpenQuestion, rulesOf } from '../model/index.ts';
import { areDefaultRules, areFewerThanDefault } from './default-rules.ts';
import { deviceComparison } from './device-rules.ts';
import { compileDevices, type Devices } from './devices.ts';
import { tableLookup4 } from './lookup4.ts';
import { surroundings6, tableLookup6 } from './lookup6.ts';
import {
  type CompiledRule,
  compileRules,
  type RuleFlow,
  type RulesResult,
  type RuleTables,
  walkRules,
} from './rules.ts';
import { lengthsBySharing } from './shared-next-hop.ts';
import { SourceSelector6 } from './source-address6.ts';
import { type Sysctls, sysctlReader } from './sysctls.ts';
import type { Match4, Match6 } from './table-route.ts';
import { compileTables, type Tables } from './tables.ts';
import { assume, NotKnown, type Trace } from './trace.ts';

/** One family's rules and tables, compiled. */
export interface FamilyModel<Match> {
  state: HostState;
  devices: Devices;
  sysctls: Sysctls;
  tables: Tables;
  /** Whether the rules are not (or no more) the ones a kernel starts with; making the first VRF adds one (measured). */
  customRules: boolean;
  /**
   * Whether arriving packets are dissected: only where a rule asks for protocol or ports, and a rule with `iif lo` does not
   * count (measured); otherwise protocol and ports are 0 to every rule.
   */
  dissects: boolean;
  /** Whether any rule looks at marks. */
  usesMarks: boolean;
  /** Whether a local route was added by hand. */
  hasCustomLocalRoutes(): boolean;
  /** Whether a gateway is the host itself, by table, device and address, as far as it was asked. */
  ownGateways: Map<string, boolean>;
  /** Asks the rules and their tables. */
  fib(flow: RuleFlow, trace: Trace | undefined): RulesResult<Match>;
}

function isLocalTableCustom(state: HostState): boolean {
  const local = (state.routes[4] ?? []).filter((route) => route.type === 'local');
  const told = local.some((route) => route.protocol !== undefined);
  return told && local.some((route) => route.protocol !== 'kernel' && route.protocol !== '2');
}

function compileFamily<Match>(
  family: 4 | 6,
  state: HostState,
  devices: Devices,
  sysctls: Sysctls,
  lookup: (tables: Tables) => RuleTables<Match>['lookup'],
): FamilyModel<Match> {
  const question: OpenQuestion = { about: 'rules', family };
  const isCut =
    !covers(state.coverage, 'rules', { family, commandUnseen: true }) &&
    state.gaps.some(({ part }) => part === `rules${family}` || part === 'rules');
  const listed = rulesOf(state, family);
  const tables = compileTables(family, state, devices);
  const ignored = family === 6 && areFewerThanDefault(6, listed, tables.tableOf);
  const rules = ignored ? defaultRules(6) : listed;
  const compiled: readonly CompiledRule[] = compileRules(family, rules, tables.tableOf);
  const ruleTables: RuleTables<Match> = {
    lookup: lookup(tables),
    isEmpty: tables.isEmpty,
    groupOf: devices.groupOf,
    lengthsBeside: family === 6 ? lengthsBySharing(state) : () => [],
    sameDevice: deviceComparison(state.kernelRelease),
  };
  const assumed = state.rules[family] === undefined ? [question] : [];
  let customLocalRoutes: boolean | undefined;
  return {
    state,
    devices,
    sysctls,
    tables,
    customRules: devices.hasVrf || !areDefaultRules(family, rules, tables.tableOf),
    dissects: rules.some(({ iif, ipproto, sport, dport }) => iif !== 'lo' && (ipproto || sport || dport)),
    usesMarks: rules.some(({ fwmark, notUnderstood }) => fwmark !== undefined || notUnderstood !== undefined),
    hasCustomLocalRoutes() {
      customLocalRoutes ??= family === 4 && isLocalTableCustom(state);
      return customLocalRoutes;
    },
    ownGateways: new Map(),
    fib(flow, trace) {
      if (isCut) throw new NotKnown(question);
      assume(trace, assumed);
      return walkRules(compiled, flow, ruleTables, trace);
    },
  };
}

/** IPv6's part has the selection of source addresses, too. */
export type Model6 = FamilyModel<Match6> & { sources: SourceSelector6 };

/** A host's state compiled; each family's part when it is first asked. */
export class HostModel {
  readonly #state: HostState;
  readonly #devices: Devices;
  readonly #sysctls: Sysctls;
  #four: FamilyModel<Match4> | undefined;
  #six: Model6 | undefined;

  constructor(state: HostState) {
    this.#state = state;
    this.#devices = compileDevices(state);
    this.#sysctls = sysctlReader(state);
  }

  get 4(): FamilyModel<Match4> {
    this.#four ??= this.#compile4();
    return this.#four;
  }

  get 6(): Model6 {
    this.#six ??= this.#compile6();
    return this.#six;
  }

  #compile4(): FamilyModel<Match4> {
    const sysctls = this.#sysctls;
    const lookup =
      (tables: Tables): RuleTables<Match4>['lookup'] =>
      (id, flow, trace) =>
        tableLookup4(tables, id, flow, sysctls, trace);
    return compileFamily(4, this.#state, this.#devices, sysctls, lookup);
  }

  #compile6(): Model6 {
    const sysctls = this.#sysctls;
    const around = surroundings6(this.#state, sysctls);
    const lookup =
      (tables: Tables): RuleTables<Match6>['lookup'] =>
      (id, flow, trace) =>
        tableLookup6(tables, id, flow, around, trace);
    const model = compileFamily(6, this.#state, this.#devices, sysctls, lookup);
    return { ...model, sources: new SourceSelector6(this.#devices, sysctls) };
  }
}

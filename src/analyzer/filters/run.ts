import type { FilterReason, FilterRuleRef } from '../model/index.ts';
import { type CompiledChain, type CompiledRule, ruleRef } from './compiled.ts';
import { become, copyOf, type Flight, merge } from './flight.ts';
import type { Step, Verdict } from './steps.ts';

/** One way in which the packet's way may end in a chain. */
export interface End {
  verdict: 'drop' | 'reject' | 'unknown';
  rule: FilterRuleRef;
  reason: FilterReason;
  reversePath: boolean;
  /** What a rejected packet's sender is told. */
  rejectWith?: string;
  /** Whether it is sure that the packet, once there, ends there. */
  sure: boolean;
}

/** Rules looked at for one packet before it is given up: listings of hosts stay far below it. */
const MOST_RULES = 400_000;
/** nft allows 16 jumps within each other; iptables' own limit depends on the ruleset. */
const DEEPEST = 64;

/**
 * One packet's way through the base chains of a hook. Where a match cannot be told both ways are followed: `ends` are all
 * possible ends, and what a rule may have changed is not known afterwards.
 */
export class Run {
  readonly ends: End[] = [];
  /** The base chains' accepting rules, for the explanation. */
  accepted: { rule: FilterRuleRef; sure: boolean } | undefined;
  /** The rules that surely logged the packet. */
  readonly logged: { rule: FilterRuleRef; prefix?: string }[] = [];
  #looked = 0;
  /** What the packet is like where the base chain accepts it; absent while nothing did. */
  #acceptedAs: Flight | undefined;

  /** Sends the packet through one base chain. @returns whether it may come out. `flight` is then as it comes out. */
  base(chain: CompiledChain, flight: Flight): boolean {
    this.#acceptedAs = undefined;
    const { base } = chain.listed;
    const way = this.#chain(chain, flight, { depth: 0, reversePath: false, sure: true });
    if (way.out && base) {
      if (base.policy === 'drop') {
        this.#end({
          verdict: 'drop',
          rule: refTo(chain, undefined),
          reason: { kind: 'policy', chain: chain.listed.name },
          reversePath: way.reversePath,
          sure: true,
        });
      } else {
        this.#accept(flight, undefined);
      }
    }
    const acceptedAs = this.#acceptedAs;
    if (acceptedAs === undefined) return false;
    become(flight, acceptedAs);
    return true;
  }

  #chain(chain: CompiledChain, flight: Flight, from: Way): Outcome {
    if (from.depth > DEEPEST) {
      this.#give(chain, undefined, { kind: 'too-deep' });
      return { out: false, reversePath: false };
    }
    const way: Mutable<Way> = { ...from };
    const exits: Flight[] = [];
    for (const rule of chain.rules) {
      this.#looked++;
      if (this.#looked > MOST_RULES) {
        this.#give(chain, rule, { kind: 'too-many-rules' });
        return { out: false, reversePath: false };
      }
      const live = this.#rule(chain, rule, flight, way, exits);
      if (!live) return leave(flight, exits, way.reversePath);
    }
    const { cut } = chain.table.listed;
    if (cut !== undefined) this.#give(chain, undefined, { kind: 'listing', lack: cut });
    exits.push(flight);
    return leave(flight, exits, way.reversePath);
  }

  /** @returns whether the packet may go on to the next rule. */
  #rule(
    chain: CompiledChain,
    rule: CompiledRule,
    flight: Flight,
    way: Mutable<Way>,
    exits: Flight[],
  ): boolean {
    let doubt: string | undefined;
    let reversePath = way.reversePath;
    for (const [index, step] of rule.steps.entries()) {
      switch (step.kind) {
        case 'match': {
          const holds = step.test(flight);
          if (holds === false) {
            if (step.reversePath && doubt === undefined && letsPass(rule.steps, index))
              way.reversePath = true;
            return true;
          }
          if (holds === undefined) doubt ??= step.text;
          if (step.reversePath) reversePath = true;
          break;
        }
        case 'log': {
          const { prefix } = step;
          if (doubt === undefined && way.sure)
            this.logged.push({ rule: refTo(chain, rule), ...(prefix === undefined ? {} : { prefix }) });
          break;
        }
        case 'act': {
          if (doubt === undefined) step.apply(flight);
          else {
            const other = copyOf(flight);
            step.apply(other);
            merge(flight, other);
          }
          break;
        }
        case 'choose': {
          const { verdicts, sure } = step.choose(flight);
          if (verdicts.length === 0) {
            if (sure) return true;
            doubt ??= step.text;
            break;
          }
          if (!sure) doubt ??= step.text;
          const [first] = verdicts;
          if (sure && first?.kind !== 'continue')
            return this.#verdict(
              chain,
              rule,
              first ?? CONTINUE,
              flight,
              { ...way, reversePath },
              doubt,
              exits,
            );
          if (!sure)
            for (const one of verdicts)
              this.#verdict(chain, rule, one, flight, { ...way, reversePath }, doubt, exits);
          break;
        }
        case 'verdict':
          return this.#verdict(chain, rule, step.verdict, flight, { ...way, reversePath }, doubt, exits);
      }
    }
    return true;
  }

  /** @returns whether the packet may go on to the next rule. */
  #verdict(
    chain: CompiledChain,
    rule: CompiledRule,
    verdict: Verdict,
    flight: Flight,
    way: Way,
    doubt: string | undefined,
    exits: Flight[],
  ): boolean {
    const mayNot = doubt !== undefined;
    switch (verdict.kind) {
      case 'continue':
        return true;
      case 'accept':
        this.#accept(flight, refTo(chain, rule), !mayNot);
        return mayNot;
      case 'drop':
      case 'reject': {
        this.#end({
          verdict: verdict.kind,
          rule: refTo(chain, rule),
          ...(verdict.kind === 'reject' && verdict.with !== undefined ? { rejectWith: verdict.with } : {}),
          reason: doubt === undefined ? { kind: 'rule' } : { kind: 'match', text: doubt },
          reversePath: way.reversePath,
          sure: !mayNot,
        });
        return mayNot;
      }
      case 'not-followed':
      case 'map-not-listed':
        this.#give(chain, rule, verdict);
        return mayNot;
      case 'return':
        exits.push(mayNot ? copyOf(flight) : flight);
        return mayNot;
      case 'translate': {
        if (mayNot) {
          const other = copyOf(flight);
          verdict.apply(other);
          this.#accept(other, refTo(chain, rule), false);
          return true;
        }
        verdict.apply(flight);
        this.#accept(flight, refTo(chain, rule));
        return false;
      }
      case 'jump':
      case 'goto':
        return this.#call(chain, rule, verdict, flight, way, doubt, exits);
    }
  }

  #call(
    chain: CompiledChain,
    rule: CompiledRule,
    { kind, chain: name }: { kind: 'jump' | 'goto'; chain: string },
    flight: Flight,
    way: Way,
    doubt: string | undefined,
    exits: Flight[],
  ): boolean {
    const target = chain.table.chains.get(name);
    if (target === undefined) {
      this.#give(chain, rule, { kind: 'chain-not-listed', chain: name });
      return true;
    }
    const mayNot = doubt !== undefined;
    const inside = mayNot ? copyOf(flight) : flight;
    const { out } = this.#chain(target, inside, {
      depth: way.depth + 1,
      reversePath: way.reversePath,
      sure: way.sure && !mayNot,
    });
    if (kind === 'goto') {
      if (out) exits.push(inside);
      return mayNot;
    }
    if (mayNot && out) merge(flight, inside);
    return mayNot || out;
  }

  #give(chain: CompiledChain, rule: CompiledRule | undefined, reason: FilterReason): void {
    this.#end({
      verdict: 'unknown',
      rule: refTo(chain, rule),
      reason,
      reversePath: false,
      sure: false,
    });
  }

  /** Only the first few ends of each kind are kept: they decide, and explain. */
  #end(end: End): void {
    if (this.ends.filter(({ verdict }) => verdict === end.verdict).length < 8) this.ends.push(end);
    else this.ends[this.ends.findLastIndex(({ verdict }) => verdict === end.verdict)] = end;
  }

  #accept(flight: Flight, rule: FilterRuleRef | undefined, sure = true): void {
    if (rule) this.accepted = { rule, sure };
    if (this.#acceptedAs) merge(this.#acceptedAs, flight);
    else this.#acceptedAs = copyOf(flight);
  }
}

/** `sure`: the packet surely came to this chain. */
type Way = { depth: number; reversePath: boolean; sure: boolean };
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Outcome = { out: boolean; reversePath: boolean };

function refTo({ table, listed }: CompiledChain, rule: CompiledRule | undefined): FilterRuleRef {
  return ruleRef(table.listed, listed, rule?.listed);
}

const CONTINUE: Verdict = { kind: 'continue' };

/** Where the chain may be left: as any of its exits is. */
function leave(flight: Flight, exits: readonly Flight[], reversePath: boolean): Outcome {
  const [first, ...others] = exits;
  if (first === undefined) return { out: false, reversePath };
  const joined = copyOf(first);
  for (const other of others) merge(joined, other);
  become(flight, joined);
  return { out: true, reversePath };
}

/** `-m rpfilter -j RETURN` before a drop: that the way back does not fit is what lets the drop decide. */
function letsPass(steps: readonly Step[], from: number): boolean {
  return steps
    .slice(from + 1)
    .some(
      (step) => step.kind === 'verdict' && (step.verdict.kind === 'accept' || step.verdict.kind === 'return'),
    );
}
